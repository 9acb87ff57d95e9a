"""Random people, and whether the formulas and the decision that ships say the same of them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cached_property
from typing import Any

import z3

from plans.plan import Disposition
from recommender.core.clear import with_clearances
from recommender.core.facts import NA, Fact, FactType
from recommender.core.knowledge import Conditions, item_conditions
from recommender.core.logic import Compiled
from recommender.core.profile import Case, Profile
from recommender.core.triage import Facts, triage
from tests.knowledge.proof.client import ALONE, Answers, askable
from tests.knowledge.proof.world import World
from tests.people import VISIT_DAY

Seen = dict[str, Any]
"""By name, what one of the two readers says."""


class Readers:
    """The two readers of the same knowledge: the formulas, and the code that ships."""

    def __init__(self, world: World) -> None:
        self.world, self.knowledge = world, world.knowledge

    @cached_property
    def formulas(self) -> dict[str, Any]:
        """Everything that is compared, by name, over the client with records."""
        world, knowledge = self.world, self.knowledge
        client, decision = world.holder, world.with_records
        made: dict[str, Any] = {}
        for fact in knowledge.dictionary:
            symbol = client[fact.id]
            made[f"{fact.id} told"], made[f"{fact.id} na"] = symbol.told, symbol.na
            if symbol.has:
                made |= {f"{fact.id} has {value}": has for value, has in symbol.has.items()}
            elif fact.type is not FactType.TEXT:
                made[f"{fact.id} value"] = symbol.value
        rules = (*knowledge.red_flags, *knowledge.contraindications, *knowledge.helping)
        conditions = [(rule.id, rule.when) for rule in rules] + item_conditions(knowledge.library)
        for name, condition in conditions:
            made[f"{name} surely"], made[f"{name} maybe"] = client.pair(condition)
        made |= {f"{rule.id} assumed": decision.assumed(rule) for rule in knowledge.contraindications}
        made |= {f"waits for {fact_id}": waits for fact_id, waits in decision.unsettled().items()}
        return made | {f"at least {each}": decision.at_least(each) for each in Disposition}

    @cached_property
    def _all_at_once(self) -> Any:
        parts = list(self.formulas.values())
        together = z3.Function("all", *(part.sort() for part in parts), z3.BoolSort())
        return together(*parts)

    def by_formulas(self, answers: Answers, records: Iterable[str] = ()) -> Seen:
        """What the formulas say once every answer is put in."""
        said = self.world.holder.saying(answers)
        said += [(opened, z3.BoolVal(rule in records)) for rule, opened in self.world.records.opened.items()]
        worked_out = z3.simplify(z3.substitute(self._all_at_once, said))
        return {name: _plain(part) for name, part in zip(self.formulas, worked_out.children(), strict=True)}

    def by_the_code(self, answers: Answers, records: Iterable[str] = ()) -> Seen:
        """What the reader, the compiled rules and triage say."""
        knowledge, cleared = self.knowledge, frozenset(records)
        case = Case(profile=Profile.of(knowledge.dictionary, answers), visit_date=VISIT_DAY)
        facts = Facts(knowledge.dictionary, knowledge.reader.read(with_clearances(case, cleared, knowledge)))
        verdict = triage(facts, knowledge, cleared)
        made: Seen = {}
        for fact in knowledge.dictionary:
            made |= _completed(fact, facts[fact.id])
        items = Conditions.of(item_conditions(knowledge.library), knowledge.dictionary)
        for compiled in (knowledge.red, knowledge.contra, knowledge.help, items.compiled):
            made |= _truths(compiled, facts)
        made |= {f"{rule.id} assumed": rule.id in verdict.assumed for rule in knowledge.contraindications}
        waited = [knowledge.dictionary.facts[n].id for n in knowledge.safety_places]
        made |= {f"waits for {fact_id}": fact_id in verdict.unsettled for fact_id in waited}
        return made | {f"at least {each}": verdict.disposition.severity >= each.severity for each in Disposition}

    def differences(self, answers: Answers, records: Iterable[str] = ()) -> list[str]:
        """Where the two do not agree. What nobody told has no value to compare."""
        formulas, code = self.by_formulas(answers, records), self.by_the_code(answers, records)
        missing = [name for name in code if name not in formulas]
        unlike = [name for name in code if name in formulas and formulas[name] != code[name]]
        return missing + [f"{name}: {formulas[name]}, not {code[name]}" for name in unlike]


def _completed(fact: Fact, value: Any) -> Seen:
    told = value is not None and value is not NA
    made: Seen = {f"{fact.id} told": told, f"{fact.id} na": value is NA}
    if told and fact.type is FactType.SET:
        made |= {f"{fact.id} has {each}": each in value for each in fact.values}
    elif told and fact.type is not FactType.TEXT:
        made[f"{fact.id} value"] = fact.values.index(value) if fact.type is FactType.ENUM else value
    return made


def _truths(compiled: Compiled, facts: Facts) -> Seen:
    sure, open_ = (set(places) for places in compiled.read(facts.values))
    made = {}
    for n, name in enumerate(compiled.names):
        made[f"{name} surely"], made[f"{name} maybe"] = n in sure, n in sure or n in open_
    return made


def _plain(part: Any) -> Any:
    """A worked-out formula as a plain value."""
    if z3.is_int_value(part):
        return part.as_long()
    if z3.is_rational_value(part):
        return float(Fraction(part.numerator_as_long(), part.denominator_as_long()))
    return True if z3.is_true(part) else False if z3.is_false(part) else part


def strangers(world: World, seed: int, number: int) -> Iterator[tuple[Answers, frozenset[str]]]:
    """Random people: some answer little, some everything; some bring clearance records."""
    chance = random.Random(seed)
    facts = [fact for fact in world.knowledge.dictionary if askable(fact)]
    for _ in range(number):
        talkative = chance.choice((0.05, 0.3, 0.7, 0.95, 1.0))
        answers = {fact.id: _answer(fact, world, chance) for fact in facts if chance.random() < talkative}
        few = chance.sample(sorted(world.records.opened), chance.choice((0, 0, 1, 5)))
        yield answers, frozenset(few)


def _answer(fact: Fact, world: World, chance: random.Random) -> Any:
    match fact.type:
        case FactType.BOOL:
            return chance.random() < 0.5
        case FactType.ENUM:
            return chance.choice(fact.values)
        case FactType.SET:
            found = [value for value in fact.values if value != ALONE]
            some = frozenset(chance.sample(found, chance.randint(1, min(3, len(found)))))
            return frozenset({ALONE}) if ALONE in fact.values and chance.random() < 0.4 else some
        case FactType.TEXT:
            return "words"
    low, high = int(fact.min or 0), int(fact.max if fact.max is not None else 100)
    marks = [mark + step for mark in world.knowledge.thresholds.get(fact.id, ()) for step in (-1, 0, 1)]
    near = [mark for mark in marks if low <= mark <= high]
    whole = chance.choice(near) if near and chance.random() < 0.7 else chance.randint(low, min(high, low + 400))
    return whole if fact.type is FactType.INTEGER else whole + chance.choice((0.0, 0.0, 0.5)) * (whole < high)
