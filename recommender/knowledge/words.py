"""The words sheets and pages need beside a plan: names instead of ids, questions and answers as they were put."""

from __future__ import annotations

from recommender.core.knowledge import Knowledge

Words = dict[str, dict[str, str]]


def sheet_words(knowledge: Knowledge) -> Words:
    """By kind and id: what a therapist or a client reads instead of the id."""
    library = knowledge.library
    return {
        "regions": {region.id: region.client_name for region in library.regions.values()},
        "regions_exact": {region.id: region.name for region in library.regions.values()},
        "modalities": {item.id: item.client_name for item in library.modalities},
        "modalities_exact": {item.id: item.name for item in library.modalities},
        "exercises": {item.id: item.name for item in library.exercises},
        "positions": dict(library.positions),
        "sources": dict(knowledge.bibliography),
        "facts": {fact.id: fact.ask for fact in knowledge.dictionary if fact.ask},
        "values": {f"{fact.id}.{value}": fact.label(value) for fact in knowledge.dictionary for value in fact.values},
        "units": {fact.id: fact.unit for fact in knowledge.dictionary if fact.unit},
        "feel": dict(library.feel),
    }
