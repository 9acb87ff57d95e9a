"""How numbers, doses, days and kinds are said to people."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from plans.plan import Certainty, Dose

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

SURE = {
    Certainty.VERIFIED: "Source read",
    Certainty.RECALLED: "From memory",
    Certainty.DESIGN: "Our judgement",
}
STANCES = {"against": "Against", "only_with_exercise": "Only with exercise", "for": "For", "silent": "Silent"}
"""What a guideline says, in the order in which it is shown."""
LEVELS = {"avoid": "Avoid", "limit": "Limit", "clearance": "Clearance"}
"""How something is closed, in the order in which it is shown."""
COUNTED = frozenset({"day", "week", "year", "minute", "hour", "night", "visit", "point", "degree", "flare", "slot"})
MEASURES = {"0-10": "{} of 10", "MRC grade": "grade {} of 5", "percent": "{} per cent", "degree Celsius": "{} °C"}
COUNTRIES = {
    "int": "International", "uk": "UK", "us": "USA", "eu": "Europe", "nl": "Netherlands", "au": "Australia",
    "nz": "New Zealand",
}  # fmt: skip


def day(iso: str, *, weekday: bool = False) -> str:
    """20 November 2026; with its weekday where it is a date to keep. What is no date stays as it is."""
    try:
        when = date.fromisoformat(iso)
    except ValueError:
        return iso
    plain = f"{when.day} {MONTHS[when.month - 1]} {when.year}"
    return f"{DAYS[when.weekday()]} {plain}" if weekday else plain


def count(number: int, one: str, many: str = "") -> str:
    """1 visit, 2 visits."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def measured(number: float, unit: str = "") -> str:
    """24 days, 5 of 10, grade 4 of 5, 138 mmHg; the bare number where it has no unit."""
    if unit in MEASURES:
        return MEASURES[unit].format(f"{number:g}")
    many = "" if number == 1 or unit not in COUNTED else "s"
    return f"{number:g} {unit}{many}".strip()


def times(number: int) -> str:
    """Once, 2 times."""
    return "once" if number == 1 else f"{number} times"


def capital(text: str) -> str:
    """With a capital first letter; the rest as it is."""
    return text[:1].upper() + text[1:]


def plain(identifier: str) -> str:
    """An id as words, where nobody gave it a name."""
    return capital(identifier.replace("_", " ").replace("-", " "))


def listed(names: Iterable[str]) -> str:
    """a, b and c"""
    names = list(names)
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def sentence(text: str) -> str:
    """With a full stop, unless it ends already."""
    text = text.strip()
    return text if not text or text[-1] in '.?!”"' else text + "."


def to_say(words: str) -> str:
    """Words to say, with a place to write where only the one who says them knows: "[date]" is "______ (date)"."""
    return re.sub(r"\[([^\[\]]+)\]", rf"{'_' * 12} (\1)", words.strip())


def first_sentence(text: str) -> tuple[str, str]:
    """The first sentence and the rest."""
    found = re.match(r"(.+?[.?!])\s+(.*)", text, re.DOTALL)
    return (found[1], found[2]) if found else (text, "")


def dose_line(dose: Dose, name: str = "") -> str:
    """Hold, times, a day: "Hold 10 seconds, 3 times, once a day"."""
    return capital(", ".join(filter(None, [_amount(dose, name), _a_day(dose), _a_week(dose)])))


def _amount(dose: Dose, name: str) -> str:
    reps, rounds = dose.reps or 1, dose.sets or 1
    round_words = f"{rounds} rounds of " if rounds > 1 else ""
    if dose.hold_s:
        hold = f"hold {count(dose.hold_s, 'second')}, {times(reps)}"
        return f"{hold}, {rounds} rounds" if rounds > 1 else hold
    if dose.minutes and reps == 1:
        return f"{round_words}{count(dose.minutes, 'minute')}"
    if reps == 1 and rounds == 1:
        return "" if dose.per_day else "once"
    return f"{round_words}{count(reps, *_moves(name))}"


def _moves(name: str) -> tuple[str, str]:
    return ("slow slide", "slow slides") if "slide" in name.lower() else ("slow time", "slow times")


def _a_day(dose: Dose) -> str:
    if not dose.per_day or (dose.per_day == 1 and dose.days_per_week == 1):
        return ""
    return f"{times(dose.per_day)} a day"


def _a_week(dose: Dose) -> str:
    if not dose.days_per_week or dose.days_per_week == 7:
        return "" if dose.per_day else "each day"
    return "once a week" if dose.days_per_week == 1 else f"{dose.days_per_week} days a week"


def how_often(per_week: float) -> str:
    """Once a week, 2 times a week, once every 2 weeks, 3 times in 2 weeks."""
    share = Fraction(per_week).limit_denominator(12)
    if share.denominator == 1:
        return f"{times(share.numerator)} a week"
    if share.numerator == 1:
        return f"once every {share.denominator} weeks"
    return f"{times(share.numerator)} in {share.denominator} weeks"


def short_code(plan_id: str) -> str:
    """A plan's id in a form people can read out: its first 8 signs in 2 groups."""
    signs = "".join(sign for sign in plan_id if sign.isalnum()).upper()
    return f"{signs[:4]}-{signs[4:8]}" if len(signs) > 8 else signs


def units(text: str) -> list[str]:
    """Sentences; a question stays with its answer."""
    made: list[str] = []
    for each in re.split(r"(?<=[.?!])\s+(?=[A-Z0-9])", text.strip()):
        if made and made[-1].endswith("?"):
            made[-1] += f" {each}"
        elif each:
            made.append(each)
    return made


def before_a_question(text: str) -> str:
    """What holds every time: the sentences before the first question."""
    kept = []
    for each in units(text):
        if "?" in each:
            break
        kept.append(each)
    return " ".join(kept)


def told_once(texts: Iterable[str]) -> list[tuple[list[int], str]]:
    """Several texts as one: each sentence once, with the numbers of its texts; what all of them say comes first."""
    numbers: dict[str, list[int]] = {}
    for n, text in enumerate(texts, 1):
        for unit in units(text):
            numbers.setdefault(unit, []).append(n)
    groups: dict[tuple[int, ...], list[str]] = {}
    for unit, of in numbers.items():
        groups.setdefault(tuple(of), []).append(unit)
    return [(list(of), " ".join(said)) for of, said in sorted(groups.items(), key=lambda each: -len(each[0]))]


def number_words(numbers: Iterable[int]) -> str:
    """Numbers 1, 2 and 4"""
    of = [str(number) for number in numbers]
    return f"{'Number' if len(of) == 1 else 'Numbers'} {listed(of)}"
