"""How often, how long, how many: the base table, the modifiers in order, the caps, and the six worked examples."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from plans.plan import Plan, Sessions
from recommender.core.dose import VisitDose, base_row, visit_dose
from recommender.core.knowledge import Knowledge
from tests.core.deciding import decide, facts_of_answers, home, methods, rules_of, why_not
from tests.people import VISIT_DAY, Body, amira

CALM = {"settle_minutes": 10, "sit_tolerance_min": 60, "stand_tolerance_min": 60, "walk_tolerance_min": 60}
FLARING = {"settle_minutes": 90}
PLAIN = {
    "budget_visits_4wk": 8, "travel_min": 15, "massage_expectation_nrs": 5, "stress_nrs": 4, "sleep_quality_nrs": 6,
    "startback_total": None, "startback_psych": None, "slr_result": "negative", "slr_deg": None,
    "slr_was_positive": False, "strain_aggravated": False, "pain_trend": "improving",
}  # fmt: skip
"""What leaves the base dose alone."""
POSTURE = {"pain_sites": ["low_back", "buttock"], "easers": ["movement", "walking"], "aggravators": ["sitting"]}
MONTHS = {"onset_days": 210, "backpain_onset_age": 34, "axspa_items": ["none"], "care_so_far": "self_care"}


def postural(**changes: Any) -> Body:
    """Amira with a stiff back and nothing in the leg: nothing but the base dose applies to her."""
    return amira(**{**PLAIN, **POSTURE, **CALM, "leg_pain_nrs_avg": 2, "leg_pain_nrs_worst": 3, **changes})


def sessions_of(knowledge: Knowledge, body: Body) -> Sessions:
    plan = decide(knowledge, body)
    assert plan.sessions is not None, why_not(plan, "massage") or rules_of(plan)
    return plan.sessions


def dose_of(knowledge: Knowledge, body: Body) -> VisitDose | None:
    """The dose by itself, before it is laid out as a visit."""
    facts = facts_of_answers(knowledge, body["profile"])
    held = [knowledge.helping[n] for n in knowledge.help.read(facts.values)[0]]
    rows = [rule for rule in held if rule.folder == "dose"]
    modifiers = [rule for rule in held if rule.folder == "modifiers"]
    return visit_dose(rows, modifiers, facts, knowledge.caps)


def review_after(sessions: Sessions) -> int:
    return (date.fromisoformat(sessions.first_review) - VISIT_DAY).days


def levels(plan: Plan) -> list[int]:
    return [slot.pressure for slot in plan.sessions.recipe if slot.pressure] if plan.sessions else []


# ---------------------------------------------------------------------------------------------- the worked examples


def test_ex1_acute_severe_and_easily_stirred(knowledge: Knowledge) -> None:
    """Acute 3 weeks, leg 7, high irritability, disc-like, leg raise positive, medium risk."""
    body = amira(**FLARING, onset_days=21, leg_pain_nrs_avg=7, leg_pain_nrs_worst=7, night_wakes_per_week=4)
    plan = decide(knowledge, body)
    sessions = sessions_of(knowledge, body)

    assert sessions.total == 1, "2 less a quarter, rounded down, at least 1"
    assert sessions.per_week == 0.5
    assert 20 <= sessions.minutes <= 30
    assert max(levels(plan)) <= 2
    assert review_after(sessions) == 7


def test_ex2_subacute_gluteal_points_on_a_budget_of_4(knowledge: Knowledge) -> None:
    """Subacute 8 weeks, leg 5, moderate irritability, gluteal-myofascial, medium risk, 4 visits in 4 weeks."""
    points = {
        "onset_days": 56, "leg_pain_nrs_avg": 5, "leg_pain_nrs_worst": 6, "pain_sites": ["buttock", "post_thigh"],
        "trigger_points_reproduce_leg_pain": True, "slr_result": "negative", "slr_deg": None, "slr_was_positive": False,
        "strain_aggravated": False, "easers": ["rest"], "aggravators": ["sitting"], "budget_visits_4wk": 4,
        "modalities_preferred": None,
    }  # fmt: skip
    plan = decide(knowledge, amira(**points))
    sessions = sessions_of(knowledge, amira(**points))

    assert {pattern.id for pattern in plan.patterns} == {"gluteal_myofascial"}
    assert sessions.per_week == 1
    assert 45 <= sessions.minutes <= 60
    assert sessions.total == 4, "6 visits cut to 4"
    assert review_after(sessions) == 21, "after 3 visits at 1 a week"
    assert "trigger_point" in methods(plan)
    dose = dose_of(knowledge, amira(**points))
    assert dose is not None
    assert dose.slot_minutes == {"trigger_point": (5, 10)}


def test_ex3_chronic_postural_at_low_risk(knowledge: Knowledge) -> None:
    """Chronic 30 weeks, leg 4, low irritability, postural, low risk."""
    body = postural(
        **MONTHS, leg_pain_nrs_avg=4, leg_pain_nrs_worst=5, back_pain_nrs_avg=4, startback_total=2, sessions_done=0
    )
    plan = decide(knowledge, body)
    sessions = sessions_of(knowledge, body)

    assert {pattern.id for pattern in plan.patterns} == {"postural_muscular"}
    assert sessions.total <= 4
    assert sessions.minutes == 60
    assert len(plan.home) == 4, "exercise first"
    assert any("active come first" in because for because in sessions.because)


def test_ex4_chronic_at_high_risk_who_expects_much(knowledge: Knowledge) -> None:
    """Chronic 60 weeks, leg 6, low irritability, high risk, expectation 9, and little sleep."""
    body = postural(
        **{**MONTHS, "onset_days": 420, "back_pain_nrs_avg": 4, "leg_pain_nrs_avg": 6, "leg_pain_nrs_worst": 6},
        startback_total=7, startback_psych=4, massage_expectation_nrs=9, sleep_quality_nrs=3,
    )  # fmt: skip
    sessions = sessions_of(knowledge, body)

    assert sessions.per_week == 1
    assert sessions.minutes == 60
    assert sessions.total == 8
    assert any("Of every 3 visits, 1" in because for because in sessions.because), "the relaxing recipe"
    assert any("worry" in because for because in sessions.because), "a signpost to more help"


def test_ex5_a_newly_weak_foot_gets_nothing_by_hand(knowledge: Knowledge) -> None:
    weak = {"leg_weakness": "one_leg", "leg_weakness_days": 1, "leg_weakness_trend": "static"}
    plan = decide(knowledge, amira(heel_walk="no_new", leg_pain_suddenly_gone=False, **weak))

    assert plan.disposition.stops
    assert plan.sessions is None
    assert plan.modalities == ()
    assert plan.home == ()


def plateau(**changes: Any) -> Body:
    """Six visits into a course in chronic pain, with nothing gained."""
    told = {
        **MONTHS, "sessions_done": 6, "leg_pain_nrs_avg": 5, "leg_pain_nrs_avg_at_start": 5, "leg_pain_nrs_worst": 6,
        "back_pain_nrs_avg": 4, "back_pain_nrs_avg_at_start": 4, "after_last_massage": ["none"],
        "new_symptom_since_last_visit": False,
    }  # fmt: skip
    return postural(**{**told, **changes})


def test_ex6_a_plateau_after_6_visits_stops_massage_and_refers(knowledge: Knowledge) -> None:
    unseen = {"assessed_this_episode": "none", "assessed_days_ago": None, "assessment_covered": None}
    plan = decide(knowledge, plateau(**unseen))

    assert plan.disposition.stops
    assert "course-no-improve" in rules_of(plan)


def test_ex6_seen_by_a_clinician_the_exercises_go_on(knowledge: Knowledge) -> None:
    """Her physiotherapist saw her 6 days ago: no referral is due, and massage still ends."""
    plan = decide(knowledge, plateau())

    assert plan.disposition.treats
    assert plan.sessions is None
    assert why_not(plan, "massage") == "m-course-plateau"
    assert home(plan)


# --------------------------------------------------------------------------------------------------- the base table


BASE = [
    # phase, severity: visits a week, total, first review in days
    (20, 3, "d-ac-mild", 1, 2, 14),
    (20, 6, "d-ac-mod", 1, 3, 14),
    (20, 7, "d-ac-sev", 0.5, 2, 7),
    (60, 3, "d-su-mild", 1, 3, 21),
    (60, 6, "d-su-mod", 1, 6, 21),
    (60, 7, "d-su-sev", 1, 3, 14),
    (200, 3, "d-ch-mild", 0.5, 4, 28),
    (200, 6, "d-ch-mod", 1, 8, 28),
    (200, 7, "d-ch-sev", 1, 6, 21),
]


@pytest.mark.parametrize(("days", "pain", "row", "per_week", "total", "review"), BASE, ids=[each[2] for each in BASE])
def test_the_base_table(
    days: int, pain: int, row: str, per_week: float, total: int, review: int, knowledge: Knowledge
) -> None:
    dose = dose_of(knowledge, postural(onset_days=days, back_pain_nrs_avg=pain, leg_pain_nrs_avg=1))

    assert dose is not None
    assert dose.base.id == row
    assert (dose.per_week, dose.total, dose.review_days) == (per_week, total, review)


@pytest.mark.parametrize(
    ("changes", "row"),
    [
        pytest.param({"onset_days": 41}, "d-ac-mod", id="day 41 is acute"),
        pytest.param({"onset_days": 42}, "d-su-mod", id="day 42 is subacute"),
        pytest.param({"onset_days": 84}, "d-su-mod", id="day 84 is subacute"),
        pytest.param({"onset_days": 85}, "d-ch-mod", id="day 85 is chronic"),
        pytest.param({"back_pain_nrs_avg": 3}, "d-ac-mild", id="3 is mild"),
        pytest.param({"back_pain_nrs_avg": 4}, "d-ac-mod", id="4 is moderate"),
        pytest.param({"back_pain_nrs_avg": 7}, "d-ac-sev", id="7 is severe"),
        pytest.param({"back_pain_nrs_avg": None, "leg_pain_nrs_avg": None}, "d-unknown", id="severity not told"),
        pytest.param({"budget_visits_4wk": 0}, "d-self", id="no budget stands above the table"),
        pytest.param({"previous_course_response": "improved", "onset_days": 200}, "d-maint", id="maintenance"),
        pytest.param({"previous_course_response": "improved"}, "d-ac-mod", id="maintenance is for the chronic"),
        pytest.param(
            {"previous_course_response": "improved", "onset_days": 200, "budget_visits_4wk": 0},
            "d-self",
            id="no budget stands above maintenance",
        ),
    ],
)
def test_which_row_counts(changes: dict[str, Any], row: str, knowledge: Knowledge) -> None:
    facts = facts_of_answers(knowledge, postural(**{"onset_days": 30, "back_pain_nrs_avg": 5, **changes})["profile"])
    held = [knowledge.helping[n] for n in knowledge.help.read(facts.values)[0]]
    found = base_row([rule for rule in held if rule.folder == "dose"])

    assert found is not None
    assert found.id == row


@pytest.mark.parametrize(
    ("changes", "minutes"),
    [
        pytest.param({**FLARING, "onset_days": 60}, 30, id="45 to 60, easily stirred: the lower, and at most 30"),
        pytest.param({"settle_minutes": 30, "onset_days": 60}, 50, id="45 to 60 in the middle: 52, rounded down to 50"),
        pytest.param({"onset_days": 60}, 60, id="45 to 60, calm: the upper"),
        pytest.param({"settle_minutes": 30, "onset_days": 30}, 35, id="30 to 45 in the middle: 37, rounded down to 35"),
        pytest.param({"onset_days": 30}, 45, id="30 to 45, calm: the upper"),
        pytest.param({"settle_minutes": 30, "onset_days": 200}, 60, id="60 is 60"),
    ],
)
def test_minutes_follow_irritability(changes: dict[str, Any], minutes: int, knowledge: Knowledge) -> None:
    dose = dose_of(knowledge, postural(back_pain_nrs_avg=5, **changes))

    assert dose is not None
    assert dose.minutes == minutes


# -------------------------------------------------------------------------------------------------------- modifiers


def chronic(**changes: Any) -> Body:
    """A calm, chronic, moderate back: 8 visits of 60 minutes, weekly, before any modifier."""
    return postural(**{**MONTHS, "back_pain_nrs_avg": 5, **changes})


def test_nothing_modifies_the_plain_dose(knowledge: Knowledge) -> None:
    dose = dose_of(knowledge, chronic())

    assert dose is not None
    assert dose.modifiers == []
    assert (dose.per_week, dose.minutes, dose.total, dose.weeks) == (1, 60, 8, 8)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(FLARING, (1, 30, 8, 2), id="m-irrit-high: 30 minutes, level 2"),
        pytest.param({"sensory_pattern": "one_leg_patch"}, (1, 45, 8, 5), id="m-neuro: 45 minutes, weekly"),
        pytest.param({"startback_total": 3}, (1, 60, 4, 5), id="m-risk-low: 4 visits"),
        pytest.param({"startback_total": 4, "startback_psych": 3}, (1, 60, 8, 5), id="m-risk-med: the base"),
        pytest.param({"startback_total": 4, "startback_psych": 4}, (1, 60, 8, 5), id="m-risk-high: the base"),
        pytest.param(
            {"slr_result": "reproduces_leg_pain", "slr_deg": 60, "slr_was_positive": None},
            (1, 60, 6, 5),
            id="m-pattern-disc: a quarter less, rounded down",
        ),
        pytest.param(
            {"conditions": ["disc_herniation"]}, (1, 60, 8, 5), id="m-pattern-disc: not with a negative leg raise"
        ),
        pytest.param({"massage_expectation_nrs": 8}, (1, 60, 8, 5), id="m-expect-hi: the base"),
        pytest.param({"massage_expectation_nrs": 4}, (1, 60, 8, 5), id="m-expect-lo: 4 is not low"),
        pytest.param({"massage_expectation_nrs": 3}, (0.5, 60, 4, 5), id="m-expect-lo: half"),
        pytest.param({"wants_passive_care_only": True}, (1, 60, 4, 5), id="m-passive: 4 visits"),
        pytest.param({"age_years": 74}, (1, 60, 8, 5), id="m-older75: not at 74"),
        pytest.param({"age_years": 75}, (1, 45, 8, 3), id="m-older75: 45 minutes, level 3"),
        pytest.param({"age_years": 66, "frail": True}, (1, 30, 8, 3), id="m-frail: 30 minutes"),
        pytest.param({"pregnancy_status": "pregnant"}, (1, 45, 8, 5), id="m-preg: 45 minutes"),
        pytest.param({"pregnancy_status": "prefer_not_say"}, (1, 45, 8, 5), id="m-preg: prefer not to say counts"),
        pytest.param({"budget_visits_4wk": 4}, (1, 60, 8, 5), id="m-budget: 4 in 4 weeks of 8"),
        pytest.param({"budget_visits_4wk": 2}, (0.5, 60, 4, 5), id="m-budget: every 2 weeks"),
        pytest.param({"budget_visits_4wk": 1}, (0.25, 60, 2, 5), id="m-budget: every 4 weeks, the minutes stay"),
        pytest.param({"travel_min": 46}, (1, 60, 8, 5), id="m-travel: weekly at most"),
        pytest.param(
            {"sessions_done": 1, "soreness_hours_last": 49}, (1, 45, 7, 2), id="m-soreness: 15 minutes, 1 level less"
        ),
        pytest.param({"sessions_done": 1, "soreness_hours_last": 48}, (1, 60, 7, 5), id="m-soreness: not at 48"),
        pytest.param(
            {"sessions_done": 2, "leg_pain_nrs_avg": 3, "leg_pain_nrs_avg_at_start": 1},
            (0.5, 60, 2, 5),
            id="m-course-worse: half the course, 2 of it done",
        ),
        pytest.param(
            {"startback_total": 3, "massage_expectation_nrs": 3}, (0.5, 60, 2, 5), id="in order: 4, then half of it"
        ),
        pytest.param(
            {**FLARING, "sensory_pattern": "one_leg_patch"}, (1, 30, 8, 2), id="two limits: the stricter holds"
        ),
    ],
)
def test_a_modifier(changes: dict[str, Any], expected: tuple[float, int, int, int], knowledge: Knowledge) -> None:
    dose = dose_of(knowledge, chronic(**changes))

    assert dose is not None
    assert (dose.per_week, dose.minutes, dose.total, dose.max_level) == expected


def test_a_modifier_that_changed_nothing_is_not_told(knowledge: Knowledge) -> None:
    dose = dose_of(knowledge, chronic(travel_min=60))

    assert dose is not None
    assert "m-travel" not in {rule.id for rule in dose.modifiers}


def test_a_modifier_that_changed_something_is_told(knowledge: Knowledge) -> None:
    sessions = sessions_of(knowledge, chronic(massage_expectation_nrs=2))

    assert any("Half as many visits" in because for because in sessions.because)


def test_one_visit_is_left_of_the_smallest_dose(knowledge: Knowledge) -> None:
    dose = dose_of(
        knowledge,
        postural(onset_days=20, back_pain_nrs_avg=2, massage_expectation_nrs=1, startback_total=1, budget_visits_4wk=1),
    )

    assert dose is not None
    assert dose.total >= 1
    assert dose.per_week >= 0.25


def test_new_weakness_ends_the_dose_even_without_triage(knowledge: Knowledge) -> None:
    assert dose_of(knowledge, chronic(heel_walk="no_new")) is None


# ------------------------------------------------------------------------------------------------------------- caps


def test_the_caps_are_those_of_the_evidence(knowledge: Knowledge) -> None:
    assert knowledge.caps == {"max_per_week": 2, "max_minutes": 60, "max_total": 10, "max_weeks": 12}


def test_every_base_row_stays_within_the_caps(knowledge: Knowledge) -> None:
    for rule in [rule for rule in knowledge.helping if rule.folder == "dose"]:
        assert rule.then["per_week"][1] <= 2
        assert rule.then["minutes"][1] <= 60
        assert rule.then["total"][1] <= 10
        assert rule.then["weeks"] <= 12


@pytest.mark.parametrize("budget", [1, 2, 3, 4, 8, 28])
def test_weeks_follow_from_visits(budget: int, knowledge: Knowledge) -> None:
    dose = dose_of(knowledge, chronic(budget_visits_4wk=budget))

    assert dose is not None
    assert dose.weeks <= 12
    assert dose.total <= dose.per_week * 12
    assert dose.total <= dose.per_week * dose.weeks
    assert dose.per_week in (0.25, 0.5, 1, 2), "a rhythm that a diary can hold"


def test_a_budget_is_never_exceeded(knowledge: Knowledge) -> None:
    for budget in range(1, 9):
        dose = dose_of(knowledge, chronic(budget_visits_4wk=budget))
        assert dose is not None
        assert dose.per_week * 4 <= max(budget, 1)


def test_a_plan_names_its_taper_and_its_stop_rules(knowledge: Knowledge) -> None:
    sessions = sessions_of(knowledge, chronic())

    assert sessions.taper
    assert sessions.stop_rules
    assert any("emergency" in rule.lower() for rule in sessions.stop_rules)
    assert sessions.sources


# -------------------------------------------------------------------------------------------- as the course goes on


def later(visits: int, leg: tuple[int, int], **changes: Any) -> Body:
    """The chronic back some visits on: leg pain at the start and today."""
    told = {
        "sessions_done": visits, "leg_pain_nrs_avg_at_start": leg[0], "leg_pain_nrs_avg": leg[1],
        "leg_pain_nrs_worst": leg[1], "back_pain_nrs_avg_at_start": 5, "after_last_massage": ["none"],
        "new_symptom_since_last_visit": False,
    }  # fmt: skip
    return chronic(**{**told, **changes})


def test_a_course_that_helps_goes_on_for_three_visits_and_then_tapers(knowledge: Knowledge) -> None:
    dose = dose_of(knowledge, later(3, (6, 4)))

    assert dose is not None
    assert dose.total <= 3


def test_someone_who_is_well_again_needs_no_more_visits(knowledge: Knowledge) -> None:
    plan = decide(knowledge, later(4, (6, 1), back_pain_nrs_avg=1, rmdq_total_at_start=12, rmdq_total=2))

    assert plan.sessions is None
    assert why_not(plan, "massage") == "m-course-recovered"


@pytest.mark.parametrize(("visits", "left"), [(1, 7), (3, 5), (5, 3)])
def test_the_rest_of_the_course_is_planned_not_the_whole_again(visits: int, left: int, knowledge: Knowledge) -> None:
    dose = dose_of(knowledge, later(visits, (6, 5)))

    assert dose is not None
    assert dose.total == left, "of 8"


@pytest.mark.parametrize(("visits", "left"), [(6, 2), (7, 2), (8, 2), (9, 1)])
def test_a_little_better_after_six_visits_means_two_or_three_more(visits: int, left: int, knowledge: Knowledge) -> None:
    """2 to 3 more, and 10 in all before a new reason is written down."""
    dose = dose_of(knowledge, later(visits, (6, 5)))

    assert dose is not None
    assert dose.total == left


@pytest.mark.parametrize(("visits", "left"), [(3, 3), (6, 2), (8, 2), (9, 1)])
def test_a_course_that_helps_has_two_or_three_visits_more(visits: int, left: int, knowledge: Knowledge) -> None:
    dose = dose_of(knowledge, later(visits, (6, 3)))

    assert dose is not None
    assert dose.total == left


def test_a_course_that_is_over_is_not_offered_again(knowledge: Knowledge) -> None:
    """Three visits of an acute course of three, and nobody wrote down how it went."""
    plan = decide(knowledge, postural(onset_days=30, back_pain_nrs_avg=5, sessions_done=3, after_last_massage=["none"]))

    assert plan.disposition.treats, rules_of(plan)
    assert plan.sessions is None
    assert why_not(plan, "massage") == "course-cap"


@pytest.mark.parametrize(
    "reason",
    [
        pytest.param({"wants_passive_care_only": True}, id="passive care only: exercise is the gate before visit 5"),
        pytest.param({"startback_total": 2}, id="low risk: 4 visits"),
    ],
)
def test_a_good_course_does_not_pass_a_cap_of_its_own(reason: dict[str, Any], knowledge: Knowledge) -> None:
    assert dose_of(knowledge, later(4, (6, 3), **reason)) is None


def test_a_follow_up_says_how_many_visits_are_behind(knowledge: Knowledge) -> None:
    sessions = sessions_of(knowledge, later(4, (6, 5)))

    assert sessions.total == 4
    assert any("4 visits of this course done" in note for note in sessions.notes)
    assert sessions.taper, "the course ends as the table has it"


def test_after_ten_visits_there_are_no_more_and_the_plan_says_why(knowledge: Knowledge) -> None:
    plan = decide(knowledge, later(10, (6, 4)))

    assert plan.disposition.treats, rules_of(plan)
    assert plan.sessions is None
    assert why_not(plan, "massage")
