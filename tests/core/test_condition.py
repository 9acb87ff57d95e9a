"""Conditions as rule files write them: what is read, and what is refused, with where and what is allowed."""

from __future__ import annotations

import pytest

from recommender.core import condition as language
from recommender.core.condition import (
    ALWAYS,
    NEVER,
    All,
    Any_,
    AtLeast,
    Condition,
    Not,
    NotACondition,
    Surely,
    asserted,
    facts_of,
    read_condition,
)  # fmt: skip
from tests.core.invented import dictionary

FEVER = {"fever_7d": {"is": True}}
OLD = {"age_years": {"at_least": 60}}
IS_FEVER = language.Test("fever_7d", "is", True)
IS_OLD = language.Test("age_years", "at_least", 60)


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("always", ALWAYS),
        (None, NEVER),
        (FEVER, IS_FEVER),
        ({**FEVER, **OLD}, All((IS_FEVER, IS_OLD))),
        ({"age_years": {"at_least": 60, "at_most": 70}}, All((IS_OLD, language.Test("age_years", "at_most", 70)))),
        ({"age_years": {"one_of": [60, 61]}}, language.Test("age_years", "one_of", frozenset({60, 61}))),
        ({"calf_circ_diff_cm": {"at_least": 2.5}}, language.Test("calf_circ_diff_cm", "at_least", 2.5)),
        ({"medicines": {"includes": "nsaid"}}, language.Test("medicines", "includes", "nsaid")),
        ({"medicines": {"includes_any": ["nsaid"]}}, language.Test("medicines", "includes_any", frozenset({"nsaid"}))),
        ({"all": [FEVER]}, All((IS_FEVER,))),
        ({"any": [FEVER, "always", None]}, Any_((IS_FEVER, ALWAYS, NEVER))),
        ({"not": FEVER}, Not(IS_FEVER)),
        ({"surely": OLD}, Surely(IS_OLD)),
        ({"at_least_n_of": {"n": 1, "of": [FEVER, OLD]}}, AtLeast(1, (IS_FEVER, IS_OLD))),
        ({"at_least_n_of": {"n": 2, "of": [FEVER, OLD]}}, AtLeast(2, (IS_FEVER, IS_OLD))),
    ],
)
def test_what_is_read(raw: object, read: Condition) -> None:
    assert read_condition(raw, dictionary()) == read


USE = "use a fact of the dictionary or one of all, any, not, surely, at_least_n_of"
AGES = f"did you mean age_years, mattress_age_years, flares_per_year? {USE}"
NUMBER_WORDS = "the words are is, is_not, one_of, at_least, at_most"
MAPPING = "write a mapping such as {age_years: {at_least: 60}}, always or null"


@pytest.mark.parametrize(
    ("raw", "where", "said", "allowed"),
    [
        pytest.param({"age_year": {"is": 1}}, "when.age_year", "age_year", AGES, id="no such fact, others are near"),
        pytest.param({"zzz": {"is": 1}}, "when.zzz", "zzz", USE, id="no such fact, none is near"),
        pytest.param(
            {"weeks_since_surgery": {"is": 1}}, "when.weeks_since_surgery", "weeks_since_surgery",
            f"did you mean weeks_since_other_surgery, weeks_since_spinal_surgery, weeks_since_stroke? {USE}",
            id="of many that are near, three",
        ),
        pytest.param(
            {"aggravators": {"includes": "sittingx"}}, "when.aggravators.includes", "sittingx",
            "the values of aggravators are sitting, squatting, lifting", id="of many values that are near, three",
        ),
        pytest.param({"one_of": [1]}, "when.one_of", "one_of", f"did you mean onset_mode? {USE}", id="a word, no fact"),
        pytest.param(
            {"smoker": {"is": "sometimes"}}, "when.smoker.is", "sometimes",
            "the values of smoker are never, past, current", id="no such value",
        ),
        pytest.param(
            {"smoker": {"one_of": ["past", "nver"]}}, "when.smoker.one_of", "nver",
            "the values of smoker are never", id="no such value, one is near",
        ),
        pytest.param(
            {"smoker": {"is": 3}}, "when.smoker.is", 3, "the values of smoker are never, past, current", id="no word",
        ),
        pytest.param(
            {"smoker": {"at_least": 3}}, "when.smoker.at_least", "at_least",
            "smoker is a enum; the words are is, is_not, one_of", id="an enum has no at_least",
        ),
        pytest.param(
            {"medicines": {"is": "aspirin"}}, "when.medicines.is", "is",
            "medicines is a set; the words are includes, includes_any, includes_none", id="a set has no is",
        ),
        pytest.param(
            {"goal_text": {"is": "walk"}}, "when.goal_text.is", "is", "goal_text is a text; the words are ",
            id="no rule reads free text",
        ),
        pytest.param({"fever_7d": {"is": "yes"}}, "when.fever_7d.is", "yes", "true or false", id="yes is not true"),
        pytest.param({"fever_7d": {"is": 1}}, "when.fever_7d.is", 1, "true or false", id="1 is not true"),
        pytest.param({"age_years": {"is": True}}, "when.age_years.is", True, "a number (year)", id="true is no number"),
        pytest.param(
            {"startback_total": {"is": "x"}}, "when.startback_total.is", "x", "a number (no unit)", id="a bare number",
        ),
        pytest.param(
            {"age_years": 60}, "when.age_years", 60, f"say how age_years is tested; {NUMBER_WORDS}", id="a bare value",
        ),
        pytest.param(
            {"age_years": {}}, "when.age_years", {}, f"say how age_years is tested; {NUMBER_WORDS}", id="no test",
        ),
        pytest.param({"all": []}, "when.all", [], "write a list of conditions", id="an empty all"),
        pytest.param({"any": FEVER}, "when.any", FEVER, "write a list of conditions", id="any without a list"),
        pytest.param(
            {"smoker": {"one_of": "past"}}, "when.smoker.one_of", "past", "write a list of values", id="no list",
        ),
        pytest.param(
            {"medicines": {"includes_any": []}}, "when.medicines.includes_any", [], "write a list of values",
            id="includes_any: empty",
        ),
        pytest.param(
            {"at_least_n_of": {"n": 3, "of": [FEVER, OLD]}}, "when.at_least_n_of.n", 3, "a whole number from 1 to 2",
            id="3 of 2",
        ),
        pytest.param(
            {"at_least_n_of": {"n": 0, "of": [FEVER]}}, "when.at_least_n_of.n", 0, "a whole number from 1 to 1",
            id="0 of 1",
        ),
        pytest.param(
            {"at_least_n_of": {"n": True, "of": [FEVER]}}, "when.at_least_n_of.n", True, "a whole number from 1 to 1",
            id="true of 1",
        ),
        pytest.param({"at_least_n_of": [1]}, "when.at_least_n_of", [1], "write {n: 2, of: [..]}", id="no mapping"),
        pytest.param({"at_least_n_of": {"n": 1}}, "when.at_least_n_of", {"n": 1}, "write {n: 2, of: [..]}", id="no of"),
        pytest.param({}, "when", {}, MAPPING, id="an empty condition"),
        pytest.param([], "when", [], MAPPING, id="a list"),
        pytest.param("never", "when", "never", MAPPING, id="another word"),
        pytest.param({"any": [FEVER, 3]}, "when.any[1]", 3, MAPPING, id="deep in any"),
        pytest.param({"all": [{"not": {"zzz": 1}}]}, "when.all[0].not.zzz", "zzz", USE, id="deep in not"),
        pytest.param({"surely": 3}, "when.surely", 3, MAPPING, id="deep in surely"),
        pytest.param(
            {"at_least_n_of": {"n": 1, "of": [3]}}, "when.at_least_n_of.of[0]", 3, MAPPING, id="deep in at_least_n_of",
        ),
    ],
)  # fmt: skip
def test_what_is_refused(raw: object, where: str, said: object, allowed: str) -> None:
    with pytest.raises(NotACondition) as caught:
        read_condition(raw, dictionary())

    assert (caught.value.where, caught.value.said, caught.value.allowed) == (where, said, allowed)
    assert str(caught.value) == f"{where}: {said!r} is not usable; {allowed}"


def test_a_condition_may_stand_anywhere() -> None:
    with pytest.raises(NotACondition, match=r"^suits\[2\]: 3 is not usable"):
        read_condition(3, dictionary(), "suits[2]")
    assert str(NotACondition("", 3, "a word")) == "when: 3 is not usable; a word"


EVERYTHING = {
    "any": [
        FEVER,
        {"not": {"surely": {"age_years": {"at_least": 60, "at_most": 70}}}},
        {"surely": {"smoker": {"is": "past"}}},
    ],
    "at_least_n_of": {"n": 1, "of": [{"aaa_known": {"is": True}}, {"not": {"night_sweats": {"is": True}}}]},
}  # fmt: skip


def test_a_condition_knows_its_facts_in_reading_order() -> None:
    condition = read_condition(EVERYTHING, dictionary())

    assert [test.fact for test in language.tests_of(condition)] == [
        "fever_7d", "age_years", "age_years", "smoker", "aaa_known", "night_sweats",
    ]  # fmt: skip
    assert facts_of(condition) == {"fever_7d", "age_years", "smoker", "aaa_known", "night_sweats"}


def test_what_stands_under_a_not_does_not_speak_for_a_condition() -> None:
    condition = read_condition(EVERYTHING, dictionary())

    assert [test.fact for test in asserted(condition)] == ["fever_7d", "smoker", "aaa_known"]
