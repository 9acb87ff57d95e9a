"""Days on which a plan could hurt somebody: what each of these people must not get, whatever else is right for them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from plans.plan import Disposition, Plan, Sessions
from recommender.core.knowledge import Knowledge
from recommender.core.rules import Contraindication, Helping
from tests.core.deciding import Body, asked, decide, home, rules_of, why_not
from tests.people import changed

EXAMPLES = Path(__file__).parents[2] / "examples"
QUIET = {"wk_walk", "nv_ankle_pump", "cs_brace_breathe", "ea_side_pillow", "ea_9090", "ea_prone_pillow", "mk_prone"}
"""Walking, rest at ease, ankle pumps and light breathing."""


def hugo(**changes: Any) -> Body:
    """44, months of a mild stiff back: nothing but the change tells."""
    return changed(json.loads((EXAMPLES / "hugo.json").read_text(encoding="utf-8")), **changes)


def someone(name: str, **changes: Any) -> Body:
    return changed(json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8")), **changes)


def cleared(rule: str, **answers: Any) -> dict[str, Any]:
    """A doctor's word that names one rule."""
    days = {"on": "2026-11-10", "until": "2027-02-10"}
    return {"rule": rule, "by": "Dr A", "role": "doctor", "examined": "all of it", **days, "answers": answers}


def sessions_of(plan: Plan) -> Sessions:
    assert plan.sessions is not None, why_not(plan, "massage") or rules_of(plan)
    return plan.sessions


def at_home(plan: Plan) -> set[str]:
    return home(plan) | {item.id for item in plan.bad_day}


# --------------------------------------------------------------------------- healing bones, vessels and wires


NOT_YET_CLEARED = {
    "vertebral-fracture-recent": {"conditions": ["vertebral_fracture"], "weeks_since_vertebral_fracture": 4},
    "spondylolisthesis-unstable": {"conditions": ["spondylolisthesis_unstable"]},
    "fracture-recent-other": {
        "conditions": ["fracture_other"], "fracture_region": "pelvis", "weeks_since_other_fracture": 3,
        "protected_regions": ["hip_side"],
    },
    "dvt-treated-lt-3mo": {"conditions": ["dvt_treated"], "weeks_since_dvt": 5, "dvt_side": "left"},
    "stroke-tia-lt-3mo": {"conditions": ["stroke_tia"], "weeks_since_stroke": 5},
    "mi-6-12wk": {"conditions": ["mi_acs"], "weeks_since_heart_event": 8},
    "neurostim-pump": {"implants": ["neurostimulator"], "weeks_since_implant": 4, "protected_regions": ["buttock"]},
}  # fmt: skip


@pytest.mark.parametrize("rule", NOT_YET_CLEARED)
def test_before_the_doctors_word_there_is_rest_and_walking_only(rule: str, knowledge: Knowledge) -> None:
    """A spine bone that broke 4 weeks ago does not bridge, and a heart 8 weeks old does not work out."""
    plan = decide(knowledge, hugo(**NOT_YET_CLEARED[rule]))

    assert plan.disposition.treats, rules_of(plan)
    assert plan.sessions is None
    assert at_home(plan) <= QUIET
    assert "wk_walk" in home(plan)


def test_with_the_doctors_word_strength_comes_back(knowledge: Knowledge) -> None:
    body = hugo(**NOT_YET_CLEARED["mi-6-12wk"])
    plan = decide(knowledge, {**body, "clearances": [cleared("mi-6-12wk")]})

    assert plan.sessions is not None
    assert not home(plan) <= QUIET


# ------------------------------------------------------------------------------------------- after an injection


def needle(days: int) -> Body:
    return hugo(
        injections=["epidural"],
        recent_spinal_procedure=True,
        recent_spinal_procedure_days=days,
        headache_or_stiff_neck=False,
        wound_red_or_leaking=False,
    )


@pytest.mark.parametrize("days", [0, 1])
def test_on_the_first_two_days_after_an_epidural_nobody_exercises(days: int, knowledge: Knowledge) -> None:
    assert at_home(decide(knowledge, needle(days))) <= QUIET


def test_from_the_third_day_exercises_start_again(knowledge: Knowledge) -> None:
    assert not home(decide(knowledge, needle(2))) <= QUIET


# ------------------------------------------------------------------------------------------------ how people lie


def lying(plan: Plan) -> set[str]:
    return {slot.position for slot in sessions_of(plan).recipe if slot.position}


def test_a_new_hip_is_never_turned_face_down(knowledge: Knowledge) -> None:
    body = hugo(surgeries=["hip_replacement"], weeks_since_hip_replacement=8, hip_precautions="none_set")
    plan = decide(knowledge, {**body, "clearances": [cleared("hip-replacement-lt-12wk")]})

    assert "prone" not in lying(plan)
    assert why_not(plan, "prone") == "hip-replacement-lt-12wk"
    assert not {"mk_prone", "ea_prone_pillow", "mk_elbows"} & at_home(plan)


def test_at_eighty_nobody_is_turned_face_down_for_the_upper_back(knowledge: Knowledge) -> None:
    plan = decide(knowledge, someone("dara", age_years=80))

    assert "upper_back_neck" in {slot.region for slot in sessions_of(plan).recipe}
    assert "prone" not in lying(plan)


def test_an_older_client_is_asked_before_fifteen_minutes_face_down(knowledge: Knowledge) -> None:
    """Counted over the parts of the visit, one after the other."""
    recipe = sessions_of(decide(knowledge, hugo(age_years=66))).recipe
    lain = 0
    for slot in recipe:
        if slot.position != "prone":
            lain = 0
        elif "ask how lying face down feels" in slot.words:
            lain = slot.minutes
        else:
            lain += slot.minutes
        assert lain <= 15, [(each.region, each.position, each.minutes) for each in recipe]
    assert any("ask how lying face down feels" in slot.words for slot in recipe)


def test_somebody_young_with_a_quiet_pressure_is_not_asked_for_nothing(knowledge: Knowledge) -> None:
    recipe = sessions_of(decide(knowledge, hugo())).recipe

    assert not any("face down" in slot.words for slot in recipe)


def test_a_broken_rib_is_not_lain_on(knowledge: Knowledge) -> None:
    rib = {"conditions": ["fracture_other"], "fracture_region": "rib", "weeks_since_other_fracture": 3}
    plan = decide(
        knowledge, {**hugo(**rib, protected_regions=["chest"]), "clearances": [cleared("fracture-recent-other")]}
    )

    assert "prone" not in lying(plan)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        pytest.param({"implants": ["stoma"], "protected_regions": ["abdomen"]}, [], id="a stoma bag"),
        pytest.param({"implants": ["insulin_pump"], "protected_regions": ["abdomen"]}, [], id="a pump on the belly"),
        pytest.param(
            {"surgeries": ["abdominal"], "weeks_since_other_surgery": 4, "protected_regions": ["abdomen"]},
            [cleared("surgery-other-lt-6wk")],
            id="an operation on the belly",
        ),
        pytest.param(
            {"implants": ["icd"], "weeks_since_implant": 3, "protected_regions": ["chest"]},
            [cleared("pacemaker-icd-new")],
            id="a new pacemaker",
        ),
        pytest.param(
            {"aaa_known": True, "onset_days": 400},
            [cleared("gap-aaa-known", aaa_known=True), cleared("aaa-known", aaa_known=True)],
            id="an aneurysm",
        ),
    ],
)
def test_what_sits_on_the_front_is_not_lain_on(
    told: Mapping[str, Any], words: list[dict[str, Any]], knowledge: Knowledge
) -> None:
    plan = decide(knowledge, {**hugo(**told), "clearances": words})

    assert "prone" not in lying(plan)
    assert not {"mk_prone", "ea_prone_pillow", "mk_elbows"} & at_home(plan)


def test_a_large_slip_is_never_worked_face_down_even_with_the_surgeons_word(knowledge: Knowledge) -> None:
    plan = decide(
        knowledge,
        {**hugo(conditions=["spondylolisthesis_unstable"]), "clearances": [cleared("spondylolisthesis-unstable")]},
    )

    assert "prone" not in lying(plan)


# ------------------------------------------------------------------------------------------------ clots and falls


def test_five_weeks_after_a_clot_only_the_upper_body_is_touched(knowledge: Knowledge) -> None:
    thinner = {"medicines": ["anticoagulant_doac"], "anticoagulant_dose_adjusting": False}
    plan = decide(
        knowledge,
        {**hugo(**NOT_YET_CLEARED["dvt-treated-lt-3mo"], **thinner), "clearances": [cleared("dvt-treated-lt-3mo")]},
    )

    assert {slot.region for slot in sessions_of(plan).recipe if slot.region} <= {"upper_back_neck"}
    assert max(slot.pressure or 0 for slot in sessions_of(plan).recipe) <= 2


def test_a_bruised_back_under_a_blood_thinner_is_not_touched(knowledge: Knowledge) -> None:
    """He fell from standing 2 days ago, aged 60, and was not seen: no row stops him, and his back is left alone."""
    plan = decide(
        knowledge,
        hugo(
            age_years=60, medicines=["anticoagulant_doac"], anticoagulant_dose_adjusting=False, trauma_level="minor",
            trauma_days=2, spine_bruise=True, trauma_cleared=False, leg_short_turned_out=False,
            onset_mode="after_trauma",
        ),
    )  # fmt: skip

    assert plan.disposition.treats, rules_of(plan)
    assert not {"lumbar_paraspinals", "ql", "upper_back_neck"} & {slot.region for slot in sessions_of(plan).recipe}
    assert max(slot.pressure or 0 for slot in sessions_of(plan).recipe) <= 2
    assert "trauma_cleared" in asked(plan)


def test_something_new_since_the_last_visit_keeps_firm_work_closed(knowledge: Knowledge) -> None:
    firm = decide(knowledge, someone("xavi"))
    plan = decide(knowledge, someone("xavi", new_symptom_since_last_visit=True))

    assert max(slot.pressure or 0 for slot in sessions_of(firm).recipe) > 3
    assert max(slot.pressure or 0 for slot in sessions_of(plan).recipe) <= 3
    assert why_not(plan, "deep_tissue") == "after-a-good-visit"


# ---------------------------------------------------------------------------------------------------- numb skin


@pytest.mark.parametrize(("numb", "region"), [("calf", "calf"), ("thigh_back", "hamstrings"), ("buttock", "glute_max")])
def test_no_visit_is_planned_on_numb_skin(numb: str, region: str, knowledge: Knowledge) -> None:
    """Dose modifier m-neuro: regions away from numb skin."""
    there = decide(knowledge, hugo())
    plan = decide(knowledge, hugo(sensory_pattern="one_leg_patch", numb_regions=[numb], leg_pain_suddenly_gone=False))

    assert region in {slot.region for slot in sessions_of(there).recipe}
    assert region not in {slot.region for slot in sessions_of(plan).recipe}
    assert why_not(plan, region) == "m-neuro"


LEG_AND_BUTTOCK = {"buttock", "hip_side", "groin", "thigh_front", "thigh_back", "inner_thigh", "knee_back", "shin",
                   "calf", "foot"}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("hugo", {"sensory_pattern": "one_leg_patch", "leg_pain_suddenly_gone": False}),
        ("dara", {"sensory_pattern": "one_leg_most", "leg_pain_suddenly_gone": False}),
        ("kofi", {"numb_regions": None}),
    ],
    ids=["a patch", "most of a leg", "both feet, like socks"],
)
def test_a_numb_place_that_was_not_named_is_asked_for_and_may_be_anywhere_on_the_leg(
    name: str, told: Mapping[str, Any], knowledge: Knowledge
) -> None:
    """Not told is not "none": the visit keeps off all it could be, and the therapist reads what to ask."""
    plan = decide(knowledge, someone(name, **told))
    regions = {slot.region for slot in sessions_of(plan).recipe if slot.region}

    assert "numb_regions" in asked(plan)
    assert all((slot.pressure or 0) <= 2 for slot in sessions_of(plan).recipe)
    for region in regions - {"contralateral"}:
        assert not LEG_AND_BUTTOCK & knowledge.library.regions[region].areas, region
    assert why_not(plan, "glute_max") == "m-neuro-unplaced"
    assert any(note.startswith("Ask where the skin is numb.") for note in sessions_of(plan).notes)


def test_a_leg_that_tingles_and_is_numb_nowhere_is_treated(knowledge: Knowledge) -> None:
    body = hugo(sensory_pattern="one_leg_patch", numb_regions=["none"], leg_pain_suddenly_gone=False)
    plan = decide(knowledge, body)

    assert "hamstrings" in {slot.region for slot in sessions_of(plan).recipe}
    assert not any(note.startswith("Ask where the skin is numb.") for note in sessions_of(plan).notes)


def test_foot_massage_is_left_out_for_a_numb_foot_and_says_so(knowledge: Knowledge) -> None:
    plan = decide(knowledge, someone("kofi"))

    assert why_not(plan, "foot") == "m-neuro"
    assert why_not(plan, "reflexology") == "m-neuro"


def test_the_other_side_of_a_numb_buttock_stays_open(knowledge: Knowledge) -> None:
    for told in (["buttock"], None):
        body = someone("dara", sensory_pattern="one_leg_patch", numb_regions=told, leg_pain_suddenly_gone=False)
        plan = decide(knowledge, body)

        assert "contralateral" in {slot.region for slot in sessions_of(plan).recipe}


# --------------------------------------------------------------------------------- what was read as present is asked


@pytest.mark.parametrize(
    ("told", "rule", "missing"),
    [
        pytest.param({"conditions": ["mi_acs"]}, "mi-acs-recent", "weeks_since_heart_event", id="a heart attack"),
        pytest.param(
            {
                "sex_at_birth": "female", "age_years": 31, "pregnancy_status": "pregnant", "gestation_weeks": 22,
                "vaginal_bleeding": False, "shoulder_tip_pain": False, "preg_warning": ["none"],
            },
            "preg-high-risk",
            "pregnancy_high_risk",
            id="pregnant",
        ),
    ],
)  # fmt: skip
def test_a_stop_that_rests_on_silence_asks_for_the_answer(
    told: Mapping[str, Any], rule: str, missing: str, knowledge: Knowledge
) -> None:
    plan = decide(knowledge, hugo(**told))

    assert plan.disposition is Disposition.ROUTINE_REFERRAL
    assert rule in rules_of(plan)
    assert missing in asked(plan)


@pytest.mark.parametrize(
    ("told", "denied"),
    [
        ({"dvt_side": "left"}, "conditions"),
        ({"fracture_region": "pelvis"}, "conditions"),
        ({"hip_precautions": "posterior"}, "surgeries"),
    ],
)
def test_a_place_that_was_told_is_not_forgotten_because_its_cause_was_denied(
    told: Mapping[str, Any], denied: str, knowledge: Knowledge
) -> None:
    """No clot, and the clot was in the left leg: which of the two is so?"""
    plan = decide(knowledge, hugo(**told))

    assert plan.disposition is Disposition.NEEDS_ANSWERS
    assert denied in asked(plan)


# --------------------------------------------------------------------------------------------------- words to people


def test_no_words_for_people_name_a_rule(knowledge: Knowledge) -> None:
    ids = {rule.id for rule in (*knowledge.red_flags, *knowledge.contraindications, *knowledge.helping)}

    named = [
        (rule_id, word)
        for rule_id, text in _texts(knowledge)
        for word in re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", text)
        if word in ids
    ]
    assert named == []


def _texts(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    for rule in (*knowledge.red_flags, *knowledge.contraindications, *knowledge.helping):
        yield from ((rule.id, text) for text in (rule.says, rule.because))
        if isinstance(rule, Contraindication):
            yield from ((rule.id, text) for text in rule.notes)
            yield rule.id, rule.position.words if rule.position else ""
        elif isinstance(rule, Helping):
            yield from ((rule.id, text) for value in rule.then.values() for text in _said(value))


def _said(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _said(each)
