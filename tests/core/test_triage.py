"""Triage: every rule is read, the most severe wins, silence is never a no, and nothing opens an emergency."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from plans.plan import Disposition, Plan
from recommender.core import condition as language
from recommender.core.condition import All, facts_of
from recommender.core.facts import Tier
from recommender.core.knowledge import Knowledge
from recommender.core.rules import Contraindication, PositionRule
from recommender.core.triage import Verdict, strictest
from tests.core.deciding import asked, decide, look, rules_of, state, with_rules_in_order
from tests.people import amira, ben, chidi, nobody


def gives_nothing_to_do(plan: Plan) -> bool:
    """Whether a plan has no hands-on work and no exercise in any corner."""
    return plan.sessions is None and not any(
        [plan.modalities, plan.home, plan.bad_day, plan.ergonomics, plan.self_care, plan.patterns, plan.outlook]
    )


# ----------------------------------------------------------------------------------------------------- three people


def test_amira_may_be_treated_with_precautions(knowledge: Knowledge) -> None:
    plan = decide(knowledge, amira())

    assert plan.disposition is Disposition.TREAT_WITH_PRECAUTIONS
    assert plan.triage.action is None
    assert not plan.triage.provisional
    assert plan.questions == ()


def test_ben_is_sent_to_hospital_after_a_few_answers(knowledge: Knowledge) -> None:
    plan = decide(knowledge, ben())

    assert plan.disposition is Disposition.EMERGENCY_NOW
    assert {"ces-saddle-new", "ces-bladder-new"} <= rules_of(plan)
    assert plan.triage.action is not None
    assert plan.triage.action.id == "act-ces"
    assert plan.triage.action.do
    assert plan.triage.action.say
    assert gives_nothing_to_do(plan)


def test_ben_is_not_asked_anything_more(knowledge: Knowledge) -> None:
    """Open questions never hold up an emergency, and never make it provisional."""
    plan = decide(knowledge, ben())

    assert plan.questions == ()
    assert not plan.triage.provisional


def test_chidi_may_be_treated_with_precautions(knowledge: Knowledge) -> None:
    plan = decide(knowledge, chidi())

    assert plan.disposition is Disposition.TREAT_WITH_PRECAUTIONS
    assert {"anticoagulant", "osteoporosis", "stenosis-stable"} <= {each.rule for each in plan.precautions}


def test_nobody_is_asked_every_safety_question_that_may_arise(knowledge: Knowledge) -> None:
    plan = decide(knowledge, nobody())

    safety = {fact.id for fact in knowledge.dictionary if fact.is_safety}
    assert plan.disposition is Disposition.NEEDS_ANSWERS
    assert set(asked(plan)) <= safety
    assert {fact.id for fact in knowledge.dictionary if fact.is_safety and fact.asked_when is None} <= set(asked(plan))
    assert gives_nothing_to_do(plan)


# ------------------------------------------------------------------------------------------------ silence is no "no"


SAFETY_ANSWERS_OF_AMIRA = [
    "age_years", "sex_at_birth", "saddle_sensation", "bladder_change", "bowel_change", "sexual_change",
    "leg_pain_laterality", "leg_weakness", "heel_walk", "sensory_pattern", "face_arm_speech_sudden",
    "breathing_swallow_difficulty", "chest_pain_breathless", "tearing_pain", "collapse_or_clammy", "very_unwell",
    "leg_swelling", "leg_cold_pale", "calf_tender_warm_red", "tender_red_vein", "leg_tight_out_of_proportion",
    "cannot_weight_bear", "hot_swollen_joint", "skin_spreading_redness", "rash_one_side", "fever_7d",
    "walking_change", "gait_balance_change", "thoracic_or_band_pain", "dark_urine_muscle_pain", "uveitis_now",
    "cancer_history", "aaa_known", "recent_spinal_procedure", "trauma_level", "pain_trend", "pregnancy_status",
    "suicidal_thoughts", "cognitive_or_intox", "pain_sites", "onset_days", "night_pain", "weight_loss", "medicines",
    "steroid_long_term", "diabetes", "conditions", "osteoporosis", "surgeries", "implants", "injections",
]  # fmt: skip


def test_the_list_of_safety_answers_is_whole(knowledge: Knowledge) -> None:
    safety = [fact.id for fact in knowledge.dictionary if fact.is_safety and fact.id in amira()["profile"]]

    assert sorted(SAFETY_ANSWERS_OF_AMIRA) == sorted(safety)


@pytest.mark.parametrize("fact_id", SAFETY_ANSWERS_OF_AMIRA)
def test_any_safety_answer_that_amira_leaves_out_is_asked_for(fact_id: str, knowledge: Knowledge) -> None:
    """Nothing but that question, and safety questions that can only arise from it."""
    plan = decide(knowledge, amira(**{fact_id: None}))

    assert plan.disposition is Disposition.NEEDS_ANSWERS
    assert gives_nothing_to_do(plan)
    assert fact_id in asked(plan)
    for follow_up in set(asked(plan)) - {fact_id}:
        assert knowledge.dictionary[follow_up].asked_when is not None
        assert follows_from(follow_up, fact_id, knowledge), f"{follow_up} does not follow from {fact_id}"


def follows_from(fact_id: str, root: str, knowledge: Knowledge) -> bool:
    """Whether a question hangs on another, directly or through a chain."""
    condition = knowledge.dictionary[fact_id].asked_when
    named = facts_of(condition) if condition is not None else frozenset()
    return root in named or any(follows_from(each, root, knowledge) for each in named)


def test_amira_with_her_safety_answers_alone_still_needs_the_gates(knowledge: Knowledge) -> None:
    told = {fact: value for fact, value in amira()["profile"].items() if knowledge.dictionary[fact].tier is Tier.T1}
    plan = decide(knowledge, nobody(**told))

    assert plan.disposition is Disposition.NEEDS_ANSWERS
    assert set(asked(plan)) == {fact.id for fact in knowledge.dictionary if fact.gate}


def test_amira_with_safety_and_gate_answers_alone_has_a_plan(knowledge: Knowledge) -> None:
    told = {fact: value for fact, value in amira()["profile"].items() if knowledge.dictionary[fact].is_safety}
    plan = decide(knowledge, nobody(**told))

    assert plan.disposition is Disposition.TREAT_WITH_PRECAUTIONS
    assert plan.home


def test_other_unknowns_are_asked_beside_the_plan_and_never_block_it(knowledge: Knowledge) -> None:
    plan = decide(knowledge, amira(strain_aggravated=None, smoker=None, slr_result=None, slr_deg=None))

    assert plan.disposition is Disposition.TREAT_WITH_PRECAUTIONS
    assert {"strain_aggravated", "smoker"} & set(asked(plan))
    assert "slr_result" not in asked(plan), "a finding is never asked of the client"


# ------------------------------------------------------------------------------------------- the most severe wins


MISFORTUNES: list[tuple[str, dict[str, Any], Disposition]] = [
    ("chest pain", {"chest_pain_breathless": True}, Disposition.EMERGENCY_NOW),
    ("a cold leg since today", {"leg_cold_pale": "sudden"}, Disposition.EMERGENCY_NOW),
    ("a stroke", {"face_arm_speech_sudden": True}, Disposition.EMERGENCY_NOW),
    ("a swollen leg and a sore calf", {"leg_swelling": "one_leg", "calf_tender_warm_red": True}, Disposition.SAME_DAY),
    ("unsure about the saddle", {"saddle_sensation": "unsure"}, Disposition.SAME_DAY),
    (
        "breast cancer 3 years ago",
        {"cancer_history": "past", "bone_mets_known": False, "cancer_types": ["breast"], "strain_aggravated": False},
        Disposition.URGENT_DAYS,
    ),
    (
        "a weak leg since last week",
        {
            "leg_weakness": "one_leg", "leg_weakness_days": 8, "leg_weakness_trend": "static",
            "leg_pain_suddenly_gone": False,
        },
        Disposition.URGENT_DAYS,
    ),
    ("nits", {"skin_problems": ["scabies_lice"]}, Disposition.ROUTINE_REFERRAL),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "expected"), [each[1:] for each in MISFORTUNES], ids=[each[0] for each in MISFORTUNES]
)
def test_amira_with_one_misfortune(changes: dict[str, Any], expected: Disposition, knowledge: Knowledge) -> None:
    plan = decide(knowledge, amira(**changes))

    assert plan.disposition is expected
    assert plan.triage.action is not None
    assert gives_nothing_to_do(plan)


@pytest.mark.parametrize("first", range(len(MISFORTUNES)), ids=[each[0] for each in MISFORTUNES])
@pytest.mark.parametrize("second", range(len(MISFORTUNES)), ids=[each[0] for each in MISFORTUNES])
def test_of_two_misfortunes_the_worse_one_wins(first: int, second: int, knowledge: Knowledge) -> None:
    (_, one, gravity), (_, other, other_gravity) = MISFORTUNES[first], MISFORTUNES[second]
    plan = decide(knowledge, amira(**{**one, **other}))

    assert plan.disposition.severity >= max(gravity.severity, other_gravity.severity), "together they may be worse"
    assert rules_of(decide(knowledge, amira(**one))) <= rules_of(plan), "every hit is shown, not only the worst"
    assert plan.triage.hits[0].disposition is plan.disposition, "the worst stands first"


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_rule_files_changes_nothing(seed: int, knowledge: Knowledge) -> None:
    shuffled = with_rules_in_order(knowledge, lambda rules: random.Random(seed).sample(rules, len(rules)))

    for body in (amira(), ben(), chidi(), amira(**MISFORTUNES[3][1], **MISFORTUNES[5][1])):
        before, after = decide(knowledge, body), decide(shuffled, body)
        assert after.disposition is before.disposition
        assert after.triage == before.triage


def test_a_hit_shows_the_answers_it_rests_on(knowledge: Knowledge) -> None:
    hits = {hit.rule: hit for hit in decide(knowledge, ben()).triage.hits}

    assert hits["ces-bladder-new"].facts == {
        "bladder_change": ["hard_to_start"], "ces_symptom_days": 1, "ces_symptom_trend": "worsening",
    }  # fmt: skip
    assert "girft" in hits["ces-bladder-new"].sources


def test_a_referral_beside_treatment_stands_beside_the_plan(knowledge: Knowledge) -> None:
    """Four visits with little gain: the plan goes on, changed, and a doctor should look as well."""
    slow = {"leg_pain_nrs_avg_at_start": 6, "back_pain_nrs_avg_at_start": 5, "rmdq_total_at_start": 12, "rmdq_total": 9}
    plan = decide(
        knowledge,
        amira(sessions_done=4, new_symptom_since_last_visit=False, after_last_massage=["none"], **slow),
    )

    assert plan.disposition is Disposition.TREAT_WITH_PRECAUTIONS
    assert "course-slow" in {hit.rule for hit in plan.triage.hits if hit.parallel}
    assert plan.triage.action is None
    assert plan.sessions is not None


def test_a_referral_beside_a_plan_has_words_for_it(knowledge: Knowledge) -> None:
    for rule in [rule for rule in knowledge.red_flags if rule.parallel and rule.action != "act-card"]:
        assert knowledge.library.actions[rule.action].do_parallel, rule.id


def test_one_weak_flag_alone_never_stops(knowledge: Knowledge) -> None:
    for changes in ({"age_years": 61, "frail": False}, {"onset_days": 40}, {"night_pain": "settles_with_position"}):
        assert decide(knowledge, amira(**changes)).disposition.treats, changes


# ------------------------------------------------------------------------------------------------------ provisional


def test_a_stop_with_open_safety_questions_is_provisional(knowledge: Knowledge) -> None:
    plan = decide(knowledge, nobody(age_years=50, sex_at_birth="female", saddle_sensation="unsure"))

    assert plan.disposition is Disposition.SAME_DAY
    assert plan.triage.provisional
    assert plan.triage.note == "Answer these first; it may be more urgent."
    assert "bladder_change" in asked(plan)
    assert all(knowledge.dictionary[fact].tier is Tier.T1 for fact in asked(plan))
    assert gives_nothing_to_do(plan)


def test_a_stop_with_every_safety_question_answered_is_final(knowledge: Knowledge) -> None:
    plan = decide(knowledge, amira(saddle_sensation="unsure"))

    assert plan.disposition is Disposition.SAME_DAY
    assert not plan.triage.provisional
    assert plan.triage.note == ""


def test_a_certain_hit_is_never_hidden_by_open_questions(knowledge: Knowledge) -> None:
    plan = decide(knowledge, nobody(chest_pain_breathless=True))

    assert plan.disposition is Disposition.EMERGENCY_NOW


# ---------------------------------------------------------------------------------------- several readings, one verdict


NOTHING_FOUND = Verdict(
    disposition=Disposition.TREAT, hits=(), unsettled=(), states=(), assumed=frozenset(), open_rules=(),
    cleared=frozenset(),
)  # fmt: skip


def knowing(knowledge: Knowledge, *states: Contraindication) -> Knowledge:
    """The same knowledge with these states alone."""
    return replace(knowledge, contraindications=states)


@pytest.mark.parametrize(
    "limit",
    [
        {"hands_on": {"SWE": "P"}},
        {"position": PositionRule(avoid=("prone",))},
        {"max_level": 3},
        {"max_minutes": 30},
        {"max_minutes": 0},
        {"excludes": frozenset({"thai"})},
        {"only": frozenset({"swedish"})},
    ],
    ids=lambda limit: next(iter(limit)),
)
def test_whatever_limits_a_visit_is_a_precaution(limit: dict[str, Any], knowledge: Knowledge) -> None:
    rule = state("limits", **limit)
    always = replace(rule, standing=True)

    def verdict_on(each: Contraindication) -> Disposition:
        return strictest([replace(NOTHING_FOUND, states=(each,))], knowing(knowledge, each)).disposition

    assert verdict_on(rule) is Disposition.TREAT_WITH_PRECAUTIONS
    assert verdict_on(always) is Disposition.TREAT, "what holds for everybody is no precaution of this client"


def test_what_only_sorts_exercises_is_no_precaution(knowledge: Knowledge) -> None:
    rule = state("sorts", stretches={"HAM": "M"}, closes=frozenset({"hs_wall"}), notes=("A word.",))

    assert (
        strictest([replace(NOTHING_FOUND, states=(rule,))], knowing(knowledge, rule)).disposition is Disposition.TREAT
    )


def test_a_check_beside_treatment_is_a_precaution(knowledge: Knowledge) -> None:
    """Somebody with nothing to spare whose pain wakes at night: one weak sign, and the plan says so."""
    _, verdict = look(knowledge, amira(allergies=["none"], regions_declined=["none"]))
    alone = strictest([replace(verdict, states=())], knowledge)

    assert [hit.disposition for hit in alone.hits] == [Disposition.TREAT_WITH_PRECAUTIONS]
    assert alone.disposition is Disposition.TREAT_WITH_PRECAUTIONS
    assert strictest([replace(NOTHING_FOUND, hits=alone.hits)], knowledge).disposition is alone.disposition


def test_all_that_any_reading_found_stands_in_one_verdict(knowledge: Knowledge) -> None:
    _, one = look(knowledge, amira(conditions=["dvt_treated"], fever_7d=None))
    _, other = look(knowledge, amira(saddle_sensation="unsure", very_unwell=None))
    both = strictest([one, other], knowledge)

    assert both.disposition is Disposition.SAME_DAY
    assert {hit.rule for hit in both.hits} == {hit.rule for each in (one, other) for hit in each.hits}
    assert [hit.disposition.severity for hit in both.hits] == sorted(
        (hit.disposition.severity for hit in both.hits), reverse=True
    )
    assert both.unsettled == ("very_unwell", "fever_7d"), "in the order of asking"
    found = {rule.id for each in (one, other) for rule in each.states}
    assert [rule.id for rule in both.states] == [rule.id for rule in knowledge.contraindications if rule.id in found]
    assert both.assumed == one.assumed | other.assumed != frozenset()
    assert set(both.open_rules) == {*one.open_rules, *other.open_rules}
    assert len(both.open_rules) == len(set(both.open_rules))


def test_states_of_the_readings_limit_the_work(knowledge: Knowledge) -> None:
    _, amiras = look(knowledge, amira())
    calm = replace(amiras, hits=())

    assert strictest([NOTHING_FOUND, calm], knowledge).disposition is Disposition.TREAT_WITH_PRECAUTIONS
    assert strictest([NOTHING_FOUND], knowledge).disposition is Disposition.TREAT


def test_a_hit_carries_the_words_of_its_rule(knowledge: Knowledge) -> None:
    rule = next(each for each in knowledge.red_flags if each.id == "ces-bladder-new")
    hit = next(each for each in decide(knowledge, ben()).triage.hits if each.rule == rule.id)

    assert (hit.because, hit.says, hit.certainty) == (rule.because, rule.says, rule.certainty)
    assert (hit.sources, hit.action, hit.parallel, hit.cleared) == (rule.source_ids, rule.action, False, False)


def test_a_state_that_waits_for_more_than_a_follow_up_is_not_assumed(knowledge: Knowledge) -> None:
    """The weeks since her clot are open, and nobody raised her leg: the second is no follow-up, and closes nothing."""
    recent = language.Test("weeks_since_dvt", "at_most", 12)
    waits = replace(state("waits"), when=All((recent, language.Test("slr_deg", "at_most", 44))))
    closes = replace(state("closes"), when=recent)
    _, verdict = look(
        knowing(knowledge, waits, closes), amira(conditions=["dvt_treated"], slr_result=None, slr_deg=None)
    )

    assert verdict.assumed == {"closes"}
    assert verdict.open_rules[-2:] == ("waits", "closes")
