"""From the answers of a case to the note of its visit: what was told, what was found, and what nobody asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from plans.plan import Plan
from plans.sheet.chart_note import ChartNote, Lines, chart_note
from plans.sheet.names import Names
from plans.sheet.wording import capital, count, day, listed, measured, plain
from recommender.core.facts import NA, Fact, Tier
from recommender.core.knowledge import Knowledge
from recommender.core.profile import Profile
from recommender.knowledge.words import sheet_words

NEGATIVE = frozenset({"none", "never", "normal"})
ONSET = "onset_days"
WORKED_OUT = ("phase", "severity", "irritability", "neural_tension", "directional_preference")
HABITS = frozenset({"daily_life", "work"})
FROM_RECORDS = "clearances"
"""Worked out from the records, never measured."""
Answers = Sequence[tuple[Fact, Any]]


def note_of(plan: Plan, answers: Mapping[str, Any], knowledge: Knowledge) -> ChartNote:
    """The note of a visit.

    Args:
        answers: what was told and found, by fact; sets as lists, as a kept case spells them.
    """
    names = Names(sheet_words(knowledge))
    known = {fact_id: _held(value) for fact_id, value in answers.items() if fact_id in knowledge.dictionary}
    row = knowledge.reader.read(Profile.of(knowledge.dictionary, known))
    facts = list(zip(knowledge.dictionary, row, strict=True))
    told = [(fact, known[fact.id]) for fact in knowledge.dictionary if fact.id in known and _belongs(fact)]
    open_facts = [fact for fact, value in facts if value is None and _belongs(fact)]
    return chart_note(
        plan,
        since=_since(known.get(ONSET), plan),
        subjective=tuple(_reported(told, open_facts, knowledge, names)),
        objective=_found(told, open_facts, names),
        worked_out=_worked_out(facts),
        names=names,
    )


def _since(days: int | None, plan: Plan) -> str:
    """How long this has gone on, and since about which day."""
    if days is None:
        return "Not told."
    began = date.fromisoformat(plan.provenance.visit_date) - timedelta(days=days)
    return f"{measured(days, 'day')}, since about {day(began.isoformat())}."


def _belongs(fact: Fact) -> bool:
    """Habits of the day and of work shape the tips; a record of the visit does without them."""
    return fact.is_input and not (fact.tier is Tier.PLAN and fact.group in HABITS)


def _held(value: Any) -> Any:
    return frozenset(value) if isinstance(value, list | tuple | set) else value


def _reported(told: Answers, open_facts: list[Fact], knowledge: Knowledge, names: Names) -> Iterator[tuple[str, str]]:
    """What the client said, chapter by chapter; the plain "no" of all chapters together; what was not asked."""
    said = [(fact, value) for fact, value in told if fact.tier is not Tier.EXAM]
    for group in knowledge.dictionary.groups:
        chapter = [
            f"{fact.ask.rstrip('.:')}{'' if fact.ask.endswith('?') else ':'} {answer_words(fact, value, names)}."
            for fact, value in said
            if fact.group == group.id and not is_no(value)
        ]
        if chapter:
            yield group.title, " ".join(chapter)
    if denied := [plain(fact.id).lower() for fact, value in said if is_no(value)]:
        yield "Answered no, none, never or normal", f"{capital(listed(denied))}."
    yield from _not_asked([fact for fact in open_facts if fact.tier is not Tier.EXAM])


def _not_asked(facts: list[Fact]) -> Iterator[tuple[str, str]]:
    """What a plan waits for by name; the rest by its number."""
    safety = [plain(fact.id).lower() for fact in facts if fact.is_safety]
    others = len(facts) - len(safety)
    if safety:
        yield "Not asked, a safety question", f"{capital(listed(safety))}."
    if others:
        yield "Not asked", f"{count(others, 'other question')}."


def _found(told: Answers, open_facts: list[Fact], names: Names) -> Lines:
    """Findings with their values, then what nobody measured."""
    found = [(fact, value) for fact, value in told if fact.tier is Tier.EXAM and fact.id != FROM_RECORDS]
    rows = [(fact.ask.rstrip("?."), f"{capital(answer_words(fact, value, names))}.") for fact, value in found]
    missing = [fact for fact in open_facts if fact.tier is Tier.EXAM and fact.id != FROM_RECORDS]
    if missing:
        rows.append(("Not measured", f"{'; '.join(fact.ask.rstrip('?.') for fact in missing)}."))
    return tuple(rows)


def answer_words(fact: Fact, value: Any, names: Names) -> str:
    """What was said or measured, in words; several answers in the order of the dictionary."""
    if isinstance(value, frozenset):
        value = [each for each in fact.values if each in value]
    return names.answer(fact.id, value).rstrip(".")


def is_no(value: Any) -> bool:
    """Whether an answer is a plain no, none, never or normal. A list may come as a list or as a set."""
    held = _held(value)
    return held is False or held in NEGATIVE or held == frozenset({"none"})


def _worked_out(facts: Answers) -> str:
    known = {fact.id: value for fact, value in facts if value is not None and value is not NA}
    told = [f"{plain(each).lower()} {known[each].replace('_', ' ')}" for each in WORKED_OUT if each in known]
    return f"{capital('; '.join(told))}." if told else ""
