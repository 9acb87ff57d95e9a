"""Clearance records: whose word opens a rule, for how long, and on which answers; none opens an emergency."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from plans.plan import Disposition, Plan
from recommender.core.clear import cleared_rules, is_worse, last_day, may_clear, opens, rests_on
from recommender.core.knowledge import Knowledge
from recommender.core.rules import RedFlag
from tests.core.deciding import case_of, decide, record, rules_of, with_records
from tests.people import Body, amira, chidi

WEAKER: dict[str, Any] = {
    "leg_weakness": "one_leg", "leg_weakness_trend": "worsening", "leg_weakness_days": 10,
    "leg_pain_suddenly_gone": False,
}  # fmt: skip


def cleared(plan: Plan) -> set[str]:
    return {hit.rule for hit in plan.triage.hits if hit.cleared}


def test_a_leg_that_grew_weaker_since_the_doctor_looked_is_seen_today(knowledge: Knowledge) -> None:
    word = record("motor-progressive", answers={"leg_weakness_trend": "static"})

    assert decide(knowledge, with_records(amira(**WEAKER), word)).disposition is Disposition.SAME_DAY


def test_a_word_that_does_not_say_what_it_rests_on_opens_nothing(knowledge: Knowledge) -> None:
    """Nobody can tell whether her leg is weaker than on the day the doctor looked at it."""
    plan = decide(knowledge, with_records(amira(**WEAKER), record("motor-progressive")))

    assert plan.disposition is Disposition.SAME_DAY
    assert "motor-progressive" in rules_of(plan)


def test_a_word_that_rests_on_the_answer_of_today_opens(knowledge: Knowledge) -> None:
    word = record("motor-progressive", answers={"leg_weakness_trend": "worsening"})

    assert "motor-progressive" in cleared(decide(knowledge, with_records(amira(**WEAKER), word)))


def despairing(**changes: Any) -> Body:
    """Somebody with thoughts of suicide and no plan, who brings a word on them."""
    word = record("mind-suicide", answers={"suicidal_thoughts": True}, **changes)
    return with_records(amira(suicidal_thoughts=True, suicidal_plan_or_intent=False), word)


def test_a_pharmacist_does_not_clear_thoughts_of_suicide(knowledge: Knowledge) -> None:
    assert "mind-suicide" in cleared(decide(knowledge, despairing()))

    plan = decide(knowledge, despairing(role="pharmacist"))

    assert "mind-suicide" in rules_of(plan)
    assert not plan.disposition.treats


def test_a_word_until_2090_holds_a_year(knowledge: Knowledge) -> None:
    lately = despairing(on="2025-11-20", until="2090-01-01")
    long_ago = despairing(on="2025-11-19", until="2090-01-01")

    assert "mind-suicide" in cleared(decide(knowledge, lately))
    assert "mind-suicide" in rules_of(decide(knowledge, long_ago))


def test_a_word_from_before_the_pregnancy_opens_nothing(knowledge: Knowledge) -> None:
    """What was cleared for a woman who was not pregnant is not cleared for one who is."""
    pregnancy = {
        "pregnancy_status": "pregnant", "gestation_weeks": 8, "pregnancy_high_risk": ["none"],
        "vaginal_bleeding": False, "shoulder_tip_pain": False, "preg_warning": ["severe_headache_or_vision"],
    }  # fmt: skip
    body = amira(**pregnancy)
    plan = decide(knowledge, body)
    rule = next(each for each in rules_of(plan) if "pregnancy_status" in rests_on_in(knowledge, each))
    today = {each: body["profile"][each] for each in rests_on_in(knowledge, rule) if each in body["profile"]}

    now = decide(knowledge, with_records(body, record(rule, answers=today)))
    before = decide(knowledge, with_records(body, record(rule, answers={**today, "pregnancy_status": "not_pregnant"})))

    assert rule in cleared(now)
    assert rule in rules_of(before)


def with_word_of_today(knowledge: Knowledge, body: Body, rule: str, **changes: Any) -> Body:
    """Somebody who brings a word on a rule that rests on all that was answered today."""
    return with_records(body, record(rule, answers=body["profile"], **changes))


def rests_on_in(knowledge: Knowledge, rule: str) -> list[str]:
    found = knowledge.clearable.get(rule)
    return rests_on(found, knowledge.dictionary) if found and opens(found) else []


@pytest.mark.parametrize(
    ("fact_id", "before", "now"),
    [
        ("pregnancy_status", "not_pregnant", "pregnant"),
        ("pregnancy_status", "pregnant", "postpartum_lt_6w"),
        ("age_years", 59, 60),
        ("medicines", frozenset({"none"}), frozenset({"steroid_tablets"})),
    ],
)
def test_another_answer_without_an_order_counts_as_worse(
    fact_id: str, before: Any, now: Any, knowledge: Knowledge
) -> None:
    assert is_worse(knowledge.dictionary[fact_id], before, now)
    assert not is_worse(knowledge.dictionary[fact_id], now, now)


@pytest.mark.parametrize(
    ("rule", "on", "last"),
    [
        ("mind-suicide", date(2026, 11, 20), date(2027, 11, 20)),
        ("mind-suicide", date(2028, 2, 29), date(2029, 2, 28)),
        ("heart-failure-stable", date(2026, 11, 30), date(2027, 2, 28)),
        ("heart-failure-stable", date(2026, 9, 30), date(2026, 12, 30)),
    ],
)
def test_how_long_a_word_holds_at_most(rule: str, on: date, last: date, knowledge: Knowledge) -> None:
    assert last_day(knowledge.clearable[rule], on) == last


def test_who_may_clear_what(knowledge: Knowledge) -> None:
    """A pharmacist knows the medicines, and has examined nobody."""
    by_pharmacist = [rule for rule in knowledge.clearable.values() if may_clear("pharmacist", rule)]

    assert {getattr(rule, "clearance", "") for rule in by_pharmacist} == {"anticoagulant", "antithrombotic_dual"}
    assert not any(isinstance(rule, RedFlag) for rule in by_pharmacist)
    assert all(may_clear("doctor", rule) for rule in knowledge.clearable.values())
    assert not any(may_clear("neighbour", rule) for rule in knowledge.clearable.values())


def test_a_number_that_may_rise_is_worse_when_it_did(knowledge: Knowledge) -> None:
    """The dictionary has the word for it; no number of today uses it."""
    score = replace(knowledge.dictionary["leg_pain_nrs_avg"], worse_to="up")

    assert [is_worse(score, 4, now) for now in (3, 4, 5, None)] == [False, False, True, True]


def heart_is_open(knowledge: Knowledge, **changes: Any) -> bool:
    """Whether a word lets the hands work on somebody with steady heart failure."""
    failing = amira(conditions=["heart_failure_stable"])
    plan = decide(knowledge, with_word_of_today(knowledge, failing, "heart-failure-stable", **changes))
    return not any(each.rule == "heart-failure-stable" and each.level == "clearance" for each in plan.excluded)


def test_a_word_on_heart_failure_is_given_again_every_three_months(knowledge: Knowledge) -> None:
    assert heart_is_open(knowledge, on="2026-08-20", until="2027-08-01")
    assert not heart_is_open(knowledge, on="2026-08-19", until="2027-08-01")


def test_a_pharmacist_opens_medicines_and_nothing_else(knowledge: Knowledge) -> None:
    thinned = amira(medicines=["anticoagulant_doac"])

    def opened(role: str) -> frozenset[str]:
        return cleared_rules(
            case_of(knowledge, with_word_of_today(knowledge, thinned, "anticoagulant", role=role)), knowledge
        )

    assert opened("pharmacist") == opened("doctor") == {"anticoagulant"}
    assert opened("neighbour") == frozenset()
    assert heart_is_open(knowledge)
    assert not heart_is_open(knowledge, role="pharmacist")


def test_what_a_rule_rests_on_reaches_through_what_is_derived(knowledge: Knowledge) -> None:
    rules = knowledge.clearable

    assert rests_on(rules["motor-progressive"], knowledge.dictionary) == ["leg_weakness_trend"]
    assert "pregnancy_status" in rests_on(rules["vte-dvt-likely"], knowledge.dictionary)


# ------------------------------------------------------------------------------- a word on a cancer of three years ago


def lena(*records: dict[str, Any], **changes: Any) -> Body:
    """Amira, had she had breast cancer three years ago."""
    cancer = {
        "cancer_history": "past",
        "bone_mets_known": False,
        "cancer_types": ["breast"],
        "cancer_years_since": 3,
        "cancer_treatment": ["none"],
        "pelvic_radiotherapy": False,
        "nodes_removed": ["none"],
        "strain_aggravated": False,
    }
    seen = {"pain_trend": "improving", "cancer_history": "past"}
    words = [{**each, "answers": {**seen, **each["answers"]}} for each in records]
    return with_records(amira(**{**cancer, **changes}), *words)


def test_new_pain_after_cancer_is_seen_first(knowledge: Knowledge) -> None:
    plan = decide(knowledge, lena())

    assert plan.disposition is Disposition.URGENT_DAYS
    assert "mal-history-new-pain" in rules_of(plan)


def test_a_record_opens_the_rule_it_names(knowledge: Knowledge) -> None:
    plan = decide(knowledge, lena(record("mal-history-new-pain")))

    assert plan.disposition is Disposition.TREAT_WITH_PRECAUTIONS
    assert "mal-history-new-pain" in {hit.rule for hit in plan.triage.hits if hit.cleared}, "it stays in sight"
    assert plan.home


def test_a_record_opens_no_other_rule(knowledge: Knowledge) -> None:
    plan = decide(knowledge, lena(record("mal-history-new-pain"), unexplained_lump="large_growing_or_painful"))

    assert plan.disposition is Disposition.URGENT_DAYS
    assert "mal-mass-node" in rules_of(plan)
    assert "mal-history-new-pain" not in rules_of(plan)


@pytest.mark.parametrize(
    ("changes", "opens"),
    [
        pytest.param({"until": "2026-11-20"}, True, id="on its last day"),
        pytest.param({"until": "2026-11-19"}, False, id="a day too late"),
        pytest.param({"on": "2026-11-20"}, True, id="given today"),
        pytest.param({"on": "2026-11-21", "until": "2026-12-20"}, False, id="given tomorrow"),
        pytest.param({"answers": {"pain_trend": "improving"}}, True, id="on the same answer"),
        pytest.param({"answers": {"pain_trend": "static"}}, True, id="better since"),
        pytest.param({"answers": {"fever_7d": False, "bladder_change": ["none"]}}, True, id="all as it was"),
    ],
)
def test_when_a_record_opens(changes: dict[str, Any], opens: bool, knowledge: Knowledge) -> None:
    plan = decide(knowledge, lena(record("mal-history-new-pain", **changes)))

    assert plan.disposition.treats is opens


@pytest.mark.parametrize(
    ("before", "now"),
    [
        pytest.param({"pain_trend": "improving"}, {"pain_trend": "static"}, id="the pain no longer improves"),
        pytest.param({"walking_change": "as_before"}, {"walking_change": "shorter_or_slower"}, id="walks less far"),
        pytest.param(
            {"sensory_pattern": "none"},
            {"sensory_pattern": "one_leg_patch", "leg_pain_suddenly_gone": False},
            id="a numb patch",
        ),
        pytest.param(
            {"trauma_level": "none"}, {"trauma_level": "minor", "leg_short_turned_out": False}, id="a fall since"
        ),
    ],
)  # fmt: skip
def test_a_worse_answer_voids_the_record(before: dict[str, Any], now: dict[str, Any], knowledge: Knowledge) -> None:
    plan = decide(knowledge, lena(record("mal-history-new-pain", answers=before), **now))

    assert "mal-history-new-pain" in rules_of(plan)
    assert not plan.disposition.treats


def test_an_answer_that_is_no_longer_given_voids_the_record(knowledge: Knowledge) -> None:
    plan = decide(knowledge, lena(record("mal-history-new-pain", answers={"night_pain": "none"}), night_pain=None))

    assert "mal-history-new-pain" in rules_of(plan)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"chest_pain_breathless": True}, "visc-cardiac"),
        ({"leg_cold_pale": "sudden"}, "vasc-acute-limb"),
        (
            {"bladder_change": ["hard_to_start"], "ces_symptom_days": 3, "ces_symptom_trend": "new"},
            "ces-bladder-new",
        ),
        ({"bp_sys": 190, "bp_dia": 100, "bp_days_ago": 0, "bp_symptoms": True}, "bp-crisis-symptoms"),
    ],
)
def test_no_record_opens_an_emergency(changes: dict[str, Any], rule: str, knowledge: Knowledge) -> None:
    plan = decide(knowledge, with_word_of_today(knowledge, amira(**changes), rule))

    assert plan.disposition is Disposition.EMERGENCY_NOW
    assert rule in rules_of(plan)


@pytest.mark.parametrize("rule", ["paed-under-16", "cap-intox", "fever-acute-infection"])
def test_some_rules_take_no_record_at_all(rule: str, knowledge: Knowledge) -> None:
    changes: dict[str, dict[str, Any]] = {
        "paed-under-16": {"age_years": 15, "painful_spine_curve": False, "guardian_consent": True},
        "cap-intox": {"cognitive_or_intox": True},
        "fever-acute-infection": {
            "fever_7d": True,
            "viral_symptoms": True,
            "back_pain_unchanged": True,
            "temp_c": 38.2,
        },
    }
    plan = decide(knowledge, with_word_of_today(knowledge, amira(**changes[rule]), rule))

    assert not plan.disposition.treats
    assert rule in rules_of(plan)


def test_a_clearance_that_is_said_in_the_profile_counts_for_nothing(knowledge: Knowledge) -> None:
    said = amira(
        leg_weakness="one_leg", leg_weakness_days=40, leg_weakness_trend="static", leg_pain_suddenly_gone=False,
        clearances=["motor_old_stable"],
        assessed_this_episode="none", assessed_days_ago=None, assessment_covered=None,
    )  # fmt: skip

    assert decide(knowledge, said).disposition is Disposition.URGENT_DAYS
    seen = {each: said["profile"][each] for each in ("leg_weakness", "leg_weakness_days", "leg_weakness_trend")}
    word = record("motor-old-unassessed", answers=seen)
    assert decide(knowledge, with_records(said, word)).disposition.treats


def test_an_opened_rule_keeps_its_limits(knowledge: Knowledge) -> None:
    """Chidi's doctor agrees to massage; the blood thinner still allows light touch only."""
    plan = decide(knowledge, chidi())

    assert max(modality.pressure for modality in plan.modalities) <= 2


@pytest.mark.parametrize(
    ("fact_id", "before", "now", "worse"),
    [
        ("fever_7d", False, True, True),
        ("fever_7d", True, False, False),
        ("trauma_cleared", True, False, True),
        ("trauma_cleared", False, True, False),
        ("pain_trend", "static", "worsening", True),
        ("pain_trend", "worsening", "static", False),
        ("saddle_sensation", "normal", "unsure", True),
        ("saddle_sensation", "unsure", "unsure", False),
        ("saddle_sensation", "unsure", "normal", True),
        ("bladder_change", frozenset({"none"}), frozenset({"hard_to_start"}), True),
        ("bladder_change", frozenset({"hard_to_start", "cannot_pass"}), frozenset({"hard_to_start"}), False),
        ("leg_weakness_days", 30, 40, False),
        ("leg_weakness_days", 30, 10, True),
        ("smoker", "never", "current", True),
        ("smoker", "never", None, True),
        ("pain_trend", "static", "unsure", True),
        ("bladder_change", frozenset({"hard_to_start"}), frozenset({"none"}), False),
        ("leg_weakness_days", 30, 29, True),
    ],
)
def test_what_counts_as_worse(fact_id: str, before: Any, now: Any, worse: bool, knowledge: Knowledge) -> None:
    assert is_worse(knowledge.dictionary[fact_id], before, now) is worse
