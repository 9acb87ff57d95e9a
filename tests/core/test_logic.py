"""The condition language: what it accepts, what it means, and that the fast reading means the same as the slow one."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.core import condition as language
from recommender.core.condition import ALWAYS, NEVER, Condition, facts_of, read_condition
from recommender.core.facts import NA, Fact, FactType
from recommender.core.knowledge import Knowledge
from recommender.core.logic import Source, asking_order, compile_all, compile_reading, in_order, maybe, surely
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
            {"not": {"surely": {"not": {"surely": FEVER}}}},
            {},
            ["fever_7d"],
            True,
            id="what holds in silence alone may fall with an open answer",
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
        pytest.param(
            {"not": two_of(FEVER, SWEATS)},
            {"fever_7d": True, "night_sweats": True},
            [],
            False,
            id="two that were given cannot become one",
        ),
        pytest.param(
            {"not": two_of(FEVER, SWEATS)},
            {"night_sweats": True},
            ["fever_7d"],
            True,
            id="an open answer may be the one that is missing",
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


# ------------------------------------------------------------------------------------------- the order of questions


def test_questions_that_wait_for_each_other_are_named() -> None:
    with pytest.raises(ValueError, match="wait for each other: egg, hen"):
        in_order({"hen": frozenset({"egg"}), "egg": frozenset({"hen"}), "farm": frozenset()})


def test_questions_come_after_those_they_depend_on() -> None:
    asked_when = {fact.id: fact.asked_when for fact in dictionary() if fact.asked_when is not None}

    order = asking_order(asked_when)

    for n, fact_id in enumerate(order):
        assert not facts_of(asked_when[fact_id]) & set(order[n + 1 :]), fact_id


def test_questions_that_wait_for_nothing_keep_their_order() -> None:
    assert in_order({"b": frozenset(), "a": frozenset(), "c": frozenset({"c", "a"})}) == ["b", "a", "c"]


# ------------------------------------------------------------------------------------------------ what is compiled


def test_what_is_compiled_can_be_read() -> None:
    """`knowledge check --show-generated` prints it for people."""
    conditions = [
        ("old", read_condition({"age_years": {"at_least": 60}}, dictionary())),
        ("fever", read_condition(FEVER, dictionary())),
        ("smokes", read_condition({"smoker": {"one_of": ["current"]}}, dictionary())),
        ("sure", read_condition({"surely": FEVER}, dictionary())),
        ("always", ALWAYS),
        ("never", NEVER),
    ]
    place = dictionary().place
    compiled = compile_all(conditions, place)

    assert compiled.names == ("old", "fever", "smokes", "sure", "always", "never")
    assert compiled.text.splitlines() == [
        "def run(v):",
        "    holds, unknown = [], []",
        "    sure, open_ = holds.append, unknown.append",
        f"    f_age_years = v[{place['age_years']}]",
        f"    f_fever_7d = v[{place['fever_7d']}]",
        f"    f_smoker = v[{place['smoker']}]",
        "    if (f_age_years is None or f_age_years >= 60):",
        "        (sure if (f_age_years is not None and f_age_years >= 60) else open_)(0)",
        "    if (f_fever_7d is None or f_fever_7d == True):",
        "        (sure if (f_fever_7d == True) else open_)(1)",
        "    if (f_smoker is None or f_smoker in C1):",
        "        (sure if (f_smoker in C0) else open_)(2)",
        "    if (f_fever_7d == True):",
        "        sure(3)",
        "    if True:",
        "        sure(4)",
        "    if False:",
        "        sure(5)",
        "    return holds, unknown",
    ]


@pytest.mark.parametrize(
    ("raw", "sure", "may"),
    [
        ({"smoker": {"is": "never"}}, "(f_smoker == 'never')", "(f_smoker is None or f_smoker == 'never')"),
        (
            {"smoker": {"is_not": "never"}},
            "(f_smoker is not None and f_smoker != 'never')",
            "(f_smoker is None or f_smoker != 'never')",
        ),
        (
            {"age_years": {"at_most": 60.5}},
            "(f_age_years is not None and f_age_years <= 60.5)",
            "(f_age_years is None or f_age_years <= 60.5)",
        ),
        (
            {"medicines": {"includes": "nsaid"}},
            "(f_medicines is not None and 'nsaid' in f_medicines)",
            "(f_medicines is None or 'nsaid' in f_medicines)",
        ),
        (
            {"medicines": {"includes_any": ["nsaid"]}},
            "(f_medicines is not None and not C0.isdisjoint(f_medicines))",
            "(f_medicines is None or not C0.isdisjoint(f_medicines))",
        ),
        (
            {"medicines": {"includes_none": ["nsaid"]}},
            "(f_medicines is not None and C0.isdisjoint(f_medicines))",
            "(f_medicines is None or C0.isdisjoint(f_medicines))",
        ),
        (
            {"not": FEVER},
            "(not (f_fever_7d is None or f_fever_7d == True))",
            "(not (f_fever_7d == True))",
        ),
        (
            {"all": [FEVER, {"not": {"surely": SWEATS}}]},
            "((f_fever_7d == True) and (not (f_night_sweats == True)))",
            "((f_fever_7d is None or f_fever_7d == True) and (not (f_night_sweats == True)))",
        ),
        (
            {"any": [FEVER, SWEATS]},
            "((f_fever_7d == True) or (f_night_sweats == True))",
            "((f_fever_7d is None or f_fever_7d == True) or (f_night_sweats is None or f_night_sweats == True))",
        ),
        (
            two_of(FEVER, SWEATS),
            "((f_fever_7d == True) + (f_night_sweats == True) >= 2)",
            "((f_fever_7d is None or f_fever_7d == True) + (f_night_sweats is None or f_night_sweats == True) >= 2)",
        ),
    ],
)
def test_how_a_condition_is_spelled(raw: object, sure: str, may: str) -> None:
    condition = read_condition(raw, dictionary())

    assert surely(condition, Source(dictionary().place)) == sure
    assert maybe(condition, Source(dictionary().place)) == may


def test_constants_get_names_of_their_own() -> None:
    source = Source({})

    assert [source.constant(each) for each in ("it's", True, 3, 0.5)] == ['"it\'s"', "True", "3", "0.5"]
    assert [source.constant(each) for each in (ASPIRIN, frozenset({1}))] == ["C0", "C1"]
    assert source.constants == {"C0": ASPIRIN, "C1": frozenset({1})}


def test_only_what_is_used_is_unpacked() -> None:
    source = Source({"b": 4, "a": 7, "c": 9})

    assert [source.fact(each) for each in ("b", "a", "b")] == ["f_b", "f_a", "f_b"]
    assert source.unpack() == ["    f_a = v[7]", "    f_b = v[4]"]
    assert source.unpack("row") == ["    f_a = row[7]", "    f_b = row[4]"]


def test_a_small_form_is_completed_in_its_order() -> None:
    """Who has no pain is not asked where; the sum of two scores is worked out, and then what follows from it."""
    place = {"pain": 0, "where": 1, "side": 2, "sum": 3, "twice": 4, "more": 5}
    asked_when = {"where": language.Test("pain", "is", True), "side": language.Test("where", "is_not", "back")}
    derive = {
        "sum": (lambda pain, more: None if pain is None or more is None else int(pain) + more, ("pain", "more")),
        "twice": (lambda total: None if total is None else 2 * total, ("sum",)),
    }
    read = compile_reading(place, asked_when, derive, NA)

    assert read((False, None, None, None, None, 3)) == [False, NA, None, 3, 6, 3]
    assert read((True, None, None, None, None, None)) == [True, None, None, None, None, None]
    assert read((True, "back", None, None, None, 4)) == [True, "back", NA, 5, 10, 4]
    assert read((False, "leg", None, None, None, 4)) == [False, "leg", None, 4, 8, 4]
    assert read((None, None, None, 99, 99, 1))[3:5] == [None, None], "what is derived is never told"
    told = (True, None, None, None, None, 1)
    read(told)
    assert told == (True, None, None, None, None, 1)
