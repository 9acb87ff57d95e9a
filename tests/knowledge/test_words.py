"""Answers in words: those of the question, else the words that mean the same everywhere."""

from __future__ import annotations

import pytest

from recommender.core.knowledge import Knowledge
from recommender.knowledge.words import label, sheet_words


@pytest.mark.parametrize(
    ("fact_id", "value", "words"),
    [
        ("saddle_sensation", "normal", "No, it feels normal"),
        ("practice_places", "gym", "Gym"),
        ("medicines_today", "none", "None of these"),
        ("modalities_preferred", "myofascial_release", "Myofascial release"),
        ("sex_at_birth", "prefer_not_say", "Prefers not to say"),
        ("footwear", "work_boots", "Work boots"),
    ],
)
def test_an_answer_in_words(fact_id: str, value: str, words: str, knowledge: Knowledge) -> None:
    assert label(knowledge.dictionary[fact_id], value, knowledge) == words


def test_everything_that_a_sheet_names_has_words(knowledge: Knowledge) -> None:
    words = sheet_words(knowledge)

    assert words["regions_exact"].keys() == knowledge.library.regions.keys()
    assert words["exercises"].keys() == knowledge.exercise.keys()
    assert words["sources"] == knowledge.bibliography
    assert set(words["values"]) == {f"{fact.id}.{value}" for fact in knowledge.dictionary for value in fact.values}
    assert all(each.strip() for kind in words.values() for each in kind.values())
