"""The short way for a clean profile: every answer looked up in tables made at start-up from the dictionary.

It takes exactly what the marshmallow schema takes (a property test holds the two equal). What it does not take goes to
the schema, which finds the words for what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from recommender.core.facts import Fact, FactType
from recommender.intake.fields import ALONE, CONTROL, LONGEST_TEXT

NUMBERS = (FactType.INTEGER, FactType.NUMBER)


class Accepting:
    """Takes clean profiles, and says None to all others."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        facts = tuple(facts)
        self.bools = frozenset(fact.id for fact in facts if fact.type is FactType.BOOL)
        self.texts = frozenset(fact.id for fact in facts if fact.type is FactType.TEXT)
        self.words = {fact.id: frozenset(fact.values) for fact in facts if fact.type is FactType.ENUM}
        self.sets = {fact.id: frozenset(fact.values) for fact in facts if fact.type is FactType.SET}
        self.whole = {fact.id: (fact.min or 0, fact.max or 0) for fact in facts if fact.type in NUMBERS}
        self.broken = {fact.id: (fact.min or 0, fact.max or 0) for fact in facts if fact.type is FactType.NUMBER}

    def take(self, raw: Mapping[str, Any]) -> dict[str, Any] | None:
        """All answers as the profile holds them, or None when a single one of them is not clean."""
        taken = {}
        for fact_id, value in raw.items():
            read = self._read(fact_id, value)
            if read is None:
                return None
            taken[fact_id] = read
        return taken

    def _read(self, fact_id: str, value: Any) -> Any:
        """The value as the profile holds it; None, which is no answer, where it is not clean."""
        kind = type(value)
        if kind is str:
            words = self.words.get(fact_id)
            if words is not None:
                return value if value in words else None
            return _text(value) if fact_id in self.texts else None
        if kind is bool:
            return value if fact_id in self.bools else None
        if kind is list:
            return _set(value, self.sets.get(fact_id))
        span = self.whole.get(fact_id) if kind is int else self.broken.get(fact_id) if kind is float else None
        return value if span is not None and span[0] <= value <= span[1] else None


def _set(value: list[Any], words: frozenset[str] | None) -> frozenset[str] | None:
    if words is None or not value:
        return None
    try:
        found = frozenset(value)
    except TypeError:
        return None
    if len(found) != len(value) or not found <= words or (ALONE in found and len(found) > 1):
        return None
    return found


def _text(value: str) -> str | None:
    text = value.strip()
    return text if 1 <= len(text) <= LONGEST_TEXT and not CONTROL.search(value) else None
