"""The words of the pages that stand neither in the dictionary nor in a plan."""

from __future__ import annotations

from typing import Any

from recommender.core.facts import Fact, FactType
from recommender.core.knowledge import Knowledge
from recommender.intake.fields import LONGEST_TEXT

SAID = {"unsure": "Client is not sure", "prefer_not_say": "Prefers not to say", "na": "Does not apply"}
"""Answers that mean the same in every question, where the dictionary has no words of its own for them."""
METHODS = ("modalities_preferred", "modalities_declined")


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


def trouble_words(fact: Fact, said: Any) -> str:
    """What is allowed, then what was said."""
    low, high = (f"{n:g}" if n is not None else "" for n in (fact.min, fact.max))
    match fact.type:
        case FactType.INTEGER:
            return f"Type a whole number from {low} to {high}. You typed {said}."
        case FactType.NUMBER:
            return f"Type a number from {low} to {high}. You typed {said}."
        case FactType.TEXT:
            return f"Use at most {LONGEST_TEXT} characters."
        case FactType.SET if isinstance(said, list) and "none" in said:
            return NOT_BOTH
        case FactType.BOOL if isinstance(said, list):
            return NOT_BOTH
        case _:
            return "Choose one of the answers here."


NOT_BOTH = "“None of these” cannot stand beside other answers. Keep one or the other."
