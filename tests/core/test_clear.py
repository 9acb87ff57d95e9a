"""Clearance records: whose word opens a rule, for how long, and on which answers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from plans.plan import Disposition, Plan
from recommender.core.clear import is_worse, last_day, may_clear, opens, rests_on
from recommender.core.knowledge import Knowledge
from recommender.core.rules import RedFlag
from tests.core.deciding import decide, rules_of
from tests.people import Body, amira

WEAKER: dict[str, Any] = {
    "leg_weakness": "one_leg", "leg_weakness_trend": "worsening", "leg_weakness_days": 10,
    "leg_pain_suddenly_gone": False,
}  # fmt: skip


def word_on(rule: str, **changes: Any) -> Body:
    """A doctor's word on one rule, given last week and good for a month, that rests on no answer."""
    given = {
        "rule": rule,
        "by": "Dr Okafor",
        "role": "doctor",
        "examined": "history, strength, feeling",
        "on": "2026-11-13",
        "until": "2026-12-13",
        "answers": {},
    }
    return {**given, **changes}


def with_word(body: Body, *words: Body) -> Body:
    return {**body, "clearances": list(words)}


def cleared(plan: Plan) -> set[str]:
    return {hit.rule for hit in plan.triage.hits if hit.cleared}


def test_a_leg_that_grew_weaker_since_the_doctor_looked_is_seen_today(knowledge: Knowledge) -> None:
    word = word_on("motor-progressive", answers={"leg_weakness_trend": "static"})

    assert decide(knowledge, with_word(amira(**WEAKER), word)).disposition is Disposition.SAME_DAY


def test_a_word_that_does_not_say_what_it_rests_on_opens_nothing(knowledge: Knowledge) -> None:
    """Nobody can tell whether her leg is weaker than on the day the doctor looked at it."""
    plan = decide(knowledge, with_word(amira(**WEAKER), word_on("motor-progressive")))

    assert plan.disposition is Disposition.SAME_DAY
    assert "motor-progressive" in rules_of(plan)


def test_a_word_that_rests_on_the_answer_of_today_opens(knowledge: Knowledge) -> None:
    word = word_on("motor-progressive", answers={"leg_weakness_trend": "worsening"})

    assert "motor-progressive" in cleared(decide(knowledge, with_word(amira(**WEAKER), word)))


def despairing(**record: Any) -> Body:
    """Somebody with thoughts of suicide and no plan, who brings a word on them."""
    word = word_on("mind-suicide", answers={"suicidal_thoughts": True}, **record)
    return with_word(amira(suicidal_thoughts=True, suicidal_plan_or_intent=False), word)


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

    now = decide(knowledge, with_word(body, word_on(rule, answers=today)))
    before = decide(knowledge, with_word(body, word_on(rule, answers={**today, "pregnancy_status": "not_pregnant"})))

    assert rule in cleared(now)
    assert rule in rules_of(before)


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


def test_what_a_rule_rests_on_reaches_through_what_is_derived(knowledge: Knowledge) -> None:
    rules = knowledge.clearable

    assert rests_on(rules["motor-progressive"], knowledge.dictionary) == ["leg_weakness_trend"]
    assert "pregnancy_status" in rests_on(rules["vte-dvt-likely"], knowledge.dictionary)
