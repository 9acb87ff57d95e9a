"""What goes in and what comes out, as JSON Schema: the case from the dictionary, the plan from its own fields."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from recommender.core.facts import Fact, FactType
from recommender.intake.case import LANGUAGES, MOST_RECORDS, REASONS, ROLES, CaseReader
from recommender.intake.fields import ALONE, LONGEST_TEXT

Schema = dict[str, Any]

DATE: Schema = {"type": "string", "format": "date", "examples": ["2026-11-20"]}
LETTER = r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
VISIBLE = rf"^{LETTER}*[^\s\x00-\x1f\x7f\x85]{LETTER}*$"
"""No control characters, and something is left of the words when the blanks around them are taken away."""
REPLACED: dict[str, Schema] = {
    "replaces": {
        "type": "string",
        "pattern": "^[0-9a-f]{32}$",
        "description": "The id of a plan of your clinic that this one revises. Both are then plans of one course: "
        "once the new one is signed, the older ones are superseded. It changes nothing in the plan itself.",
    }
}
PLAIN: dict[Any, str] = {str: "string", int: "integer", float: "number", bool: "boolean"}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


# What goes in


def case_shapes(reader: CaseReader) -> dict[str, Schema]:
    """The body of a request: one property per fact that may be said."""
    clearable, overridable = sorted(reader.knowledge.clearable), list(reader.overridable)
    case: dict[str, Schema] = {
        "profile": ref("Profile"),
        "visit_date": {**DATE, "description": "Today where left out; else today, or a day from it."},
        "jurisdiction": {"type": "string", "enum": list(reader.jurisdictions), "default": "int"},
        "language": {"type": "string", "enum": list(LANGUAGES), "default": "en"},
        "clearances": {"type": "array", "maxItems": MOST_RECORDS, "items": ref("Clearance"), "default": []},
        "overrides": {"type": "array", "maxItems": MOST_RECORDS, "items": ref("Override"), "default": []},
    }
    client = "One client on one day. Leave out what was not answered: unknown is not no."
    return {
        "Case": _closed(client, case, required=["profile"]),
        "NewPlan": _closed(f"{client} A revision says what it replaces.", case | REPLACED, required=["profile"]),
        "Profile": _closed(
            "Answers by fact. Findings of an examination only with a clinic token.",
            {fact.id: fact_shape(fact) for fact in reader.inputs.values()},
        ),
        "Clearance": _closed(
            "A clinician's written word that opens exactly one rule, until a day, while its answers are no worse.",
            {
                "rule": {"type": "string", "enum": clearable},
                "by": _words(120),
                "role": {"type": "string", "enum": list(ROLES)},
                "examined": _words(500),
                "on": DATE,
                "until": {**DATE, "description": "Not before the day it was given, at most 12 months later."},
                "answers": {
                    **ref("Profile"),
                    "description": "Today's answers to the rule's safety questions. Without them it opens nothing.",
                },
            },
            required=["rule", "by", "role", "examined", "on", "until", "answers"],
        ),
        "Override": _closed(
            "A coded reason to depart from a guideline. Safety has none.",
            {
                "rule": {"type": "string", "enum": overridable},
                "reason_code": {"type": "string", "enum": list(REASONS)},
                "by": _words(120),
                "on": DATE,
            },
            required=["rule", "reason_code", "by", "on"],
        ),
    }


def fact_shape(fact: Fact) -> Schema:
    """What may be said to one question."""
    return {**_answer(fact), "description": fact.ask, **({"x-unit": fact.unit} if fact.unit else {})}


def _answer(fact: Fact) -> Schema:
    match fact.type:
        case FactType.BOOL:
            return {"type": "boolean"}
        case FactType.INTEGER | FactType.NUMBER:
            ends = {"minimum": fact.min, "maximum": fact.max}
            return {"type": fact.type.value, **{name: end for name, end in ends.items() if end is not None}}
        case FactType.ENUM:
            return {"type": "string", "enum": list(fact.values)}
        case FactType.TEXT:
            return _words(LONGEST_TEXT)
        case FactType.SET:
            return _set(fact.values)


def _set(values: tuple[str, ...]) -> Schema:
    """One value or more, none of them twice; `none` stands alone."""
    one = {"type": "string", "enum": [each for each in values if each != ALONE]}
    some: Schema = {"type": "array", "items": one, "minItems": 1, "uniqueItems": True}
    return {"oneOf": [{"const": [ALONE]}, some]} if ALONE in values else some


def _words(longest: int) -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": longest, "pattern": VISIBLE}


def _closed(description: str, properties: dict[str, Schema], required: list[str] | None = None) -> Schema:
    made: Schema = {"type": "object", "description": description, "properties": properties}
    return made | {"additionalProperties": False} | ({"required": required} if required else {})


# What comes out


def value_shapes(kind: Any) -> dict[str, Schema]:
    """The schema of a frozen value and of every value inside it. Every key is always there."""
    found: dict[str, Schema] = {}
    _record(kind, found)
    return found


def _record(kind: Any, found: dict[str, Schema]) -> Schema:
    if kind.__name__ not in found:
        found[kind.__name__] = {}
        hints = get_type_hints(kind)
        properties = {field.name: _shape(hints[field.name], found) for field in fields(kind)}
        found[kind.__name__] = {
            "type": "object",
            "description": _first_line(kind),
            "properties": properties,
            "required": list(properties),
        }
    return ref(kind.__name__)


def _shape(kind: Any, found: dict[str, Schema]) -> Schema:
    if is_dataclass(kind):
        return _record(kind, found)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple:
        return {"type": "array", "items": _shape(inner[0], found)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _shape(inner[1], found)}
    if origin is UnionType:
        some = _shape(next(each for each in inner if each is not NoneType), found)
        if isinstance(some.get("type"), str):
            return {**some, "type": [some["type"], "null"]}
        return {"anyOf": [some, {"type": "null"}]}
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        found.setdefault(kind.__name__, _enumeration(kind))
        return ref(kind.__name__)
    return {"type": PLAIN[kind]} if kind in PLAIN else {}


def _enumeration(kind: type[StrEnum]) -> Schema:
    return {"type": "string", "description": _first_line(kind), "enum": [each.value for each in kind]}


def _first_line(kind: type) -> str:
    """The class's own words; a dataclass without any has only its signature, which says nothing."""
    words = (kind.__doc__ or "").strip().partition("\n")[0]
    return "" if words.startswith(f"{kind.__name__}(") else words


PROBLEM: Schema = {
    "type": "object",
    "description": "What went wrong, and what to do (RFC 9457).",
    "required": ["type", "title", "status", "detail", "errors"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "examples": ["/problems/profile-not-usable"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "description": "One entry per field.",
            "items": {
                "type": "object",
                "required": ["pointer", "said", "allowed"],
                "properties": {
                    "pointer": {"type": "string", "description": "JSON pointer into the body, or a parameter's name."},
                    "said": {"description": "What was said, shortened."},
                    "allowed": {"type": "string"},
                },
            },
        },
        "triage": {
            **ref("Triage"),
            "description": "Only with refused answers: what is certain in spite of them, from same_day up.",
        },
    },
}
