"""A profile walks in through HTTP; a plan, a referral or questions walk out, and nothing is kept."""

from __future__ import annotations

import re

from plans.plan import Disposition
from plans.plan_json import read_plan
from recommender.core.knowledge import Knowledge
from tests.api.conftest import Caller, Count
from tests.people import amira, ben, chidi, nobody

EMPTY = ("patterns", "modalities", "home", "bad_day", "ergonomics", "self_care", "precautions", "excluded")


def test_amira_gets_a_plan_with_massage_and_home_work(clinic: Caller) -> None:
    answer = clinic.post("/previews", amira())

    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    plan = answer.get_json()
    assert plan["disposition"] == "treat_with_precautions"
    assert (plan["id"], plan["status"]) == (None, "draft")
    assert plan["modalities"]
    assert plan["home"]
    assert plan["safety_net"]["emergency"]
    assert plan["disclaimers"]


def test_chidi_gets_a_plan_with_his_clearances(clinic: Caller) -> None:
    assert clinic.post("/previews", chidi()).get_json()["disposition"] == "treat_with_precautions"


def test_ben_is_sent_to_hospital_and_nothing_else(clinic: Caller, knowledge: Knowledge) -> None:
    answer = clinic.post("/previews", ben())

    plan = answer.get_json()
    assert plan["disposition"] == "emergency_now"
    assert [hit["rule"] for hit in plan["triage"]["hits"]] == ["ces-bladder-new", "ces-saddle-new"]
    assert plan["triage"]["action"]["id"] == "act-ces"
    assert plan["triage"]["action"]["do"]
    assert plan["triage"]["action"]["say"]
    assert [plan[each] for each in EMPTY] == [[]] * len(EMPTY)
    assert plan["sessions"] is None
    assert plan["outlook"] is None


def test_no_method_and_no_exercise_is_named_to_ben(clinic: Caller, knowledge: Knowledge) -> None:
    told = clinic.post("/previews", ben()).get_data(as_text=True).lower()

    items = [*knowledge.library.modalities, *knowledge.library.exercises]
    assert len(items) > 40
    for item in items:
        for word in (item.id, item.name.lower()):
            assert not re.search(rf"\b{re.escape(word)}\b", told), word


def test_every_answer_has_every_key(clinic: Caller) -> None:
    keys = [list(clinic.post("/previews", body).get_json()) for body in (amira(), ben(), chidi(), nobody())]

    assert keys[0][:4] == ["id", "status", "disposition", "triage"]
    assert keys[0] == keys[1] == keys[2] == keys[3]


def test_without_one_safety_answer_there_is_no_plan_but_that_question_and_what_follows_from_it(clinic: Caller) -> None:
    plan = clinic.post("/previews", amira(saddle_sensation=None)).get_json()

    assert plan["disposition"] == "needs_answers"
    assert plan["modalities"] == plan["home"] == []
    assert [each["fact"] for each in plan["questions"]] == ["saddle_sensation", "ces_symptom_days", "ces_symptom_trend"]
    assert plan["questions"][0]["ask"]


def test_somebody_who_said_nothing_is_asked_first_things_first(clinic: Caller) -> None:
    plan = clinic.post("/previews", {"profile": {}}).get_json()

    assert plan["disposition"] == "needs_answers"
    assert plan["questions"][0]["fact"] == "age_years"
    assert plan["provenance"]["visit_date"] == "2026-11-20"


def test_the_same_profile_gets_the_same_bytes(clinic: Caller) -> None:
    first, second = (clinic.post("/previews", amira()).data for _ in range(2))
    assert first == second


def test_answers_in_another_order_get_the_same_bytes(clinic: Caller) -> None:
    body = amira()
    turned = {**body, "profile": dict(reversed(body["profile"].items()))}
    assert clinic.post("/previews", body).data == clinic.post("/previews", turned).data


def test_a_contradiction_is_read_and_asked_about(clinic: Caller) -> None:
    plan = clinic.post("/previews", amira(sex_at_birth="male", pregnancy_status="pregnant")).get_json()
    assert "pregnancy_status" in [each["fact"] for each in plan["questions"]]


def test_a_phone_may_preview(phone: Caller) -> None:
    assert phone.post("/previews", ben()).get_json()["disposition"] == "emergency_now"


def test_a_phone_may_not_say_what_an_examination_found(phone: Caller) -> None:
    answer = phone.post("/previews", amira())

    refused = {each["pointer"]: each for each in answer.get_json()["errors"]}
    assert answer.status_code == 422
    assert "/profile/slr_deg" in refused
    assert "therapist" in refused["/profile/slr_deg"]["allowed"]


def test_a_phone_may_not_bring_clearances(phone: Caller) -> None:
    body = {**nobody(), "clearances": chidi()["clearances"]}
    assert [each["pointer"] for each in phone.post("/previews", body).get_json()["errors"]] == ["/clearances"]


def test_nothing_is_kept(clinic: Caller, rows: Count) -> None:
    before = rows()
    for body in (amira(), ben(), nobody(), {"profile": {"age_years": "41"}}):
        clinic.post("/previews", body)
    assert rows() == before


def test_the_answer_is_the_plan_value(clinic: Caller) -> None:
    answer = clinic.post("/previews", chidi())
    assert read_plan(answer.data).disposition is Disposition.TREAT_WITH_PRECAUTIONS
