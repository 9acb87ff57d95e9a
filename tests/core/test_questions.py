"""What is asked next: in the dictionary's order, in its words, and never what does not arise."""

from __future__ import annotations

import pytest

from plans.plan import Disposition, Plan
from recommender.core.facts import Tier
from recommender.core.knowledge import Knowledge
from recommender.core.questions import WAITS, may_be_asked, question
from tests.core.deciding import asked, decide, facts_of_answers, record, with_records
from tests.people import amira, ben, nobody


def test_questions_come_in_the_order_of_asking(knowledge: Knowledge) -> None:
    plan = decide(knowledge, nobody(age_years=40))

    places = [knowledge.dictionary.place[fact] for fact in asked(plan)]
    assert places == sorted(places)


def test_a_question_carries_its_words_and_its_reason(knowledge: Knowledge) -> None:
    (asked_for,) = decide(knowledge, amira(leg_swelling=None)).questions

    assert asked_for.fact == "leg_swelling"
    assert asked_for.ask == knowledge.dictionary["leg_swelling"].ask
    assert asked_for.values == ("none", "one_leg", "both_legs")
    assert asked_for.labels["one_leg"] == knowledge.dictionary["leg_swelling"].label("one_leg")
    assert asked_for.labels.keys() == set(asked_for.values)
    assert asked_for.why == WAITS


def test_a_question_keeps_its_type_and_its_help(knowledge: Knowledge) -> None:
    fact = knowledge.dictionary["sexual_change"]

    assert fact.help
    assert (question(fact, "why").type, question(fact, "why").help, question(fact, "why").why) == (
        "enum",
        fact.help,
        "why",
    )


@pytest.mark.parametrize(
    ("answers", "may"),
    [
        pytest.param({"sex_at_birth": "male", "age_years": 34}, False, id="a man"),
        pytest.param({"sex_at_birth": "female", "age_years": 34}, True, id="a woman of 34"),
        pytest.param({}, True, id="nothing is known"),
    ],
)
def test_whether_pregnancy_may_be_asked_about(answers: dict[str, object], may: bool, knowledge: Knowledge) -> None:
    facts = facts_of_answers(knowledge, answers)

    assert may_be_asked(knowledge.dictionary["pregnancy_status"], facts) is may
    assert may_be_asked(knowledge.dictionary["age_years"], facts)


def test_in_an_emergency_nothing_is_asked(knowledge: Knowledge) -> None:
    assert asked(decide(knowledge, ben())) == []


def test_beside_a_stop_only_what_might_be_more_urgent_is_asked(knowledge: Knowledge) -> None:
    """Onset and medicines wait; a fever does not."""
    plan = decide(knowledge, nobody(saddle_sensation="unsure"))

    assert plan.disposition is Disposition.SAME_DAY
    assert {knowledge.dictionary[each].tier for each in asked(plan)} == {Tier.T1}
    assert "fever_7d" in asked(plan)


def test_beside_a_plan_each_question_has_the_rule_that_waits_for_it(knowledge: Knowledge) -> None:
    plan = decide(knowledge, amira(smoker=None, temp_c=None, slr_result=None))
    why = {each.fact: each.why for each in plan.questions}
    waiting = [rule.says for rule in knowledge.rule.values() if "smoker" in knowledge.named[rule.id]]

    assert why["smoker"] in waiting
    assert "slr_result" not in why
    assert {knowledge.dictionary[each].tier for each in why} <= {Tier.T1, Tier.T2}


def test_a_question_that_two_rules_wait_for_has_the_reason_of_the_first(knowledge: Knowledge) -> None:
    plan = decide(knowledge, amira(conditions=["dvt_treated"], weeks_since_dvt=None))
    (why,) = [each.why for each in plan.questions if each.fact == "weeks_since_dvt"]
    waiting = [rule.says for rule in knowledge.contraindications if "weeks_since_dvt" in knowledge.named[rule.id]]

    assert why == waiting[0]


def whys(plan: Plan) -> dict[str, str]:
    return {each.fact: each.why for each in plan.questions}


def test_beside_a_stop_what_was_read_as_present_is_asked_with_its_reason(knowledge: Knowledge) -> None:
    """Few platelets, and nobody said how few: that stops the visit, and the number may open it."""
    unsaid = decide(knowledge, amira(conditions=["low_platelets"]))
    counted = decide(knowledge, amira(conditions=["low_platelets"], platelets_10e9_per_l=25))

    assert unsaid.disposition is counted.disposition is Disposition.SAME_DAY
    says = knowledge.rule["platelets-lt-20"].says
    assert whys(unsaid) == {"platelets_10e9_per_l": says, "bleeding_now": says}
    assert whys(counted) == {"bleeding_now": says}, "what was answered is not asked again"


def test_what_a_record_has_opened_is_not_asked(knowledge: Knowledge) -> None:
    pregnant = {"pregnancy_status": "pregnant", "gestation_weeks": 20, "conditions": ["sickle_cell"]}
    told = {"pregnancy_status": "pregnant", "gestation_weeks": 20}
    body = amira(**pregnant)
    cleared = with_records(body, record("preg-high-risk", answers=told))

    assert set(asked(decide(knowledge, body))) >= {"pregnancy_high_risk", "sickle_crisis"}
    assert "pregnancy_high_risk" not in asked(decide(knowledge, cleared))
    assert "sickle_crisis" in asked(decide(knowledge, cleared))


def test_a_place_that_nobody_named_is_asked_for_with_the_state_that_spares_it(knowledge: Knowledge) -> None:
    plan = decide(knowledge, amira(skin_problems=["shingles_healed"], conditions=["haematoma_myositis"]))

    assert whys(plan)["skin_problem_regions"].startswith("Crusted shingles")
    assert whys(plan)["protected_regions"].startswith("A large deep bruise")
