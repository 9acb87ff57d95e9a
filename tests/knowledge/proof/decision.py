"""The decision as formulas: which rules and states hold, which are read as present, what is open, and what follows.

Twin of `recommender/core/triage.py`; `test_agreement.py` holds the two equal on random people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import z3

from plans.plan import Disposition
from recommender.core.clear import opens
from recommender.core.condition import All, Any_, AtLeast, Condition, Not, Surely, Test, facts_of
from recommender.core.knowledge import Knowledge
from recommender.core.rules import Contraindication, RedFlag, Rule
from recommender.core.triage import ASK_AGAIN
from tests.knowledge.proof import formulas, twins
from tests.knowledge.proof.client import Client
from tests.knowledge.proof.formulas import FALSE, both, either, negation, neither

CLINICIANS = ("doctor", "nurse", "physiotherapist", "other_clinician")
Stopping = RedFlag | Contraindication


class Records:
    """Which rules a clearance record opens today: none, or any that a record may open."""

    def __init__(self, knowledge: Knowledge, *, allowed: bool) -> None:
        rules = {rule_id: rule for rule_id, rule in knowledge.clearable.items() if allowed and opens(rule)}
        self.opened: dict[str, Any] = {rule_id: z3.Bool(f"cleared {rule_id}") for rule_id in rules}
        self.values: dict[str, Any] = {}
        for rule_id, rule in rules.items():
            value = getattr(rule, "clearance", "")
            if value:
                self.values[value] = either(self.values.get(value, FALSE), self.opened[rule_id])

    def __getitem__(self, rule_id: str) -> Any:
        return self.opened.get(rule_id, FALSE)


class Decision:
    """What the knowledge says of a client.

    Args:
        like: the decision on a client that this one differs from in a few answers; what does not rest on them is
            shared.
    """

    def __init__(self, knowledge: Knowledge, client: Client, records: Records, like: Decision | None = None) -> None:
        self.knowledge, self.client, self.records, self.like = knowledge, client, records, like
        self._assumed: dict[str, Any] = {}
        self._unsettled: dict[str, Any] = {}
        self._at_least: dict[Disposition, Any] = {}

    # rules

    def fires(self, rule: Rule) -> Any:
        return self.client.surely(rule.when)

    def assumed(self, rule: Contraindication) -> Any:
        """Unknown, and read as present: its parent answer is positive and only its follow-ups are missing."""
        if self.like is not None and self.same(rule):
            return self.like.assumed(rule)
        if rule.id not in self._assumed:
            sure, may = self.client.pair(rule.when)
            open_ = {named: self._open(named, asked) for named, asked in self.knowledge.follow_ups[rule.id].items()}
            could = _spread(rule.when, self.client, open_)[0] if open_ else FALSE
            self._assumed[rule.id] = both(may, negation(sure), either(*open_.values()), could)
        return self._assumed[rule.id]

    def present(self, rule: Contraindication) -> Any:
        """The state holds, or is read as present."""
        return either(self.fires(rule), self.assumed(rule))

    def hit(self, rule: Stopping) -> Any:
        return self.present(rule) if isinstance(rule, Contraindication) else self.fires(rule)

    def same(self, rule: Rule) -> bool:
        """Whether the rule reads nothing that differs from the client this one is like."""
        return self.client.affected.isdisjoint(facts_of(rule.when))

    def _open(self, named: str, asked: Iterable[str]) -> Any:
        """A fact is unknown, and a question it rests on is not answered although the parent answer is positive."""
        client = self.client
        waiting = [both(client[each].unknown, client.surely(_asked_when(client, each))) for each in sorted(asked)]
        return both(client[named].unknown, either(*waiting))

    # silence

    def unsettled(self) -> Mapping[str, Any]:
        """For each safety question, when a plan waits for it."""
        if not self._unsettled:
            facts = self.knowledge.dictionary.facts
            made = {facts[n].id: self.client[facts[n].id].unknown for n in self.knowledge.safety_places}
            for each in ASK_AGAIN:
                again = both(
                    twins.equals(self.client[each], "unsure").sure,
                    negation(twins.includes(self.client["confirmed_unsure"], each).sure),
                )
                if each == "leg_weakness":
                    again = both(again, neither(self._strength_tested(), self._strength_normal()))
                made[each] = either(made.get(each, FALSE), again)
            self._unsettled = made
        return self._unsettled

    def _strength_tested(self) -> Any:
        of = self.client
        return both(
            twins.equals(of["assessed_this_episode"], *CLINICIANS).sure,
            twins.most(of["assessed_days_ago"], 7).sure,
            twins.includes(of["assessment_covered"], "strength").sure,
        )

    def _strength_normal(self) -> Any:
        of = self.client
        return both(
            twins.equals(of["heel_walk"], "able").sure,
            twins.equals(of["toe_walk"], "able").sure,
            twins.equals(of["knee_gives_way"], False).sure,
        )

    # what follows

    def at_least(self, least: Disposition) -> Any:
        """The disposition is this or more severe."""
        if least not in self._at_least:
            self._at_least[least] = formulas.TRUE if least is Disposition.TREAT else either(*self._reaching(least))
        return self._at_least[least]

    def _reaching(self, least: Disposition) -> Iterator[Any]:
        for rule in stopping(self.knowledge):
            if rule.disposition.severity >= least.severity:
                yield both(self.hit(rule), negation(self.records[rule.id]))
        if least.severity <= Disposition.NEEDS_ANSWERS.severity:
            yield from self.unsettled().values()
        if least.severity <= Disposition.TREAT_WITH_PRECAUTIONS.severity:
            yield from (self.hit(rule) for rule in stopping(self.knowledge))
            yield from (self.present(rule) for rule in self.knowledge.contraindications if asks_for_care(rule))

    def treats(self) -> Any:
        return negation(self.at_least(Disposition.NEEDS_ANSWERS))


def stopping(knowledge: Knowledge) -> list[Any]:
    """Every rule with a disposition of its own."""
    flags = [rule for rule in knowledge.red_flags if not rule.information]
    return [*flags, *(rule for rule in knowledge.contraindications if rule.disposition is not None)]


def asks_for_care(rule: Contraindication) -> bool:
    """A state of this client, not of everyone, that limits or shapes a visit by hand."""
    limits = (rule.hands_on, rule.position, rule.max_level, rule.max_minutes, rule.excludes, rule.only)
    return not rule.standing and any(limits)


def _asked_when(client: Client, fact_id: str) -> Condition:
    condition = client[fact_id].fact.asked_when
    assert condition is not None
    return condition


def _spread(condition: Condition, client: Client, open_: Mapping[str, Any]) -> tuple[Any, Any]:
    """(may become surely true, may become surely false) by answers to the open questions alone."""
    match condition:
        case Test():
            sure, may = client.pair(condition)
            asked = open_.get(condition.fact, FALSE)
            return either(asked, sure), either(asked, negation(may))
        case All(parts):
            spreads = [_spread(part, client, open_) for part in parts]
            return both(*(true for true, _ in spreads)), either(*(false for _, false in spreads))
        case Any_(parts):
            spreads = [_spread(part, client, open_) for part in parts]
            return either(*(true for true, _ in spreads)), both(*(false for _, false in spreads))
        case Not(part):
            true, false = _spread(part, client, open_)
            return false, true
        case Surely(part):
            true, _ = _spread(part, client, open_)
            asked = either(*(open_[each] for each in sorted(facts_of(part) & open_.keys())))
            return true, either(negation(client.surely(part)), asked)
        case AtLeast(n, parts):
            spreads = [_spread(part, client, open_) for part in parts]
            less = len(parts) - n + 1
            return formulas.count([t for t, _ in spreads], n), formulas.count([f for _, f in spreads], less)
