"""Derived facts: one function each, named after the fact; its arguments are the facts it reads.

A missing argument is None (unknown) or NA (the question does not arise). An answer of None means it cannot be known.
The words each follows stand under `derive` in the dictionary.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any

from recommender.core.facts import NA
from recommender.core.reference import Truth, both, either

SetOf = frozenset[str] | None
SADDLE = frozenset({"numb_or_tingling", "feels_different_on_wiping"})
BOWEL = frozenset({"no_rectal_fullness", "cannot_feel_passing", "leaking_or_cannot_hold"})
SEXUAL = frozenset({"lost_genital_feeling", "erection_or_ejaculation_change"})
THINNERS = frozenset({"anticoagulant_doac", "anticoagulant_vka", "heparin"})
RMDQ_FLOOR = 4
"""Below this start the Roland-Morris score has no room to show a change (rmdq-sci)."""
NOTHING = frozenset({"none"})


def _known(value: Any) -> Any:
    """A number or word that was answered, else None."""
    return None if value is None or value is NA else value


def _numbers(*values: Any) -> list[Any]:
    return [value for value in values if value is not None and value is not NA]


def _includes(values: SetOf, *wanted: str) -> Truth:
    return None if values is None else any(each in values for each in wanted)


def _is(value: Any, *wanted: Any) -> Truth:
    return None if value is None else value in wanted


def _at_least(value: Any, least: float) -> Truth:
    return None if value is None else bool(value >= least)


def _at_most(value: Any, most: float) -> Truth:
    return None if value is None else bool(value <= most)


def ces_positive(
    saddle_sensation: str | None, bladder_change: SetOf, bowel_change: SetOf, sexual_change: str | None
) -> Truth:
    def change(values: SetOf, wanted: frozenset[str] | None = None) -> Truth:
        if values is None:
            return None
        found = values - {"none", "unsure"} if wanted is None else wanted.intersection(values)
        return True if found else None if "unsure" in values else False

    return either(
        [
            None if saddle_sensation in (None, "unsure") else saddle_sensation in SADDLE,
            change(bladder_change),
            change(bowel_change, BOWEL),
            _is(sexual_change, *SEXUAL),
        ]
    )


def mrc_lowest(
    mrc_hip_flex: int | None,
    mrc_knee_ext: int | None,
    mrc_ankle_df: int | None,
    mrc_ankle_df_other_side: int | None,
    mrc_ehl: int | None,
    mrc_ankle_pf: int | None,
    mrc_eversion: int | None,
) -> int | None:
    known = _numbers(
        mrc_hip_flex, mrc_knee_ext, mrc_ankle_df, mrc_ankle_df_other_side, mrc_ehl, mrc_ankle_pf, mrc_eversion
    )
    return min(known) if known else None


def has_leg_pain(leg_pain_laterality: str | None) -> Truth:
    return _is(leg_pain_laterality, "left", "right", "bilateral")


def leg_pain_below_knee(pain_sites: SetOf) -> Truth:
    return _includes(pain_sites, "calf", "shin", "foot")


def weeks_since_onset(onset_days: int | None) -> int | None:
    return None if onset_days is None else onset_days // 7


def phase(onset_days: int | None) -> str | None:
    if onset_days is None:
        return None
    return "acute" if onset_days <= 41 else "subacute" if onset_days <= 84 else "chronic"


def pain_nrs_worst(
    leg_pain_nrs_worst: int | None, leg_pain_nrs_avg: int | None, back_pain_nrs_avg: int | None
) -> int | None:
    known = _numbers(leg_pain_nrs_worst, leg_pain_nrs_avg, back_pain_nrs_avg)
    return max(known) if known else None


def severity(leg_pain_nrs_avg: int | None, back_pain_nrs_avg: int | None) -> str | None:
    known = _numbers(leg_pain_nrs_avg, back_pain_nrs_avg)
    if not known:
        return None
    worst = max(known)
    return "mild" if worst <= 3 else "moderate" if worst <= 6 else "severe"


def irritability(
    settle_minutes: int | None,
    leg_pain_nrs_worst: int | None,
    leg_pain_nrs_avg: int | None,
    night_wakes_per_week: int | None,
    sit_tolerance_min: int | None,
    stand_tolerance_min: int | None,
    phase: str | None,
) -> str:
    """The worst leg pain counts, or the usual one where that is said to be higher."""
    disturbed = either(
        [_at_least(night_wakes_per_week, 3), _at_most(sit_tolerance_min, 9), _at_most(stand_tolerance_min, 9)]
    )
    strong = either([_at_least(leg_pain_nrs_worst, 7), _at_least(leg_pain_nrs_avg, 7)])
    if either([_at_least(settle_minutes, 61), both([strong, disturbed])]) is True:
        return "high"
    mild = 6 if phase == "chronic" else 3
    calm = both(
        [
            _at_most(settle_minutes, 14),
            _at_most(leg_pain_nrs_worst, mild),
            _at_least(leg_pain_nrs_avg, mild + 1) is not True,
            _at_least(sit_tolerance_min, 31),
            _at_least(stand_tolerance_min, 31),
        ]
    )
    return "low" if calm is True else "moderate"


def neural_tension(slr_result: str | None, slr_deg: int | None, slr_was_positive: bool | None) -> str | None:
    match slr_result:
        case "reproduces_leg_pain":
            degrees = _known(slr_deg)
            if degrees is None or degrees <= 44:
                return "strong"
            return "mild" if degrees <= 70 else "past"
        case "tight_hamstring_only":
            return "past"
        case "negative":
            return "past" if slr_was_positive is True else "negative"
    return None


def directional_preference(
    lateral_shift: bool | None,
    flexion_response: str | None,
    extension_response: str | None,
    easers: SetOf,
    aggravators: SetOf,
) -> str | None:
    if lateral_shift is True:
        return "side"
    if flexion_response is not None or extension_response is not None:
        back = extension_response == "centralises" or (
            flexion_response == "peripheralises" and extension_response != "peripheralises"
        )
        forward = flexion_response == "centralises" or (
            extension_response == "peripheralises" and flexion_response != "peripheralises"
        )
    elif easers is None or aggravators is None:
        return None
    else:
        back = bool(
            _includes(easers, "walking", "lying_on_front", "arching") and _includes(aggravators, "sitting", "bending")
        )
        forward = bool(
            _includes(easers, "sitting", "bending") and _includes(aggravators, "standing", "walking", "arching")
        )
    return "no_clear_direction" if back == forward else "extension" if back else "flexion"


def patterns(
    leg_pain_below_knee: bool | None,
    aggravators: SetOf,
    strain_aggravated: bool | None,
    slr_deg: int | None,
    conditions: SetOf,
    walk_pattern: str | None,
    pain_sites: SetOf,
    fair_test: bool | None,
    sciatic_notch_tender: bool | None,
    trigger_points_reproduce_leg_pain: bool | None,
    sensory_pattern: str | None,
    leg_weakness: str | None,
    slr_result: str | None,
    easers: SetOf,
) -> frozenset[str]:
    sitting = _includes(aggravators, "sitting") is True
    labels = {
        "disc_like": (
            leg_pain_below_knee is True
            and (sitting or _includes(aggravators, "bending") is True or strain_aggravated is True)
        )
        or (_known(slr_deg) is not None and 30 <= _known(slr_deg) <= 70)
        or _includes(conditions, "disc_herniation") is True,
        "stenosis_like": walk_pattern == "eases_sitting_or_bending" or _includes(conditions, "stenosis") is True,
        "piriformis_deep_gluteal": _includes(pain_sites, "buttock", "sit_bone") is True
        and sitting
        and (fair_test is True or sciatic_notch_tender is True),
        "gluteal_myofascial": trigger_points_reproduce_leg_pain is True
        and sensory_pattern == "none"
        and leg_weakness == "none"
        and slr_result is not None
        and slr_result != "reproduces_leg_pain",
        "postural_muscular": _includes(pain_sites, "low_back", "sacrum", "buttock") is True
        and leg_pain_below_knee is False
        and _includes(easers, "movement", "walking") is True,
        "sij_pelvic": _includes(pain_sites, "sacrum", "buttock", "groin") is True
        and _includes(aggravators, "turning_in_bed", "standing_on_one_leg") is True,
    }
    return frozenset(label for label, met in labels.items() if met) or frozenset({"mixed_unclear"})


def startback_risk(startback_total: int | None, startback_psych: int | None) -> str | None:
    if startback_total is None:
        return None
    if startback_total <= 3:
        return "low"
    psych = _known(startback_psych)
    return None if psych is None else "high" if psych >= 4 else "medium"


def on_anticoagulant(medicines: SetOf) -> Truth:
    if medicines is None:
        return None
    if THINNERS & medicines:
        return True
    return None if "unsure" in medicines else False


def immunosuppressed(
    cancer_treatment: SetOf, medicines: SetOf, conditions: SetOf, steroid_long_term: bool | None
) -> SetOf:
    found = {
        "chemo": _includes(cancer_treatment, "chemo", "stem_cell_transplant"),
        "biologic_or_dmard": _includes(medicines, "biologic_or_dmard"),
        "transplant": either([_includes(medicines, "transplant_medicine"), _includes(conditions, "organ_transplant")]),
        "hiv_low_cd4": _includes(conditions, "hiv_low_cd4"),
        "dialysis": _includes(conditions, "dialysis"),
        "asplenia": _includes(conditions, "asplenia"),
        "steroids_long": steroid_long_term,
    }
    complete = conditions is not None and medicines is not None and steroid_long_term is not None
    return _found_or_none(found, complete)


def _found_or_none(found: dict[str, Truth], complete: bool) -> SetOf:
    positive = frozenset(value for value, truth in found.items() if truth is True)
    return positive or (NOTHING if complete else None)


def vte_risk(
    weeks_since_spinal_surgery: int | None,
    weeks_since_hip_replacement: int | None,
    weeks_since_knee_replacement: int | None,
    weeks_since_other_surgery: int | None,
    vte_risk_events: SetOf,
    cancer_history: str | None,
    cancer_treatment: SetOf,
    conditions: SetOf,
    medicines: SetOf,
    pregnancy_status: str | None,
) -> SetOf:
    surgery = (
        weeks_since_spinal_surgery,
        weeks_since_hip_replacement,
        weeks_since_knee_replacement,
        weeks_since_other_surgery,
    )
    treated = None if cancer_treatment is None else bool(frozenset(cancer_treatment) - NOTHING)
    found = {
        "surgery_lt_12w": either([_at_most(weeks, 11) for weeks in surgery]),
        "bedbound_ge_3d": _includes(vte_risk_events, "bedbound_ge_3d"),
        "leg_cast": _includes(vte_risk_events, "leg_cast"),
        "long_travel": _includes(vte_risk_events, "long_travel_lt_2w"),
        "active_cancer": either([_is(cancer_history, "current"), treated]),
        "prior_vte": _includes(conditions, "dvt_treated", "dvt_untreated"),
        "thrombophilia": _includes(conditions, "thrombophilia"),
        "oestrogen": _includes(medicines, "oestrogen"),
        "pregnant_or_postpartum": _is(pregnancy_status, "pregnant", "possibly_pregnant", "postpartum_lt_6w"),
    }
    return _found_or_none(found, None not in found.values())


def vte_risk_count(vte_risk: SetOf) -> int | None:
    return None if vte_risk is None else len(vte_risk - NOTHING)


def wells_dvt_score(
    vte_risk: SetOf,
    vte_risk_events: SetOf,
    leg_weakness: str | None,
    wells_signs: SetOf,
    calf_tender_warm_red: bool | None,
    calf_circ_diff_cm: float | None,
) -> int:
    """Two levels of the published score, never lowered for another likely cause; a floor while answers are missing."""
    risks, signs = vte_risk or frozenset(), wells_signs or frozenset()
    difference = _known(calf_circ_diff_cm)
    points = (
        "active_cancer" in risks,
        "leg_cast" in (vte_risk_events or ()) or leg_weakness in ("one_leg", "both_legs"),
        not risks.isdisjoint({"bedbound_ge_3d", "surgery_lt_12w"}),
        "deep_vein_tenderness" in signs or calf_tender_warm_red is True,
        "entire_leg_swollen" in signs,
        difference is not None and difference >= 3,
        "pitting_oedema_one_leg" in signs,
        "collateral_superficial_veins" in signs,
        "prior_vte" in risks,
    )
    return sum(points)


def mscc_pain_feature(
    pain_trend: str | None,
    night_pain: str | None,
    pain_relief_position: str | None,
    strain_aggravated: bool | None,
    thoracic_or_band_pain: bool | None,
    pain_sites: SetOf,
    midline_percussion_pain: bool | None,
) -> Truth:
    return either(
        [
            _is(pain_trend, "worsening", "rapidly_worsening"),
            _is(night_pain, "constant_unrelieved"),
            _is(pain_relief_position, "none"),
            strain_aggravated,
            thoracic_or_band_pain,
            _includes(pain_sites, "mid_back"),
            midline_percussion_pain,
        ]
    )


def leg_pain_change_pct(leg_pain_nrs_avg_at_start: int | None, leg_pain_nrs_avg: int | None) -> float | None:
    start, now = _known(leg_pain_nrs_avg_at_start), _known(leg_pain_nrs_avg)
    if start is None or now is None or start == 0:
        return None
    return float(100 * (start - now) / start)


def course_state(
    sessions_done: int | None,
    leg_pain_nrs_avg_at_start: int | None,
    leg_pain_nrs_avg: int | None,
    back_pain_nrs_avg_at_start: int | None,
    back_pain_nrs_avg: int | None,
    rmdq_total_at_start: int | None,
    rmdq_total: int | None,
    psfs_avg_at_start: float | None,
    psfs_avg: float | None,
    change_since_start: str | None,
    after_last_massage: SetOf,
) -> str | None:
    if sessions_done is None:
        return None
    if sessions_done == 0:
        return "first_visit"
    leg = _change(leg_pain_nrs_avg_at_start, leg_pain_nrs_avg)
    back = _change(back_pain_nrs_avg_at_start, back_pain_nrs_avg)
    disability = _change(rmdq_total_at_start, rmdq_total)
    if disability is not None and rmdq_total_at_start is not None and rmdq_total_at_start < RMDQ_FLOOR:
        disability = None
    goals = _change(psfs_avg_at_start, psfs_avg)
    leads = leg if leg is not None and leg_pain_nrs_avg_at_start >= 2 else back or leg  # type: ignore[operator]
    if (
        (leg is not None and leg[0] <= -2)
        or (disability is not None and disability[0] <= -3)
        or change_since_start in ("a_bit_worse", "much_worse", "vastly_worse")
        or _includes(after_last_massage, "leg_pain_worse_over_48h", "new_weakness", "new_numbness", "bladder_change")
        is True
    ):
        return "worse"
    if leads is None and disability is None and goals is None and change_since_start is None:
        return None
    enough = sessions_done >= 3
    gains = [gain for gain in (leads, disability) if gain is not None]
    # Scores are whole: below 1 point there is no gain at all, and so none of 15 per cent.
    if enough and gains and all(points < 1 for points, _ in gains) and not _goal_met(goals):
        return "plateau"
    recovered = (
        leg_pain_nrs_avg is not None
        and leg_pain_nrs_avg <= 1
        and back_pain_nrs_avg is not None
        and back_pain_nrs_avg <= 1
        and _known(rmdq_total) is not None
        and rmdq_total is not None
        and rmdq_total <= 2
    ) or (
        change_since_start in ("completely_recovered", "much_better")
        and _known(psfs_avg) is not None
        and psfs_avg is not None
        and psfs_avg >= 8
    )
    item_worse = (back is not None and back[0] <= -2) or (goals is not None and goals[0] >= 2)
    improved = not item_worse and (
        (leads is not None and leads[1] >= 30 and leads[0] >= 2)
        or (disability is not None and disability[1] >= 30)
        or _goal_met(goals)
    )
    if recovered:
        return "recovered"
    return "improved" if improved else "partial"


def _change(start: float | None, now: float | None) -> tuple[float, float] | None:
    """(points, per cent) gained since the start; positive means a lower score."""
    start, now = _known(start), _known(now)
    if start is None or now is None:
        return None
    return start - now, 100 * (start - now) / start if start else 0.0


def _goal_met(goals: tuple[float, float] | None) -> bool:
    """The goal score counts upwards: 2 points more is a gain that counts."""
    return goals is not None and goals[0] <= -2


def functions(ids: Iterable[str]) -> dict[str, tuple[Callable[..., Any], tuple[str, ...]]]:
    """The function of each derived fact and the facts it takes.

    Raises:
        KeyError: a derived fact of the dictionary that has no function here.
    """
    found = {each: globals()[each] for each in ids}
    return {each: (function, tuple(inspect.signature(function).parameters)) for each, function in found.items()}


def inputs(fact_id: str) -> frozenset[str]:
    """The answers a derived fact comes from, through other derived facts down to what was asked."""
    names = globals()
    found: set[str] = set()
    left = [fact_id]
    while left:
        for each in inspect.signature(names[left.pop()]).parameters:
            if each in names and inspect.isfunction(names[each]):
                left.append(each)
            else:
                found.add(each)
    return frozenset(found)
