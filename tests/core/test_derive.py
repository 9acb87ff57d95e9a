"""Derived facts: each on both sides of its thresholds, with answers missing and with questions that do not arise.

A case is a sentence, the answers, and what follows; None stands for unknown.
"""

from __future__ import annotations

from typing import Any

import pytest

from recommender.core.derive import functions, inputs
from recommender.core.facts import Tier
from tests.core.invented import completed, dictionary

Answers = dict[str, Any]


def tried(fact_id: str, *cases: tuple[str, Answers, Any]) -> list[Any]:
    """The cases of one derived fact as parameters, named by their sentence."""
    return [pytest.param(fact_id, answers, expected, id=f"{fact_id}: {name}") for name, answers, expected in cases]


def some(*values: str) -> frozenset[str]:
    return frozenset(values)


QUIET = {
    "saddle_sensation": "normal",
    "bladder_change": some("none"),
    "bowel_change": some("none"),
    "sexual_change": "none",
}
SADDLE = [
    *tried(
        "ces_positive",
        ("nothing changed", QUIET, False),
        ("numb in the saddle", {"saddle_sensation": "numb_or_tingling"}, True),
        ("feels different on wiping", {**QUIET, "saddle_sensation": "feels_different_on_wiping"}, True),
        ("unsure about the saddle", {**QUIET, "saddle_sensation": "unsure"}, None),
        ("unsure about the saddle, but cannot pass water",
         {"saddle_sensation": "unsure", "bladder_change": some("cannot_pass")}, True),
        ("a weak flow", {**QUIET, "bladder_change": some("weak_or_altered_flow")}, True),
        ("unsure about the bladder", {**QUIET, "bladder_change": some("unsure")}, None),
        ("unsure about the bladder, but leaks", {**QUIET, "bladder_change": some("unsure", "leaking_unaware")}, True),
        ("constipation only", {**QUIET, "bowel_change": some("constipation_only")}, False),
        ("cannot hold the bowel", {**QUIET, "bowel_change": some("leaking_or_cannot_hold")}, True),
        ("unsure about the bowel", {**QUIET, "bowel_change": some("constipation_only", "unsure")}, None),
        ("lost feeling during sex", {**QUIET, "sexual_change": "lost_genital_feeling"}, True),
        ("prefers not to speak of sex", {**QUIET, "sexual_change": "prefer_not_say"}, False),
        ("sex does not apply", {**QUIET, "sexual_change": "na"}, False),
        ("one answer missing", {**QUIET, "bowel_change": None}, None),
        ("nothing answered", {}, None),
    ),
]  # fmt: skip

STRENGTH = [
    *tried(
        "mrc_lowest",
        ("nothing measured", {}, None),
        ("one muscle measured", {"mrc_ehl": 3}, 3),
        ("the lowest of several", {"mrc_ehl": 4, "mrc_ankle_df": 2, "mrc_knee_ext": 5}, 2),
        ("the other foot counts", {"mrc_ankle_df": 5, "mrc_ankle_df_other_side": 1}, 1),
        ("no contraction at all is a measure", {"mrc_eversion": 0}, 0),
        ("the hip is weakest", {"mrc_hip_flex": 1, "mrc_ehl": 4}, 1),
        ("the knee is weakest", {"mrc_knee_ext": 1, "mrc_ehl": 4}, 1),
        ("the calf is weakest", {"mrc_ankle_pf": 1, "mrc_ehl": 4}, 1),
    ),
]

PLACE = [
    *tried(
        "has_leg_pain",
        ("left", {"leg_pain_laterality": "left"}, True),
        ("right", {"leg_pain_laterality": "right"}, True),
        ("both", {"leg_pain_laterality": "bilateral"}, True),
        ("none", {"leg_pain_laterality": "none"}, False),
        ("not told", {}, None),
    ),
    *tried(
        "leg_pain_below_knee",
        ("the calf", {"pain_sites": some("buttock", "calf")}, True),
        ("the shin", {"pain_sites": some("shin")}, True),
        ("the foot", {"pain_sites": some("foot")}, True),
        ("the thigh only", {"pain_sites": some("buttock", "post_thigh")}, False),
        ("not told", {}, None),
    ),
]

TIME = [
    *tried(
        "weeks_since_onset",
        ("day 6 is week 0", {"onset_days": 6}, 0),
        ("day 7 is week 1", {"onset_days": 7}, 1),
        ("day 41 is week 5", {"onset_days": 41}, 5),
        ("not told", {}, None),
    ),
    *tried(
        "phase",
        ("today", {"onset_days": 0}, "acute"),
        ("day 41", {"onset_days": 41}, "acute"),
        ("day 42", {"onset_days": 42}, "subacute"),
        ("day 84", {"onset_days": 84}, "subacute"),
        ("day 85", {"onset_days": 85}, "chronic"),
        ("not told", {}, None),
    ),
]

PAIN = [
    *tried(
        "pain_nrs_worst",
        ("the worst leg pain leads", {"leg_pain_nrs_worst": 8, "leg_pain_nrs_avg": 5, "back_pain_nrs_avg": 3}, 8),
        ("the back can lead", {"leg_pain_nrs_worst": 2, "back_pain_nrs_avg": 6}, 6),
        ("a usual above the worst counts", {"leg_pain_nrs_worst": 4, "leg_pain_nrs_avg": 6}, 6),
        ("no pain is a number", {"back_pain_nrs_avg": 0}, 0),
        ("not told", {}, None),
    ),
    *tried(
        "severity",
        ("3 is mild", {"leg_pain_nrs_avg": 3, "back_pain_nrs_avg": 0}, "mild"),
        ("4 is moderate", {"leg_pain_nrs_avg": 4, "back_pain_nrs_avg": 0}, "moderate"),
        ("6 is moderate", {"leg_pain_nrs_avg": 2, "back_pain_nrs_avg": 6}, "moderate"),
        ("7 is severe", {"leg_pain_nrs_avg": 2, "back_pain_nrs_avg": 7}, "severe"),
        ("the leg alone is told", {"leg_pain_nrs_avg": 7}, "severe"),
        ("the back alone is told", {"back_pain_nrs_avg": 2}, "mild"),
        ("only the worst is told", {"leg_pain_nrs_worst": 9}, None),
        ("not told", {}, None),
    ),
]

CALM = {
    "settle_minutes": 14,
    "leg_pain_nrs_worst": 3,
    "sit_tolerance_min": 31,
    "stand_tolerance_min": 31,
    "onset_days": 30,
}
FLARING = {"settle_minutes": 20, "leg_pain_nrs_worst": 7, "sit_tolerance_min": 9}
IRRITABILITY = [
    *tried(
        "irritability",
        ("calm in every way", CALM, "low"),
        ("settles in 15 minutes", {**CALM, "settle_minutes": 15}, "moderate"),
        ("settles in 60 minutes", {**CALM, "settle_minutes": 60}, "moderate"),
        ("settles in 61 minutes", {**CALM, "settle_minutes": 61}, "high"),
        ("worst 4 in the first weeks", {**CALM, "leg_pain_nrs_worst": 4}, "moderate"),
        ("worst 4 in week 12", {**CALM, "leg_pain_nrs_worst": 4, "onset_days": 84}, "moderate"),
        ("worst 6 when chronic", {**CALM, "leg_pain_nrs_worst": 6, "onset_days": 85}, "low"),
        ("worst 7 when chronic", {**CALM, "leg_pain_nrs_worst": 7, "onset_days": 85}, "moderate"),
        ("worst 4 and no onset told", {**CALM, "leg_pain_nrs_worst": 4, "onset_days": None}, "moderate"),
        ("sits 30 minutes", {**CALM, "sit_tolerance_min": 30}, "moderate"),
        ("stands 30 minutes", {**CALM, "stand_tolerance_min": 30}, "moderate"),
        ("worst 7 and sits 9 minutes", FLARING, "high"),
        ("worst 7 and sits 10 minutes", {**FLARING, "sit_tolerance_min": 10}, "moderate"),
        ("worst 6 and sits 9 minutes", {**FLARING, "leg_pain_nrs_worst": 6}, "moderate"),
        ("worst 7 and wakes 3 nights", {"leg_pain_nrs_worst": 7, "night_wakes_per_week": 3}, "high"),
        ("worst 7 and wakes 2 nights", {"leg_pain_nrs_worst": 7, "night_wakes_per_week": 2}, "moderate"),
        ("worst 7 and stands 9 minutes", {"leg_pain_nrs_worst": 7, "stand_tolerance_min": 9}, "high"),
        ("worst 7 and stands 10 minutes", {"leg_pain_nrs_worst": 7, "stand_tolerance_min": 10}, "moderate"),
        ("usual 7, said to be above the worst, and sits 9 minutes",
         {"leg_pain_nrs_worst": 1, "leg_pain_nrs_avg": 7, "sit_tolerance_min": 9}, "high"),
        ("calm, and usual 3", {**CALM, "leg_pain_nrs_avg": 3}, "low"),
        ("calm but for a usual 4, said to be above the worst", {**CALM, "leg_pain_nrs_avg": 4}, "moderate"),
        ("wakes every night with mild pain", {"leg_pain_nrs_worst": 3, "night_wakes_per_week": 7}, "moderate"),
        ("one answer missing from a calm picture", {**CALM, "stand_tolerance_min": None}, "moderate"),
        ("nothing told", {}, "moderate"),
    ),
]  # fmt: skip

RAISE = {"slr_result": "reproduces_leg_pain"}
NERVE = [
    *tried(
        "neural_tension",
        ("not tested", {}, None),
        ("leg pain at 44 degrees", {**RAISE, "slr_deg": 44}, "strong"),
        ("leg pain at 45 degrees", {**RAISE, "slr_deg": 45}, "mild"),
        ("leg pain at 70 degrees", {**RAISE, "slr_deg": 70}, "mild"),
        ("leg pain at 71 degrees", {**RAISE, "slr_deg": 71}, "past"),
        ("leg pain, angle not told", RAISE, "strong"),
        ("a pull only", {"slr_result": "tight_hamstring_only"}, "past"),
        ("negative, positive before", {"slr_result": "negative", "slr_was_positive": True}, "past"),
        ("negative as before", {"slr_result": "negative", "slr_was_positive": False}, "negative"),
        ("negative, before not told", {"slr_result": "negative"}, "negative"),
    ),
]


def said(easers: frozenset[str], aggravators: frozenset[str], **more: Any) -> Answers:
    return {"easers": easers, "aggravators": aggravators, **more}


WALKER = said(some("walking"), some("sitting"))
DIRECTION = [
    *tried(
        "directional_preference",
        ("a shift to one side", {**WALKER, "lateral_shift": True}, "side"),
        ("arching draws the pain up", {"extension_response": "centralises"}, "extension"),
        ("bending sends the pain down", {"flexion_response": "peripheralises"}, "extension"),
        ("bending draws the pain up", {"flexion_response": "centralises"}, "flexion"),
        ("arching sends the pain down", {"extension_response": "peripheralises"}, "flexion"),
        ("both draw it up",
         {"flexion_response": "centralises", "extension_response": "centralises"}, "no_clear_direction"),
        ("both send it down",
         {"flexion_response": "peripheralises", "extension_response": "peripheralises"}, "no_clear_direction"),
        ("tested, no change",
         {"flexion_response": "no_change", "extension_response": "no_change"}, "no_clear_direction"),
        ("what was seen stands above what is said", {**WALKER, "flexion_response": "centralises"}, "flexion"),
        ("no shift: what was seen counts", {"lateral_shift": False, "extension_response": "centralises"}, "extension"),
        ("walking eases, sitting hurts", WALKER, "extension"),
        ("arching eases, bending hurts", said(some("arching"), some("bending")), "extension"),
        ("lying on the front eases, sitting hurts", said(some("lying_on_front"), some("sitting")), "extension"),
        ("sitting eases, standing hurts", said(some("sitting"), some("standing")), "flexion"),
        ("bending eases, arching hurts", said(some("bending"), some("arching")), "flexion"),
        ("bending eases, walking hurts", said(some("bending"), some("walking")), "flexion"),
        ("sitting eases, lifting hurts", said(some("sitting"), some("lifting")), "no_clear_direction"),
        ("walking eases, nothing told that hurts by sitting",
         said(some("walking"), some("lifting")), "no_clear_direction"),
        ("both pictures at once", said(some("walking", "bending"), some("sitting", "standing")), "no_clear_direction"),
        ("what eases is not told", {"aggravators": some("sitting")}, None),
        ("what hurts is not told", {"easers": some("walking")}, None),
        ("nothing told", {}, None),
    ),
]  # fmt: skip

BELOW = {"pain_sites": some("buttock", "calf")}
NOTCH = {"pain_sites": some("sit_bone"), "aggravators": some("sitting"), "fair_test": True}
POINTS = {
    "trigger_points_reproduce_leg_pain": True,
    "sensory_pattern": "none",
    "leg_weakness": "none",
    "slr_result": "negative",
}
POSTURE = {"pain_sites": some("low_back"), "easers": some("movement")}
GIRDLE = {"pain_sites": some("sacrum"), "aggravators": some("turning_in_bed")}
UNCLEAR = some("mixed_unclear")
PATTERNS = [
    *tried(
        "patterns",
        ("nothing told", {}, UNCLEAR),
        ("below the knee, worse sitting", {**BELOW, "aggravators": some("sitting")}, some("disc_like")),
        ("below the knee, worse bending", {**BELOW, "aggravators": some("bending")}, some("disc_like")),
        ("below the knee, worse coughing", {**BELOW, "strain_aggravated": True}, some("disc_like")),
        ("below the knee, nothing makes it worse",
         {**BELOW, "strain_aggravated": False, "aggravators": some("none")}, UNCLEAR),
        ("thigh only, worse coughing", {"pain_sites": some("post_thigh"), "strain_aggravated": True}, UNCLEAR),
        ("leg raise at 29 degrees", {**RAISE, "slr_deg": 29}, UNCLEAR),
        ("leg raise at 30 degrees", {**RAISE, "slr_deg": 30}, some("disc_like")),
        ("leg raise at 70 degrees", {**RAISE, "slr_deg": 70}, some("disc_like")),
        ("leg raise at 71 degrees", {**RAISE, "slr_deg": 71}, UNCLEAR),
        ("a slipped disc on a scan", {"conditions": some("disc_herniation")}, some("disc_like")),
        ("legs ease on sitting", {"walk_pattern": "eases_sitting_or_bending"}, some("stenosis_like")),
        ("legs ease on standing still", {"walk_pattern": "eases_standing_still"}, UNCLEAR),
        ("a narrow canal on a scan", {"conditions": some("stenosis")}, some("stenosis_like")),
        ("sit bone, worse sitting, hip test", NOTCH, some("piriformis_deep_gluteal")),
        ("buttock, worse sitting, hip test", {**NOTCH, "pain_sites": some("buttock")}, some("piriformis_deep_gluteal")),
        ("sit bone, worse sitting, tender notch",
         {**NOTCH, "fair_test": False, "sciatic_notch_tender": True}, some("piriformis_deep_gluteal")),
        ("sit bone, worse sitting, not tested", {**NOTCH, "fair_test": None}, UNCLEAR),
        ("sit bone, sitting is fine", {**NOTCH, "aggravators": some("running")}, UNCLEAR),
        ("tender points bring on the leg pain", POINTS, some("gluteal_myofascial")),
        ("tender points, leg raise not tested", {**POINTS, "slr_result": None}, UNCLEAR),
        ("tender points, leg raise brings it on at 80", {**POINTS, **RAISE, "slr_deg": 80}, UNCLEAR),
        ("tender points and a numb patch", {**POINTS, "sensory_pattern": "one_leg_patch"}, UNCLEAR),
        ("tender points and a weak leg", {**POINTS, "leg_weakness": "one_leg"}, UNCLEAR),
        ("low back, eased by moving", POSTURE, some("postural_muscular")),
        ("sacrum, eased by moving", {**POSTURE, "pain_sites": some("sacrum")}, some("postural_muscular")),
        ("buttock, eased by walking",
         {"pain_sites": some("buttock"), "easers": some("walking")}, some("postural_muscular")),
        ("low back and calf, eased by moving", {**POSTURE, "pain_sites": some("low_back", "calf")}, UNCLEAR),
        ("low back, eased by rest", {**POSTURE, "easers": some("rest")}, UNCLEAR),
        ("sacrum, worse turning in bed", GIRDLE, some("sij_pelvic")),
        ("buttock, worse turning in bed", {**GIRDLE, "pain_sites": some("buttock")}, some("sij_pelvic")),
        ("groin, worse on one leg",
         {"pain_sites": some("groin"), "aggravators": some("standing_on_one_leg")}, some("sij_pelvic")),
        ("low back, worse turning in bed", {**GIRDLE, "pain_sites": some("low_back")}, UNCLEAR),
        ("two labels at once",
         {**BELOW, "aggravators": some("sitting"), "conditions": some("stenosis")}, some("disc_like", "stenosis_like")),
    ),
]  # fmt: skip

RISK = [
    *tried(
        "startback_risk",
        ("a total of 3", {"startback_total": 3}, "low"),
        ("a total of 3, whatever the part", {"startback_total": 3, "startback_psych": 3}, "low"),
        ("a total of 4 with a part of 3", {"startback_total": 4, "startback_psych": 3}, "medium"),
        ("a total of 9 with a part of 3", {"startback_total": 9, "startback_psych": 3}, "medium"),
        ("a total of 4 with a part of 4", {"startback_total": 4, "startback_psych": 4}, "high"),
        ("a total of 4, part not told", {"startback_total": 4}, None),
        ("not told", {}, None),
    ),
]

MEDICINES = [
    *tried(
        "on_anticoagulant",
        ("a tablet of the new kind", {"medicines": some("anticoagulant_doac")}, True),
        ("warfarin", {"medicines": some("anticoagulant_vka", "nsaid")}, True),
        ("heparin", {"medicines": some("heparin")}, True),
        ("aspirin", {"medicines": some("aspirin")}, False),
        ("none", {"medicines": some("none")}, False),
        ("unsure", {"medicines": some("unsure")}, None),
        ("unsure beside warfarin", {"medicines": some("unsure", "anticoagulant_vka")}, True),
        ("not told", {}, None),
    ),
]

STURDY = {
    "cancer_history": "never",
    "medicines": some("none"),
    "conditions": some("none"),
    "steroid_long_term": False,
}
DEFENCES = [
    *tried(
        "immunosuppressed",
        ("nothing", STURDY, some("none")),
        ("chemotherapy", {**STURDY, "cancer_history": "current", "cancer_treatment": some("chemo")}, some("chemo")),
        ("a stem cell transplant",
         {"cancer_history": "past", "cancer_treatment": some("stem_cell_transplant")}, some("chemo")),
        ("radiotherapy only",
         {**STURDY, "cancer_history": "past", "cancer_treatment": some("radiotherapy")}, some("none")),
        ("a biologic", {"medicines": some("biologic_or_dmard")}, some("biologic_or_dmard")),
        ("a transplant medicine", {"medicines": some("transplant_medicine")}, some("transplant")),
        ("a transplanted organ", {"conditions": some("organ_transplant")}, some("transplant")),
        ("HIV with a low count", {"conditions": some("hiv_low_cd4")}, some("hiv_low_cd4")),
        ("dialysis", {"conditions": some("dialysis")}, some("dialysis")),
        ("no spleen", {"conditions": some("asplenia")}, some("asplenia")),
        ("steroids for months", {"steroid_long_term": True}, some("steroids_long")),
        ("two at once", {"steroid_long_term": True, "conditions": some("dialysis")}, some("steroids_long", "dialysis")),
        ("medicines not told", {**STURDY, "medicines": None}, None),
        ("conditions not told", {**STURDY, "conditions": None}, None),
        ("steroids not told", {**STURDY, "steroid_long_term": None}, None),
        ("found one, the rest not told",
         {"medicines": some("biologic_or_dmard"), "conditions": None}, some("biologic_or_dmard")),
    ),
]  # fmt: skip

NO_CLOT_RISK = {
    "sex_at_birth": "male",
    "age_years": 50,
    "cancer_history": "never",
    "surgeries": some("none"),
    "vte_risk_events": some("none"),
    "conditions": some("none"),
    "medicines": some("none"),
}
CLOTS = [
    *tried(
        "vte_risk",
        ("nothing", NO_CLOT_RISK, some("none")),
        ("spine surgery 11 weeks ago",
         {"surgeries": some("discectomy"), "weeks_since_spinal_surgery": 11}, some("surgery_lt_12w")),
        ("spine surgery 12 weeks ago",
         {**NO_CLOT_RISK, "surgeries": some("discectomy"), "weeks_since_spinal_surgery": 12}, some("none")),
        ("a hip 11 weeks ago",
         {"surgeries": some("hip_replacement"), "weeks_since_hip_replacement": 11}, some("surgery_lt_12w")),
        ("a knee 3 weeks ago",
         {"surgeries": some("knee_replacement"), "weeks_since_knee_replacement": 3}, some("surgery_lt_12w")),
        ("a caesarean 5 weeks ago",
         {"surgeries": some("caesarean"), "weeks_since_other_surgery": 5}, some("surgery_lt_12w")),
        ("surgery, weeks not told", {**NO_CLOT_RISK, "surgeries": some("discectomy")}, None),
        ("3 days in bed", {"vte_risk_events": some("bedbound_ge_3d")}, some("bedbound_ge_3d")),
        ("a leg in a cast", {"vte_risk_events": some("leg_cast")}, some("leg_cast")),
        ("a long flight", {"vte_risk_events": some("long_travel_lt_2w")}, some("long_travel")),
        ("cancer now", {"cancer_history": "current"}, some("active_cancer")),
        ("cancer long ago, on hormones",
         {"cancer_history": "past", "cancer_treatment": some("hormone")}, some("active_cancer")),
        ("cancer long ago, no treatment",
         {**NO_CLOT_RISK, "cancer_history": "past", "cancer_treatment": some("none")}, some("none")),
        ("cancer long ago, treatment not told", {**NO_CLOT_RISK, "cancer_history": "past"}, None),
        ("a clot before", {"conditions": some("dvt_treated")}, some("prior_vte")),
        ("a clot not treated", {"conditions": some("dvt_untreated")}, some("prior_vte")),
        ("blood that clots easily", {"conditions": some("thrombophilia")}, some("thrombophilia")),
        ("oestrogen", {"medicines": some("oestrogen")}, some("oestrogen")),
        ("pregnant", {"pregnancy_status": "pregnant"}, some("pregnant_or_postpartum")),
        ("perhaps pregnant", {"pregnancy_status": "possibly_pregnant"}, some("pregnant_or_postpartum")),
        ("a baby 5 weeks ago", {"pregnancy_status": "postpartum_lt_6w"}, some("pregnant_or_postpartum")),
        ("a baby 5 months ago",
         {**NO_CLOT_RISK, "sex_at_birth": "female", "pregnancy_status": "postpartum_6w_6mo"}, some("none")),
        ("a woman who has not said", {**NO_CLOT_RISK, "sex_at_birth": "female"}, None),
        ("events not told", {**NO_CLOT_RISK, "vte_risk_events": None}, None),
        ("nothing told", {}, None),
    ),
    *tried(
        "vte_risk_count",
        ("nothing", NO_CLOT_RISK, 0),
        ("one, the rest not told", {"cancer_history": "current"}, 1),
        ("two", {**NO_CLOT_RISK, "medicines": some("oestrogen"), "vte_risk_events": some("leg_cast")}, 2),
        ("not known", {}, None),
    ),
    *tried(
        "wells_dvt_score",
        ("nothing told is a floor of 0", {}, 0),
        ("active cancer", {"cancer_history": "current"}, 1),
        ("a leg in a cast", {"vte_risk_events": some("leg_cast")}, 1),
        ("a weak leg", {"leg_weakness": "one_leg"}, 1),
        ("two weak legs", {"leg_weakness": "both_legs"}, 1),
        ("a cast and a weak leg are one point", {"vte_risk_events": some("leg_cast"), "leg_weakness": "one_leg"}, 1),
        ("unsure about weakness is no point", {"leg_weakness": "unsure"}, 0),
        ("3 days in bed", {"vte_risk_events": some("bedbound_ge_3d")}, 1),
        ("surgery 3 weeks ago", {"weeks_since_other_surgery": 3}, 1),
        ("bed and surgery are one point",
         {"vte_risk_events": some("bedbound_ge_3d"), "weeks_since_other_surgery": 3}, 1),
        ("a sore calf", {"calf_tender_warm_red": True}, 1),
        ("a sore vein", {"leg_swelling": "one_leg", "wells_signs": some("deep_vein_tenderness")}, 1),
        ("a sore vein and a sore calf are one point",
         {"calf_tender_warm_red": True, "leg_swelling": "one_leg", "wells_signs": some("deep_vein_tenderness")}, 1),
        ("the whole leg swollen", {"leg_swelling": "one_leg", "wells_signs": some("entire_leg_swollen")}, 1),
        ("2.9 cm more on one side", {"leg_swelling": "one_leg", "calf_circ_diff_cm": 2.9}, 0),
        ("3 cm more on one side", {"leg_swelling": "one_leg", "calf_circ_diff_cm": 3.0}, 1),
        ("pitting and new veins",
         {"leg_swelling": "one_leg", "wells_signs": some("pitting_oedema_one_leg", "collateral_superficial_veins")}, 2),
        ("a clot before", {"conditions": some("dvt_treated")}, 1),
        ("swelling not asked further adds nothing", {"leg_swelling": "none"}, 0),
    ),
]  # fmt: skip

PLAIN = {
    "pain_trend": "static",
    "night_pain": "none",
    "pain_relief_position": "easy",
    "strain_aggravated": False,
    "thoracic_or_band_pain": False,
    "pain_sites": some("low_back"),
    "midline_percussion_pain": False,
}
CORD = [
    *tried(
        "mscc_pain_feature",
        ("nothing of it", PLAIN, False),
        ("getting worse", {**PLAIN, "pain_trend": "worsening"}, True),
        ("getting worse fast", {"pain_trend": "rapidly_worsening"}, True),
        ("night pain without relief", {**PLAIN, "night_pain": "constant_unrelieved"}, True),
        ("night pain that settles", {**PLAIN, "night_pain": "settles_with_position"}, False),
        ("no position helps", {**PLAIN, "pain_relief_position": "none"}, True),
        ("some position helps", {**PLAIN, "pain_relief_position": "some"}, False),
        ("worse on coughing", {**PLAIN, "strain_aggravated": True}, True),
        ("a band round the chest", {**PLAIN, "thoracic_or_band_pain": True}, True),
        ("pain in the middle of the back", {**PLAIN, "pain_sites": some("mid_back")}, True),
        ("sore when the spine is tapped", {**PLAIN, "midline_percussion_pain": True}, True),
        ("not tapped", {**PLAIN, "midline_percussion_pain": None}, None),
        ("nothing told", {}, None),
    ),
]


def course(visits: int, **scores: Any) -> Answers:
    """A client some visits into a course: scores as (at the start, today)."""
    answers: Answers = {"sessions_done": visits, "onset_days": 60}
    names = {"leg": "leg_pain_nrs_avg", "back": "back_pain_nrs_avg", "rmdq": "rmdq_total", "goals": "psfs_avg"}
    for name, told in scores.items():
        if name in names:
            answers[f"{names[name]}_at_start"], answers[names[name]] = told
        else:
            answers[name] = told
    return answers


COURSE = [
    *tried(
        "leg_pain_change_pct",
        ("from 6 to 4", course(2, leg=(6, 4)), pytest.approx(33.33, abs=0.01)),
        ("from 4 to 6", course(2, leg=(4, 6)), pytest.approx(-50.0)),
        ("from 0", course(2, leg=(0, 3)), None),
        ("start not told", {"sessions_done": 2, "leg_pain_nrs_avg": 3}, None),
        ("before the first visit there is no start", {"sessions_done": 0, "leg_pain_nrs_avg": 3}, None),
        ("today not told", {"sessions_done": 2, "leg_pain_nrs_avg_at_start": 3}, None),
    ),
    *tried(
        "course_state",
        ("visits not told", {}, None),
        ("before the first visit", course(0), "first_visit"),
        ("no score told", course(3), None),
        ("tv1: leg 6 to 4, back 4 to 4, RMDQ 12 to 8", course(3, leg=(6, 4), back=(4, 4), rmdq=(12, 8)), "improved"),
        ("tv2: leg 6 to 5, RMDQ 12 to 11 after 3 visits", course(3, leg=(6, 5), rmdq=(12, 11)), "partial"),
        ("tv3: leg 5 to 5, back 4 to 5 after 4 visits", course(4, leg=(5, 5), back=(4, 5)), "plateau"),
        ("tv4: leg 4 to 6", course(2, leg=(4, 6)), "worse"),
        ("tv5: leg 1 to 0, back 1 to 1, RMDQ 4 to 1", course(4, leg=(1, 0), back=(1, 1), rmdq=(4, 1)), "recovered"),
        ("tv6: a newly weak leg counts above all gains",
         course(3, leg=(6, 2), rmdq=(12, 3), after_last_massage=some("new_weakness")), "worse"),
        ("tv7: RMDQ 3 to 2 is below the floor, pain did not move",
         course(4, leg=(5, 5), back=(3, 3), rmdq=(3, 2)), "plateau"),
        ("2 points, but less than 30 per cent", course(3, leg=(8, 6)), "partial"),
        ("30 per cent, but 1 point", course(3, leg=(3, 2)), "partial"),
        ("30 per cent and 2 points", course(3, leg=(6, 4)), "improved"),
        ("RMDQ 30 per cent better", course(3, leg=(6, 5), rmdq=(10, 7)), "improved"),
        ("RMDQ 29 per cent better", course(3, leg=(6, 5), rmdq=(14, 10)), "partial"),
        ("goals 2 points better", course(3, leg=(6, 6), goals=(4.0, 6.0)), "improved"),
        ("goals 1.9 points better, nothing else", course(3, leg=(6, 6), goals=(4.0, 5.9)), "plateau"),
        ("better leg, but a back that is 2 points worse", course(3, leg=(6, 4), back=(2, 4)), "partial"),
        ("better leg, and a back that is 1 point worse", course(3, leg=(6, 4), back=(5, 6)), "improved"),
        ("better leg, but goals 2 points worse", course(3, leg=(6, 4), goals=(6.0, 4.0)), "partial"),
        ("better leg, and goals 1 point worse", course(3, leg=(6, 4), goals=(6.0, 5.0)), "improved"),
        ("no change after 2 visits is too early to judge", course(2, leg=(5, 5)), "partial"),
        ("no change after 3 visits", course(3, leg=(5, 5)), "plateau"),
        ("1 point of 10 after 3 visits is a change", course(3, leg=(10, 9)), "partial"),
        ("3 points of 10 are 30 per cent", course(3, leg=(10, 7)), "improved"),
        ("leg 1 point worse after 3 visits", course(3, leg=(5, 6)), "plateau"),
        ("leg below 2 at the start: the back leads", course(3, leg=(1, 1), back=(6, 4)), "improved"),
        ("leg of 2 at the start leads", course(3, leg=(2, 2), back=(6, 4)), "plateau"),
        ("RMDQ 3 points worse", course(3, leg=(6, 4), rmdq=(8, 11)), "worse"),
        ("RMDQ 2 points worse", course(3, leg=(6, 4), rmdq=(8, 10)), "improved"),
        ("feels a bit worse", course(3, leg=(6, 4), change_since_start="a_bit_worse"), "worse"),
        ("feels much worse", course(3, leg=(6, 4), change_since_start="much_worse"), "worse"),
        ("feels vastly worse", course(3, leg=(6, 4), change_since_start="vastly_worse"), "worse"),
        ("a numb patch after the visit", course(3, leg=(6, 2), after_last_massage=some("new_numbness")), "worse"),
        ("the bladder after the visit", course(3, leg=(6, 2), after_last_massage=some("bladder_change")), "worse"),
        ("leg worse for over 2 days after the visit",
         course(3, leg=(6, 4), after_last_massage=some("leg_pain_worse_over_48h")), "worse"),
        ("sore for over 2 days is no worsening",
         course(3, leg=(6, 4), after_last_massage=some("sore_over_48h")), "improved"),
        ("pain of 1 and RMDQ of 2", course(4, leg=(6, 1), back=(5, 1), rmdq=(12, 2)), "recovered"),
        ("pain of 1 and RMDQ of 3", course(4, leg=(6, 1), back=(5, 1), rmdq=(12, 3)), "improved"),
        ("pain of 2 and RMDQ of 2", course(4, leg=(6, 2), back=(5, 1), rmdq=(12, 2)), "improved"),
        ("a back of 2 and RMDQ of 2", course(4, leg=(6, 1), back=(5, 2), rmdq=(12, 2)), "improved"),
        ("well again with goals at 8",
         course(4, leg=(6, 3), goals=(4.0, 8.0), change_since_start="completely_recovered"), "recovered"),
        ("much better with goals at 8",
         course(4, leg=(6, 3), goals=(4.0, 8.0), change_since_start="much_better"), "recovered"),
        ("much better with goals at 7.9",
         course(4, leg=(6, 3), goals=(4.0, 7.9), change_since_start="much_better"), "improved"),
        ("only says a bit better", course(3, change_since_start="a_bit_better"), "partial"),
    ),
]  # fmt: skip

CASES = [
    *SADDLE, *STRENGTH, *PLACE, *TIME, *PAIN, *IRRITABILITY, *NERVE, *DIRECTION, *PATTERNS, *RISK, *MEDICINES,
    *DEFENCES, *CLOTS, *CORD, *COURSE,
]  # fmt: skip


@pytest.mark.parametrize(("fact_id", "answers", "expected"), CASES)
def test_derived(fact_id: str, answers: Answers, expected: Any) -> None:
    assert completed(answers)[fact_id] == expected


def test_every_derived_fact_has_cases_and_a_function() -> None:
    derived = {fact.id for fact in dictionary() if fact.tier is Tier.DERIVED}

    assert {case.values[0] for case in CASES} == derived
    assert set(functions(derived)) == derived


def test_a_derived_fact_without_a_function_is_named() -> None:
    with pytest.raises(KeyError, match="shoe_size"):
        functions(["phase", "shoe_size"])


def test_a_derived_fact_rests_on_what_was_asked_however_far_down() -> None:
    assert inputs("phase") == {"onset_days"}
    assert inputs("vte_risk_count") == inputs("vte_risk")
    assert inputs("irritability") == {
        "settle_minutes", "leg_pain_nrs_worst", "leg_pain_nrs_avg", "night_wakes_per_week", "sit_tolerance_min",
        "stand_tolerance_min", "onset_days",
    }  # fmt: skip


def test_no_derived_fact_ever_leaves_its_range() -> None:
    for case in CASES:
        fact_id, answers, _ = case.values
        fact, value = dictionary()[fact_id], completed(answers)[fact_id]
        if value is None or fact.min is None:
            continue
        assert fact.min <= value <= fact.max, case.id
