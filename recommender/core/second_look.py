"""A second look at answers that contradict each other, and at what records lift beside their rule: only stricter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from recommender.core.clear import cleared_rules, with_clearances
from recommender.core.condition import facts_of
from recommender.core.facts import Fact, FactType, Tier
from recommender.core.knowledge import Knowledge
from recommender.core.profile import Case, Profile
from recommender.core.reference import holds, test_holds
from recommender.core.triage import Facts, Verdict, strictest, triage

NONE = frozenset({"none"})
TIMES = ("day", "week", "year")
SINCE = (*TIMES, "degree")
"""Units of numbers that say by themselves that something was there; other measures may be normal."""


class Reading(NamedTuple):
    """The completed facts of a case and what triage says of them."""

    facts: Facts
    verdict: Verdict


def read(case: Case, knowledge: Knowledge) -> Reading:
    """The completed facts of a case and what triage says of them.

    Where a follow-up was answered although its question does not arise, that is the strictest of all readings: as told;
    as if the follow-ups had not been answered; and as if the answer before them were the mildest that lets them arise,
    whose facts are then those of the plan. One that only dates or follows what a safety question denies leaves that
    question open. A record counts in a reading only where it stands on that reading's answers.
    """
    facts, verdict = _read(case, knowledge)
    profile = case.profile
    out_of_place = knowledge.out_of_place(profile.values, facts.values)
    if not out_of_place:
        return Reading(facts, verdict)
    doubted = _doubted(profile, facts, knowledge)
    if doubted:
        verdict = replace(verdict, unsettled=(*verdict.unsettled, *doubted))
    without = profile
    for fact in out_of_place:
        without = without.with_one(fact.id, None)
    dropped = _read(replace(case, profile=without), knowledge)[1]
    taken = _taken_at_its_word(case, facts, knowledge)
    if taken is None:
        return Reading(facts, strictest([verdict, dropped], knowledge))
    return Reading(taken[0], strictest([verdict, dropped, taken[1]], knowledge))


def _by_name_only(facts: Facts, verdict: Verdict, knowledge: Knowledge) -> Verdict:
    """The verdict with every stop that the records lifted beside the rules they name.

    A record opens its own rule. Another that a record's existence answers too is shown as cleared, but only where the
    rule that the record names holds today and is as severe.
    """
    place = knowledge.dictionary.place["clearances"]
    values = list(facts.values)
    values[place] = NONE
    bare = Facts(facts.dictionary, values, facts.told)
    before = triage(bare, knowledge, verdict.cleared)
    lifted = [hit for hit in before.hits if hit.rule not in {each.rule for each in verdict.hits}]
    opened = max((hit.disposition.severity for hit in before.hits if hit.cleared), default=-1)
    kept = [replace(hit, cleared=hit.disposition.severity <= opened) for hit in lifted]
    return strictest([replace(verdict, hits=(*verdict.hits, *kept))], knowledge) if kept else verdict


def _read(case: Case, knowledge: Knowledge) -> tuple[Facts, Verdict]:
    """One reading, with the records that stand in it."""
    cleared = cleared_rules(case, knowledge)
    profile = with_clearances(case, cleared, knowledge)
    facts = Facts(knowledge.dictionary, knowledge.reader.read(profile), profile.values)
    verdict = triage(facts, knowledge, cleared)
    return facts, _by_name_only(facts, verdict, knowledge) if cleared else verdict


def _taken_at_its_word(case: Case, facts: Facts, knowledge: Knowledge) -> tuple[Facts, Verdict] | None:
    """Facts and verdict with the answers before telling follow-ups as mild as those allow; None where none tells."""
    found = None
    for _ in knowledge.asked_later:  # each step may put another follow-up out of place, but not for ever
        steps = (_mildest(fact, case, knowledge) for fact in _telling(case.profile, facts, knowledge))
        step = next((each for each in steps if each is not None), None)
        if step is None:
            break
        case = step
        found = _read(case, knowledge)
        facts = found[0]
    return found


def _doubted(profile: Profile, facts: Facts, knowledge: Knowledge) -> list[str]:
    """Safety questions whose answer does not fit what was then told of its course."""
    telling = (f for f in _all_telling(profile, facts, knowledge) if _only_follows(f, knowledge))
    return sorted({parent for fact in telling for parent in _safety_parents(fact, knowledge)})


def _only_follows(fact: Fact, knowledge: Knowledge) -> bool:
    """Whether a follow-up only dates, or says how it goes with, what a safety question asks."""
    follows = fact.type is FactType.ENUM or fact.unit in TIMES
    return follows and bool(_safety_parents(fact, knowledge))


def _safety_parents(fact: Fact, knowledge: Knowledge) -> list[str]:
    assert fact.asked_when is not None
    return [each for each in facts_of(fact.asked_when) if knowledge.dictionary[each].is_safety]


def _telling(profile: Profile, facts: Facts, knowledge: Knowledge) -> Iterator[Fact]:
    """Follow-ups out of place that are read as if their question arose."""
    return (each for each in _all_telling(profile, facts, knowledge) if not _only_follows(each, knowledge))


def _all_telling(profile: Profile, facts: Facts, knowledge: Knowledge) -> Iterator[Fact]:
    """Follow-ups out of place that tell of something, in the order of asking."""
    for fact in knowledge.out_of_place(profile.values, facts.values):
        if fact.tier is not Tier.PLAN and _tells(fact, profile, knowledge):
            yield fact


def _tells(fact: Fact, profile: Profile, knowledge: Knowledge) -> bool:
    """Whether an answer says that something is there, rather than that all is quiet."""
    value = profile[fact.id]
    match fact.type, fact.worse_to:
        case FactType.BOOL, False:
            return False
        case FactType.BOOL, _:
            return bool(value)
        case FactType.SET, _:
            return bool(frozenset(value) - NONE)
        case FactType.ENUM, tuple(order):
            return bool(order and value != order[0])
        case FactType.ENUM, None:  # where something is: there is such a thing
            return fact.tier is Tier.T2 and value != "none"
        case ((FactType.INTEGER | FactType.NUMBER), _):
            looked_for = knowledge.tests.get(fact.id, ())
            if fact.unit in SINCE or not looked_for:
                return bool(fact.unit in SINCE or value > 0)
            return any(test_holds(test, value) is True for test in looked_for)
    return False


def _mildest(fact: Fact, case: Case, knowledge: Knowledge) -> Case | None:
    """The person with another answer before a follow-up that lets it arise: the least urgent, with most limits."""
    others = [replace(case, profile=each) for each in _others(fact, case.profile, knowledge)]
    if not others:
        return None
    return min(others, key=lambda each: _weight(_read(each, knowledge)[1]))


def _weight(verdict: Verdict) -> tuple[int, int]:
    return verdict.disposition.severity, -len(verdict.states)


def _others(fact: Fact, profile: Profile, knowledge: Knowledge) -> Iterator[Profile]:
    assert fact.asked_when is not None
    for parent in sorted(facts_of(fact.asked_when)):
        for value in _answers(knowledge.dictionary[parent], profile[parent]):
            other = profile.with_one(parent, value)
            if holds(fact.asked_when, other.__getitem__) is True:
                yield other


def _answers(fact: Fact, told: Any) -> Iterable[Any]:
    """Answers that could stand in place of the one told: one more of a set, another of a list."""
    match fact.type:
        case FactType.BOOL:
            return (True, False)
        case FactType.ENUM:
            return fact.values
        case FactType.SET:
            return (frozenset(told or ()) - NONE | {value} for value in fact.values if value != "none")
    return ()
