"""(b) A worse answer never makes the disposition milder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import z3

from plans.plan import Disposition
from recommender.core.condition import facts_of
from recommender.core.facts import Fact, FactType
from tests.knowledge.proof.client import ALONE, Client
from tests.knowledge.proof.decision import Decision, asks_for_care
from tests.knowledge.proof.formulas import Symbol, both, either, negation
from tests.knowledge.proof.world import Broken, Outcome, World, answers_fit

ASKS = "the worse answer opens a question first"
CONTRADICTS = "the worse answer opens a question first, or the answers contradict each other"
"""What an exception may claim beside its reason, and what is then proved of it."""


def a_worse_answer_is_never_milder(world: World) -> Outcome:
    """A worse answer about a fact with an order never makes the disposition milder.

    Asked of each fact, over all its milder and worse answers, for each rule and each question that it touches.
    """
    made = Outcome()
    for fact in world.knowledge.dictionary:
        if fact.worse_to is not None:
            made += about(world, fact)
    return world.agree("worse_answers", made)


def what_a_worse_answer_raises_does_not_soften_it(world: World) -> Outcome:
    """A worse answer, with every question that it raises answered at its worst, never makes it milder either."""
    made = Outcome()
    for fact in world.knowledge.dictionary:
        raised = [each for each in world.knowledge.dictionary if _raises(fact, each)]
        if fact.worse_to is not None and raised:
            made += about(world, fact, raised, "worse_answers_followed")
    return world.agree("worse_answers_followed", made)


def about(world: World, fact: Fact, raised: Sequence[Fact] = (), section: str = "worse_answers") -> Outcome:
    """The same for one fact; what was agreed on is still in it.

    Args:
        raised: questions that the worse answer may raise, then answered at their worst.
        section: where exceptions stand.
    """
    made = Outcome()
    changed = [fact.id, *(each.id for each in raised)]
    worse = Client(world.knowledge.dictionary, name="then ", like=world.anyone, changed=changed)
    before, after = world.today, Decision(world.knowledge, worse, world.no_records, like=world.today)
    solver = world.solver(worse)
    solver.add(is_worse(world.anyone[fact.id], worse[fact.id]))
    solver.add(*(rule for each in raised for rule in _answered_at_its_worst(world.anyone, worse, each)))
    claims = world.listed(section)
    for name, lost in _losses(world, before, after):
        made.asked += 1
        if solver.check(lost) != z3.sat:
            continue
        key = f"{fact.id}: {name}"
        what = f"a worse answer about {fact.id} makes {name} go, and the answer is milder for it"
        claim = claims.get(key)
        if key in claims:
            made.broken.append(Broken(key, what))
        if key in claims and claim is None:
            continue
        shown = [after.treats()] if solver.check(lost, after.treats()) == z3.sat else []
        person = world.find(solver, lost, *(_claimed_away(world, claim, after, worse) if claim else shown))
        if person is not None:
            person = replace(person, becomes=_worse_answers(solver, lost, world, worse, changed, person.answers))
            mild, bad = world.decide(replace(person, becomes={})).disposition, world.decide(person).disposition
            made.broken.append(Broken(f"{key}, {claim}" if claim else key, what, person, f"{mild} -> {bad}"))
    return made


def _raises(fact: Fact, other: Fact) -> bool:
    return (
        other.asked_when is not None and other.worse_to not in (None, "more") and fact.id in facts_of(other.asked_when)
    )


def _answered_at_its_worst(before: Client, after: Client, fact: Fact) -> Iterator[Any]:
    """A question that a worse answer raises: what was said stays, else the worst is said where the question arises."""
    assert fact.asked_when is not None
    then, now = after[fact.id], before[fact.id]
    worst: Any = fact.worse_to
    match fact.type, worst:
        case FactType.ENUM, tuple(order):
            worst = order[-1]
        case FactType.INTEGER | FactType.NUMBER, direction:
            worst = fact.max if direction == "up" else fact.min
    raised = both(after.surely(fact.asked_when), negation(before.surely(fact.asked_when)))
    yield then.told == either(now.told, raised)
    yield z3.If(now.told, then.value == now.value, then.equals(worst))


def _claimed_away(world: World, claim: str | None, after: Decision, worse: Client) -> list[Any]:
    """What must be impossible if the claim of an exception is true."""
    if claim == ASKS:
        return [after.treats()]
    if claim == CONTRADICTS:
        return [after.treats(), *world.answers_fit, *answers_fit(worse)]
    return []


def _losses(world: World, before: Decision, after: Decision) -> Iterator[tuple[str, Any]]:
    """Each rule or question that may go with the worse answer, and when the disposition then is milder for it."""
    for rule in _counting(world):
        if not after.same(rule):
            least = getattr(rule, "disposition", None) or Disposition.TREAT_WITH_PRECAUTIONS
            yield rule.id, both(before.hit(rule), negation(after.hit(rule)), negation(after.at_least(least)))
    for question, waits in before.unsettled().items():
        then = after.unsettled()[question]
        if not waits.eq(then):
            yield f"the question {question}", both(waits, negation(then), after.treats())


def _counting(world: World) -> list[Any]:
    states = [rule for rule in world.knowledge.contraindications if rule.disposition or asks_for_care(rule)]
    return [rule for rule in (*world.knowledge.red_flags, *states) if not rule.information]


def is_worse(before: Symbol, after: Symbol) -> Any:
    """Both answered, and the second is worse in the fact's clinical order."""
    fact = before.fact
    match fact.type, fact.worse_to:
        case FactType.BOOL, worst:
            worse = both(before.equals(not worst), after.equals(worst))
        case FactType.ENUM, tuple(order):
            steps = [(mild, bad) for n, mild in enumerate(order) for bad in order[n + 1 :]]
            worse = either(*(both(before.equals(mild), after.equals(bad)) for mild, bad in steps))
        case FactType.SET, _:
            found = [value for value in fact.values if value != ALONE]
            kept = [either(negation(before.has[value]), after.has[value]) for value in found]
            worse = both(*kept, either(*(both(after.has[value], negation(before.has[value])) for value in found)))
        case _, "up":
            worse = after.value > before.value
        case _:
            worse = after.value < before.value
    return both(before.told, after.told, worse)


def _worse_answers(
    solver: z3.Solver, lost: Any, world: World, worse: Client, changed: Sequence[str], answers: Mapping[str, Any]
) -> dict[str, Any]:
    """The worse answers that go with a person found before."""
    assert solver.check(lost, *world.anyone.stating(answers)) == z3.sat
    told = worse.answers_of(solver.model(), changed)
    return {each: said for each, said in told.items() if answers.get(each) != said}
