"""Answers that cannot both be right: both are read, the more careful reading holds, and it is asked again."""

from __future__ import annotations

from typing import Any

import pytest

from plans.plan import Disposition
from recommender.core.contradict import contradictions
from recommender.core.knowledge import Knowledge
from tests.core.deciding import asked, decide, facts_of_answers, profile_of
from tests.people import amira


def test_a_pregnant_man_is_read_with_care_and_asked_again(knowledge: Knowledge) -> None:
    pregnant = {"pregnancy_status": "pregnant", "preg_warning": ["none"], "vaginal_bleeding": False}
    plan = decide(
        knowledge, amira(sex_at_birth="male", testicular_pain_sudden=False, shoulder_tip_pain=False, **pregnant)
    )

    assert "pregnancy_status" in asked(plan)
    assert "mod-preg" in {each.rule for each in plan.precautions} or not plan.disposition.treats
    assert plan.disposition is not Disposition.TREAT


def test_pregnancy_of_a_man_that_would_be_an_emergency_is_one(knowledge: Knowledge) -> None:
    plan = decide(knowledge, amira(sex_at_birth="male", pregnancy_status="possibly_pregnant", vaginal_bleeding=True))

    assert plan.disposition is Disposition.EMERGENCY_NOW


def why_asked(knowledge: Knowledge, fact_id: str, **changes: Any) -> str:
    """Why Amira is asked something again; empty where she is not."""
    plan = decide(knowledge, amira(**changes))
    return next((each.why for each in plan.questions if each.fact == fact_id and "lease check." in each.why), "")


OLDER = "The pain would be older than the person. Please check."
BELOW = "The worst leg pain is below the usual leg pain. The higher one counts. Please check."
NO_PAIN = "No leg pain, and a leg pain score above 0. Please check."
PART = "A part of the score is larger than the whole. Please check."


@pytest.mark.parametrize(
    ("changes", "fact_id", "why"),
    [
        pytest.param({"onset_days": 35 * 366 + 1}, "onset_days", OLDER, id="pain of a day more than her life"),
        pytest.param({"onset_days": 35 * 366}, "onset_days", "", id="pain as long as her life"),
        pytest.param({"leg_pain_nrs_worst": 3, "leg_pain_nrs_avg": 5}, "leg_pain_nrs_worst", BELOW, id="worst below"),
        pytest.param({"leg_pain_nrs_worst": 5, "leg_pain_nrs_avg": 5}, "leg_pain_nrs_worst", "", id="always the same"),
        pytest.param({"leg_pain_nrs_worst": None}, "leg_pain_nrs_worst", "", id="the worst was not said"),
        pytest.param({"leg_pain_laterality": "none", "leg_pain_nrs_avg": 1}, "leg_pain_laterality", NO_PAIN, id="a 1"),
        pytest.param({"leg_pain_laterality": "none", "leg_pain_nrs_avg": 0}, "leg_pain_laterality", "", id="a 0"),
        pytest.param({"leg_pain_laterality": "none", "leg_pain_nrs_avg": None}, "leg_pain_laterality", "", id="none"),
        pytest.param({"startback_total": 4, "startback_psych": 5}, "startback_psych", PART, id="part above whole"),
        pytest.param({"startback_total": 4, "startback_psych": 4}, "startback_psych", "", id="part is the whole"),
        pytest.param({"startback_total": None, "startback_psych": 5}, "startback_psych", "", id="no whole"),
    ],
)
def test_numbers_that_cannot_both_be_right_are_asked_again(
    changes: dict[str, Any], fact_id: str, why: str, knowledge: Knowledge
) -> None:
    assert why_asked(knowledge, fact_id, **changes) == why


def test_a_pain_without_an_age_is_not_too_old(knowledge: Knowledge) -> None:
    facts = facts_of_answers(knowledge, {"onset_days": 99_999})

    assert list(contradictions(profile_of(knowledge.dictionary, {}), facts, ())) == []


def test_a_follow_up_that_does_not_fit_names_every_question_before_it(knowledge: Knowledge) -> None:
    ask = {each: knowledge.dictionary[each].ask for each in ("heel_walk", "leg_weakness")}

    assert why_asked(knowledge, "leg_weakness_trend", leg_weakness_trend="static") == (
        f"This answer does not fit the answer to “{ask['heel_walk']}”, “{ask['leg_weakness']}”."
        " Both are read. Please check."
    )
    assert "“Are you pregnant" in why_asked(knowledge, "gestation_weeks", gestation_weeks=20)


def test_what_fits_is_not_asked_again(knowledge: Knowledge) -> None:
    assert not [each.why for each in decide(knowledge, amira()).questions if "lease check" in each.why]


def test_the_worse_of_two_contradictory_scores_counts(knowledge: Knowledge) -> None:
    facts = facts_of_answers(knowledge, amira(leg_pain_nrs_worst=3, leg_pain_nrs_avg=8)["profile"])

    assert facts["pain_nrs_worst"] == 8
