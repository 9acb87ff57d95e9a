"""The slow, obvious reading of a condition: Kleene's three values, one line a word.

The decision uses the compiled form (`logic.py`); a property test holds the two equal. Where a rule comes out unknown
the decision asks here what it could become (`could_hold`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from recommender.core.condition import All, Any_, AtLeast, Condition, Not, Surely, Test

Truth = bool | None
Lookup = Callable[[str], Any]


def holds(condition: Condition, value_of: Lookup) -> Truth:
    """True, False, or None for unknown."""
    match condition:
        case Test():
            return test_holds(condition, value_of(condition.fact))
        case All(parts):
            return both([holds(part, value_of) for part in parts])
        case Any_(parts):
            return either([holds(part, value_of) for part in parts])
        case Not(part):
            return opposite(holds(part, value_of))
        case Surely(part):
            return holds(part, value_of) is True
        case AtLeast(n, parts):
            return enough(n, [holds(part, value_of) for part in parts])


def test_holds(test: Test, value: Any) -> Truth:
    if value is None:
        return None
    match test.word:
        case "is":
            return bool(value == test.value)
        case "is_not":
            return bool(value != test.value)
        case "one_of":
            return value in test.value
        case "at_least":
            return bool(value >= test.value)
        case "at_most":
            return bool(value <= test.value)
        case "includes":
            return test.value in value
        case "includes_any":
            return any(each in value for each in test.value)
        case _:
            return not any(each in value for each in test.value)


def both(truths: list[Truth]) -> Truth:
    return False if False in truths else None if None in truths else True


def either(truths: list[Truth]) -> Truth:
    return True if True in truths else None if None in truths else False


def opposite(truth: Truth) -> Truth:
    return None if truth is None else not truth


def enough(n: int, truths: list[Truth]) -> Truth:
    if truths.count(True) >= n:
        return True
    return None if truths.count(True) + truths.count(None) >= n else False


def could_hold(condition: Condition, value_of: Lookup, open_facts: Collection[str]) -> bool:
    """Whether some answers to `open_facts` alone would make the condition true, all other unknowns staying unknown.

    A test on an open fact may come out either way, each time it is met, so this never says no where a yes is possible.
    """
    return _spread(condition, value_of, open_facts)[0]


def _spread(condition: Condition, value_of: Lookup, open_facts: Collection[str]) -> tuple[bool, bool]:
    """(may become surely true, may become surely false)."""
    match condition:
        case Test():
            if condition.fact in open_facts:
                return True, True
            truth = test_holds(condition, value_of(condition.fact))
            return truth is True, truth is False
        case All(parts):
            spreads = [_spread(part, value_of, open_facts) for part in parts]
            return all(t for t, _ in spreads), any(f for _, f in spreads)
        case Any_(parts):
            spreads = [_spread(part, value_of, open_facts) for part in parts]
            return any(t for t, _ in spreads), all(f for _, f in spreads)
        case Not(part):
            may, may_not = _spread(part, value_of, open_facts)
            return may_not, may
        case Surely(part):
            may, may_not = _spread(part, value_of, open_facts)
            return may, may_not or holds(part, value_of) is not True
        case AtLeast(n, parts):
            spreads = [_spread(part, value_of, open_facts) for part in parts]
            can, cannot = sum(t for t, _ in spreads), sum(f for _, f in spreads)
            return can >= n, len(parts) - cannot < n


def lookup(values: Mapping[str, Any]) -> Lookup:
    """Values by fact id; what is absent is unknown."""
    return values.get
