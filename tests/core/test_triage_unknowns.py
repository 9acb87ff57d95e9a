"""What is not known: `unsure` is asked again or seen to, and silence on a follow-up is read as present."""

from __future__ import annotations

from typing import Any

import pytest

from plans.plan import Disposition
from recommender.core.knowledge import Knowledge
from tests.core.deciding import asked, decide, look, rules_of
from tests.people import amira

# ------------------------------------------------------------------------------------------------------ unsure twice

WEAK = {"leg_weakness_days": 20, "leg_weakness_trend": "static", "leg_pain_suddenly_gone": False}


@pytest.mark.parametrize("fact_id", ["saddle_sensation", "bladder_change", "bowel_change"])
def test_unsure_about_saddle_bladder_or_bowel_is_seen_today(fact_id: str, knowledge: Knowledge) -> None:
    unsure: Any = "unsure" if fact_id == "saddle_sensation" else ["unsure"]
    plan = decide(knowledge, amira(**{fact_id: unsure}))

    assert plan.disposition is Disposition.SAME_DAY
    assert "eng-unsure-saddle-bladder-bowel" in rules_of(plan)


def test_unsure_about_cancer_is_asked_again(knowledge: Knowledge) -> None:
    plan = decide(knowledge, amira(cancer_history="unsure", bone_mets_known=False))

    assert plan.disposition is Disposition.NEEDS_ANSWERS
    assert asked(plan) == ["cancer_history"]


def test_unsure_about_cancer_twice_is_seen_today(knowledge: Knowledge) -> None:
    plan = decide(knowledge, amira(cancer_history="unsure", bone_mets_known=False, confirmed_unsure=["cancer_history"]))

    assert plan.disposition is Disposition.SAME_DAY
    assert "eng-unsure-twice" in rules_of(plan)
    assert plan.triage.action is not None
    assert plan.triage.action.id == "act-sameday-gen"


UNTESTED = {"assessed_this_episode": "none", "assessed_days_ago": None, "assessment_covered": None}


def test_unsure_about_weakness_is_asked_again_with_the_tests_that_settle_it(knowledge: Knowledge) -> None:
    plan = decide(knowledge, amira(leg_weakness="unsure", **WEAK, **UNTESTED, toe_walk=None, knee_gives_way=None))

    assert plan.disposition is Disposition.NEEDS_ANSWERS
    assert asked(plan) == ["leg_weakness", "toe_walk", "knee_gives_way"]


def test_unsure_about_weakness_twice_is_seen_today(knowledge: Knowledge) -> None:
    plan = decide(
        knowledge,
        amira(leg_weakness="unsure", confirmed_unsure=["leg_weakness"], toe_walk="not_tried", **WEAK, **UNTESTED),
    )

    assert plan.disposition is Disposition.SAME_DAY
    assert "eng-unsure-twice" in rules_of(plan)


@pytest.mark.parametrize(
    "settled",
    [
        pytest.param(
            {**UNTESTED, "toe_walk": "able", "knee_gives_way": False}, id="heel, toe and step tests are normal"
        ),
        pytest.param({"toe_walk": "not_tried"}, id="a clinician tested strength 6 days ago"),
    ],
)
def test_unsure_about_weakness_is_settled_by_a_test(settled: dict[str, Any], knowledge: Knowledge) -> None:
    plan = decide(knowledge, amira(leg_weakness="unsure", **WEAK, **settled))

    assert plan.disposition.treats


def test_a_strength_test_of_8_days_ago_no_longer_settles_it(knowledge: Knowledge) -> None:
    plan = decide(knowledge, amira(leg_weakness="unsure", **WEAK, assessed_days_ago=8, toe_walk=None))

    assert plan.disposition is Disposition.NEEDS_ANSWERS
    assert asked(plan) == ["leg_weakness", "toe_walk"]


@pytest.mark.parametrize(
    ("who", "days", "settled"),
    [
        ("doctor", 7, True),
        ("nurse", 0, True),
        ("physiotherapist", 7, True),
        ("other_clinician", 7, True),
        ("physiotherapist", 8, False),
        ("none", 0, False),
    ],
)
def test_whose_strength_test_settles_it(who: str, days: int, settled: bool, knowledge: Knowledge) -> None:
    tested = {"assessed_this_episode": who, "assessed_days_ago": days, "assessment_covered": ["strength"]}
    plan = decide(knowledge, amira(leg_weakness="unsure", **WEAK, **tested, toe_walk=None))

    assert ("leg_weakness" not in asked(plan)) is settled


def test_a_look_that_left_out_strength_settles_nothing(knowledge: Knowledge) -> None:
    for covered in (["sensation", "reflexes"], None):
        plan = decide(knowledge, amira(leg_weakness="unsure", **WEAK, assessment_covered=covered, toe_walk=None))
        assert "leg_weakness" in asked(plan)


def test_what_is_asked_again_stands_among_the_open_questions_in_their_order(knowledge: Knowledge) -> None:
    _, verdict = look(knowledge, amira(cancer_history="unsure", bone_mets_known=False, fever_7d=None, age_years=None))

    assert verdict.unsettled == ("age_years", "fever_7d", "cancer_history")


def test_unsure_about_weakness_with_a_test_not_tried_is_seen_today(knowledge: Knowledge) -> None:
    plan = decide(knowledge, amira(leg_weakness="unsure", **WEAK, **UNTESTED, toe_walk="not_tried"))

    assert plan.disposition is Disposition.SAME_DAY
    assert rules_of(plan) >= {"gap-motor-not-shown-mild"}


# ------------------------------------------------------------------------------------ what silence closes by itself


def test_a_clot_without_its_weeks_is_read_as_recent(knowledge: Knowledge) -> None:
    _, verdict = look(knowledge, amira(conditions=["dvt_treated"]))

    assert "dvt-treated-lt-3mo" in verdict.assumed
    assert "dvt-treated-lt-3mo" in {state.id for state in verdict.states}


def test_a_clot_of_last_year_is_not(knowledge: Knowledge) -> None:
    _, verdict = look(knowledge, amira(conditions=["dvt_treated"], weeks_since_dvt=52, dvt_side="left"))

    assert verdict.assumed == frozenset()
    assert {"dvt-history"} <= {state.id for state in verdict.states}


def test_what_was_assumed_says_so(knowledge: Knowledge) -> None:
    plan = decide(knowledge, amira(conditions=["dvt_treated"]))

    notes = {each.rule: each.notes for each in plan.precautions}
    assert plan.disposition.treats
    assert "Not answered: read as present." in notes["dvt-treated-lt-3mo"]
    assert "weeks_since_dvt" in asked(plan)


def test_an_unmeasured_finding_never_closes_by_itself(knowledge: Knowledge) -> None:
    _, verdict = look(knowledge, amira(slr_result=None, slr_deg=None, bp_sys=None, bp_dia=None))

    assert verdict.assumed == frozenset()
    assert not {"bp-crisis", "bp-uncontrolled", "disc-radiculopathy-irritable"} & {rule.id for rule in verdict.states}
