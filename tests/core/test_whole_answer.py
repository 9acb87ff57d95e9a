"""What stands around a plan: the case it was made from, what comes first, what else to do, and the model's word."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from plans.plan import Provenance
from recommender.core.knowledge import Knowledge
from recommender.core.prognosis import Prognosis
from recommender.core.recommend import case_bytes, case_values
from tests.core.deciding import case_of, decide, record
from tests.core.test_recommend import hopeful
from tests.core.test_second_look import calm
from tests.people import amira, ben, chidi, nobody


def test_a_case_is_spelled_as_the_request_that_would_make_it(knowledge: Knowledge) -> None:
    record_ = record("act-no-clearance", answers={"medicines": ["aspirin", "nsaid"]})
    override = {"rule": "kngf", "reason_code": "shared_decision", "by": "vera", "on": "2026-11-20"}
    body = {
        "profile": {"fever_7d": False, "age_years": 34, "medicines": ["nsaid", "aspirin"]}, "visit_date": "2026-11-20",
        "jurisdiction": "nl", "language": "nl", "clearances": [record_], "overrides": [override],
    }  # fmt: skip
    case = case_of(knowledge, body)

    assert case_values(case) == body | {
        "profile": {"fever_7d": False, "age_years": 34, "medicines": ["aspirin", "nsaid"]}
    }
    assert case_bytes(case) == case_bytes(case_of(knowledge, case_values(case)))


def test_a_plan_says_what_it_was_made_from(knowledge: Knowledge) -> None:
    body = {**amira(), "jurisdiction": "uk", "language": "nl", "visit_date": "2026-11-21"}
    signed = replace(knowledge, status="signed")
    made = decide(signed, body).provenance

    assert made == Provenance(
        profile=f"sha256:{hashlib.sha256(case_bytes(case_of(knowledge, body))).hexdigest()}",
        knowledge=knowledge.digest, model="none", engine="1.0.0", knowledge_status="signed",
        visit_date="2026-11-21", jurisdiction="uk", language="nl",
    )  # fmt: skip


def test_where_answers_are_missing_beside_a_stop_they_come_first(knowledge: Knowledge) -> None:
    open_, settled = decide(knowledge, nobody(saddle_sensation="unsure")), decide(knowledge, amira())

    assert open_.triage.provisional is True
    assert open_.triage.note == "Answer these first; it may be more urgent."
    assert settled.triage.provisional is False
    assert settled.triage.note == ""


def test_a_second_stop_as_severe_is_told_beside_the_first(knowledge: Knowledge) -> None:
    """She thinks of suicide, and she is not safe at home: both helps are named."""
    triage = decide(knowledge, amira(suicidal_thoughts=True, unsafe_at_home="unsafe")).triage

    assert triage.action is not None
    assert [triage.action.id, *(each.id for each in triage.referrals)] == ["act-crisis", "act-safeguard"]
    assert [each.id for each in decide(knowledge, chidi()).triage.referrals] == ["act-card"], "beside a plan"


def test_every_part_of_a_plan_is_there_where_there_is_nothing_to_do(knowledge: Knowledge) -> None:
    for plan in (decide(knowledge, ben()), decide(knowledge, nobody())):
        parts = (
            plan.patterns, plan.modalities, plan.home, plan.bad_day, plan.ergonomics, plan.self_care, plan.precautions,
            plan.excluded, plan.changes_if,
        )  # fmt: skip
        assert parts == ((),) * 9
        assert plan.sessions is None
    assert decide(knowledge, amira()).changes_if == ()


def test_a_country_without_contacts_of_its_own_has_the_general_ones(knowledge: Knowledge) -> None:
    assert decide(knowledge, {**amira(), "jurisdiction": "fr"}).safety_net.contacts == knowledge.voices["int"].contacts


def test_without_visits_the_outlook_is_that_of_home_exercise(knowledge: Knowledge) -> None:
    with_, alone = hopeful().outlook, replace(hopeful().outlook, label="alone")  # type: ignore[type-var]
    prognosis = Prognosis(model="m", outlook=with_, alone=alone)

    assert decide(knowledge, amira(), prognosis).outlook is with_
    assert decide(knowledge, amira(budget_visits_4wk=0), prognosis).outlook is alone


def test_the_models_word_reaches_the_choice(knowledge: Knowledge) -> None:
    body = calm(modalities_preferred=None)

    assert decide(knowledge, body).modalities[0].id == "myofascial_release"
    advised = decide(knowledge, body, hopeful(structural_therapeutic=99.0))
    assert advised.modalities[0].id == "structural_therapeutic"
