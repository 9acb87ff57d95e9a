"""What would change this plan: single answers, each tried by deciding again, and the questions that matter most.

Used where an answer is explained in full. Every change that is told has been run; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from plans.plan import Change, Disposition, Plan
from recommender.core.facts import Fact, FactType, Tier
from recommender.core.knowledge import Knowledge
from recommender.core.logic import Values
from recommender.core.profile import Case, Profile
from recommender.core.prognosis import Prognosis
from recommender.core.questions import may_be_asked
from recommender.core.recommend import recommend
from recommender.core.second_look import read
from recommender.core.triage import Facts

MOST = 10
"""Changes that are told, at most one for each fact."""
MOST_STOPS = 3
"""Of these, changes of the disposition; the safety net speaks of the others."""
LONG_SET = 12
"""Sets with more values are histories: a new illness is no small change, so only taking one away is tried."""
FIXED = frozenset({"age_years", "sex_at_birth", "clearances", "confirmed_unsure"})
"""Facts that another answer would make another person, or that the form fills."""
STOP = 100
"""Weight of a change of the disposition, above any change within a plan."""
ALWAYS_EMPTY = frozenset({"none"})


@dataclass(frozen=True, slots=True)
class Tried:
    """One other answer and how far the plan moves with it; a higher weight is a larger move."""

    fact: Fact
    to: Any
    plan: Plan
    weight: int
    distance: int


def explained(case: Case, knowledge: Knowledge, plan: Plan, prognosis: Prognosis | None = None) -> Plan:
    """The same plan with `changes_if` filled, and its questions ordered by how much their answers could change it.

    An emergency changes by no answer here, and while safety answers are missing their order stays that of asking.
    """
    if plan.disposition in (Disposition.EMERGENCY_NOW, Disposition.NEEDS_ANSWERS):
        return plan
    facts, _ = read(case, knowledge)
    tried = _tries(case, facts, knowledge, plan, prognosis)
    told = sorted(tried, key=lambda t: (-t.weight, t.distance, knowledge.dictionary.place[t.fact.id]))
    stops = [each for each in told if each.weight >= STOP]
    rest = [each for each in told if each.weight < STOP]
    impact = {each.fact.id: each.weight for each in told}
    return replace(
        plan,
        questions=tuple(
            sorted(plan.questions, key=lambda q: (-impact.get(q.fact, 0), knowledge.dictionary.place[q.fact]))
        ),
        changes_if=tuple(_told(each, plan) for each in [*stops[:MOST_STOPS], *rest][:MOST]),
    )


def _tries(case: Case, facts: Facts, knowledge: Knowledge, plan: Plan, prognosis: Prognosis | None) -> Iterator[Tried]:
    """For each fact the nearest other answer that leads to another plan."""
    before = _rules_read(facts.values, knowledge)
    told = Profile(case.profile.dictionary, facts.told)
    for fact_id in _worth_trying(plan, knowledge):
        fact = knowledge.dictionary[fact_id]
        if fact.id in FIXED or fact.type is FactType.TEXT or not may_be_asked(fact, facts):
            continue
        if fact.tier is Tier.T1 and plan.disposition.treats:
            continue  # the safety net speaks of new danger signs
        for distance, value in enumerate(other_answers(fact, case.profile[fact.id], knowledge)):
            if _rules_read(knowledge.reader.read(told.with_one(fact.id, value)), knowledge) == before:
                continue
            result = recommend(replace(case, profile=case.profile.with_one(fact.id, value)), knowledge, prognosis)
            if weight := moved(plan, result):
                yield Tried(fact, value, result, weight, distance)
                break


def _worth_trying(plan: Plan, knowledge: Knowledge) -> list[str]:
    """Beside a plan, the facts that shape it; beside a stop, those of the rules that hold; open questions always."""
    if plan.disposition.stops:
        wanted = {fact for hit in plan.triage.hits for fact in knowledge.named[hit.rule]}
    else:
        wanted = set(knowledge.shaping)
    wanted |= {question.fact for question in plan.questions}
    return [fact.id for fact in knowledge.dictionary if fact.id in wanted and fact.is_input]


def _rules_read(values: Values, knowledge: Knowledge) -> tuple[object, ...]:
    """Everything the rules say of some facts: where this is the same, no rule speaks for another plan."""
    return (
        knowledge.red.read(values),
        knowledge.contra.read(values),
        knowledge.help.read(values),
        knowledge.items.compiled.read(values),
    )


def other_answers(fact: Fact, now: Any, knowledge: Knowledge) -> list[Any]:
    """Other answers worth trying, the nearest first."""
    match fact.type:
        case FactType.BOOL:
            return [not now] if now is not None else [True, False]
        case FactType.ENUM:
            here = fact.values.index(now) if now in fact.values else 0
            return sorted((v for v in fact.values if v != now), key=lambda v: abs(fact.values.index(v) - here))
        case FactType.SET:
            kept = frozenset(now or ()) - ALWAYS_EMPTY
            added = [kept | {v} for v in fact.values if v not in kept and v not in ("none", "unsure")]
            added = added if len(fact.values) <= LONG_SET else []
            dropped = [kept - {v} or ALWAYS_EMPTY for v in sorted(kept)]
            return dropped + added
        case _:
            marks = knowledge.thresholds.get(fact.id, frozenset())
            near = {edge for mark in marks for edge in (mark - 1, mark, mark + 1)}
            usable = [n for n in near if (fact.min or 0) <= n <= (fact.max or n) and n != now]
            return sorted(usable, key=lambda n: (abs(n - (now if now is not None else 0)), n))


def moved(old: Plan, new: Plan) -> int:
    """How far a plan moved: disposition counts most, then methods, dose and home items."""
    steps = abs(old.disposition.severity - new.disposition.severity)
    if steps:
        return STOP + steps
    methods = {m.id for m in old.modalities} ^ {m.id for m in new.modalities}
    home = {h.id for h in old.home} ^ {h.id for h in new.home}
    return 10 * len(methods) + 5 * _dose_moved(old, new) + len(home)


def _dose_moved(old: Plan, new: Plan) -> bool:
    if old.sessions is None or new.sessions is None:
        return old.sessions is not new.sessions
    one, two = old.sessions, new.sessions
    return (one.per_week, one.minutes, one.total) != (two.per_week, two.minutes, two.total)


def _told(each: Tried, plan: Plan) -> Change:
    return Change(fact=each.fact.id, to=in_words(each.fact, each.to), then=what_becomes(plan, each.plan))


def in_words(fact: Fact, value: Any) -> str:
    if isinstance(value, frozenset):
        return ", ".join(fact.label(v) for v in fact.values if v in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return fact.label(value) if isinstance(value, str) else f"{value:g}"


def what_becomes(old: Plan, new: Plan) -> str:
    """What becomes of the plan, in words."""
    if new.disposition is not old.disposition:
        return f"The answer becomes: {new.disposition.value.replace('_', ' ')}."
    parts = []
    gone = [m.name for m in old.modalities if m.id not in {n.id for n in new.modalities}]
    come = [m.name for m in new.modalities if m.id not in {n.id for n in old.modalities}]
    if gone:
        parts.append(f"Without {', '.join(gone)}.")
    if come:
        parts.append(f"With {', '.join(come)}.")
    if _dose_moved(old, new):
        parts.append(_visits(new))
    home_gone = [h.name for h in old.home if h.id not in {n.id for n in new.home}]
    home_come = [h.name for h in new.home if h.id not in {n.id for n in old.home}]
    if home_gone or home_come:
        parts.append(f"At home: {', '.join(home_come) or 'nothing'} instead of {', '.join(home_gone) or 'nothing'}.")
    return " ".join(parts)


def _visits(plan: Plan) -> str:
    if plan.sessions is None:
        return "No visits."
    s = plan.sessions
    return f"{s.total} visits of {s.minutes} minutes, {s.per_week:g} a week."
