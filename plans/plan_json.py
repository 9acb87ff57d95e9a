"""A plan as JSON bytes, and back. Keys stand in the order of the fields, so the same plan is the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, cast, get_args, get_origin, get_type_hints

import orjson

from plans.plan import Plan, Status


def plan_bytes(plan: Plan) -> bytes:
    """The whole answer, as every door gives it."""
    return orjson.dumps(plan)


def body_bytes(plan: Plan) -> bytes:
    """The plan without id and status: what is kept, and what its digest is taken of."""
    head = len(_head(plan.id, plan.status))
    return b"{" + plan_bytes(plan)[head:]


def answer_bytes(body: bytes, plan_id: str | None, status: Status) -> bytes:
    """The whole answer from a kept body and where the plan stands today."""
    return _head(plan_id, status) + body[1:]


def read_plan(answer: bytes) -> Plan:
    """The value of a whole answer. Fields that an older plan did not have yet take their defaults."""
    return cast("Plan", _reader(Plan)(orjson.loads(answer)))


def _head(plan_id: str | None, status: Status) -> bytes:
    return b'{"id":' + orjson.dumps(plan_id) + b',"status":' + orjson.dumps(status) + b","


Read = Callable[[Any], Any]


@cache
def _reader(kind: Any) -> Read:
    """What makes a value of this type from plain JSON."""
    if is_dataclass(kind):
        return _record_reader(kind)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple:
        one = _reader(inner[0])
        return lambda raw: tuple(one(each) for each in raw)
    if origin is UnionType and NoneType in inner:
        some = _reader(next(each for each in inner if each is not NoneType))
        return lambda raw: None if raw is None else some(raw)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind
    return lambda raw: raw


def _record_reader(kind: Any) -> Read:
    hints = get_type_hints(kind)
    readers = {field.name: _reader(hints[field.name]) for field in fields(kind)}
    required = {field.name for field in fields(kind) if field.default is MISSING and field.default_factory is MISSING}

    def read(raw: dict[str, Any]) -> Any:
        if missing := required - raw.keys():
            raise ValueError(f"{kind.__name__} lacks {', '.join(sorted(missing))}")
        return kind(**{name: one(raw[name]) for name, one in readers.items() if name in raw})

    return read
