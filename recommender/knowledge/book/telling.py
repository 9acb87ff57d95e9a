"""The fields of rules and items in words: every field has its heading, also one that is new to this page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from plans.plan import Certainty, Dose, Source
from plans.sheet.wording import count, dose_line
from recommender.core.items import LEVELS
from recommender.knowledge.book.aloud import Voice, capital, code_words, joined, listed, number, plain
from recommender.knowledge.book.names import CODE_NAMES
from recommender.knowledge.book.values import Line, Link, Part, Words, plain_line

Raw = Mapping[str, Any]

TOLD_APART: Final = frozenset({
    "id", "row", "because", "sources", "certainty", "status", "note", "review_by", "name", "emergency_certainty",
    "emergency_sources", "offered",
})  # fmt: skip
"""Fields that every entry has, and shows in a place of their own."""

HEADINGS: Final = {
    "after_good_visit": "Only after a visit that was tolerated",
    "aim": "Aim",
    "aims": "What to aim for",
    "alone": "May be the whole visit",
    "alt": "The drawing shows",
    "answers": "Answers that allow it",
    "areas": "Body areas it covers",
    "avoid": "Keep off",
    "benefit": "What may be said about it",
    "change_if": "Change if",
    "check": "What to look at",
    "client_name": "For the client it is called",
    "client_words": "What the client says of it",
    "codes": "Codes in the tables",
    "context": "Where it belongs",
    "course": "What usually happens",
    "do": "Do",
    "do_parallel": "Do, where it runs beside the plan",
    "dont": "Leave",
    "ease_off": "When to ease off",
    "emergency": "Signs for help now",
    "emergency_do": "What to do",
    "emergency_say": "What to say",
    "emergency_why": "Why at once",
    "end_range": "Goes to the end of the range",
    "exclude": "Left out",
    "fact": "The question behind it",
    "feel": "What may be felt",
    "first_review_week": "First review in week",
    "for": "For",
    "go_on_if": "Go on if",
    "good_answer": "A good answer",
    "grade": "How strong the evidence is",
    "irritability": "Hardest state it is allowed in",
    "jurisdiction": "Where",
    "kind": "Kind",
    "lead": "It begins with",
    "level": "Level",
    "level_plus": "Pressure levels added",
    "loads": "What it loads",
    "max": "Most items",
    "max_level": "Highest pressure level",
    "max_minutes": "Longest visit in minutes",
    "away_from": "No visit is planned on",
    "max_per_week": "Most visits a week",
    "max_total": "Most visits in all",
    "least_more": "Visits from now on, even where the course has no more",
    "max_more": "Most visits from now on",
    "max_weeks": "Longest course in weeks",
    "min": "Fewest items",
    "min_minutes": "Shortest visit in minutes",
    "minutes": "Minutes",
    "minutes_plus": "Minutes added",
    "must": "Always among them",
    "needs": "Where the body is",
    "or_equipment": "One of these is enough",
    "other": "The other side of the card",
    "other_side": "On the other side",
    "pain": "What may be felt, 0 to 10",
    "per_day": "Bouts a day",
    "per_week": "Visits a week",
    "per_week_times": "Visits a week, times",
    "position": "Position",
    "pressure": "Pressure levels",
    "progress": "Next step",
    "recheck_days": "Look again after days",
    "regress": "Easier step",
    "regions": "Where, best first",
    "say": "What to say",
    "says": "For the therapist",
    "set_up": "Set-up",
    "short": "The same signs, for small paper",
    "slots": "Families that may fill each place, most wanted first",
    "steps": "Steps",
    "stop_if": "Stop if",
    "structure": "What the card holds, and what the therapist does with it",
    "text": "Text",
    "tip": "Tip",
    "today": "To be seen today means",
    "total": "Visits in all",
    "total_times": "Visits in all, times",
    "urgency_words": "How soon",
    "use": "When to use it",
    "week": "Week for the diary",
    "when_words": "When to look",
    "where": "Where it is printed",
    "who": "Who it is for",
    "why": "What it is",
    "word": "In a word",
    "words": "On the plan",
    "zero": "No visits at all",
}
"""What stands over a field, where its own name would not do."""

DETAILS: Final = frozenset({
    "boosts", "client_name", "codes", "context", "ease_off", "feel", "irritability", "loads", "short", "stop_if",
    "structure", "urgency_words", "where",
})  # fmt: skip
"""Fields that a short edition does without."""
FLAGS = ("after_good_visit", "end_range", "other_side")
"""Said only where they are so."""
NUMBER_FIELDS = ("hold_s", "reps", "sets", "per_day", "days_per_week", "minutes")


class Teller:
    """Tells fields, with links to what they name. `known`: by id, the entry it leads to."""

    def __init__(self, voice: Voice, known: Mapping[str, Link]) -> None:
        self.voice, self.known = voice, known
        self.special: dict[str, Callable[[Any, str], Part]] = {
            "when": self._when,
            "eased_in": self._eased_in,
            "stays_under_p": self._stays,
            "suits": self._suits,
            "not_when": self._not_when,
            "boosts": self._boosts,
            "against": self._against,
            "codes": self._codes,
            "loads": self._codes,
            "dose": self._dose,
            "up_to": self._dose,
            "indication": self._indication,
            "slots": self._slots,
            "away_from": self._kept_off,
            "max_visits_4wk": self._as_answered,
            "slot_minutes": self._slot_minutes,
            "recipe": self._recipe,
            "fact": self._fact,
            "closes": self._ids,
            "waits": self._ids,
            "offers": self._ids,
        }

    # -------------------------------------------------------------------------------- what every entry has

    def common(self, raw: Raw, *, told: Iterable[str] = ()) -> Iterator[Part]:
        """Every field that has no place of its own, in the order of its file."""
        skipped = TOLD_APART | set(told)
        for field, value in raw.items():
            if field not in skipped and (part := self.field(field, value)) is not None:
                yield part

    def field(self, field: str, value: Any) -> Part | None:
        if value is None or value in ([], {}, "") or (value is False and field in FLAGS):
            return None
        title = HEADINGS.get(field) or capital(plain(field))
        part = self.special[field](value, title) if field in self.special else Part(title, tuple(self.lines(value)))
        return replace(part, detail=True) if field in DETAILS else part

    def lines(self, value: Any) -> Iterator[Line]:
        """Any value in words."""
        match value:
            case Mapping():
                for key, each in value.items():
                    if key not in TOLD_APART and each is not None:
                        yield Line((f"{capital(plain(key))}: ", *self.words(each)))
            case list() if value and all(isinstance(each, Mapping) for each in value):
                for each in value:
                    yield self._told_in_a_line(each)
            case list() if len(value) > 1 and any(" " in str(each) for each in value):
                for each in value:
                    yield Line(self.words(each))
            case _:
                yield Line(self.words(value))

    def words(self, value: Any) -> Words:
        match value:
            case bool():
                return ("yes" if value else "no",)
            case int() | float():
                return (number(value),)
            case [int() | float() as low, int() | float() as high]:
                return (number(low) if low == high else f"{number(low)} to {number(high)}",)
            case list():
                return joined(self.words(each) for each in value)
            case Mapping():
                named = (f"{plain(key)} {_text(self.words(each))}" for key, each in value.items() if each is not None)
                return (", ".join(named),)
            case _:
                return self.word(str(value))

    def word(self, text: str) -> Words:
        """A text; an id leads to what bears it."""
        if text in self.known:
            return (self.known[text],)
        if text.startswith("variant:"):
            return (text.removeprefix("variant:").strip(),)
        text = " ".join(text.split())
        return (plain(text) if " " not in text and text.islower() else text,)

    def link(self, identifier: str) -> Words:
        return (self.known.get(identifier) or plain(identifier),)

    def _told_in_a_line(self, raw: Raw) -> Line:
        """One of several small things, such as a sign of the card."""
        said = [str(raw[field]) for field in ("urgency", "words", "text", "tip") if field in raw]
        return plain_line(": ".join(capital(each) if n == 0 else each for n, each in enumerate(said)))

    # -------------------------------------------------------------------------------- fields of their own

    def _when(self, value: Any, title: str) -> Part:
        return self.voice.when_raw(value, title)

    def _eased_in(self, value: Any, title: str) -> Part:
        return self.voice.when_raw({"any": value}, "Allowed one step earlier when")

    def _stays(self, value: Any, title: str) -> Part:
        return self.voice.when_raw(value, "Stays in spite of a light-only limit when")

    def _suits(self, value: Any, title: str) -> Part:
        def after(each: Raw) -> str:
            return f" (weight {each['weight']})" + ("" if self.voice.brief else f". {each['because']}")

        return Part("Fits when", tuple(self._conditional(each, after(each)) for each in value))

    def _not_when(self, value: Any, title: str) -> Part:
        lines = (self._conditional(each, f". {each['because']}") for each in value)
        return Part("Never when", tuple(lines))

    def _boosts(self, value: Any, title: str) -> Part:
        lines = (self._conditional(each, f" ({count(each['points'], 'point')})") for each in value)
        return Part("Comes first when", tuple(lines))

    def _conditional(self, raw: Raw, after: str) -> Line:
        """A condition, and behind its first sentence what follows from it."""
        part = self.voice.when_raw(raw["when"], "")
        if part.is_sentence:
            return Line((*part.lines[0].words[:-1], _unstopped(part.lines[0].words[-1]), after))
        return Line((f"{part.title.strip()}{after}",), part.lines)

    def _against(self, value: Any, title: str) -> Part:
        return Part("Not beside", (Line(joined(self.link(each) for each in value)),))

    def _ids(self, value: Any, title: str) -> Part:
        return Part(title, (Line(joined(self.link(each) for each in value)),))

    def _codes(self, value: Any, title: str) -> Part:
        known = [each for each in value if each in CODE_NAMES]
        return Part(title, (plain_line(capital(code_words(known))),))

    def _fact(self, value: Any, title: str) -> Part:
        return Part(title, (Line((self.voice.fact(value),)),))

    def _as_answered(self, value: Any, title: str) -> Part:
        return Part("Most visits in 4 weeks", (Line(("as answered: ", self.voice.fact(value["fact"]))),))

    def _kept_off(self, value: Any, title: str) -> Part:
        told = ("the places told as ", self.voice.fact(value["fact"])) if "fact" in value else self.words(value)
        return Part(title, (Line(told),))

    def _slot_minutes(self, value: Any, title: str) -> Part:
        lines = (Line((*self.link(item), ": ", *self.words(span))) for item, span in value.items())
        return Part("Minutes added to a part of the visit", tuple(lines))

    def _recipe(self, value: Any, title: str) -> Part:
        return Part("Recipe", (Line((*self.link(value["id"]), f", for 1 visit in {value['one_in']}")),))

    def _slots(self, value: Any, title: str) -> Part:
        """Minutes of a visit, or families of exercises that may fill a place."""
        if isinstance(value[0], Mapping):
            return Part("Minute by minute", tuple(self._slot(each) for each in value))
        return Part(title, tuple(plain_line(listed(map(plain, families), "or")) for families in value))

    def _slot(self, raw: Raw) -> Line:
        what: Words = (plain(raw["what"]),)
        if raw["what"] == "work":
            what = (*self.link(raw["modality"]), ", ", *self.link(raw["region"]), f", level {raw.get('level', 3)}")
        return Line((f"{raw['minutes']} minutes: ", *what, f". {raw.get('words', '')}".rstrip()))

    def _indication(self, value: Any, title: str) -> Part:
        lines = []
        for pattern, wanted in value.items():
            by_level = isinstance(wanted, Mapping)
            told = " · ".join(number(wanted[level]) for level in reversed(LEVELS)) if by_level else number(wanted)
            lines.append(plain_line(f"{plain(pattern)} {told}"))
        return Part("How well it fits", tuple(lines))

    def _dose(self, value: Any, title: str) -> Part:
        if isinstance(value, str):
            return Part("Dose", (Line(("as in ", *self.link(value))),))
        return Part("Dose", tuple(self.dose_lines(value)))

    def dose_lines(self, raw: Raw) -> Iterator[Line]:
        """The dose at each irritability, and what it may grow to."""
        for level in reversed(LEVELS):
            dose = raw.get(level)
            told = self.dose(dose) if dose else "not allowed"
            yield plain_line(f"{capital(level)} irritability: {told}")

    def dose(self, raw: Raw) -> str:
        numbers = {field: raw.get(field) or None for field in NUMBER_FIELDS}
        told = dose_line(Dose(**numbers)) or "as it comes"
        told = told[:1].lower() + told[1:]
        if up_to := raw.get("up_to"):
            told += f"; up to {listed(_amount(field, value) for field, value in up_to.items())}"
        return told


def _amount(field: str, value: float) -> str:
    words = {
        "hold_s": "seconds",
        "reps": "times",
        "sets": "rounds",
        "per_day": "times a day",
        "days_per_week": "days a week",
        "minutes": "minutes",
    }
    return f"{number(value)} {words.get(field, plain(field))}"


def _text(words: Words) -> str:
    return "".join(word.text if isinstance(word, Link) else word for word in words)


def _unstopped(word: str | Link) -> str | Link:
    return word.removesuffix(".") if isinstance(word, str) else word


def sources_of(raw: Raw) -> tuple[Source, ...]:
    """The sources of an entry, and of whatever small things stand inside it."""
    found = [Source(each["id"], each.get("at", "")) for each in raw.get("sources") or ()]
    found += [Source(each["id"], each.get("at", "")) for each in raw.get("emergency_sources") or ()]
    for value in raw.values():
        inner = value if isinstance(value, list) else [value]
        for each in inner:
            if isinstance(each, Mapping) and "sources" in each:
                found += sources_of(each)
    return tuple(dict.fromkeys(found))


def certainty_of(raw: Raw) -> Certainty | None:
    return Certainty(raw["certainty"]) if "certainty" in raw else None
