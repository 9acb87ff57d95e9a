"""The words sheets and pages need beside a plan: names instead of ids, questions and answers as they were put."""

from __future__ import annotations

from functools import lru_cache

from plans.sheet.names import Words
from recommender.core.facts import Fact, FactType
from recommender.core.knowledge import Knowledge

SAID = {"unsure": "Client is not sure", "prefer_not_say": "Prefers not to say", "na": "Does not apply"}
"""Answers that mean the same in every question, where the dictionary has no words of its own for them."""
METHODS = ("modalities_preferred", "modalities_declined")


@lru_cache(maxsize=2)
def sheet_words(knowledge: Knowledge) -> Words:
    """By kind and id: what a therapist or a client reads instead of the id. Made once for each knowledge."""
    library = knowledge.library
    return {
        "regions_exact": {region.id: region.name for region in library.regions.values()},
        "modalities_exact": {item.id: item.name for item in library.modalities},
        "exercises": {item.id: item.name for item in library.exercises},
        "sources": dict(knowledge.bibliography),
        "facts": {fact.id: fact.ask for fact in knowledge.dictionary if fact.ask},
        "values": {
            f"{fact.id}.{value}": label(fact, value, knowledge)
            for fact in knowledge.dictionary
            for value in fact.values
        },
        "units": {fact.id: fact.unit for fact in knowledge.dictionary if fact.unit},
        "feel": dict(library.feel),
    }


def label(fact: Fact, value: str, knowledge: Knowledge) -> str:
    """One answer in words."""
    if value in fact.labels:
        return fact.labels[value]
    if value == "none" and fact.type is FactType.SET:
        return "None of these"
    if fact.id in METHODS:
        names = {item.id: item.name for item in knowledge.library.modalities}
        return names.get(value) or fact.label(value)
    return SAID.get(value) or fact.label(value)
