"""Conditions as pairs of formulas: certainly true, and not certainly false. The third reader of the one language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import z3

from recommender.core.condition import All, Any_, AtLeast, Condition, Not, Surely, Test
from recommender.core.facts import Fact, FactType

TRUE, FALSE = z3.BoolVal(True), z3.BoolVal(False)


def both(*parts: Any) -> Any:
    """And, leaving out what is plain."""
    left = [part for part in parts if part is not TRUE]
    if any(part is FALSE for part in left):
        return FALSE
    return TRUE if not left else left[0] if len(left) == 1 else _joined(z3.Z3_mk_and, left)


def either(*parts: Any) -> Any:
    """Or, leaving out what is plain."""
    left = [part for part in parts if part is not FALSE]
    if any(part is TRUE for part in left):
        return TRUE
    return FALSE if not left else left[0] if len(left) == 1 else _joined(z3.Z3_mk_or, left)


def _joined(make: Callable[..., Any], parts: Sequence[Any]) -> Any:
    """`z3.And` and `z3.Or` without their checks of each part: thousands are made, and all of them are formulas."""
    context = z3.main_ctx()
    refs = (z3.Ast * len(parts))(*(part.as_ast() for part in parts))
    return z3.BoolRef(make(context.ref(), len(parts), refs), context)


def negation(part: Any) -> Any:
    return FALSE if part is TRUE else TRUE if part is FALSE else z3.Not(part)


def neither(*parts: Any) -> Any:
    return negation(either(*parts))


def count(parts: Iterable[Any], least: int) -> Any:
    """At least so many of these."""
    return z3.AtLeast(*parts, least)


def number(value: float) -> Any:
    """A number as the solver writes it: exact, and whole where it is whole."""
    exact = Fraction(str(value))
    return z3.IntVal(exact.numerator) if exact.denominator == 1 else z3.RealVal(str(exact))


@dataclass(frozen=True, slots=True)
class Symbol:
    """A fact as formulas. `told`: it has a value; `na`: its question does not arise; neither: it is unknown.

    `value` is an expression for bool, number and enum (for an enum the place of the value in the dictionary); `has`
    says for each value of a set whether it is in it.
    """

    fact: Fact
    told: Any
    na: Any = FALSE
    value: Any = None
    has: Mapping[str, Any] = field(default_factory=dict)

    @property
    def unknown(self) -> Any:
        return neither(self.told, self.na)

    def equals(self, wanted: Any) -> Any:
        """Its value, if told, is this one (bool, enum, number)."""
        match self.fact.type:
            case FactType.BOOL:
                return self.value if wanted else negation(self.value)
            case FactType.ENUM:
                return self.value == self.fact.values.index(wanted)
            case _:
                return self.value == number(wanted)


def pair(condition: Condition, symbols: Mapping[str, Symbol]) -> tuple[Any, Any]:
    """(surely, maybe): true exactly when the condition is certainly true, and unless it is certainly false."""
    match condition:
        case Test():
            return test(condition, symbols[condition.fact])
        case All(parts):
            pairs = [pair(part, symbols) for part in parts]
            return both(*(sure for sure, _ in pairs)), both(*(may for _, may in pairs))
        case Any_(parts):
            pairs = [pair(part, symbols) for part in parts]
            return either(*(sure for sure, _ in pairs)), either(*(may for _, may in pairs))
        case Not(part):
            sure, may = pair(part, symbols)
            return negation(may), negation(sure)
        case Surely(part):
            sure, _ = pair(part, symbols)
            return sure, sure
        case AtLeast(n, parts):
            pairs = [pair(part, symbols) for part in parts]
            return count([sure for sure, _ in pairs], n), count([may for _, may in pairs], n)


def test(said: Test, symbol: Symbol) -> tuple[Any, Any]:
    """One word about one fact. What does not apply answers `is_not` and `includes_none` with yes, all else with no."""
    sure = both(symbol.told, _holds(said, symbol))
    if said.word in ("is_not", "includes_none"):
        sure = either(sure, symbol.na)
    return sure, either(symbol.unknown, sure)


def _holds(said: Test, symbol: Symbol) -> Any:
    match said.word:
        case "is":
            return symbol.equals(said.value)
        case "is_not":
            return negation(symbol.equals(said.value))
        case "one_of":
            return either(*(symbol.equals(each) for each in sorted(said.value, key=str)))
        case "at_least":
            return symbol.value >= number(said.value)
        case "at_most":
            return symbol.value <= number(said.value)
        case "includes":
            return symbol.has[said.value]
        case "includes_any":
            return either(*(symbol.has[each] for each in sorted(said.value)))
        case _:
            return neither(*(symbol.has[each] for each in sorted(said.value)))
