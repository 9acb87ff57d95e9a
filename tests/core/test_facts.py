"""What may be known: a value that does not apply, words for values, and the dictionary in its order."""

from __future__ import annotations

import pytest

from recommender.core.facts import NA, Dictionary, Fact, FactType, NotApplicable, Tier
from tests.core.invented import dictionary


def test_what_does_not_apply_equals_nothing_and_reaches_nothing() -> None:
    assert NA == NA
    assert NotApplicable() != NA
    assert NA != "pregnant"
    assert not any((NA >= 0, NA <= 0, NA > 0, NA < 0, "none" in NA, list(NA), bool(NA)))
    assert len({NA, NA, hash(NA)}) == 2
    assert hash(NA) == 0
    assert repr(NA) == "not applicable"


def fact(**more: object) -> Fact:
    return Fact(**{"id": "smoker", "type": FactType.ENUM, "tier": Tier.T2, "group": "health", **more})  # type: ignore[arg-type]


def test_a_plan_waits_for_tier_one_and_for_gates() -> None:
    assert fact(tier=Tier.T1).is_safety
    assert fact(gate=True).is_safety
    assert not fact().is_safety


def test_what_is_derived_is_no_answer() -> None:
    assert fact().is_input
    assert not fact(tier=Tier.DERIVED).is_input


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("current", "I smoke"),
        ("unsure", "Not sure"),
        ("prefer_not_say", "I would rather not say"),
        ("past_or_never", "Past or never"),
        ("nSAID_tablets", "Nsaid tablets"),
    ],
)
def test_words_for_a_value(value: str, words: str) -> None:
    assert fact(labels={"current": "I smoke"}).label(value) == words


def test_a_label_of_its_own_stands_above_the_common_one() -> None:
    assert fact(labels={"unsure": "I cannot tell"}).label("unsure") == "I cannot tell"


def test_the_dictionary_finds_facts_by_name_and_keeps_their_order() -> None:
    first, second = fact(id="b"), fact(id="a")
    small = Dictionary((first, second), (), {})

    assert small.place == {"b": 0, "a": 1}
    assert (small["b"], small["a"]) == (first, second)
    assert list(small) == [first, second]
    assert len(small) == 2
    assert "a" in small
    assert "c" not in small
    assert [each.tier is Tier.DERIVED for each in dictionary()] == sorted(
        each.tier is Tier.DERIVED for each in dictionary()
    )
