"""Triage: every rule is read, the most severe wins, and silence on a safety question is never a no."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plans.plan import Disposition, Hit
from recommender.core.facts import NA, Dictionary
from recommender.core.knowledge import Knowledge
from recommender.core.reference import could_hold
from recommender.core.rules import Contraindication, RedFlag

ASK_AGAIN = ("leg_weakness", "cancer_history")
"""Safety facts whose first `unsure` is asked again; on the others a rule of its own answers (eng-unknown-blocks)."""
NO_CLEARANCE = frozenset({"none"})
STRENGTH_TESTS = ("heel_walk", "toe_walk", "knee_gives_way")


@dataclass(frozen=True, slots=True)
class Facts:
    """A completed row of values, by name. `told`: the answers as given, with the clearances of the records."""

    dictionary: Dictionary
    values: list[Any]
    told: tuple[Any, ...] = ()

    def __getitem__(self, fact_id: str) -> Any:
        return self.values[self.dictionary.place[fact_id]]

    def known(self, fact_id: str) -> bool:
        """Whether there is a value to show: answered, and applicable."""
        value = self[fact_id]
        return value is not None and value is not NA


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of today's answers."""

    disposition: Disposition
    hits: tuple[Hit, ...]
    unsettled: tuple[str, ...]
    states: tuple[Contraindication, ...]
    assumed: frozenset[str]
    open_rules: tuple[str, ...]
    cleared: frozenset[str]

    @property
    def provisional(self) -> bool:
        """A stop below emergency while safety questions are open: it may be more urgent."""
        return self.disposition.stops and self.disposition is not Disposition.EMERGENCY_NOW and bool(self.unsettled)


def triage(facts: Facts, knowledge: Knowledge, cleared: frozenset[str]) -> Verdict:
    """Read every red flag and every state, and say what today's answers allow."""
    sure, open_red = knowledge.red.read(facts.values)
    flags = [knowledge.red_flags[n] for n in sure]
    held, open_contra = knowledge.contra.read(facts.values)
    states = [knowledge.contraindications[n] for n in held]
    doubtful = [knowledge.contraindications[n] for n in open_contra]
    waiting = knowledge.waiting(facts.values)
    assumed = [rule for rule in doubtful if _must_assume(rule, facts, knowledge.follow_ups[rule.id], waiting)]
    states += assumed
    stopping: list[RedFlag | Contraindication] = [*flags, *(state for state in states if state.disposition)]
    hits = [hit_of(rule, facts, knowledge.named[rule.id], rule.id in cleared) for rule in stopping]
    hits.sort(key=_rank)
    unsettled = tuple(_unsettled(facts, knowledge.safety_places))
    open_rules = [knowledge.red_flags[n].id for n in open_red] + [rule.id for rule in doubtful]
    return Verdict(
        disposition=_disposition(hits, unsettled, states),
        hits=tuple(hits),
        unsettled=unsettled,
        states=tuple(states),
        assumed=frozenset(rule.id for rule in assumed),
        open_rules=tuple(open_rules),
        cleared=cleared,
    )


def strictest(verdicts: Sequence[Verdict], knowledge: Knowledge) -> Verdict:
    """One verdict with all that any of them found, and cleared only what all of them clear."""
    hits: dict[str, Hit] = {}
    for hit in (hit for each in verdicts for hit in each.hits):
        if hit.rule not in hits or hits[hit.rule].cleared:
            hits[hit.rule] = hit
    found = {rule.id for each in verdicts for rule in each.states}
    states = [rule for rule in knowledge.contraindications if rule.id in found]
    open_ = {fact for each in verdicts for fact in each.unsettled}
    unsettled = sorted(open_, key=knowledge.dictionary.place.__getitem__)
    ranked = sorted(hits.values(), key=_rank)
    return Verdict(
        disposition=_disposition(ranked, tuple(unsettled), states),
        hits=tuple(ranked),
        unsettled=tuple(unsettled),
        states=tuple(states),
        assumed=frozenset().union(*(each.assumed for each in verdicts)),
        open_rules=tuple(dict.fromkeys(rule for each in verdicts for rule in each.open_rules)),
        cleared=frozenset.intersection(*(each.cleared for each in verdicts)),
    )


def _rank(hit: Hit) -> tuple[bool, int, str]:
    return hit.cleared, -hit.disposition.severity, hit.rule


def _disposition(hits: list[Hit], unsettled: tuple[str, ...], states: list[Contraindication]) -> Disposition:
    floor = Disposition.TREAT
    if hits or any(_limits_work(state) for state in states):
        floor = Disposition.TREAT_WITH_PRECAUTIONS
    if unsettled:
        floor = Disposition.NEEDS_ANSWERS
    counted = [hit.disposition for hit in hits if not hit.cleared]
    return max([floor, *counted], key=lambda each: each.severity)


def _limits_work(state: Contraindication) -> bool:
    """Whether a state asks for care at a visit; rows that only sort home exercises do not make a precaution."""
    numbers = (state.max_level, state.max_minutes)
    return not state.standing and (
        any(each is not None for each in numbers)
        or bool(state.hands_on or state.position or state.excludes or state.only)
    )


def hit_of(rule: RedFlag | Contraindication, facts: Facts, named: Iterable[str], cleared: bool) -> Hit:
    """The rule, with the answers it rests on (`named`: the facts of its condition)."""
    assert rule.disposition is not None
    return Hit(
        rule=rule.id,
        disposition=rule.disposition,
        because=rule.because,
        says=rule.says,
        facts={each: shown(facts[each]) for each in named if facts.known(each) and facts[each] != NO_CLEARANCE},
        sources=rule.source_ids,
        certainty=rule.certainty,
        action=rule.action,
        parallel=isinstance(rule, RedFlag) and rule.parallel,
        cleared=cleared,
    )


def shown(value: Any) -> Any:
    """A value as JSON shows it."""
    return sorted(value) if isinstance(value, frozenset) else value


def _must_assume(
    rule: Contraindication, facts: Facts, follow_ups: Mapping[str, frozenset[str]], waiting: frozenset[str]
) -> bool:
    """Whether an unknown state is read as present: its parent answer is positive, only its follow-ups are missing.

    Args:
        follow_ups: facts of the rule that rest on follow-up questions, with those questions.
        waiting: follow-up questions that arise and are not answered.
    """
    open_ = [named for named, asked in follow_ups.items() if not waiting.isdisjoint(asked) and facts[named] is None]
    return bool(open_) and could_hold(rule.when, facts.__getitem__, open_)


def _unsettled(facts: Facts, safety_places: Iterable[int]) -> list[str]:
    """Safety facts that a plan waits for, in the order of asking."""
    dictionary, values = facts.dictionary, facts.values
    open_ = [dictionary.facts[n].id for n in safety_places if values[n] is None]
    confirmed = facts["confirmed_unsure"] or frozenset()
    again = {each for each in ASK_AGAIN if facts[each] == "unsure" and each not in confirmed}
    if "leg_weakness" in again:
        again = (again - {"leg_weakness"}) | set(_weakness_questions(facts))
    return sorted({*open_, *again}, key=dictionary.place.__getitem__) if again else open_


def _weakness_questions(facts: Facts) -> list[str]:
    """What settles an unsure weakness: normal tests of heel, toe and step, or a clinician's test in the last 7 days."""
    tested = (
        facts["assessed_this_episode"] in ("doctor", "nurse", "physiotherapist", "other_clinician")
        and facts.known("assessed_days_ago")
        and facts["assessed_days_ago"] <= 7
        and "strength" in (facts["assessment_covered"] or ())
    )
    normal = facts["heel_walk"] == "able" and facts["toe_walk"] == "able" and facts["knee_gives_way"] is False
    if tested or normal:
        return []
    return ["leg_weakness", *(each for each in STRENGTH_TESTS if facts[each] is None)]
