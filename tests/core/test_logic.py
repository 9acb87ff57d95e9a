"""The condition language: what it accepts, what it means, and that the fast reading means the same as the slow one."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.core import condition as language
from recommender.core.condition import ALWAYS, NEVER, Condition, NotACondition, facts_of, read_condition
from recommender.core.facts import NA, Fact, FactType
from recommender.core.knowledge import Knowledge
from recommender.core.logic import asking_order, compile_all, in_order
from recommender.core.reference import could_hold, holds, lookup
from tests.core.invented import (
    completed,
    conditions_and_answers,
    conditions_on,
    dictionary,
    readable_facts,
)

BRIEF = [
    fact
    for fact in readable_facts()
    if fact.is_input and (fact.type is FactType.BOOL or (fact.type is FactType.ENUM and len(fact.values) <= 5))
]
"""Questions with few answers, so that every combination can be tried."""

FEVER = {"fever_7d": {"is": True}}
ANEURYSM = {"aaa_known": {"is": True}}
SWEATS = {"night_sweats": {"is": True}}
FRAIL = {"frail": {"is": True}}
ASPIRIN = frozenset({"aspirin", "nsaid"})


def two_of(*parts: Any) -> dict[str, Any]:
    return {"at_least_n_of": {"n": 2, "of": list(parts)}}


def reading(raw: object, **answers: Any) -> bool | None:
    """What a condition, as a rule file writes it, says of a person: true, false or None for unknown."""
    return holds(read_condition(raw, dictionary()), completed(answers).__getitem__)


def fast_reading(condition: Condition, facts: dict[str, Any]) -> bool | None:
    sure, unknown = compile_all([("it", condition)], dictionary().place).read(list(facts.values()))
    return True if sure else None if unknown else False


# ------------------------------------------------------------------------- the fast reading is the slow reading


@given(conditions_and_answers())
@settings(max_examples=150)
def test_compiled_conditions_mean_what_the_reference_says(told: tuple[Condition, dict[str, Any]]) -> None:
    condition, answers = told
    facts = completed(answers)

    assert fast_reading(condition, facts) is holds(condition, facts.__getitem__)


@pytest.mark.long
@given(conditions_and_answers())
@settings(max_examples=5_000)
def test_compiled_conditions_mean_what_the_reference_says_at_length(told: tuple[Condition, dict[str, Any]]) -> None:
    condition, answers = told
    facts = completed(answers)

    assert fast_reading(condition, facts) is holds(condition, facts.__getitem__)


@given(st.lists(conditions_and_answers(), min_size=2, max_size=6))
@settings(max_examples=25)
def test_many_conditions_behind_one_call_do_not_disturb_each_other(
    told: list[tuple[Condition, dict[str, Any]]],
) -> None:
    facts = completed({fact: value for _, answers in told for fact, value in answers.items()})
    named = [(f"rule {n}", condition) for n, (condition, _) in enumerate(told)]

    sure, unknown = compile_all(named, dictionary().place).read(list(facts.values()))

    truths = [holds(condition, facts.__getitem__) for _, condition in named]
    assert sure == [n for n, truth in enumerate(truths) if truth is True]
    assert unknown == [n for n, truth in enumerate(truths) if truth is None]


def test_every_shipped_condition_reads_the_same_both_ways(knowledge: Knowledge) -> None:
    facts = completed({"age_years": 70, "sex_at_birth": "male", "pain_sites": frozenset({"low_back", "groin"})})
    for rule in (*knowledge.red_flags, *knowledge.contraindications, *knowledge.helping):
        assert fast_reading(rule.when, facts) is holds(rule.when, facts.__getitem__), rule.id


# ------------------------------------------------------------------------------------------ what it could become


def brute_force(condition: Condition, facts: dict[str, Any], open_facts: list[Fact]) -> bool:
    """Whether any answers to the open questions make the condition true, by trying them all."""
    choices = [(True, False) if fact.type is FactType.BOOL else fact.values for fact in open_facts]
    return any(
        holds(condition, lookup({**facts, **dict(zip([fact.id for fact in open_facts], tried, strict=True))})) is True
        for tried in product(*choices)
    )


@st.composite
def small_riddles(draw: st.DrawFn) -> tuple[Condition, dict[str, Any], list[Fact]]:
    """A small condition, a person, and the questions that are still open."""
    chosen = draw(st.lists(st.sampled_from(BRIEF), min_size=1, max_size=4, unique_by=lambda fact: fact.id))
    condition = draw(conditions_on(chosen, most=6))
    open_facts = [fact for fact in chosen if draw(st.booleans())]
    facts: dict[str, Any] = {}
    for fact in chosen:
        value = st.booleans() if fact.type is FactType.BOOL else st.sampled_from(fact.values)
        facts[fact.id] = None if fact in open_facts else draw(st.one_of(value, st.sampled_from([None, NA])))
    return condition, facts, open_facts


@given(small_riddles())
@settings(max_examples=150)
def test_could_hold_never_says_no_where_some_answers_say_yes(
    riddle: tuple[Condition, dict[str, Any], list[Fact]],
) -> None:
    condition, facts, open_facts = riddle

    if brute_force(condition, facts, open_facts):
        assert could_hold(condition, lookup(facts), [fact.id for fact in open_facts])


@pytest.mark.parametrize(
    ("raw", "told", "open_facts", "expected"),
    [
        pytest.param(FEVER, {}, ["fever_7d"], True, id="an open question could be answered yes"),
        pytest.param(FEVER, {}, [], False, id="a question that stays unknown does not become yes"),
        pytest.param(
            {**FEVER, **ANEURYSM},
            {"aaa_known": False},
            ["fever_7d"],
            False,
            id="another answer already rules it out",
        ),
        pytest.param({"not": FEVER}, {}, ["fever_7d"], True, id="an open question could be no"),
        pytest.param({"not": {"surely": FEVER}}, {}, [], True, id="silence never lifts what surely guards"),
        pytest.param(
            {"not": {"surely": FEVER}},
            {"fever_7d": True},
            [],
            False,
            id="a shown exception does lift it",
        ),
        pytest.param(
            two_of(FEVER, SWEATS),
            {},
            ["fever_7d"],
            False,
            id="one open answer is not two",
        ),
        pytest.param(
            two_of(FEVER, SWEATS),
            {"night_sweats": True},
            ["fever_7d"],
            True,
            id="one open answer on top of one given is two",
        ),
    ],
)
def test_could_hold(raw: object, told: dict[str, Any], open_facts: list[str], expected: bool) -> None:
    condition = read_condition(raw, dictionary())

    assert could_hold(condition, lookup(told), open_facts) is expected


# -------------------------------------------------------------------------------------------- what the words mean


@pytest.mark.parametrize(
    ("raw", "answers", "expected"),
    [
        pytest.param({"age_years": {"at_least": 60}}, {"age_years": 60}, True, id="at_least: the end belongs"),
        pytest.param({"age_years": {"at_least": 60}}, {"age_years": 59}, False, id="at_least: one below"),
        pytest.param({"age_years": {"at_most": 60}}, {"age_years": 60}, True, id="at_most: the end belongs"),
        pytest.param({"age_years": {"at_most": 60}}, {"age_years": 61}, False, id="at_most: one above"),
        pytest.param({"age_years": {"at_least": 9, "at_most": 25}}, {"age_years": 30}, False, id="two tests: both"),
        pytest.param({**FEVER, **ANEURYSM}, {"fever_7d": True, "aaa_known": True}, True, id="two facts: both"),
        pytest.param({"smoker": {"one_of": ["past", "current"]}}, {"smoker": "current"}, True, id="one_of"),
        pytest.param({"smoker": {"is_not": "never"}}, {"smoker": "past"}, True, id="is_not"),
        pytest.param({"smoker": {"is_not": "never"}}, {}, None, id="is_not on silence is unknown"),
        pytest.param({"medicines": {"includes": "aspirin"}}, {"medicines": ASPIRIN}, True, id="includes"),
        pytest.param({"medicines": {"includes_any": ["aspirin", "p2y12"]}}, {"medicines": ASPIRIN}, True, id="any of"),
        pytest.param({"medicines": {"includes_any": ["opioid", "p2y12"]}}, {"medicines": ASPIRIN}, False, id="not any"),
        pytest.param({"medicines": {"includes_none": ["p2y12"]}}, {"medicines": ASPIRIN}, True, id="includes_none"),
        pytest.param({"medicines": {"includes_none": ["aspirin"]}}, {"medicines": ASPIRIN}, False, id="includes one"),
        pytest.param({"medicines": {"includes_none": ["aspirin"]}}, {}, None, id="includes_none on silence is unknown"),
        pytest.param({"all": [FEVER, ANEURYSM]}, {"aaa_known": False}, False, id="all: one no is a no"),
        pytest.param({"all": [FEVER, ANEURYSM]}, {"aaa_known": True}, None, id="all: else unknown"),
        pytest.param({"any": [FEVER, ANEURYSM]}, {"aaa_known": True}, True, id="any: one yes is a yes"),
        pytest.param({"any": [FEVER, ANEURYSM]}, {"aaa_known": False}, None, id="any: else unknown"),
        pytest.param({"not": FEVER}, {"fever_7d": False}, True, id="not: turns an answer round"),
        pytest.param({"not": FEVER}, {}, None, id="not: unknown stays unknown"),
        pytest.param({"surely": FEVER}, {"fever_7d": True}, True, id="surely: a yes is a yes"),
        pytest.param({"surely": FEVER}, {}, False, id="surely: unknown is no"),
        pytest.param({"not": {"surely": FEVER}}, {}, True, id="silence never lifts a rule"),
        pytest.param(two_of(FEVER, ANEURYSM, FRAIL), {"fever_7d": True}, None, id="2 of 3: could still be reached"),
        pytest.param(two_of(FEVER, ANEURYSM), {"fever_7d": False}, False, id="2 of 2: cannot be reached"),
        pytest.param(two_of(FEVER, ANEURYSM, FRAIL), {"fever_7d": True, "frail": True}, True, id="2 of 3: reached"),
    ],
)
def test_what_the_words_mean(raw: object, answers: dict[str, Any], expected: bool | None) -> None:
    assert reading(raw, **answers) is expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"pregnancy_status": {"is_not": "pregnant"}}, True),
        ({"pregnancy_status": {"is": "pregnant"}}, False),
        ({"pregnancy_status": {"one_of": ["pregnant", "na"]}}, False),
        ({"gestation_weeks": {"at_least": 0}}, False),
        ({"gestation_weeks": {"at_most": 44}}, False),
        ({"preg_warning": {"includes_none": ["vision"]}}, True),
        ({"preg_warning": {"includes_any": ["vision", "none"]}}, False),
        ({"cyclical_with_period": {"is_not": True}}, True),
    ],
)
def test_a_question_that_does_not_arise_has_no_value(raw: object, expected: bool) -> None:
    """A man has no pregnancy: every positive test is false, every negative one true, and nothing is unknown."""
    assert reading(raw, sex_at_birth="male", age_years=34) is expected


def test_a_chain_of_questions_closes_by_itself() -> None:
    facts = completed({"sex_at_birth": "male"})

    assert facts["pregnancy_status"] is NA
    assert facts["preg_warning"] is NA
    assert facts["gestation_weeks"] is NA


def test_a_question_whose_condition_is_unknown_stays_open() -> None:
    assert completed({})["pregnancy_status"] is None


def test_an_answer_to_a_question_that_does_not_arise_is_kept() -> None:
    assert completed({"sex_at_birth": "male", "pregnancy_status": "pregnant"})["pregnancy_status"] == "pregnant"


def test_always_holds_for_everyone_and_null_for_no_one() -> None:
    assert read_condition("always", dictionary()) == ALWAYS
    assert read_condition(None, dictionary()) == NEVER
    assert fast_reading(ALWAYS, completed({})) is True
    assert fast_reading(NEVER, completed({})) is False


def test_a_condition_knows_its_facts_in_reading_order() -> None:
    condition = read_condition(
        {"any": [FEVER, {"not": {"surely": {"age_years": {"at_least": 60, "at_most": 70}}}}]}, dictionary()
    )

    assert [test.fact for test in language.tests_of(condition)] == ["fever_7d", "age_years", "age_years"]
    assert facts_of(condition) == {"fever_7d", "age_years"}


# ------------------------------------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("raw", "where", "hint"),
    [
        pytest.param({"age_year": {"at_least": 60}}, "when.age_year", "age_years", id="no such fact"),
        pytest.param({"smoker": {"is": "sometimes"}}, "when.smoker.is", "never", id="no such value"),
        pytest.param(
            {"smoker": {"at_least": 3}}, "when.smoker.at_least", "is, is_not, one_of", id="an enum has no at_least"
        ),
        pytest.param({"medicines": {"is": "aspirin"}}, "when.medicines.is", "includes", id="a set has no is"),
        pytest.param({"fever_7d": {"is": "yes"}}, "when.fever_7d.is", "true or false", id="yes is not true"),
        pytest.param({"age_years": {"at_most": True}}, "when.age_years.at_most", "a number", id="true is no number"),
        pytest.param({"age_years": 60}, "when.age_years", "at_least", id="a bare value"),
        pytest.param({"age_years": {}}, "when.age_years", "at_least", id="a fact without a test"),
        pytest.param({"all": []}, "when.all", "a list of conditions", id="an empty all"),
        pytest.param({"all": FEVER}, "when.all", "a list of conditions", id="all without a list"),
        pytest.param({"any": [{"age_year": {"is": 1}}]}, "when.any[0].age_year", "age_years", id="deep in a tree"),
        pytest.param({"one_of": ["a"]}, "when.one_of", "use a fact", id="a word where a fact belongs"),
        pytest.param({"smoker": {"one_of": "past"}}, "when.smoker.one_of", "a list of values", id="one_of: no list"),
        pytest.param({"smoker": {"one_of": []}}, "when.smoker.one_of", "a list of values", id="one_of: empty"),
        pytest.param({"at_least_n_of": {"n": 3, "of": [FEVER]}}, "when.at_least_n_of.n", "from 1 to 1", id="3 of 1"),
        pytest.param({"at_least_n_of": [1]}, "when.at_least_n_of", "n: 2", id="at_least_n_of: no parts"),
        pytest.param({"goal_text": {"is": "walk"}}, "when.goal_text.is", "text", id="no rule reads free text"),
        pytest.param({}, "when", "always or null", id="an empty condition"),
        pytest.param([], "when", "always or null", id="a list"),
        pytest.param("never", "when", "always or null", id="another word"),
    ],
)
def test_a_condition_that_cannot_be_read_says_where_and_what_is_allowed(raw: object, where: str, hint: str) -> None:
    with pytest.raises(NotACondition) as caught:
        read_condition(raw, dictionary())

    assert caught.value.where == where
    assert hint in caught.value.allowed


def test_questions_that_wait_for_each_other_are_named() -> None:
    with pytest.raises(ValueError, match="wait for each other: egg, hen"):
        in_order({"hen": frozenset({"egg"}), "egg": frozenset({"hen"}), "farm": frozenset()})


def test_questions_come_after_those_they_depend_on() -> None:
    asked_when = {fact.id: fact.asked_when for fact in dictionary() if fact.asked_when is not None}

    order = asking_order(asked_when)

    for n, fact_id in enumerate(order):
        assert not facts_of(asked_when[fact_id]) & set(order[n + 1 :]), fact_id
