"""What would change a plan: every change that is told was tried, and does what it says."""

from __future__ import annotations

import pytest

from plans.plan import Disposition
from recommender.core.change import MOST, MOST_STOPS, explained
from recommender.core.explain import answers
from recommender.core.knowledge import Knowledge
from recommender.core.recommend import certain_triage, recommend
from tests.core.deciding import case_of, decide, look
from tests.people import Body, amira, ben, chidi, nobody


@pytest.mark.parametrize("body", [amira(), chidi(), amira(saddle_sensation="unsure")], ids=["amira", "chidi", "a stop"])
def test_every_change_that_is_told_leads_elsewhere(body: Body, knowledge: Knowledge) -> None:
    case, plan = case_of(knowledge, body), decide(knowledge, body)
    told = explained(case, knowledge, plan).changes_if

    assert 1 <= len(told) <= MOST
    assert len({each.fact for each in told}) == len(told), "one for each question"
    assert all(each.then for each in told)
    stops = [each for each in told if each.then.startswith("The answer becomes: ")]
    assert len(stops) <= MOST_STOPS
    for each in told:
        fact = knowledge.dictionary[each.fact]
        value = next((v for v in fact.values if fact.label(v) == each.to), None)
        if fact.type.value == "enum" and value is not None:
            other = recommend(case_of(knowledge, {**body, "profile": {**body["profile"], each.fact: value}}), knowledge)
            becomes = f"The answer becomes: {other.disposition.value.replace('_', ' ')}."
            assert (each.then == becomes) is (other.disposition is not plan.disposition)


@pytest.mark.parametrize("body", [ben(), nobody()], ids=["an emergency", "unanswered"])
def test_an_emergency_and_open_safety_questions_change_by_nothing(body: Body, knowledge: Knowledge) -> None:
    plan = decide(knowledge, body)

    assert explained(case_of(knowledge, body), knowledge, plan) is plan


def test_what_each_rule_answers(knowledge: Knowledge) -> None:
    body = amira(conditions=["dvt_treated"])
    facts, verdict = look(knowledge, body)
    fired = [hit.rule for hit in verdict.hits] + [state.id for state in verdict.states]
    found = {each.rule.id: each for each in answers(facts, knowledge, fired, verdict.assumed, verdict.cleared)}

    assert found["dvt-treated-lt-3mo"].state == "assumed"
    assert found["dvt-treated-lt-3mo"].waits_for == ("weeks_since_dvt",)
    assert found["dvt-treated-lt-3mo"].facts["conditions"] == ["dvt_treated"]
    assert found["allergy-nut-oil"].state == "fired"
    assert found["visc-cardiac"].state == "not"
    assert {each.state for each in found.values()} == {"fired", "assumed", "unknown", "nearly", "not"}
    assert all(bool(each.waits_for) for each in found.values() if each.state == "unknown")
    assert "site-kidney" not in found, "what holds for everybody is no answer of this client"


def test_only_what_cannot_wait_is_certain_already(knowledge: Knowledge) -> None:
    assert certain_triage(None, knowledge) is None
    assert certain_triage(case_of(knowledge, nobody()), knowledge) is None
    urgent = amira(skin_problems=["scabies_lice"])
    assert decide(knowledge, urgent).disposition is Disposition.ROUTINE_REFERRAL
    assert certain_triage(case_of(knowledge, urgent), knowledge) is None
    found = certain_triage(case_of(knowledge, ben()), knowledge)
    assert found == decide(knowledge, ben()).triage
    assert certain_triage(case_of(knowledge, amira(saddle_sensation="unsure")), knowledge) is not None
