"""The short way for a clean profile: every answer checked against its fact by one small function, made at start-up.

It takes exactly what the marshmallow schema takes (a property test holds the two equal). What it does not take goes to
the schema, which finds the words for what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from recommender.core.facts import Fact, FactType
from recommender.intake.fields import ALONE, CONTROL, LONGEST_TEXT

REFUSED: Any = object()
Check = Callable[[Any], Any]
"""The value as the profile holds it, or REFUSED."""


class Accepting:
    """Takes clean profiles, and says None to all others."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.checks: dict[str, Check] = {fact.id: check_for(fact) for fact in facts}

    def take(self, raw: Mapping[str, Any]) -> dict[str, Any] | None:
        """All answers, or None when a single one of them is not clean."""
        checks, taken = self.checks, {}
        for name, value in raw.items():
            check = checks.get(name)
            if check is None or (read := check(value)) is REFUSED:
                return None
            taken[name] = read
        return taken


def check_for(fact: Fact) -> Check:
    low, high = (fact.min if fact.min is not None else 0.0), (fact.max if fact.max is not None else 0.0)
    match fact.type:
        case FactType.BOOL:
            return lambda value: value if value is True or value is False else REFUSED
        case FactType.INTEGER:
            return lambda value: value if type(value) is int and low <= value <= high else REFUSED
        case FactType.NUMBER:
            return lambda value: value if type(value) in (int, float) and low <= value <= high else REFUSED
        case FactType.ENUM:
            words = frozenset(fact.values)
            return lambda value: value if type(value) is str and value in words else REFUSED
        case FactType.SET:
            return _set_check(frozenset(fact.values))
        case FactType.TEXT:
            return _text_check


def _set_check(words: frozenset[str]) -> Check:
    def check(value: Any) -> Any:
        if type(value) is not list or not value:
            return REFUSED
        try:
            found = frozenset(value)
        except TypeError:
            return REFUSED
        if len(found) != len(value) or not found <= words or (ALONE in found and len(found) > 1):
            return REFUSED
        return found

    return check


def _text_check(value: Any) -> Any:
    if type(value) is not str or CONTROL.search(value):
        return REFUSED
    text = value.strip()
    return text if 1 <= len(text) <= LONGEST_TEXT else REFUSED
