"""The dictionary as JSON: all that an app needs to ask, in the order of asking."""

from __future__ import annotations

from functools import cache
from typing import Any

import orjson

from recommender.core.condition import All, Any_, AtLeast, Condition, Not, Surely, Test
from recommender.core.facts import Dictionary, Fact
from recommender.core.knowledge import Knowledge

SHAPE: dict[str, Any] = {
    "type": "object",
    "description": "Every question, in the order of asking.",
    "required": ["knowledge", "groups", "checklists", "facts"],
    "properties": {
        "knowledge": {"type": "string", "description": "Digest of the knowledge, as in a plan's provenance."},
        "groups": {"type": "array", "items": {"type": "object"}},
        "checklists": {
            "type": "array",
            "description": "Yes-or-no questions to show together; one tap on `none` answers them all with false.",
            "items": {"type": "object"},
        },
        "facts": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "group", "ask", "type", "tier", "safety"],
                "properties": {
                    "id": {"type": "string"},
                    "group": {"type": "string"},
                    "ask": {"type": "string"},
                    "help": {"type": "string"},
                    "type": {"type": "string"},
                    "tier": {"type": "string", "description": "exam: only from a therapist or a clinic token."},
                    "safety": {"type": "boolean", "description": "No plan before it is answered."},
                    "stable": {"type": "boolean", "description": "Between visits it stays as it is: only confirm it."},
                    "each_visit": {"type": "boolean", "description": "Its answer holds for a day: ask it every visit."},
                    "asked_when": {"description": "A condition over other facts; ask unless it is false."},
                },
            },
        },
    },
}


@cache
def dictionary_bytes(knowledge: Knowledge) -> bytes:
    """What `GET /facts` answers."""
    dictionary = knowledge.dictionary
    asked = [fact for fact in dictionary if fact.is_input and fact.id != "clearances"]
    told = {
        "knowledge": knowledge.digest,
        "groups": [{"id": group.id, "title": group.title} for group in dictionary.groups],
        "checklists": [{"id": each.id, "ask": each.ask, "none": each.none} for each in dictionary.checklists.values()],
        "facts": [_fact(fact, dictionary) for fact in asked],
    }
    return orjson.dumps(told)


def _fact(fact: Fact, dictionary: Dictionary) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": fact.id,
        "group": fact.group,
        "ask": fact.ask,
        "help": fact.help,
        "type": fact.type.value,
        "tier": fact.tier.value,
        "safety": fact.is_safety,
        "stable": fact.stable,
        "each_visit": fact.is_asked_each_visit,
    }
    if fact.values:
        told["values"] = [{"value": value, "label": fact.label(value)} for value in fact.values]
    if fact.sections:
        told["sections"] = {title: list(values) for title, values in fact.sections.items()}
    told |= {name: end for name, end in (("min", fact.min), ("max", fact.max)) if end is not None}
    told |= {name: word for name, word in (("unit", fact.unit), ("checklist", fact.checklist)) if word}
    if fact.asked_when is not None:
        told["asked_when"] = condition_json(fact.asked_when, dictionary)
    return told


def condition_json(condition: Condition, dictionary: Dictionary) -> dict[str, Any]:
    """A condition in the words it is written in."""

    def several(parts: tuple[Condition, ...]) -> list[dict[str, Any]]:
        return [condition_json(each, dictionary) for each in parts]

    match condition:
        case Test(fact, word, value):
            return {fact: {word: _in_order(value, dictionary[fact]) if isinstance(value, frozenset) else value}}
        case All(parts):
            return {"all": several(parts)}
        case Any_(parts):
            return {"any": several(parts)}
        case Not(part):
            return {"not": condition_json(part, dictionary)}
        case Surely(part):
            return {"surely": condition_json(part, dictionary)}
        case AtLeast(n, parts):
            return {"at_least_n_of": {"n": n, "of": several(parts)}}


def _in_order(values: frozenset[Any], fact: Fact) -> list[Any]:
    return [each for each in fact.values if each in values] or sorted(values)
