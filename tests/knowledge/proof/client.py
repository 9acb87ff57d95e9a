"""A client as symbols: for every fact of the dictionary whether it was told, whether it applies, and what was said.

What a form would refuse is excluded here and nothing else: any subset of the questions may be unanswered, and
answers may contradict each other. `answers_of` turns what the solver found back into answers that a person can read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import z3

from recommender.core.condition import Condition, facts_of
from recommender.core.derive import functions
from recommender.core.facts import Dictionary, Fact, FactType, Tier
from recommender.core.logic import asking_order, in_order
from tests.knowledge.proof.formulas import FALSE, TRUE, Symbol, either, neither, number, pair
from tests.knowledge.proof.twins import twin

Answers = dict[str, Any]
ALONE = "none"


class Client:
    """Everything one client may have said, and what follows from it.

    Args:
        name: tells the variables of two clients apart.
        like: another client who said the same, except where `changed` names a fact. What does not rest on a changed
            fact is shared with that client, formula for formula.
        clearances: symbols by value of the fact `clearances`, which only records give. None: there are none.
    """

    def __init__(
        self,
        dictionary: Dictionary,
        name: str = "",
        like: Client | None = None,
        changed: Iterable[str] = (),
        clearances: Mapping[str, Any] | None = None,
    ) -> None:
        self.dictionary, self.name, self.like = dictionary, name, like
        self.changed = frozenset(changed if like else dictionary.place)
        self.affected = affected(dictionary, self.changed)
        self.form: list[Any] = []
        """What a form lets through: ranges, sets with something in them, `none` by itself."""
        self.symbols: dict[str, Symbol] = dict(like.symbols) if like else {}
        self._said: dict[str, Symbol] = dict(like._said) if like else {}
        self._pairs: dict[int, tuple[Condition, tuple[Any, Any]]] = {}
        self._say(clearances or {})
        self._derive()

    def __getitem__(self, fact_id: str) -> Symbol:
        return self.symbols[fact_id]

    def pair(self, condition: Condition) -> tuple[Any, Any]:
        """(surely, maybe) of a condition for this client."""
        if self.like is not None and self.affected.isdisjoint(facts_of(condition)):
            return self.like.pair(condition)
        if id(condition) not in self._pairs:
            self._pairs[id(condition)] = condition, pair(condition, self.symbols)
        return self._pairs[id(condition)][1]

    def surely(self, condition: Condition) -> Any:
        return self.pair(condition)[0]

    def maybe(self, condition: Condition) -> Any:
        return self.pair(condition)[1]

    def asked(self) -> Iterator[Symbol]:
        """The facts a person may be asked."""
        return (self.symbols[fact.id] for fact in self.dictionary if askable(fact))

    def answers_of(self, model: z3.ModelRef, about: Iterable[str] | None = None) -> Answers:
        """What this client said in a model, about everything or about these facts."""
        symbols = self.asked() if about is None else (self.symbols[each] for each in about)
        return {
            symbol.fact.id: _spoken(symbol, model)
            for symbol in symbols
            if z3.is_true(model.eval(symbol.told, model_completion=True))
        }

    def saying(self, answers: Mapping[str, Any], *, all_of_it: bool = True) -> list[tuple[Any, Any]]:
        """Each variable with its value for a client who said exactly this.

        Args:
            all_of_it: give the values of what was not told some value, too.
        """
        made: list[tuple[Any, Any]] = []
        for symbol in self.asked():
            said = answers.get(symbol.fact.id)
            made.append((symbol.told, z3.BoolVal(said is not None)))
            if said is None and not all_of_it:
                continue
            if symbol.fact.type is FactType.SET:
                made += [(has, z3.BoolVal(value in (said or ()))) for value, has in symbol.has.items()]
            elif symbol.fact.type is not FactType.TEXT:
                made.append((symbol.value, _written(symbol.fact, said)))
        return made

    def stating(self, answers: Mapping[str, Any]) -> list[Any]:
        """That this client said exactly this."""
        return [variable == value for variable, value in self.saying(answers, all_of_it=False)]

    def _say(self, clearances: Mapping[str, Any]) -> None:
        asked = {fact.id: fact.asked_when for fact in self.dictionary if fact.asked_when is not None}
        plain = [fact.id for fact in self.dictionary if fact.is_input and fact.id not in asked]
        for fact_id in [*plain, *asking_order(asked)]:
            if fact_id not in self.affected:
                continue
            fact = self.dictionary[fact_id]
            if fact_id in self.changed:
                self._said[fact_id] = self._fresh(fact) if askable(fact) else _records(fact, clearances)
            self.symbols[fact_id] = self._completed(self._said[fact_id])

    def _fresh(self, fact: Fact) -> Symbol:
        label = f"{self.name}{fact.id}"
        told, value = z3.Bool(f"{label}?"), TRUE
        match fact.type:
            case FactType.SET:
                has = {each: z3.Bool(f"{label}={each}") for each in fact.values}
                self.form.append(either(*has.values()))
                others = [each for value, each in has.items() if value != ALONE]
                self.form += [z3.Implies(has[ALONE], neither(*others))] if ALONE in has else []
                return Symbol(fact, told, has=has)
            case FactType.BOOL:
                value = z3.Bool(label)
            case FactType.ENUM:
                value = z3.Int(label)
                self.form += [value >= 0, value < len(fact.values)]
            case FactType.INTEGER | FactType.NUMBER:
                value = z3.Int(label) if fact.type is FactType.INTEGER else z3.Real(label)
                self.form += [value >= number(fact.min)] if fact.min is not None else []
                self.form += [value <= number(fact.max)] if fact.max is not None else []
        return Symbol(fact, told, value=value)

    def _completed(self, said: Symbol) -> Symbol:
        """With `na` worked out: not told, and its question surely does not arise."""
        if said.fact.asked_when is None:
            return said
        arises = pair(said.fact.asked_when, self.symbols)[1]
        return Symbol(said.fact, said.told, neither(said.told, arises), said.value, said.has)

    def _derive(self) -> None:
        for fact_id in derived_in_order(self.dictionary):
            if fact_id in self.affected:
                self.symbols[fact_id] = twin(self.dictionary[fact_id], self.symbols)


def askable(fact: Fact) -> bool:
    """Whether a person may answer it: neither worked out nor given by records."""
    return fact.is_input and fact.id != "clearances"


def rests_on(dictionary: Dictionary) -> dict[str, frozenset[str]]:
    """For every derived fact and every follow-up question, the facts it rests on."""
    made = functions(fact.id for fact in dictionary if fact.tier is Tier.DERIVED)
    rests = {each: frozenset(inputs) for each, (_, inputs) in made.items()}
    return rests | {fact.id: facts_of(fact.asked_when) for fact in dictionary if fact.asked_when is not None}


def derived_in_order(dictionary: Dictionary) -> list[str]:
    made = functions(fact.id for fact in dictionary if fact.tier is Tier.DERIVED)
    return in_order({each: frozenset(inputs) for each, (_, inputs) in made.items()})


def affected(dictionary: Dictionary, changed: frozenset[str]) -> frozenset[str]:
    """The changed facts, and all whose completion may follow from them."""
    rests, found = rests_on(dictionary), set(changed)
    while more := {each for each, needs in rests.items() if each not in found and needs & found}:
        found |= more
    return frozenset(found)


def _records(fact: Fact, given: Mapping[str, Any]) -> Symbol:
    """The fact that clearance records make: always there, `none` when no record stands."""
    has = {value: given.get(value, FALSE) for value in fact.values if value != ALONE}
    return Symbol(fact, TRUE, has={**has, ALONE: neither(*has.values())})


def _written(fact: Fact, said: Any) -> Any:
    match fact.type:
        case FactType.BOOL:
            return z3.BoolVal(bool(said))
        case FactType.ENUM:
            return z3.IntVal(0 if said is None else fact.values.index(said))
        case FactType.INTEGER:
            return z3.IntVal(said or 0)
    return z3.RealVal(str(said or 0))


def _spoken(symbol: Symbol, model: z3.ModelRef) -> Any:
    fact = symbol.fact
    if fact.type is FactType.SET:
        said = {value: model.eval(has, model_completion=True) for value, has in symbol.has.items()}
        return frozenset(value for value, there in said.items() if z3.is_true(there))
    found = model.eval(symbol.value, model_completion=True)
    match fact.type:
        case FactType.BOOL:
            return z3.is_true(found)
        case FactType.ENUM:
            return fact.values[found.as_long()]
        case FactType.INTEGER:
            return found.as_long()
        case FactType.NUMBER:
            return float(found.as_fraction())
    return "words"
