"""Marshmallow fields that take a fact as it is meant: true is not "yes", 7.9 is no whole number, [] is no answer."""

from __future__ import annotations

import re
from typing import Any

import marshmallow as ma
from marshmallow.validate import Length, OneOf, Range

from recommender.core.facts import Fact, FactType

LONGEST_TEXT = 500
"""Characters a free-text answer may have."""
ALONE = "none"
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class StrictBool(ma.fields.Boolean):
    """Takes true and false, nothing that looks like them."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class StrictNumber(ma.fields.Float):
    """Takes numbers, not words that look like them, and no truth values."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.make_error("invalid", input=value)
        return value


class StrictInteger(ma.fields.Integer):
    """Takes whole numbers written as such: 7, not 7.0, "7" or true."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if type(value) is not int:
            raise self.make_error("invalid", input=value)
        return value


class StrictText(ma.fields.String):
    """Takes words, trimmed; never a number, and no control characters but line ends and tabs."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str) or CONTROL.search(value):
            raise self.make_error("invalid", input=value)
        return value.strip()


class AnswerSet(ma.fields.List[Any]):
    """A set of values: [none] when asked and found empty; never [], nothing twice, none and unsure by themselves."""

    default_error_messages = {  # noqa: RUF012  so marshmallow wants it
        "empty": "An empty list is not an answer.",
        "twice": "A value stands twice.",
        "alone": "none stands alone.",
    }

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> frozenset[str]:  # type: ignore[override]
        if not isinstance(value, list):
            raise self.make_error("invalid")
        read: list[Any] = super()._deserialize(value, attr, data, **kwargs)
        if not read:
            raise self.make_error("empty")
        if len(set(read)) != len(read):
            raise self.make_error("twice")
        if ALONE in read and len(read) > 1:
            raise self.make_error("alone")
        return frozenset(read)


def field_for(fact: Fact) -> ma.fields.Field[Any]:
    """The field that takes this fact; its description is the question."""
    told: dict[str, Any] = {"metadata": {"description": fact.ask, **({"x-unit": fact.unit} if fact.unit else {})}}
    match fact.type:
        case FactType.BOOL:
            return StrictBool(**told)
        case FactType.INTEGER:
            return StrictInteger(strict=True, validate=Range(fact.min, fact.max), **told)
        case FactType.NUMBER:
            return StrictNumber(validate=Range(fact.min, fact.max), **told)
        case FactType.ENUM:
            return StrictText(validate=OneOf(fact.values), **told)
        case FactType.SET:
            return AnswerSet(StrictText(validate=OneOf(fact.values)), **told)
        case FactType.TEXT:
            return StrictText(validate=Length(1, LONGEST_TEXT), **told)


def allowed(fact: Fact) -> str:
    """What may be said, in words for the person who typed something else."""
    low, high = (f"{n:g}" if n is not None else "" for n in (fact.min, fact.max))
    match fact.type:
        case FactType.BOOL:
            return "true or false"
        case FactType.INTEGER:
            return f"a whole number from {low} to {high}"
        case FactType.NUMBER:
            return f"a number from {low} to {high}"
        case FactType.ENUM:
            return f"one of: {', '.join(fact.values)}"
        case FactType.SET:
            return f"a list of one or more of: {', '.join(fact.values)}; none stands alone"
        case FactType.TEXT:
            return f"words, 1 to {LONGEST_TEXT} characters"
