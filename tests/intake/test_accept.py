"""The short way in takes what the schema takes, and nothing else."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.core.facts import Fact, FactType
from recommender.intake.case import CaseReader
from recommender.knowledge.load import load_knowledge

READER = CaseReader(load_knowledge())
FACTS = list(READER.inputs.values())
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 40_000),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.lists(st.one_of(st.text(max_size=6), st.integers(0, 3), st.none()), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(0, 3), max_size=2),
)


def near(fact: Fact) -> st.SearchStrategy[Any]:
    """Values a person might send for a fact: right ones, nearly right ones and junk."""
    match fact.type:
        case FactType.INTEGER | FactType.NUMBER:
            edges = [
                fact.min,
                fact.max,
                int(fact.min or 0),
                int(fact.max or 0),
                (fact.max or 0) + 1,
                (fact.min or 0) - 1,
            ]
            return st.one_of(st.sampled_from(edges), JUNK)
        case FactType.ENUM:
            return st.one_of(st.sampled_from(fact.values), st.sampled_from(fact.values).map(lambda v: [v]), JUNK)
        case FactType.SET:
            return st.one_of(st.lists(st.sampled_from(fact.values), max_size=4), st.sampled_from(fact.values), JUNK)
        case FactType.TEXT:
            return st.one_of(st.text(max_size=520), JUNK)
        case _:
            return st.one_of(st.booleans(), JUNK)


def by_the_schema(raw: dict[str, Any]) -> dict[str, Any] | None:
    try:
        return dict(READER.profile_schema.load(raw))
    except ma.ValidationError:
        return None


@settings(max_examples=1500)
@given(st.sampled_from(FACTS).flatmap(lambda fact: st.tuples(st.just(fact.id), near(fact))))
def test_both_ways_in_take_the_same_answers(answer: tuple[str, Any]) -> None:
    raw = dict([answer])

    taken = READER.accepting.take(raw)

    assert taken == by_the_schema(raw)
    assert taken is None or type(taken[answer[0]]) is type(by_the_schema(raw)[answer[0]])  # type: ignore[index]


def test_an_unknown_fact_is_left_to_the_schema() -> None:
    assert READER.accepting.take({"mood": "good"}) is None
