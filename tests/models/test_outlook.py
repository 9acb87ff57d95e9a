"""From answers to an outlook in words; and that it can order, but never open or close."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import predict
from models.predict import HOME_ONLY, Chance, Model, Package
from plans.plan import Excluded, Plan, Sessions
from plans.sheet import sheet_html
from recommender.core.features import (
    FAMILY_OF,
    SO_FAR,
    course_of,
    features_of,
    label_of,
    planned_course,
    prognosis_for,
    prognosis_of,
)
from recommender.core.knowledge import Knowledge
from recommender.core.profile import Case
from recommender.core.prognosis import Prognosis
from recommender.core.recommend import recommend
from recommender.core.second_look import read
from recommender.core.triage import Facts
from recommender.intake.case import CaseReader
from tests.people import VISIT_DAY, Body, amira, ben, chidi

FEATURES = json.loads((predict.FOLDER / "features.json").read_text(encoding="utf-8"))
REVIEW = {"sessions_done": 2, "leg_pain_nrs_avg_at_start": 7, "back_pain_nrs_avg_at_start": 5, "home_adherence_pct": 70}
NOT_FIRST = "not-first-choice"
Told = Callable[[Body], Facts]


@pytest.fixture(scope="session")
def told(knowledge: Knowledge, reader: CaseReader) -> Told:
    """The completed facts of a body."""
    return lambda body: read(case_of(body, reader), knowledge)[0]


def case_of(body: Body, reader: CaseReader) -> Case:
    return reader.read(body, today=VISIT_DAY, from_therapist=True)


# Features


def test_the_features_are_those_the_model_was_trained_on(told: Told, served: Model) -> None:
    first, later = features_of(told(amira()), 3, 18), features_of(told(amira(**REVIEW)), 3, 18)
    names = [each["name"] for each in FEATURES]

    assert first is not None
    assert later is not None
    assert sorted(later) == sorted(names)
    assert set(names) - set(first) == {"leg_pain_change", "adherence"}
    assert {*served.first.numbers, *served.first.words, "patterns"} == set(first)


def test_every_word_that_an_answer_can_give_is_in_the_table(knowledge: Knowledge, served: Model) -> None:
    facts = {"belief": "course_belief", "irritability": "irritability", "phase": "phase", "risk": "startback_risk"}
    for name, fact in facts.items():
        assert set(served.first.words[name]) == set(knowledge.dictionary[fact].values)
    assert set(served.first.labels) == set(knowledge.dictionary["patterns"].values)


def test_amira_as_the_model_reads_her(told: Told) -> None:
    assert features_of(told(amira()), 3, 18) == {
        "leg_pain": 5, "back_pain": 4, "age": 34, "rmdq": None, "sbi": None, "symptoms": None, "expectation": 7,
        "phase": "acute", "sex": "female", "smoker": "no", "belief": "unsure", "irritability": "moderate",
        "risk": "medium", "reflex": None, "patterns": frozenset({"disc_like"}),
    }  # fmt: skip


def test_amira_at_a_review_is_read_by_her_start_and_the_change(told: Told) -> None:
    scores = {"rmdq_total": 6, "rmdq_total_at_start": 11, "sbi_total": 9}
    first, later = features_of(told(amira(**scores)), 3, 18), features_of(told(amira(**REVIEW, **scores)), 3, 18)

    assert first is not None
    assert later is not None
    assert {each: first[each] for each in ("leg_pain", "back_pain", "rmdq", "sbi")} == {
        "leg_pain": 5, "back_pain": 4, "rmdq": 6, "sbi": 9,
    }  # fmt: skip
    assert {each: later[each] for each in ("leg_pain", "back_pain", "rmdq", "sbi", "leg_pain_change", "adherence")} == {
        "leg_pain": 7, "back_pain": 5, "rmdq": 11, "sbi": None, "leg_pain_change": 2, "adherence": 70,
    }  # fmt: skip


def test_without_the_pain_of_the_start_visits_make_no_review(told: Told) -> None:
    started = features_of(told(amira(sessions_done=2)), 3, 18)
    unknown = features_of(told(amira(**{**REVIEW, "leg_pain_nrs_avg": None})), 3, 18)

    assert started is not None
    assert (started["leg_pain"], "leg_pain_change" in started) == (5, False)
    assert unknown is not None
    assert (unknown["leg_pain"], "leg_pain_change" in unknown) == (None, False)


@pytest.mark.parametrize(
    ("changes", "name", "expected"),
    [
        ({"sex_at_birth": "male", "pregnancy_status": None}, "sex", "male"),
        ({"sex_at_birth": "female"}, "sex", "female"),
        ({"sex_at_birth": "intersex"}, "sex", None),
        ({"sex_at_birth": "prefer_not_say"}, "sex", None),
        ({"smoker": "current"}, "smoker", "yes"),
        ({"smoker": "past"}, "smoker", "no"),
        ({"smoker": None}, "smoker", None),
    ],
)
def test_what_the_model_has_no_word_for_is_not_told(
    told: Told, changes: dict[str, Any], name: str, expected: str | None
) -> None:
    features = features_of(told(amira(**changes)), 3, 18)

    assert features is not None
    assert features[name] == expected


def test_at_eighteen_it_speaks(told: Told) -> None:
    assert features_of(told(amira(age_years=18)), 3, 18) is not None
    assert features_of(told(amira(age_years=17)), 3, 18) is None


@pytest.mark.parametrize(
    ("knee", "ankle", "expected"),
    [
        ("normal", "normal", "normal"),
        ("brisk", "normal", "normal"),
        ("normal", "reduced", "reduced"),
        ("absent", None, "reduced"),
        ("normal", None, None),
        (None, None, None),
    ],
)
def test_reflexes(told: Told, knee: str | None, ankle: str | None, expected: str | None) -> None:
    features = features_of(told(amira(reflex_knee=knee, reflex_ankle=ankle)), 3, 18)

    assert features is not None
    assert features["reflex"] == expected


@pytest.mark.parametrize(
    "changes",
    [
        {"leg_pain_nrs_avg": 2},
        {"leg_pain_laterality": "none"},
        {"age_years": 17, "guardian_consent": True},
        {"pregnancy_status": "pregnant", "gestation_weeks": 20},
        {"pregnancy_status": "postpartum_lt_6w"},
        {**REVIEW, "leg_pain_nrs_avg_at_start": 2},
    ],
    ids=lambda changes: " ".join(f"{fact}={value}" for fact, value in changes.items()),
)
def test_of_whom_it_says_nothing(told: Told, served: Model, changes: dict[str, Any]) -> None:
    assert prognosis_of(told(amira(**changes)), served) is None


def test_leg_pain_of_three_is_enough_and_not_told_is_no_zero(told: Told, served: Model) -> None:
    assert prognosis_of(told(amira(leg_pain_nrs_avg=3)), served) is not None
    assert prognosis_of(told(amira(leg_pain_nrs_avg=None)), served) is not None


def test_a_stopped_client_has_no_outlook(knowledge: Knowledge, reader: CaseReader, served: Model) -> None:
    assert prognosis_for(case_of(ben(), reader), knowledge, served) is None


# Courses


@pytest.mark.parametrize(("minutes", "counts"), [(20, 30), (30, 30), (40, 30), (45, 45), (55, 45), (60, 60), (90, 60)])
def test_minutes_between_two_lengths_count_as_the_shorter(minutes: int, counts: int) -> None:
    sessions = Sessions(per_week=1, minutes=minutes, weeks=4, total=4, taper="", first_review="", stop_rules=())

    assert course_of(sessions) == Package("relaxation", counts, 4, 1)


def test_one_visit_is_a_course() -> None:
    one = Sessions(per_week=1, minutes=45, weeks=1, total=1, taper="", first_review="", stop_rules=())

    assert course_of(one) == Package("relaxation", 45, 1, 1)
    assert course_of(dataclasses.replace(one, total=0)) == HOME_ONLY


def test_without_visits_it_is_home_exercise(told: Told, knowledge: Knowledge) -> None:
    assert course_of(None) == HOME_ONLY
    assert planned_course(told(amira(budget_visits_4wk=0)), knowledge) == HOME_ONLY


def test_the_planned_course_is_that_of_the_plan(told: Told, knowledge: Knowledge, reader: CaseReader) -> None:
    for body in (amira(), chidi(), amira(onset_days=300), amira(onset_days=60)):
        plan = recommend(case_of(body, reader), knowledge)
        planned = planned_course(told(body), knowledge)

        assert plan.sessions is not None
        assert (planned.visits, planned.per_week) == (plan.sessions.total, plan.sessions.per_week)


# The outlook


def test_the_outlook_stands_beside_average_and_no_massage(told: Told, served: Model) -> None:
    prognosis = prognosis_of(told(amira()), served, Package("relaxation", 30, 3))

    assert prognosis is not None
    outlook = prognosis.outlook
    assert prognosis.model == f"response-v1 {served.digest}"
    assert re.fullmatch(r"About \d to \d in 10 people like you feel clearly better by week 6\.", outlook.label)
    assert 0 < outlook.low < outlook.high < 1
    assert 0 < outlook.average < 1
    assert outlook.no_massage.low <= outlook.low
    assert [each.week for each in outlook.weeks] == [2, 4, 6, 12]
    assert outlook.basis == "synthetic"


def test_without_massage_there_is_no_difference_to_show(told: Told, served: Model) -> None:
    prognosis = prognosis_of(told(amira()), served)

    assert prognosis is not None
    outlook = prognosis.outlook
    assert (outlook.low, outlook.high) == (outlook.no_massage.low, outlook.no_massage.high)
    assert not outlook.clear_difference


@pytest.mark.parametrize(
    ("changes", "course", "week"),
    [
        pytest.param({}, Package("relaxation", 60, 6, 1.0), 6, id="the first visit"),
        pytest.param({"onset_days": 300}, Package("relaxation", 30, 3, 0.5), 6, id="a year on"),
        pytest.param(REVIEW, Package("relaxation", 45, 6, 0.5), 6, id="a review after 4 weeks"),
        pytest.param({**REVIEW, "sessions_done": 7}, Package("relaxation", 45, 6, 1.0), 12, id="after 7 weeks"),
        pytest.param({}, HOME_ONLY, 6, id="without visits"),
    ],
)
def test_the_outlook_is_what_the_model_says_rounded(
    told: Told, served: Model, changes: dict[str, Any], course: Package, week: int
) -> None:
    facts = told(amira(**changes))
    features = features_of(facts, 3, 18)
    prognosis = prognosis_of(facts, served, course)
    assert features is not None
    assert prognosis is not None
    client = served.client(features)
    main = client.chance(course, week)

    outlook, alone = prognosis.outlook, prognosis.alone
    assert outlook is not None
    assert alone is not None
    assert (outlook.low, outlook.high) == (round(main.low, 2), round(main.high, 2))
    assert outlook.average == round(served.average(features["phase"], course, week), 2)
    for each in outlook.weeks:
        chance = client.chance(course, each.week)
        assert (each.low, each.high) == (round(chance.low, 2), round(chance.high, 2))
    assert alone.label.endswith(SO_FAR) is outlook.label.endswith(SO_FAR) is ("sessions_done" in changes)


def _gain(served: Model, features: dict[str, Any], family: str, course: Package, week: int) -> float:
    client = served.client(features)
    own, common = (client.chance(course._replace(family=each), week).middle for each in (family, "relaxation"))
    return round(own - common, 3)


@pytest.mark.parametrize(
    ("changes", "course", "like", "week"),
    [
        pytest.param({}, Package("relaxation", 45, 8, 0.5), Package("relaxation", 45, 8, 0.5), 6, id="week 6"),
        pytest.param({}, HOME_ONLY, Package("relaxation", 60, 1), 6, id="without a course, as for one visit"),
        pytest.param(
            {**REVIEW, "sessions_done": 7}, Package("relaxation", 45, 8), Package("relaxation", 45, 8), 12,
            id="by the last week where the main one has passed",
        ),
    ],
)  # fmt: skip
def test_the_gain_of_each_method_is_that_of_its_kind(
    told: Told, served: Model, changes: dict[str, Any], course: Package, like: Package, week: int
) -> None:
    facts = told(amira(**changes))
    prognosis, features = prognosis_of(facts, served, course), features_of(facts, 3, 18)
    assert prognosis is not None
    assert features is not None

    for method, family in FAMILY_OF.items():
        expected = _gain(served, features, family, like, week) if served.apart.get(family) else 0.0
        assert prognosis.gains[method] == expected, method


def test_visits_every_other_week_take_twice_as_long(told: Told, served: Model) -> None:
    """Four visits at one every two weeks: week 6 lies behind."""
    prognosis = prognosis_of(told(amira(**{**REVIEW, "sessions_done": 4})), served, Package("relaxation", 45, 8, 0.5))

    assert prognosis is not None
    assert prognosis.outlook is not None
    assert [each.week for each in prognosis.outlook.weeks] == [12]


def test_a_case_is_foretold_under_the_course_of_its_dose(
    told: Told, knowledge: Knowledge, reader: CaseReader, served: Model
) -> None:
    facts = told(amira())
    course = planned_course(facts, knowledge)

    assert course != HOME_ONLY
    assert prognosis_for(case_of(amira(), reader), knowledge, served) == prognosis_of(facts, served, course)


def test_overlapping_ranges_are_no_clear_difference(told: Told, served: Model) -> None:
    for course in (Package("relaxation", 30, 2), Package("relaxation", 60, 8)):
        for body in (amira(), chidi(), amira(onset_days=400, leg_pain_nrs_avg=4)):
            prognosis = prognosis_of(told(body), served, course)
            assert prognosis is not None
            outlook = prognosis.outlook
            overlap = outlook.low <= outlook.no_massage.high and outlook.no_massage.low <= outlook.high
            assert outlook.clear_difference is False or not overlap or outlook.low == outlook.no_massage.high


def test_a_review_says_that_it_counts_the_change(told: Told, served: Model) -> None:
    course = Package("relaxation", 45, 6)
    better, worse = (prognosis_of(told(amira(**REVIEW, leg_pain_nrs_avg=now)), served, course) for now in (3, 8))

    assert better is not None
    assert worse is not None
    assert better.outlook.label.endswith(SO_FAR)
    assert better.outlook.low > worse.outlook.high
    assert [each.week for each in better.outlook.weeks] == [6, 12]


@pytest.mark.parametrize(("visits", "weeks"), [(1, [6, 12]), (5, [6, 12]), (6, [12]), (11, [12]), (12, None)])
def test_weeks_that_have_passed_are_not_foretold(
    told: Told, served: Model, visits: int, weeks: list[int] | None
) -> None:
    review = {**REVIEW, "sessions_done": visits}
    prognosis = prognosis_of(told(amira(**review)), served, Package("relaxation", 45, 10))

    if weeks is None:
        assert prognosis is None
    else:
        assert prognosis is not None
        assert [each.week for each in prognosis.outlook.weeks] == weeks
        assert f"by week {weeks[0]}." in prognosis.outlook.label


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.42, 0.58, "About 4 to 6 in 10"),
        (0.36, 0.44, "About 3 to 5 in 10"),
        (0.40, 0.40, "About 4 to 5 in 10"),
        (0.04, 0.12, "Fewer than 1 in 10"),
        (0.02, 0.03, "Fewer than 1 in 10"),
        (0.10, 0.13, "About 1 to 2 in 10"),
        (0.86, 0.97, "More than 9 in 10"),
        (0.46, 0.549, "About 4 to 6 in 10"),
        (1.0, 1.0, "More than 9 in 10"),
        (0.80, 0.97, "More than 8 in 10"),
    ],
)
def test_the_range_in_words_is_never_one_figure(low: float, high: float, words: str) -> None:
    label = label_of(Chance(6, low, (low + high) / 2, high))

    assert label == f"{words} people like you feel clearly better by week 6."


# The rules have the last word


def test_every_method_done_by_hand_has_a_family(knowledge: Knowledge, served: Model) -> None:
    by_hand = {item.id for item in knowledge.library.modalities if item.offered and item.kind == "hands_on"}

    assert by_hand <= set(FAMILY_OF)
    assert set(FAMILY_OF.values()) <= set(served.first.families)


def test_methods_that_are_not_apart_have_equal_gains(told: Told, served: Model) -> None:
    prognosis = prognosis_of(told(amira()), served, Package("relaxation", 60, 6))

    assert prognosis is not None
    assert {FAMILY_OF[name] for name, gain in prognosis.gains.items() if gain} == {"tools_and_touch"}
    assert all(gain <= 0 for gain in prognosis.gains.values())


def closed(plan: Plan) -> list[Excluded]:
    """What is left out for any reason but that others fit better."""
    return [each for each in plan.excluded if each.rule != NOT_FIRST]


def open_methods(plan: Plan) -> set[str]:
    """What may be done today, chosen or not."""
    return {each.id for each in (*plan.modalities, *(each for each in plan.excluded if each.rule == NOT_FIRST))}


def leaning(gains: dict[str, float], like: Prognosis) -> Prognosis:
    return Prognosis(model="x", outlook=like.outlook, gains=gains)


@settings(max_examples=40)
@given(
    gains=st.dictionaries(st.sampled_from(sorted(FAMILY_OF)), st.floats(-1, 1)),
    who=st.sampled_from(["amira", "chidi", "chronic", "numb", "ben"]),
)
def test_no_opinion_of_a_model_opens_adds_or_brings_back_anything(
    gains: dict[str, float], who: str, knowledge: Knowledge, reader: CaseReader, served: Model
) -> None:
    bodies = {"amira": amira(), "chidi": chidi(), "chronic": amira(onset_days=400), "ben": ben()}
    case = case_of(bodies.get(who) or amira(sensory_pattern="one_leg_patch", slr_deg=40), reader)
    some = prognosis_for(case_of(amira(), reader), knowledge, served)
    assert some is not None

    without, with_ = recommend(case, knowledge), recommend(case, knowledge, leaning(gains, some))

    assert with_.disposition == without.disposition
    assert with_.triage == without.triage
    assert closed(with_) == closed(without)
    assert open_methods(with_) == open_methods(without)
    assert with_.home == without.home
    assert with_.precautions == without.precautions
    assert {each.id for each in closed(without)}.isdisjoint(each.id for each in with_.modalities)
    if without.sessions is None:
        assert with_.sessions is None
    else:
        assert with_.sessions is not None
        dose = ("per_week", "minutes", "weeks", "total")
        assert [getattr(with_.sessions, name) for name in dose] == [getattr(without.sessions, name) for name in dose]
        assert len(with_.modalities) == len(without.modalities)


# Without an outlook


def test_of_whom_it_says_nothing_the_plan_says_so(knowledge: Knowledge, reader: CaseReader, served: Model) -> None:
    case = case_of(amira(leg_pain_nrs_avg=2), reader)

    asked = recommend(case, knowledge, prognosis_for(case, knowledge, served))
    unasked = recommend(case, knowledge)

    assert asked.disposition.treats
    assert asked.outlook is None
    assert asked.provenance.model == f"response-v1 {served.digest}"
    assert unasked.provenance.model == "none"
    assert asked.modalities == unasked.modalities
    assert "The learned model knows nothing of people like this client." in words_of(asked)
    assert "The learned model was not there when this plan was made." in words_of(unasked)


def test_without_massage_visits_the_outlook_is_that_of_home_exercise(
    knowledge: Knowledge, reader: CaseReader, served: Model
) -> None:
    case = case_of(amira(budget_visits_4wk=0), reader)
    plan = recommend(case, knowledge, prognosis_for(case, knowledge, served))

    assert plan.outlook is not None
    assert (plan.outlook.low, plan.outlook.high) == (plan.outlook.no_massage.low, plan.outlook.no_massage.high)


def words_of(plan: Plan) -> str:
    """The therapist's sheet as it is read."""
    return " ".join(re.sub(r"<[^>]+>", " ", sheet_html(plan, audience="therapist")).split())
