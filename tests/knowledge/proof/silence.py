"""(c) Silence is not a no: what a plan waits for, and what is read as present while it is not answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import z3

from recommender.core.condition import facts_of
from recommender.core.facts import Dictionary, Fact, Tier
from recommender.core.rules import Contraindication
from tests.knowledge.proof.client import Client, askable, rests_on
from tests.knowledge.proof.decision import Decision, stopping
from tests.knowledge.proof.formulas import TRUE, Symbol, both, either, negation
from tests.knowledge.proof.stops import given
from tests.knowledge.proof.world import Broken, Outcome, Person, World


def a_plan_waits_for_safety(world: World) -> Outcome:
    """A t1 or gate question that is not answered, and that further answers could raise, leaves no plan."""
    made, decision = Outcome(), world.with_records
    for fact in world.knowledge.dictionary:
        if not fact.is_safety:
            continue
        made.asked += 1
        later, solver = _later(world, world.holder, roots(world.knowledge.dictionary, [fact.id]))
        raised = later.surely(fact.asked_when) if fact.asked_when is not None else TRUE
        silent = negation(world.holder[fact.id].told)
        person = world.find(solver, silent, raised, decision.treats(), client=world.holder)
        if person is None and solver.check(silent, raised) == z3.sat:
            someone = Person(world.holder.answers_of(solver.model()))
            person = someone if given(world.decide(someone)) else None
        if person is not None:
            made.broken.append(world.broken(fact.id, f"{fact.id} is not answered, and there is a plan", person))
    return made


def a_follow_up_not_answered_closes(world: World) -> Outcome:
    """After a positive parent answer, a state that an answer to its follow-ups would show is read as present."""
    made, decision = Outcome(), world.today
    dictionary = world.knowledge.dictionary
    for rule in world.knowledge.contraindications:
        asked = [each for each in roots(dictionary, facts_of(rule.when)) if _follows(dictionary[each])]
        if not asked:
            continue
        made.asked += 1
        later, solver = _later(world, world.anyone, asked)
        solver.add(*(_only_if_asked(world.anyone, later, each) for each in asked))
        missed = both(later.surely(rule.when), negation(decision.present(rule)), decision.treats())
        if solver.check(missed) == z3.sat:
            what = f"{rule.id} would hold after an answer to a follow-up question, and is not read as present"
            made.broken.append(_shown(world, "follow_ups", rule.id, what, solver, missed, later))
    return world.agree("follow_ups", made)


def what_a_plan_does_not_wait_for(world: World) -> Outcome:
    """Only the listed questions may be unanswered beside a plan although an answer could stop or close something."""
    made, decision = Outcome(), world.today
    dictionary = world.knowledge.dictionary
    rules = [rule for rule in (*stopping(world.knowledge), *_closing(world)) if not rule.information]
    for fact in dictionary:
        if not askable(fact) or fact.tier is not Tier.T2 or fact.is_safety or fact.asked_when is not None:
            continue
        later, solver = _later(world, world.anyone, [fact.id])
        then = Decision(world.knowledge, later, world.no_records, like=decision)
        touched = [rule for rule in rules if not then.same(rule)]
        made.asked += len(touched)
        shown = either(*(both(then.hit(rule), negation(decision.hit(rule))) for rule in touched))
        wanted = both(negation(world.anyone[fact.id].told), shown, decision.treats())
        if solver.check(wanted) == z3.sat:
            what = f"there is a plan although {fact.id} is not answered and one answer would stop or close something"
            made.broken.append(_shown(world, "not_waited_for", fact.id, what, solver, wanted, later))
    return world.agree("not_waited_for", made)


def _closing(world: World) -> list[Contraindication]:
    return [
        rule
        for rule in world.knowledge.contraindications
        if rule.disposition is None
        and (rule.hands_on or rule.stretches or rule.closes or rule.waits or rule.excludes or rule.only)
    ]


def _follows(fact: Fact) -> bool:
    return askable(fact) and fact.tier is Tier.T2 and not fact.is_safety and fact.asked_when is not None


def roots(dictionary: Dictionary, named: Iterable[str]) -> list[str]:
    """The questions behind some facts: what a derived fact takes, and what decides whether a question arises."""
    rests, found, left = rests_on(dictionary), set(), list(named)
    while left:
        each = left.pop()
        if each not in found:
            found.add(each)
            left += rests.get(each, ())
    return [fact.id for fact in dictionary if fact.id in found and askable(fact)]


def _later(world: World, now: Client, more: Iterable[str]) -> tuple[Client, z3.Solver]:
    """The same client after some more answers: nothing is taken back, and only questions that arise are answered."""
    later = Client(world.knowledge.dictionary, name="later ", like=now, changed=more)
    solver = world.solver(later)
    for each in later.changed:
        before, after = now[each], later[each]
        solver.add(z3.Implies(before.told, both(after.told, _alike(before, after))))
        if after.fact.asked_when is not None:
            solver.add(z3.Implies(both(after.told, negation(before.told)), later.maybe(after.fact.asked_when)))
    return later, solver


def _only_if_asked(now: Client, later: Client, fact_id: str) -> Any:
    """A new answer only where the parent answer is positive."""
    new = both(later[fact_id].told, negation(now[fact_id].told))
    asked_when = now[fact_id].fact.asked_when
    assert asked_when is not None
    return z3.Implies(new, later.surely(asked_when))


def _alike(one: Symbol, other: Symbol) -> Any:
    if one.has:
        return both(*(one.has[value] == other.has[value] for value in one.has))
    return one.value == other.value


def _shown(world: World, section: str, key: str, what: str, solver: z3.Solver, wanted: Any, later: Client) -> Broken:
    """The finding, and unless it was agreed on a person for whom it is so, with what they might still answer."""
    person = None if key in world.listed(section) else world.find(solver, wanted)
    if person is None:
        return Broken(key, what)
    assert solver.check(wanted, *world.anyone.stating(person.answers)) == z3.sat
    told = later.answers_of(solver.model())
    answered = {each: told[each] for each in sorted(later.changed) if each in told and each not in person.answers}
    seen = f"{world.decide(person).disposition}, before that answer"
    return Broken(key, what, replace(person, becomes=answered), seen)
