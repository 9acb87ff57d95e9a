"""What stands beside the methods and exercises of a plan is as safe as they are: next steps and tips, on any paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from plans.plan import Disposition, Dose, HomeItem, Plan
from recommender.core.advise import rank_tips
from recommender.core.client_view import for_clients
from recommender.core.compose import beside_exercises
from recommender.core.home import Candidate, HomeChoice
from recommender.core.knowledge import Knowledge
from recommender.core.limits import Limits
from recommender.core.visits import Visits
from tests.core.deciding import decide, home, look, why_not
from tests.people import Body, amira, chidi

CALM: dict[str, Any] = {
    "pain_sites": ["low_back", "buttock"], "leg_pain_laterality": "left", "leg_pain_nrs_avg": 2,
    "leg_pain_nrs_worst": 3, "back_pain_nrs_avg": 5, "onset_days": 400, "pain_trend": "static",
    "strain_aggravated": False, "aggravators": ["sitting"], "easers": ["movement", "walking"], "settle_minutes": 5,
    "sit_tolerance_min": 60, "stand_tolerance_min": 60, "walk_tolerance_min": 90,
    "slr_result": "negative", "slr_deg": None,
    "night_pain": "none", "night_wakes_per_week": 0, "sessions_done": 2, "after_last_massage": ["none"],
    "soreness_hours_last": 0, "leg_pain_nrs_avg_at_start": 3, "back_pain_nrs_avg_at_start": 6,
    "change_since_start": "a_bit_better", "startback_total": 5, "budget_visits_4wk": 8, "modalities_preferred": None,
    "new_symptom_since_last_visit": False, "medicines": ["none"], "care_so_far": "clinician_plan",
    "home_minutes_per_day": 30, "trunk_pain_side": "left",
    "positions_ok": ["prone", "supine", "left_side", "right_side", "semi_reclined"],
    "home_equipment": ["chair", "mat", "pillow", "strap_or_towel", "wall", "ball", "foam_roller", "bed"],
    "regions_declined": ["none"],
}  # fmt: skip
"""Amira a year on: pain in the seat that comes from sitting, a clear leg test, and nothing that flares."""
DEVICE_TIPS = {"sc_ball_use", "sc_gun_use", "sc_chair_use"}
EVERY_DEVICE: dict[str, Any] = {
    "home_equipment": ["chair", "mat", "ball", "foam_roller", "massage_chair", "massage_gun"],
    "asks_about": ["massage_chair", "massage_gun"],
}
NO_EXERCISE: tuple[dict[str, Any], ...] = (
    {"toe_walk": "no_new"},
    {"after_last_massage": ["new_numbness"]},
    {"leg_weakness": "one_leg", "leg_weakness_trend": "worsening", "leg_weakness_days": 10},
)
"""Answers that close every exercise; some are a referral first, until a record opens them."""


def calm(**changes: Any) -> Body:
    return amira(**{**CALM, **changes})


def without_exercises(knowledge: Knowledge) -> Iterator[Plan]:
    """Plans of people who may be touched, some after a doctor's word on all that can be cleared, but not exercise."""
    word = {"by": "Dr X", "role": "doctor", "examined": "all", "on": "2026-11-01", "until": "2026-12-30", "answers": {}}
    for answers in NO_EXERCISE:
        body = calm(**answers)
        rules = [hit.rule for hit in decide(knowledge, body).triage.hits if hit.rule in knowledge.clearable]
        plan = decide(knowledge, {**body, "clearances": [{**word, "rule": rule} for rule in rules]})
        if plan.disposition.treats:
            assert plan.home == ()
            yield plan


def tips(plan: Plan) -> set[str]:
    return {tip.id for tip in plan.self_care}


def harder(plan: Plan, knowledge: Knowledge) -> list[HomeItem]:
    """Exercises of a plan that tell a harder variant of themselves."""
    return [
        item
        for item in plan.home
        if item.progress and (knowledge.exercise[item.id].progress or "").startswith("variant:")
    ]


# ----------------------------------------------------------------------------------------------------- harder variants


def test_a_woman_with_thin_bones_is_not_told_to_slump(knowledge: Knowledge) -> None:
    body = amira(
        osteoporosis="osteoporosis",
        age_years=60,
        positions_ok=["right_side", "semi_reclined"],
        pregnancy_status=None,
    )
    plan = decide(knowledge, body)

    assert "nv_slider_seated" in home(plan)
    assert not any("Slump" in item.progress for item in plan.home)


def test_a_lifter_whose_vertebra_broke_months_ago_adds_no_load(knowledge: Knowledge) -> None:
    body = calm(
        conditions=["vertebral_fracture"],
        weeks_since_vertebral_fracture=20,
        occupation_type="lifting",
        lift_max_kg=30,
        age_years=50,
    )
    plan = decide(knowledge, body)

    assert plan.disposition.treats
    assert {"cs_bridge", "st_hip_hinge"} & home(plan)
    assert harder(plan, knowledge) == []


def test_somebody_calm_with_nothing_closed_may_go_on_to_one_leg(knowledge: Knowledge) -> None:
    plan = decide(knowledge, calm())

    assert "Do it with one leg" in next(item.progress for item in plan.home if item.id == "cs_bridge")


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"osteoporosis": "osteoporosis"}, id="thin bones"),
        pytest.param({"conditions": ["glaucoma"]}, id="glaucoma"),
        pytest.param({"conditions": ["hernia"]}, id="hernia"),
        pytest.param({"conditions": ["spondylolisthesis"]}, id="slipped vertebra"),
        pytest.param({"settle_minutes": 90}, id="easily stirred"),
    ],
)
def test_a_harder_variant_is_told_only_where_nothing_limits_its_loads(
    answers: dict[str, Any], knowledge: Knowledge
) -> None:
    """Worked out again from the cells of the states: only Q, a matter of position, leaves a load as it is."""
    for body in (calm(**answers), amira(**answers), chidi(**answers)):
        plan = decide(knowledge, body)
        _, verdict = look(knowledge, body)
        limited = {load for state in verdict.states for load, letters in state.stretches.items() if letters - {"Q"}}
        for item in harder(plan, knowledge):
            exercise = knowledge.exercise[item.id]
            assert not limited & {*exercise.loads, *exercise.harder_loads}, item.id


def test_every_harder_variant_says_what_it_loads(knowledge: Knowledge) -> None:
    for item in knowledge.library.exercises:
        assert bool(item.harder_loads) == (item.progress or "").startswith("variant:"), item.id


def test_an_easier_variant_is_always_told(knowledge: Knowledge) -> None:
    for body in (calm(), calm(osteoporosis="osteoporosis"), amira(), chidi()):
        for item in decide(knowledge, body).home:
            step = knowledge.exercise[item.id].regress or ""
            assert not step.startswith("variant:") or "An easier one:" in item.ease_off, item.id


# ---------------------------------------------------------------------------------------------- tips that tell to move


def test_somebody_who_may_do_no_exercise_is_not_told_to_walk(knowledge: Knowledge) -> None:
    telling = {tip.id for tip in knowledge.library.self_care if tip.exercise}
    assert {"sc_walk", "sc_flare"} <= telling
    for plan in without_exercises(knowledge):
        assert not telling & tips(plan)


def test_a_tip_falls_with_the_exercise_it_tells_to_do(knowledge: Knowledge) -> None:
    care = knowledge.library.self_care
    holding = frozenset(f"tip:{tip.id}" for tip in care)

    walking = {tip.id for tip in rank_tips(care, holding, "int", Limits(), {"wk_walk"})}
    still = {tip.id for tip in rank_tips(care, holding, "int", Limits(), {"ea_9090"})}

    assert walking - still == {"sc_walk", "sc_flare"}


def test_somebody_whose_day_is_full_is_still_told_to_walk(knowledge: Knowledge) -> None:
    assert "sc_walk" in tips(decide(knowledge, calm(home_minutes_per_day=2)))


# ------------------------------------------------------------------------------------------------------ tips on devices


def test_somebody_well_with_a_ball_is_told_how_to_use_it(knowledge: Knowledge) -> None:
    assert "sc_ball_use" in tips(decide(knowledge, calm()))


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param({"skin_problems": ["open_wound_burn"], "skin_problem_regions": ["buttock"]}, id="open wound"),
        pytest.param(
            {"surgeries": ["hip_replacement"], "weeks_since_hip_replacement": 30, "hip_precautions": "none"},
            id="new hip",
        ),
        pytest.param(
            {"surgeries": ["lumbar_fusion"], "weeks_since_spinal_surgery": 80, "fusion_solid": True}, id="fused spine"
        ),
        pytest.param(
            {"sensory_pattern": "one_leg_patch", "leg_pain_suddenly_gone": False, "numb_regions": ["thigh_back"]},
            id="numb thigh",
        ),
        pytest.param({"medicines": ["anticoagulant_doac"]}, id="blood thinner"),
    ],
)
def test_nobody_presses_with_a_device_where_a_place_is_spared(answers: dict[str, Any], knowledge: Knowledge) -> None:
    plan = decide(knowledge, calm(**EVERY_DEVICE, **answers))

    assert plan.disposition.treats
    assert not DEVICE_TIPS & tips(plan)


def test_every_tip_with_a_code_says_where_it_is_used(knowledge: Knowledge) -> None:
    for tip in (*knowledge.library.tips, *knowledge.library.self_care):
        assert bool(tip.codes) == bool(tip.areas), tip.id


# ------------------------------------------------------------------------------------------- before anybody has signed


def test_nobody_gets_a_treatment_before_a_therapist_signed(knowledge: Knowledge) -> None:
    treating = {tip.id for tip in knowledge.library.self_care if tip.codes or tip.exercise}
    for body in (
        calm(**EVERY_DEVICE),
        calm(home_minutes_per_day=2),
        amira(asks_about=["heat"]),
        chidi(),
    ):
        plan = decide(knowledge, body)
        assert not treating & tips(for_clients(plan)), "no device, no heat, no exercise"


def test_words_on_health_and_mood_are_there_for_everyone(knowledge: Knowledge) -> None:
    plan = decide(knowledge, calm(low_mood_over_2wk=True))

    assert "sc_mood" in tips(for_clients(plan))


# ---------------------------------------------------------------------------------------------- massage never by itself


def test_without_a_minute_for_exercises_there_are_no_visits(knowledge: Knowledge) -> None:
    plan = decide(knowledge, calm(home_minutes_per_day=0))

    assert plan.disposition in (Disposition.TREAT, Disposition.TREAT_WITH_PRECAUTIONS)
    assert plan.sessions is None
    assert plan.modalities == ()
    (reason,) = [each for each in plan.excluded if each.id == "massage"]
    assert reason.because == "Massage goes with something you do yourself. Find 3 minutes a day and we plan it."


@pytest.mark.parametrize("person", [calm, amira, chidi, lambda **k: calm(settle_minutes=90, **k)])
def test_with_three_minutes_there_are_visits_and_something_to_do(person: Any, knowledge: Knowledge) -> None:
    plan = decide(knowledge, person(home_minutes_per_day=3))

    assert plan.sessions is not None
    assert any(item.kind != "ease" for item in plan.home)


def test_whoever_may_do_no_exercise_gets_no_massage_instead(knowledge: Knowledge) -> None:
    for plan in without_exercises(knowledge):
        assert plan.sessions is None
        assert why_not(plan, "massage")


def test_massage_beside_rest_alone_is_massage_by_itself(knowledge: Knowledge) -> None:
    """Lying on the back with the calves on a chair is rest, nothing that she does."""
    visits = Visits(sessions=decide(knowledge, calm()).sessions)
    rest, walk = (Candidate(knowledge.exercise[each], Dose(minutes=5), 5, 0, ()) for each in ("ea_9090", "wk_walk"))

    assert beside_exercises(visits, HomeChoice((walk,), (walk, rest), ())) == visits
    (no_time,) = beside_exercises(visits, HomeChoice((rest,), (walk, rest), ())).left_out
    (closed,) = beside_exercises(visits, HomeChoice((rest,), (rest,), ())).left_out
    assert "Find 5 minutes a day" in no_time.because
    assert "no exercise is open to you" in closed.because
