"""Plans that are kept: made once however often they are sent, found again, and shown only to whom they may be."""

from __future__ import annotations

import io
from datetime import timedelta

import pikepdf
import pytest
from flask import Flask

from plans.plan_json import plan_bytes, read_plan
from recommender.access import HOME_CLINIC, CommandLine, Scope, Therapist
from recommender.desk import Desk
from tests.api.conftest import API, MORNING, Caller, Count, Make, caller
from tests.people import amira, ben, nobody
from tests.pictures import svg


def made(by: Caller, body: object, **headers: str) -> str:
    """The id of a new plan."""
    plan_id: str = by.post("/plans", body, **headers).get_json()["id"]
    return plan_id


def test_a_plan_is_kept_as_a_draft_and_found_where_the_answer_says(clinic: Caller) -> None:
    answer = clinic.post("/plans", amira())

    plan = answer.get_json()
    assert answer.status_code == 201
    assert plan["status"] == "draft"
    assert answer.headers["Location"] == f"{API}/plans/{plan['id']}"
    found = clinic.get(f"/plans/{plan['id']}")
    assert found.status_code == 200
    assert found.data == answer.data


def test_a_kept_plan_is_the_preview_with_an_id(clinic: Caller) -> None:
    preview = clinic.post("/previews?explain=full", amira()).get_json()
    plan = clinic.post("/plans", amira()).get_json()
    assert {**plan, "id": None} == preview


def test_one_plan_and_one_audit_line_are_kept(clinic: Caller, rows: Count) -> None:
    before = rows()
    clinic.post("/plans", ben())
    assert rows() == {**before, "plans": before["plans"] + 1, "audit": before["audit"] + 1}


def test_stops_and_open_questions_are_kept_too(clinic: Caller) -> None:
    for body, disposition in ((ben(), "emergency_now"), (nobody(), "needs_answers")):
        answer = clinic.post("/plans", body)
        assert answer.status_code == 201
        assert answer.get_json()["disposition"] == disposition
        assert answer.get_json()["home"] == []


def test_a_plan_that_waits_for_answers_cannot_be_signed(clinic: Caller, desk: Desk, vera: Therapist) -> None:
    plan_id = made(clinic, nobody())
    with pytest.raises(Exception, match="waits for answers"):
        desk.store.sign_plan(plan_id, by=vera, at=MORNING)


def test_the_same_case_is_kept_with_the_same_digests(clinic: Caller, desk: Desk, vera: Therapist) -> None:
    one, two = (desk.store.find_plan(made(clinic, amira()), viewer=vera) for _ in range(2))
    assert one.digests == two.digests
    assert one.plan == two.plan
    assert one.digests.case.startswith("sha256:")


# Sent again


def test_sending_again_with_the_same_key_gives_the_same_plan(clinic: Caller, rows: Count) -> None:
    first = clinic.post("/plans", amira(), Idempotency_Key="one")
    before = rows()
    again = clinic.post("/plans", amira(), Idempotency_Key="one")

    assert (again.status_code, again.data) == (201, first.data)
    assert again.headers["Location"] == first.headers["Location"]
    assert rows() == before


def test_the_same_answers_in_another_order_are_the_same_request(clinic: Caller) -> None:
    body = amira()
    turned = {"profile": dict(reversed(body["profile"].items())), "visit_date": body["visit_date"]}
    assert made(clinic, body, Idempotency_Key="two") == made(clinic, turned, Idempotency_Key="two")


def test_the_same_key_with_other_answers_is_a_conflict(clinic: Caller, rows: Count) -> None:
    clinic.post("/plans", amira(), Idempotency_Key="three")
    before = rows()
    answer = clinic.post("/plans", amira(leg_pain_nrs_avg=6), Idempotency_Key="three")

    assert answer.status_code == 409
    assert answer.get_json()["type"] == "/problems/key-used-differently"
    assert rows() == before


def test_the_keys_of_two_programs_do_not_meet(app: Flask, clinic: Caller) -> None:
    other = caller(app, Scope.CLINIC)
    assert made(clinic, amira(), Idempotency_Key="four") != made(other, amira(), Idempotency_Key="four")


def test_without_a_key_every_request_makes_a_plan(clinic: Caller) -> None:
    assert made(clinic, amira()) != made(clinic, amira())


def test_a_refusal_uses_up_no_key(clinic: Caller) -> None:
    refused = clinic.post("/plans", {"profile": {"age_years": "41"}}, Idempotency_Key="five")
    assert refused.status_code == 422
    assert clinic.post("/plans", amira(), Idempotency_Key="five").status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 201, "with a space", "ключ".encode().decode("latin-1")])
def test_a_key_that_cannot_be_used_is_refused(clinic: Caller, rows: Count, key: str) -> None:
    before = rows()
    answer = clinic.post("/plans", amira(), Idempotency_Key=key)

    assert answer.status_code == 400
    assert answer.get_json()["type"] == "/problems/key-not-usable"
    assert rows() == before


def test_sent_again_after_signing_it_says_where_the_plan_stands(clinic: Caller, desk: Desk, vera: Therapist) -> None:
    plan_id = made(clinic, amira(), Idempotency_Key="six")
    desk.store.sign_plan(plan_id, by=vera, at=MORNING)
    again = clinic.post("/plans", amira(), Idempotency_Key="six").get_json()
    assert (again["id"], again["status"]) == (plan_id, "signed")


# Who may see what


@pytest.mark.parametrize("plan_id", ["0" * 32, "x", "..%2f..", "' or 1=1 --", "%00", "💥"])
def test_a_plan_that_does_not_exist_is_not_found(clinic: Caller, plan_id: str) -> None:
    for path in (f"/plans/{plan_id}", f"/plans/{plan_id}/sheet", f"/plans/{plan_id}/sheet.pdf"):
        answer = clinic.get(path)
        assert answer.status_code == 404
        assert answer.mimetype == "application/problem+json"


def test_a_phone_cannot_keep_a_plan(phone: Caller, rows: Count) -> None:
    before = rows()
    answer = phone.post("/plans", nobody())

    assert answer.status_code == 403
    assert "previews" in answer.get_json()["detail"]
    assert rows() == before


def test_a_phone_sees_a_plan_once_it_is_signed(clinic: Caller, phone: Caller, desk: Desk, vera: Therapist) -> None:
    plan_id = made(clinic, amira())
    assert phone.get(f"/plans/{plan_id}").status_code == 403

    desk.store.sign_plan(plan_id, by=vera, at=MORNING + timedelta(minutes=5))
    answer = phone.get(f"/plans/{plan_id}")
    assert answer.status_code == 200
    assert answer.get_json()["status"] == "signed"


def test_another_clinic_sees_nothing(app: Flask, clinic: Caller) -> None:
    plan_id, other = made(clinic, amira()), caller(app, Scope.CLINIC, "south")
    for path in ("", "/sheet", "/sheet.pdf", "/sheet?audience=client"):
        assert other.get(f"/plans/{plan_id}{path}").status_code == 403


# On paper


def test_the_clinic_gets_the_draft_marked_as_such(clinic: Caller) -> None:
    plan_id = made(clinic, amira())
    page = clinic.get(f"/plans/{plan_id}/sheet")

    assert page.mimetype == "text/html"
    assert "Draft, not reviewed" in page.text
    assert "data:text/css" in page.text
    assert "<script" not in page.text
    assert "style=" not in page.text


def test_a_phone_gets_of_a_draft_no_exercise_and_no_method(clinic: Caller, phone: Caller) -> None:
    answer = clinic.post("/plans", amira()).get_json()
    page = phone.get(f"/plans/{answer['id']}/sheet")

    assert page.status_code == 200
    assert "danger signs" in page.text
    for item in (*answer["home"], *answer["modalities"]):
        assert item["name"] not in page.text
    assert phone.get(f"/plans/{answer['id']}/sheet?audience=therapist").status_code == 403


def test_a_phone_gets_the_whole_sheet_once_it_is_signed(
    clinic: Caller, phone: Caller, desk: Desk, vera: Therapist
) -> None:
    answer = clinic.post("/plans", amira()).get_json()
    desk.store.sign_plan(answer["id"], by=vera, at=MORNING)
    page = phone.get(f"/plans/{answer['id']}/sheet")
    assert all(step in page.text for item in answer["home"] for step in item["steps"])


def test_a_signed_sheet_bears_the_letterhead_and_who_signed_it(
    make_app: Make,
) -> None:
    app = make_app()
    desk: Desk = app.extensions["desk"]
    software = caller(app, Scope.CLINIC)
    rosa = desk.store.add_therapist("rosa", "a long password", clinic=HOME_CLINIC, by=CommandLine(), at=MORNING)
    desk.change_clinic(name="Rosa Street Practice", address="", contact="", logo=svg(), by=rosa)
    plan_id = made(software, amira())
    draft = software.get(f"/plans/{plan_id}/sheet?audience=client")
    assert "Rosa Street Practice" in draft.text
    assert "rosa" not in draft.text

    desk.sign_plan(plan_id, by=rosa)
    page = caller(app, Scope.PREVIEW).get(f"/plans/{plan_id}/sheet")

    assert "Checked and signed by rosa on 20 November 2026." in page.text
    assert 'src="data:image/svg+xml;base64,' in page.text
    assert "img-src data:" in page.headers["Content-Security-Policy"]
    assert software.get(f"/plans/{plan_id}/sheet.pdf").data.startswith(b"%PDF")


def test_a_sheet_is_a_pdf_with_a_language_and_tags_and_the_same_bytes(clinic: Caller) -> None:
    plan_id = made(clinic, amira())
    first, second = (clinic.get(f"/plans/{plan_id}/sheet.pdf?audience=client&paper=letter") for _ in range(2))

    assert first.mimetype == "application/pdf"
    assert first.data == second.data
    with pikepdf.open(io.BytesIO(first.data)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Lang


@pytest.mark.parametrize("choice", ["audience=doctor", "paper=a3", "audience="])
def test_a_choice_that_does_not_exist_is_named(clinic: Caller, choice: str) -> None:
    answer = clinic.get(f"/plans/{made(clinic, amira())}/sheet?{choice}")

    name, _, said = choice.partition("=")
    assert answer.status_code == 400
    [entry] = answer.get_json()["errors"]
    assert (entry["pointer"], entry["said"]) == (name, said)
    assert entry["allowed"].startswith("one of: ")


# There and back


@pytest.mark.parametrize("body", [amira(), ben(), nobody()], ids=["amira", "ben", "nobody"])
def test_a_plan_read_from_its_bytes_is_the_plan(clinic: Caller, body: object) -> None:
    text = clinic.post("/plans", body).data
    assert plan_bytes(read_plan(text)) == text


# Revisions


def status_of(plan_id: str, clinic: Caller) -> str:
    status: str = clinic.get(f"/plans/{plan_id}").get_json()["status"]
    return status


def test_a_revision_supersedes_what_it_replaces_once_it_is_signed(clinic: Caller, desk: Desk, vera: Therapist) -> None:
    first = made(clinic, amira())
    desk.sign_plan(first, by=vera)
    second = made(clinic, {**amira(leg_pain_nrs_avg=3), "replaces": first})
    third = made(clinic, {**amira(leg_pain_nrs_avg=2), "replaces": second})
    alone = made(clinic, amira())
    assert status_of(first, clinic) == "signed"

    desk.sign_plan(third, by=vera)

    assert [status_of(each, clinic) for each in (first, second, third, alone)] == [
        "superseded", "superseded", "signed", "draft",
    ]  # fmt: skip
    assert [each.id for each in desk.plans_of_course(second, viewer=vera)] == sorted(
        (first, second, third), key=lambda each: (desk.stored_plan(each, viewer=vera).made_at, each)
    )
    assert [each.id for each in desk.plans_of_course(alone, viewer=vera)] == [alone]


def test_what_it_replaces_is_no_part_of_the_case(clinic: Caller, desk: Desk, vera: Therapist) -> None:
    first = made(clinic, amira())
    revised = desk.stored_plan(made(clinic, {**amira(), "replaces": first}), viewer=vera)

    assert revised.digests == desk.stored_plan(first, viewer=vera).digests
    assert revised.replaces == first
    assert b"replaces" not in revised.case


@pytest.mark.parametrize("said", ["0" * 32, "", "../../etc", "x" * 500, None, 7, ["a"], {"id": "a"}])
def test_a_plan_that_is_not_there_cannot_be_replaced(clinic: Caller, rows: Count, said: object) -> None:
    before = rows()
    answer = clinic.post("/plans", {**amira(), "replaces": said})

    assert answer.status_code == 422
    [entry] = answer.get_json()["errors"]
    assert (entry["pointer"], entry["allowed"]) == ("/replaces", "the id of a plan that this clinic has kept")
    assert rows() == before


def test_a_plan_of_another_clinic_cannot_be_replaced(app: Flask, clinic: Caller) -> None:
    elsewhere = made(caller(app, Scope.CLINIC, "south"), amira())

    answer = clinic.post("/plans", {**ben(), "replaces": elsewhere, "language": "xx"})

    assert answer.status_code == 422
    told = answer.get_json()
    assert [entry["pointer"] for entry in told["errors"]] == ["/replaces", "/language"]
    assert told["triage"]["action"]["id"] == "act-ces"  # a slip never hides an emergency


def test_only_a_plan_that_is_kept_replaces_another(clinic: Caller, phone: Caller) -> None:
    first = made(clinic, amira())
    assert clinic.post("/previews", {**amira(), "replaces": first}).status_code == 422
    assert phone.post("/plans", {**amira(), "replaces": first}).status_code == 403


def test_a_key_belongs_to_what_is_replaced_too(clinic: Caller, rows: Count) -> None:
    one, other = made(clinic, amira()), made(clinic, amira())
    sent = {**amira(), "replaces": one}
    first = made(clinic, sent, Idempotency_Key="revision")
    before = rows()

    assert made(clinic, sent, Idempotency_Key="revision") == first
    assert clinic.post("/plans", {**sent, "replaces": other}, Idempotency_Key="revision").status_code == 409
    assert clinic.post("/plans", amira(), Idempotency_Key="revision").status_code == 409
    assert rows() == before
