"""The derived facts a second time, as formulas: one twin per function of `recommender/core/derive.py`.

Written by hand from the same words. `test_agreement.py` holds each twin equal to the function that ships.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import z3

from recommender.core.facts import Fact
from tests.knowledge.proof.formulas import FALSE, TRUE, Symbol, both, either, negation, neither, number

Symbols = Mapping[str, Symbol]
LEAST_DISABILITY = 4
"""Below this score at the start the disability questionnaire says nothing about the course."""


@dataclass(frozen=True, slots=True)
class Truth:
    """Kleene's three values as two formulas."""

    sure: Any
    may: Any

    @property
    def open(self) -> Any:
        return both(self.may, negation(self.sure))


def any_of(*truths: Truth) -> Truth:
    return Truth(either(*(each.sure for each in truths)), either(*(each.may for each in truths)))


def all_of(*truths: Truth) -> Truth:
    return Truth(both(*(each.sure for each in truths)), both(*(each.may for each in truths)))


def read(symbol: Symbol, holds: Any) -> Truth:
    """What holds of the value when there is one; no when the question does not arise."""
    sure = both(symbol.told, holds)
    return Truth(sure, either(symbol.unknown, sure))


def equals(symbol: Symbol, *wanted: Any) -> Truth:
    return read(symbol, either(*(symbol.equals(each) for each in wanted)))


def includes(symbol: Symbol, *wanted: str) -> Truth:
    return read(symbol, either(*(symbol.has[each] for each in wanted)))


def least(symbol: Symbol, value: float) -> Truth:
    return read(symbol, symbol.value >= number(value))


def most(symbol: Symbol, value: float) -> Truth:
    return read(symbol, symbol.value <= number(value))


def answered(fact: Fact, truth: Truth) -> Symbol:
    """A derived yes or no."""
    return Symbol(fact, negation(truth.open), value=truth.sure)


def word(fact: Fact, told: Any, cases: Iterable[tuple[Any, str]], other: str) -> Symbol:
    """A derived word: the first case that holds, else `other`."""
    value: Any = z3.IntVal(fact.values.index(other))
    for holds, said in reversed(list(cases)):
        value = z3.If(holds, fact.values.index(said), value)
    return Symbol(fact, told, value=value)


def ces_positive(fact: Fact, of: Symbols) -> Symbol:
    saddle, bladder, bowel, sexual = (
        of[each] for each in ("saddle_sensation", "bladder_change", "bowel_change", "sexual_change")
    )

    def or_unsure(found: Truth, unsure: Any) -> Truth:
        return Truth(found.sure, either(found.may, unsure))

    change = [value for value in bladder.fact.values if value not in ("none", "unsure")]
    return answered(
        fact,
        any_of(
            or_unsure(equals(saddle, "numb_or_tingling", "feels_different_on_wiping"), equals(saddle, "unsure").sure),
            or_unsure(includes(bladder, *change), includes(bladder, "unsure").sure),
            or_unsure(
                includes(bowel, "no_rectal_fullness", "cannot_feel_passing", "leaking_or_cannot_hold"),
                includes(bowel, "unsure").sure,
            ),
            equals(sexual, "lost_genital_feeling", "erection_or_ejaculation_change"),
        ),
    )


def _extreme(fact: Fact, symbols: Iterable[Symbol], best: Callable[[Any, Any], Any]) -> Symbol:
    told, value = FALSE, z3.IntVal(0)
    for symbol in symbols:
        value = z3.If(symbol.told, z3.If(either(negation(told), best(symbol.value, value)), symbol.value, value), value)
        told = either(told, symbol.told)
    return Symbol(fact, told, value=value)


def mrc_lowest(fact: Fact, of: Symbols) -> Symbol:
    muscles = ("hip_flex", "knee_ext", "ankle_df", "ankle_df_other_side", "ehl", "ankle_pf", "eversion")
    return _extreme(fact, [of[f"mrc_{each}"] for each in muscles], lambda one, other: one < other)


def has_leg_pain(fact: Fact, of: Symbols) -> Symbol:
    return answered(fact, equals(of["leg_pain_laterality"], "left", "right", "bilateral"))


def leg_pain_below_knee(fact: Fact, of: Symbols) -> Symbol:
    return answered(fact, includes(of["pain_sites"], "calf", "shin", "foot"))


def weeks_since_onset(fact: Fact, of: Symbols) -> Symbol:
    return Symbol(fact, of["onset_days"].told, value=of["onset_days"].value / 7)


def phase(fact: Fact, of: Symbols) -> Symbol:
    days = of["onset_days"]
    return word(fact, days.told, [(days.value <= 41, "acute"), (days.value <= 84, "subacute")], "chronic")


def pain_nrs_worst(fact: Fact, of: Symbols) -> Symbol:
    scores = [of["leg_pain_nrs_worst"], of["leg_pain_nrs_avg"], of["back_pain_nrs_avg"]]
    return _extreme(fact, scores, lambda one, other: one > other)


def severity(fact: Fact, of: Symbols) -> Symbol:
    worst = _extreme(fact, [of["leg_pain_nrs_avg"], of["back_pain_nrs_avg"]], lambda one, other: one > other)
    return word(fact, worst.told, [(worst.value <= 3, "mild"), (worst.value <= 6, "moderate")], "severe")


def irritability(fact: Fact, of: Symbols) -> Symbol:
    settle, worst, usual = of["settle_minutes"], of["leg_pain_nrs_worst"], of["leg_pain_nrs_avg"]
    sit, stand = of["sit_tolerance_min"], of["stand_tolerance_min"]
    disturbed = any_of(least(of["night_wakes_per_week"], 3), most(sit, 9), most(stand, 9))
    high = any_of(least(settle, 61), all_of(any_of(least(worst, 7), least(usual, 7)), disturbed)).sure
    chronic = equals(of["phase"], "chronic").sure
    mild = either(
        both(chronic, most(worst, 6).sure, negation(least(usual, 7).sure)),
        both(negation(chronic), most(worst, 3).sure, negation(least(usual, 4).sure)),
    )
    low = both(most(settle, 14).sure, mild, least(sit, 31).sure, least(stand, 31).sure)
    return word(fact, TRUE, [(high, "high"), (low, "low")], "moderate")


def neural_tension(fact: Fact, of: Symbols) -> Symbol:
    result, degrees = of["slr_result"], of["slr_deg"]
    raised = result.equals("reproduces_leg_pain")
    strong = both(raised, either(negation(degrees.told), degrees.value <= 44))
    mild = both(raised, degrees.value <= 70)
    before = both(result.equals("negative"), equals(of["slr_was_positive"], True).sure)
    past = either(raised, result.equals("tight_hamstring_only"), before)
    known = equals(result, "reproduces_leg_pain", "tight_hamstring_only", "negative").sure
    return word(fact, known, [(strong, "strong"), (mild, "mild"), (past, "past")], "negative")


def directional_preference(fact: Fact, of: Symbols) -> Symbol:
    bend, arch, ease, hurt = (of[each] for each in ("flexion_response", "extension_response", "easers", "aggravators"))
    up = {each.fact.id: equals(each, "centralises").sure for each in (bend, arch)}
    down = {each.fact.id: equals(each, "peripheralises").sure for each in (bend, arch)}
    tested = either(negation(bend.unknown), negation(arch.unknown))

    def seen(wanted: Symbol, opposite: Symbol) -> Any:
        return either(up[wanted.fact.id], both(down[opposite.fact.id], negation(down[wanted.fact.id])))

    back_said = both(
        includes(ease, "walking", "lying_on_front", "arching").sure, includes(hurt, "sitting", "bending").sure
    )
    forward_said = both(
        includes(ease, "sitting", "bending").sure, includes(hurt, "standing", "walking", "arching").sure
    )
    back = z3.If(tested, seen(arch, bend), back_said)
    forward = z3.If(tested, seen(bend, arch), forward_said)
    shifted = equals(of["lateral_shift"], True).sure
    known = either(shifted, tested, neither(ease.unknown, hurt.unknown))
    return word(
        fact, known, [(shifted, "side"), (back == forward, "no_clear_direction"), (back, "extension")], "flexion"
    )


def patterns(fact: Fact, of: Symbols) -> Symbol:
    sites, worse, degrees, raised = of["pain_sites"], of["aggravators"], of["slr_deg"], of["slr_result"]
    sitting = includes(worse, "sitting").sure
    below = equals(of["leg_pain_below_knee"], True).sure
    angle = both(degrees.told, degrees.value >= 30, degrees.value <= 70)
    has = {
        "disc_like": either(
            both(below, either(sitting, includes(worse, "bending").sure, equals(of["strain_aggravated"], True).sure)),
            angle,
            includes(of["conditions"], "disc_herniation").sure,
        ),
        "stenosis_like": either(
            equals(of["walk_pattern"], "eases_sitting_or_bending").sure, includes(of["conditions"], "stenosis").sure
        ),
        "piriformis_deep_gluteal": both(
            includes(sites, "buttock", "sit_bone").sure,
            sitting,
            either(equals(of["fair_test"], True).sure, equals(of["sciatic_notch_tender"], True).sure),
        ),
        "gluteal_myofascial": both(
            equals(of["trigger_points_reproduce_leg_pain"], True).sure,
            equals(of["sensory_pattern"], "none").sure,
            equals(of["leg_weakness"], "none").sure,
            negation(raised.unknown),
            negation(equals(raised, "reproduces_leg_pain").sure),
        ),
        "postural_muscular": both(
            includes(sites, "low_back", "sacrum", "buttock").sure,
            equals(of["leg_pain_below_knee"], False).sure,
            includes(of["easers"], "movement", "walking").sure,
        ),
        "sij_pelvic": both(
            includes(sites, "sacrum", "buttock", "groin").sure,
            includes(worse, "turning_in_bed", "standing_on_one_leg").sure,
        ),
    }
    return Symbol(fact, TRUE, has={**has, "mixed_unclear": neither(*has.values())})


def startback_risk(fact: Fact, of: Symbols) -> Symbol:
    total, psych = of["startback_total"], of["startback_psych"]
    low = most(total, 3).sure
    known = both(negation(total.unknown), either(low, psych.told))
    return word(fact, known, [(low, "low"), (psych.value >= 4, "high")], "medium")


def on_anticoagulant(fact: Fact, of: Symbols) -> Symbol:
    found = includes(of["medicines"], "anticoagulant_doac", "anticoagulant_vka", "heparin")
    return answered(fact, Truth(found.sure, either(found.may, includes(of["medicines"], "unsure").sure)))


def _found_or_none(fact: Fact, found: Mapping[str, Truth], complete: Any) -> Symbol:
    has = {value: truth.sure for value, truth in found.items()}
    return Symbol(fact, either(*has.values(), complete), has={**has, "none": neither(*has.values())})


def immunosuppressed(fact: Fact, of: Symbols) -> Symbol:
    medicines, conditions, steroids = of["medicines"], of["conditions"], of["steroid_long_term"]
    found = {
        "chemo": includes(of["cancer_treatment"], "chemo", "stem_cell_transplant"),
        "biologic_or_dmard": includes(medicines, "biologic_or_dmard"),
        "transplant": any_of(includes(medicines, "transplant_medicine"), includes(conditions, "organ_transplant")),
        "hiv_low_cd4": includes(conditions, "hiv_low_cd4"),
        "dialysis": includes(conditions, "dialysis"),
        "asplenia": includes(conditions, "asplenia"),
        "steroids_long": equals(steroids, True),
    }
    return _found_or_none(fact, found, neither(conditions.unknown, medicines.unknown, steroids.unknown))


def vte_risk(fact: Fact, of: Symbols) -> Symbol:
    operations = ("spinal_surgery", "hip_replacement", "knee_replacement", "other_surgery")
    surgery = [of[f"weeks_since_{each}"] for each in operations]
    treatment, events = of["cancer_treatment"], of["vte_risk_events"]
    treated = includes(treatment, *(value for value in treatment.fact.values if value != "none"))
    found = {
        "surgery_lt_12w": any_of(*(most(weeks, 11) for weeks in surgery)),
        "bedbound_ge_3d": includes(events, "bedbound_ge_3d"),
        "leg_cast": includes(events, "leg_cast"),
        "long_travel": includes(events, "long_travel_lt_2w"),
        "active_cancer": any_of(equals(of["cancer_history"], "current"), treated),
        "prior_vte": includes(of["conditions"], "dvt_treated", "dvt_untreated"),
        "thrombophilia": includes(of["conditions"], "thrombophilia"),
        "oestrogen": includes(of["medicines"], "oestrogen"),
        "pregnant_or_postpartum": equals(of["pregnancy_status"], "pregnant", "possibly_pregnant", "postpartum_lt_6w"),
    }
    return _found_or_none(fact, found, neither(*(truth.open for truth in found.values())))


def _sum(parts: Iterable[Any]) -> Any:
    return z3.Sum([z3.If(part, 1, 0) for part in parts])


def vte_risk_count(fact: Fact, of: Symbols) -> Symbol:
    risk = of["vte_risk"]
    return Symbol(fact, risk.told, value=_sum(has for value, has in risk.has.items() if value != "none"))


def wells_dvt_score(fact: Fact, of: Symbols) -> Symbol:
    risk, signs, difference = of["vte_risk"], of["wells_signs"], of["calf_circ_diff_cm"]
    points = (
        includes(risk, "active_cancer"),
        any_of(includes(of["vte_risk_events"], "leg_cast"), equals(of["leg_weakness"], "one_leg", "both_legs")),
        includes(risk, "bedbound_ge_3d", "surgery_lt_12w"),
        any_of(includes(signs, "deep_vein_tenderness"), equals(of["calf_tender_warm_red"], True)),
        includes(signs, "entire_leg_swollen"),
        least(difference, 3),
        includes(signs, "pitting_oedema_one_leg"),
        includes(signs, "collateral_superficial_veins"),
        includes(risk, "prior_vte"),
    )
    return Symbol(fact, TRUE, value=_sum(each.sure for each in points))


def mscc_pain_feature(fact: Fact, of: Symbols) -> Symbol:
    signs = ("strain_aggravated", "thoracic_or_band_pain", "midline_percussion_pain")
    return answered(
        fact,
        any_of(
            equals(of["pain_trend"], "worsening", "rapidly_worsening"),
            equals(of["night_pain"], "constant_unrelieved"),
            equals(of["pain_relief_position"], "none"),
            *(equals(of[each], True) for each in signs),
            includes(of["pain_sites"], "mid_back"),
        ),
    )


def leg_pain_change_pct(fact: Fact, of: Symbols) -> Symbol:
    start, now = of["leg_pain_nrs_avg_at_start"], of["leg_pain_nrs_avg"]
    value: Any = z3.RealVal(0)
    for score in range(1, 11):
        value = z3.If(start.value == score, z3.ToReal(100 * (score - now.value)) / score, value)
    return Symbol(fact, both(start.told, now.told, start.value != 0), value=value)


@dataclass(frozen=True, slots=True)
class Change:
    """A score at the start and now; positive points mean a lower score."""

    told: Any
    start: Any
    now: Any

    @classmethod
    def of(cls, start: Symbol, now: Symbol) -> Change:
        return cls(both(start.told, now.told), start.value, now.value)

    @property
    def points(self) -> Any:
        return self.start - self.now

    def gained(self, per_cent: int) -> Any:
        """At least so many per cent of the start; none of 0 is 0 per cent."""
        return z3.If(self.start == 0, per_cent <= 0, 100 * self.points >= per_cent * self.start)

    def or_else(self, other: Change, when: Any) -> Change:
        return Change(
            z3.If(when, self.told, other.told), z3.If(when, self.start, other.start), z3.If(when, self.now, other.now)
        )


def course_state(fact: Fact, of: Symbols) -> Symbol:
    sessions, said, after = of["sessions_done"], of["change_since_start"], of["after_last_massage"]
    leg = Change.of(of["leg_pain_nrs_avg_at_start"], of["leg_pain_nrs_avg"])
    back = Change.of(of["back_pain_nrs_avg_at_start"], of["back_pain_nrs_avg"])
    disability = Change.of(of["rmdq_total_at_start"], of["rmdq_total"])
    disability = replace(disability, told=both(disability.told, disability.start >= LEAST_DISABILITY))
    goals = Change.of(of["psfs_avg_at_start"], of["psfs_avg"])
    leads = leg.or_else(back.or_else(leg, back.told), both(leg.told, leg.start >= 2))
    goal_met = both(goals.told, goals.points <= -2)
    worse = either(
        both(leg.told, leg.points <= -2),
        both(disability.told, disability.points <= -3),
        equals(said, "a_bit_worse", "much_worse", "vastly_worse").sure,
        includes(after, "leg_pain_worse_over_48h", "new_weakness", "new_numbness", "bladder_change").sure,
    )
    silent = both(said.unknown, neither(leads.told, disability.told, goals.told))
    gains = [
        either(negation(each.told), both(negation(each.gained(15)), each.points < 1)) for each in (leads, disability)
    ]
    plateau = both(
        least(sessions, 3).sure,
        either(leads.told, disability.told),
        *gains,
        negation(goal_met),
    )
    recovered = either(
        both(
            most(of["leg_pain_nrs_avg"], 1).sure, most(of["back_pain_nrs_avg"], 1).sure, most(of["rmdq_total"], 2).sure
        ),
        both(equals(said, "completely_recovered", "much_better").sure, least(of["psfs_avg"], 8).sure),
    )
    item_worse = either(both(back.told, back.points <= -2), both(goals.told, goals.points >= 2))
    improved = both(
        negation(item_worse),
        either(
            both(leads.told, leads.gained(30), leads.points >= 2),
            both(disability.told, disability.gained(30)),
            goal_met,
        ),
    )
    first = equals(sessions, 0).sure
    cases = [(first, "first_visit"), (worse, "worse"), (plateau, "plateau"), (recovered, "recovered")]
    known = both(negation(sessions.unknown), either(first, worse, negation(silent)))
    return word(fact, known, [*cases, (improved, "improved")], "partial")


def twin(fact: Fact, symbols: Symbols) -> Symbol:
    """A derived fact as formulas over what it rests on.

    Raises:
        KeyError: a derived fact that has no twin here.
    """
    made: Symbol = globals()[fact.id](fact, symbols)
    return made
