"""The chart note on a plan's page, to be copied into the therapist's own record; never on anything for the client."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from recommender.access import NotAllowed, Scope, Token
from tests.people import amira, ben, nobody
from tests.web.conftest import Clinic, Page

NOTE = "S: what was reported"


def made(clinic: Clinic, body: dict[str, object]) -> str:
    return clinic.desk.make_plan(body, by=clinic.therapist)[0]


def sheet(clinic: Clinic, plan_id: str, audience: str) -> Page:
    return clinic.get(f"/plans/{plan_id}/sheet?for={audience}")


def test_a_plan_has_its_note_on_the_page_and_behind_the_therapists_sheet(clinic: Clinic) -> None:
    plan_id = made(clinic, amira())
    page = clinic.get(f"/plans/{plan_id}")

    assert '<textarea id="note-text"' in page.html
    assert NOTE in page.main
    assert "How many days have you had this episode? 24 days." in page.main
    assert NOTE in sheet(clinic, plan_id, "therapist").words


def test_nothing_of_it_reaches_the_client(clinic: Clinic) -> None:
    plan_id = made(clinic, amira())
    clinic.desk.sign_plan(plan_id, by=clinic.therapist)

    assert NOTE not in sheet(clinic, plan_id, "client").words


def test_a_clients_app_may_not_have_it_although_the_plan_is_signed(clinic: Clinic) -> None:
    plan_id = made(clinic, amira())
    clinic.desk.sign_plan(plan_id, by=clinic.therapist)
    app = Token(id="an-app", name="an app", clinic=clinic.therapist.clinic, scope=Scope.PREVIEW)
    assert clinic.desk.find_plan(plan_id, viewer=app)

    with pytest.raises(NotAllowed):
        clinic.desk.chart_note(clinic.desk.stored_plan(plan_id, viewer=app), viewer=app)


def test_a_referral_has_one_to_copy_and_its_letter_stays_without(clinic: Clinic) -> None:
    plan_id = made(clinic, json.loads(Path("examples/vera.json").read_text()))

    assert "No massage and no exercises were planned." in clinic.get(f"/plans/{plan_id}").main
    assert NOTE in clinic.get(f"/plans/{plan_id}").main
    assert NOTE not in sheet(clinic, plan_id, "therapist").words


def test_an_emergency_and_open_questions_show_none(clinic: Clinic) -> None:
    for body in (ben(), nobody()):
        assert "Chart note" not in clinic.get(f"/plans/{made(clinic, body)}").main
