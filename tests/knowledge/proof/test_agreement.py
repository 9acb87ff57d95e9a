"""The formulas mean what the code does: the same facts, rules, states and dispositions for the same people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
import z3

from recommender.core.condition import Condition, facts_of
from recommender.core.facts import FactType, Tier
from recommender.core.knowledge import Knowledge, item_conditions
from recommender.core.logic import compile_all
from recommender.core.profile import Profile
from tests.knowledge.proof.client import Answers
from tests.knowledge.proof.formulas import Symbol
from tests.knowledge.proof.silence import roots
from tests.knowledge.proof.strangers import Readers, strangers
from tests.knowledge.proof.world import World


@pytest.fixture(scope="module")
def readers(world: World) -> Readers:
    return Readers(world)


def test_strangers_are_read_alike(world: World, readers: Readers) -> None:
    for answers, records in strangers(world, seed=1, number=25):
        assert readers.differences(answers, records) == [], answers


@pytest.mark.long
def test_many_more_strangers_are_read_alike(world: World, readers: Readers) -> None:
    for answers, records in strangers(world, seed=2, number=500):
        assert readers.differences(answers, records) == [], answers


def test_each_rule_is_read_alike_for_people_of_every_answer(world: World) -> None:
    """For every rule a client for whom it holds, one for whom it is open, and one for whom it does not."""
    rules = (*world.knowledge.red_flags, *world.knowledge.contraindications)
    assert read_otherwise(world, [(rule.id, rule.when) for rule in rules]) == []


@pytest.mark.long
def test_each_other_condition_is_read_alike_for_people_of_every_answer(world: World) -> None:
    helping = [(rule.id, rule.when) for rule in world.knowledge.helping]
    assert read_otherwise(world, [*helping, *item_conditions(world.knowledge.library)]) == []


def read_otherwise(world: World, conditions: Iterable[tuple[str, Condition]]) -> list[str]:
    """Conditions that the code reads in another way than the formulas, each with the client."""
    knowledge, client, solver = world.knowledge, world.anyone, world.solver()
    wrong = []
    for name, condition in conditions:
        compiled = compile_all([(name, condition)], knowledge.dictionary.place)
        asked = roots(knowledge.dictionary, facts_of(condition))
        sure, may = client.pair(condition)
        for expected, wanted in (([[0], []], sure), ([[], [0]], z3.And(may, z3.Not(sure))), ([[], []], z3.Not(may))):
            if solver.check(wanted) == z3.sat:
                answers = client.answers_of(solver.model(), asked)
                if list(compiled.read(completed(knowledge, answers))) != expected:
                    wrong.append(f"{name}, {expected}: {answers}")
    return wrong


def test_each_derived_fact_is_read_alike_in_each_of_its_values(world: World) -> None:
    """For every derived fact a client for whom it is unknown, and one for each value that some client can have."""
    client, solver, found = world.anyone, world.solver(), 0
    for fact in world.knowledge.dictionary:
        if fact.tier is not Tier.DERIVED:
            continue
        for expected, wanted in _values_of(client[fact.id], world.knowledge):
            if solver.check(wanted) == z3.sat:
                found += 1
                answers = client.answers_of(solver.model())
                got = completed(world.knowledge, answers)[world.knowledge.dictionary.place[fact.id]]
                right = expected in got if isinstance(got, frozenset) else got == expected
                assert right, f"{fact.id} is {got}, not {expected}, for {answers}"
    assert found > 100


def _values_of(symbol: Symbol, knowledge: Knowledge) -> Iterator[tuple[Any, Any]]:
    fact = symbol.fact
    yield None, symbol.unknown
    if fact.type is FactType.SET:
        yield from ((value, z3.And(symbol.told, has)) for value, has in symbol.has.items())
        return
    match fact.type:
        case FactType.BOOL:
            values: Iterable[Any] = (True, False)
        case FactType.ENUM:
            values = fact.values
        case _:
            marks = knowledge.thresholds.get(fact.id, frozenset()) | {0, 5}
            values = sorted({mark + step for mark in marks for step in (-1, 0, 1)})
    yield from ((value, z3.And(symbol.told, symbol.equals(value))) for value in values)


def completed(knowledge: Knowledge, answers: Answers) -> list[Any]:
    return knowledge.reader.read(Profile.of(knowledge.dictionary, {**answers, "clearances": frozenset({"none"})}))
