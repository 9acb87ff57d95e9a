"""The condition language: what a rule may ask of the facts. Trees are read and checked here, never evaluated."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from recommender.core.facts import Dictionary, Fact, FactType

TESTS: dict[FactType, tuple[str, ...]] = {
    FactType.BOOL: ("is", "is_not", "one_of"),
    FactType.ENUM: ("is", "is_not", "one_of"),
    FactType.INTEGER: ("is", "is_not", "one_of", "at_least", "at_most"),
    FactType.NUMBER: ("is", "is_not", "one_of", "at_least", "at_most"),
    FactType.SET: ("includes", "includes_any", "includes_none"),
    FactType.TEXT: (),
}
COMBINATORS = ("all", "any", "not", "surely", "at_least_n_of")
LISTS = ("one_of", "includes_any", "includes_none")


class NotACondition(ValueError):
    """A condition that cannot be read: where in the tree, what was said, what is allowed."""

    def __init__(self, where: str, said: object, allowed: str) -> None:
        self.where, self.said, self.allowed = where, said, allowed
        super().__init__(f"{where or 'when'}: {said!r} is not usable; {allowed}")


@dataclass(frozen=True, slots=True)
class Test:
    """One word about one fact: `age_years: {at_least: 60}`."""

    fact: str
    word: str
    value: Any


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any_:  # noqa: N801  typing has Any
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition


@dataclass(frozen=True, slots=True)
class Surely:
    """True when its part is true, else false: for exceptions that must be shown."""

    part: Condition


@dataclass(frozen=True, slots=True)
class AtLeast:
    n: int
    parts: tuple[Condition, ...]


Condition = Test | All | Any_ | Not | Surely | AtLeast

ALWAYS = All(())
NEVER = Any_(())


def read_condition(raw: object, dictionary: Dictionary, where: str = "when") -> Condition:
    """Read a condition from plain YAML values.

    Raises:
        NotACondition: an unknown fact, word or value, or a shape the language does not have.
    """
    if raw == "always":
        return ALWAYS
    if raw is None:
        return NEVER
    if not isinstance(raw, Mapping) or not raw:
        raise NotACondition(where, raw, "write a mapping such as {age_years: {at_least: 60}}, always or null")
    parts = [_entry(str(key), value, dictionary, where) for key, value in raw.items()]
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _entry(key: str, value: object, dictionary: Dictionary, where: str) -> Condition:
    here = f"{where}.{key}"
    match key:
        case "all":
            return All(_list(value, dictionary, here))
        case "any":
            return Any_(_list(value, dictionary, here))
        case "not":
            return Not(read_condition(value, dictionary, here))
        case "surely":
            return Surely(read_condition(value, dictionary, here))
        case "at_least_n_of":
            if not isinstance(value, Mapping) or set(value) != {"n", "of"}:
                raise NotACondition(here, value, "write {n: 2, of: [..]}")
            parts = _list(value["of"], dictionary, f"{here}.of")
            n = value["n"]
            if type(n) is not int or not 1 <= n <= len(parts):
                raise NotACondition(f"{here}.n", n, f"a whole number from 1 to {len(parts)}")
            return AtLeast(n, parts)
    if key not in dictionary:
        near = difflib.get_close_matches(key, list(dictionary.place), n=3)
        hint = f"did you mean {', '.join(near)}? " if near else ""
        raise NotACondition(here, key, f"{hint}use a fact of the dictionary or one of {', '.join(COMBINATORS)}")
    return _tests(dictionary[key], value, here)


def _list(value: object, dictionary: Dictionary, where: str) -> tuple[Condition, ...]:
    if not isinstance(value, list) or not value:
        raise NotACondition(where, value, "write a list of conditions")
    return tuple(read_condition(part, dictionary, f"{where}[{n}]") for n, part in enumerate(value))


def _tests(fact: Fact, raw: object, where: str) -> Condition:
    words = TESTS[fact.type]
    if not isinstance(raw, Mapping) or not raw:
        raise NotACondition(where, raw, f"say how {fact.id} is tested; the words are {', '.join(words)}")
    tests = []
    for word, value in raw.items():
        if word not in words:
            raise NotACondition(
                f"{where}.{word}", word, f"{fact.id} is a {fact.type}; the words are {', '.join(words)}"
            )
        tests.append(Test(fact.id, word, _value(fact, word, value, f"{where}.{word}")))
    return tests[0] if len(tests) == 1 else All(tuple(tests))


def _value(fact: Fact, word: str, value: object, where: str) -> Any:
    if word in LISTS:
        if not isinstance(value, list) or not value:
            raise NotACondition(where, value, "write a list of values")
        return frozenset(_one(fact, each, where) for each in value)
    return _one(fact, value, where)


def _one(fact: Fact, value: object, where: str) -> Any:
    match fact.type:
        case FactType.BOOL:
            if isinstance(value, bool):
                return value
            raise NotACondition(where, value, "true or false")
        case FactType.ENUM | FactType.SET:
            if isinstance(value, str) and value in fact.values:
                return value
            near = difflib.get_close_matches(str(value), fact.values, n=3) or fact.values
            raise NotACondition(where, value, f"the values of {fact.id} are {', '.join(near)}")
        case _:
            if isinstance(value, int | float) and not isinstance(value, bool):
                return value
            raise NotACondition(where, value, f"a number ({fact.unit or 'no unit'})")


def tests_of(condition: Condition) -> Iterator[Test]:
    """Every test in a condition, left to right."""
    match condition:
        case Test():
            yield condition
        case All(parts) | Any_(parts) | AtLeast(_, parts):
            for part in parts:
                yield from tests_of(part)
        case Not(part) | Surely(part):
            yield from tests_of(part)


def asserted(condition: Condition) -> Iterator[Test]:
    """The tests of a condition that speak for it, left to right: all but those under a `not`."""
    match condition:
        case Test():
            yield condition
        case All(parts) | Any_(parts) | AtLeast(_, parts):
            for part in parts:
                yield from asserted(part)
        case Surely(part):
            yield from asserted(part)


def facts_of(condition: Condition) -> frozenset[str]:
    """The facts a condition names."""
    return frozenset(test.fact for test in tests_of(condition))
