"""Answers that contradict each other, and records that lift more than their rule: only ever stricter."""

from __future__ import annotations

import pytest

from plans.plan import Disposition
from recommender.core.knowledge import Knowledge
from recommender.core.second_look import read
from recommender.core.triage import strictest
from tests.core.deciding import case_of, decide, home, record, with_records
from tests.people import Body, amira

CALM = {
    "onset_days": 400, "slr_result": "negative", "pain_trend": "static", "settle_minutes": 5, "leg_pain_nrs_avg": 2,
    "leg_pain_nrs_worst": 3, "sit_tolerance_min": 60, "stand_tolerance_min": 60,
}  # fmt: skip


def calm(**changes: object) -> Body:
    """Amira a year on: old, quiet pain."""
    return amira(**{**CALM, "slr_deg": None, **changes})


def rules(body: Body, knowledge: Knowledge) -> dict[str, bool]:
    """Rules that stop, and whether each is cleared."""
    return {hit.rule: hit.cleared for hit in decide(knowledge, body).triage.hits}


def test_a_calm_year_on_is_treated(knowledge: Knowledge) -> None:
    assert decide(knowledge, calm()).disposition.treats


@pytest.mark.parametrize(
    "told",
    [
        {"leg_swelling": "none", "calf_circ_diff_cm": 5,
         "wells_signs": ["entire_leg_swollen", "pitting_oedema_one_leg", "deep_vein_tenderness"]},
        {"rash_one_side": False, "rash_saddle_area": True},
        {"conditions": ["none"], "sickle_crisis": True},
        {"recent_spinal_procedure": False, "headache_or_stiff_neck": True},
    ],
    ids=lambda told: next(iter(told)),
)  # fmt: skip
def test_a_sign_that_was_found_counts_although_the_question_before_it_was_denied(
    told: dict[str, object], knowledge: Knowledge
) -> None:
    plan = decide(knowledge, calm(**told))

    assert not plan.disposition.treats
    assert plan.sessions is None
    assert plan.home == ()


def test_a_pregnancy_of_30_weeks_is_not_overlooked(knowledge: Knowledge) -> None:
    """Not pregnant, and 30 weeks: nobody lies flat or on her front until that is settled."""
    plan = decide(knowledge, calm(sex_at_birth="female", pregnancy_status="not_pregnant", gestation_weeks=30))

    positions = {slot.position for slot in plan.sessions.recipe if slot.position} if plan.sessions else set()
    assert not positions & {"prone", "supine"}
    assert "gestation_weeks" in {question.fact for question in plan.questions}


def test_a_clot_two_weeks_ago_counts_although_no_illness_was_named(knowledge: Knowledge) -> None:
    plan = decide(knowledge, calm(conditions=["none"], weeks_since_dvt=2))

    assert not plan.modalities


def test_a_leg_raise_of_30_degrees_closes_the_hamstring_stretch_whatever_its_result(knowledge: Knowledge) -> None:
    plan = decide(knowledge, calm(slr_deg=30))

    assert not any(exercise.startswith("hs_") for exercise in home(plan))
    assert "hs_strap" not in home(plan)


def test_a_scan_that_nobody_made_lifts_nothing(knowledge: Knowledge) -> None:
    """She was not examined, and a scan was done: the fall stays uncleared."""
    fall = {"age_years": 74, "trauma_level": "minor", "trauma_days": 3, "onset_mode": "after_trauma",
            "pregnancy_status": None, "assessed_this_episode": "none", "assessment_covered": ["scan"]}  # fmt: skip

    assert decide(knowledge, calm(**fall)).disposition is Disposition.SAME_DAY


def test_a_quiet_follow_up_changes_nothing(knowledge: Knowledge) -> None:
    """No fever, and 36.6 degrees; no fall, and no all-clear for it."""
    plan = decide(knowledge, calm(temp_c=36.6, rash_saddle_area=False, trauma_cleared=False))

    assert plan.disposition.treats


def test_the_higher_of_two_leg_pains_counts(knowledge: Knowledge) -> None:
    sore = {"night_wakes_per_week": 6, "sit_tolerance_min": 5}
    swapped = decide(knowledge, calm(leg_pain_nrs_worst=1, leg_pain_nrs_avg=7, **sore))
    straight = decide(knowledge, calm(leg_pain_nrs_worst=7, leg_pain_nrs_avg=7, **sore))

    assert swapped.sessions is not None
    assert straight.sessions is not None
    assert swapped.sessions.minutes <= straight.sessions.minutes
    assert set(home(swapped)) == set(home(straight))


def test_one_place_named_for_two_devices_leaves_the_place_of_neither_open(knowledge: Knowledge) -> None:
    """She named only her belly. The wires of the stimulator run along the low back all the same."""
    device = {"implants": ["neurostimulator"], "weeks_since_implant": 52, "protected_regions": ["abdomen"],
              "cancer_history": "current", "cancer_types": ["nonmelanoma_skin"], "unexplained_lump": True}  # fmt: skip
    body = calm(**device)
    cleared = with_records(body, *(record(rule, answers=device) for rule in rules(body, knowledge)))

    plan = decide(knowledge, cleared)
    assert "lumbar_paraspinals" not in {region for method in plan.modalities for region in method.regions}


# Records


def test_a_record_for_an_old_weakness_does_not_open_a_fresh_foot_drop(knowledge: Knowledge) -> None:
    weak = {"heel_walk": "no_new", "leg_weakness": "one_leg", "leg_weakness_trend": "static", "leg_weakness_days": 40}
    body = with_records(calm(**weak), record("gap-motor-old-not-cleared", answers=weak))

    found = rules(body, knowledge)
    assert found["motor-footdrop-acute"] is False
    assert decide(knowledge, body).disposition is Disposition.SAME_DAY


def test_a_record_for_a_state_does_not_open_the_red_flag_beside_it(knowledge: Knowledge) -> None:
    vein = {"tender_red_vein": True}
    body = with_records(calm(**vein), record("phlebitis-superficial", answers=vein))

    assert rules(body, knowledge)["vasc-phlebitis"] is False
    assert decide(knowledge, body).disposition is Disposition.SAME_DAY


def test_a_record_for_a_rule_that_does_not_hold_opens_nothing(knowledge: Knowledge) -> None:
    weak = {"leg_weakness": "one_leg", "leg_weakness_trend": "static", "leg_weakness_days": 400,
            "assessed_this_episode": "none"}  # fmt: skip
    body = with_records(calm(**weak), record("gap-motor-new-not-cleared", answers=weak))

    assert not decide(knowledge, body).disposition.treats


def test_what_a_record_opened_is_still_shown(knowledge: Knowledge) -> None:
    weak = {"leg_weakness": "one_leg", "leg_weakness_trend": "static", "leg_weakness_days": 400}
    before = rules(calm(**weak), knowledge)
    stops = [record(rule, answers=weak) for rule in before]
    after = rules(with_records(calm(**weak), *stops), knowledge)

    assert set(before) <= set(after)
    assert all(after[rule] for rule in before)


def test_a_rule_is_cleared_only_where_every_reading_clears_it(knowledge: Knowledge) -> None:
    weak = {"leg_weakness": "one_leg", "leg_weakness_trend": "static", "leg_weakness_days": 400}
    records = [record(rule, answers=weak) for rule in rules(calm(**weak), knowledge)]
    _, shut = read(case_of(knowledge, calm(**weak)), knowledge)
    _, open_ = read(case_of(knowledge, with_records(calm(**weak), *records)), knowledge)
    assert open_.cleared

    for order in ([open_, shut], [shut, open_]):
        both = strictest(order, knowledge)
        assert both.cleared == frozenset()
        assert both.disposition is shut.disposition
        assert {hit.rule for hit in both.hits if not hit.cleared} >= {hit.rule for hit in shut.hits}


# ------------------------------------------------------------------------- which follow-ups tell, and how they are read


@pytest.mark.parametrize(
    ("told", "parent", "read_as"),
    [
        pytest.param({"calf_circ_diff_cm": 0.5}, "leg_swelling", "one_leg", id="a calf half a centimetre thicker"),
        pytest.param({"calf_circ_diff_cm": 0}, "leg_swelling", "none", id="two calves alike"),
        pytest.param({"wells_signs": ["entire_leg_swollen"]}, "leg_swelling", "one_leg", id="a swollen leg"),
        pytest.param({"wells_signs": ["none"]}, "leg_swelling", "none", id="no sign of a clot"),
        pytest.param({"temp_c": 38.0}, "fever_7d", True, id="38 degrees"),
        pytest.param({"temp_c": 37.9}, "fever_7d", False, id="37.9 degrees"),
        pytest.param({"viral_symptoms": True}, "fever_7d", False, id="a cold, which would only reassure"),
        pytest.param({"trauma_cleared": True}, "trauma_level", "none", id="an all-clear, which would only reassure"),
        pytest.param({"rash_saddle_area": True}, "rash_one_side", True, id="a rash in the saddle"),
        pytest.param({"rash_saddle_area": False}, "rash_one_side", False, id="no rash in the saddle"),
        pytest.param({"rmdq_total_at_start": 20}, "sessions_done", 0, id="a score from before the first visit"),
        pytest.param({"hip_precautions": "posterior"}, "surgeries", frozenset({"none"}), id="a word with no order"),
        pytest.param({"conditions_other_text": "gluten"}, "conditions", frozenset({"none"}), id="a word of her own"),
    ],
)
def test_what_a_denied_question_is_read_as(
    told: dict[str, object], parent: str, read_as: object, knowledge: Knowledge
) -> None:
    facts, _ = read(case_of(knowledge, calm(**told)), knowledge)

    assert facts[parent] == read_as


def test_a_crisis_is_read_beside_the_illness_that_was_named(knowledge: Knowledge) -> None:
    """He named his spleen and told of a sickle cell crisis: neither is dropped for the other."""
    facts, _ = read(case_of(knowledge, calm(conditions=["asplenia"], sickle_crisis=True)), knowledge)

    assert facts["conditions"] == {"asplenia", "sickle_cell"}


def test_what_is_in_its_place_is_read_as_told(knowledge: Knowledge) -> None:
    """A slip elsewhere (36.6 degrees, and no fever) adds nothing to the clot of last year."""
    clot = {"conditions": ["dvt_treated"], "weeks_since_dvt": 52, "dvt_side": "left"}
    facts, verdict = read(case_of(knowledge, calm(**clot, temp_c=36.6)), knowledge)

    assert facts["conditions"] == {"dvt_treated"}
    assert verdict.disposition.treats


@pytest.mark.parametrize(
    ("told", "doubted"),
    [
        pytest.param({"leg_weakness_trend": "improving"}, [], id="a weakness that was denied, improving"),
        pytest.param({"leg_weakness_trend": "static"}, ["leg_weakness", "heel_walk"], id="the same, unchanged"),
        pytest.param({"leg_weakness_trend": "worsening"}, ["leg_weakness", "heel_walk"], id="the same, worse"),
        pytest.param({"leg_weakness_days": 30}, ["leg_weakness", "heel_walk"], id="the same, of 30 days"),
        pytest.param({"recent_spinal_procedure_days": 0}, ["recent_spinal_procedure"], id="a procedure of today"),
        pytest.param({"leg_pain_laterality_trend": "was_both_now_one"}, [], id="the mildest course"),
        pytest.param({"hip_precautions": "posterior"}, ["surgeries"], id="what a surgeon forbade after no operation"),
        pytest.param({"hip_precautions": "none"}, [], id="nothing forbidden"),
        pytest.param({"dvt_side": "left"}, ["conditions"], id="the side of a clot that nobody had"),
        pytest.param({"conditions_other_text": "gluten"}, [], id="a word beside no illness"),
    ],
)
def test_a_course_of_what_was_denied_leaves_the_question_open(
    told: dict[str, object], doubted: list[str], knowledge: Knowledge
) -> None:
    _, verdict = read(case_of(knowledge, calm(**told)), knowledge)

    assert set(verdict.unsettled) == set(doubted)


def test_of_readings_that_stop_as_little_the_one_with_most_limits_counts(knowledge: Knowledge) -> None:
    """A place too sore to touch, and no illness named: read as the illness that closes most, not as sore skin."""
    facts, _ = read(case_of(knowledge, calm(oversensitive_regions=["upper_back"])), knowledge)

    assert facts["conditions"] == {"crps"}
    assert facts["skin_burning_or_touch_sore"] is False


def test_what_was_told_is_kept_beside_what_is_read(knowledge: Knowledge) -> None:
    facts, _ = read(case_of(knowledge, calm(fever_7d=False, temp_c=38.5)), knowledge)
    told = dict(zip(knowledge.dictionary.place, facts.told, strict=True))

    assert told["temp_c"] == 38.5
    assert told["clearances"] == {"none"}
    assert told["phase"] is None, "what is derived is never told"
