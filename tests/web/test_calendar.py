"""From the page of a signed plan into a calendar; from no other plan."""

from __future__ import annotations

import json
from pathlib import Path

import vobject

from tests.people import amira, ben, chidi
from tests.web.conftest import Clinic

BUTTON = "/calendar.ics"


def signed(clinic: Clinic, body: dict[str, object]) -> str:
    plan_id, _ = clinic.desk.make_plan(body, by=clinic.therapist)
    clinic.desk.sign_plan(plan_id, by=clinic.therapist)
    return plan_id


def test_a_signed_plan_is_one_tap_from_the_calendar(clinic: Clinic) -> None:
    plan_id = signed(clinic, amira())
    assert f'href="/plans/{plan_id}{BUTTON}">Calendar</a>' in clinic.get(f"/plans/{plan_id}").html

    answer = clinic.client.get(f"/plans/{plan_id}{BUTTON}")

    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    assert answer.headers["Content-Disposition"] == "attachment; filename=plan.ics"
    titles = [event.summary.value for event in vobject.readOne(answer.text).vevent_list]
    assert titles == ["Massage visit 1 of 2", "Massage visit 2 of 2", "Review", "Review", "Review", "Home exercises"]


def test_another_day_it_is_still_the_same_file(clinic: Clinic) -> None:
    plan_id = signed(clinic, chidi())
    first = clinic.client.get(f"/plans/{plan_id}{BUTTON}").data

    clinic.clock.later(days=3)
    clinic.sign_in()

    assert clinic.client.get(f"/plans/{plan_id}{BUTTON}").data == first


def test_a_draft_and_a_stopped_plan_have_none_and_the_page_says_why(clinic: Clinic) -> None:
    draft, _ = clinic.desk.make_plan(amira(), by=clinic.therapist)
    stopped = signed(clinic, chidi())
    clinic.desk.stop_plan(stopped, by=clinic.therapist)

    for plan_id in (draft, stopped):
        assert BUTTON not in clinic.get(f"/plans/{plan_id}").html
        page = clinic.get(f"/plans/{plan_id}{BUTTON}")
        assert page.status == 404
        assert "Only a plan that is signed and not stopped has a calendar." in page.main
        assert f"/plans/{plan_id}" in page.html


def test_a_referral_has_none_even_when_it_is_signed(clinic: Clinic) -> None:
    referred = signed(clinic, json.loads(Path("examples/vera.json").read_text()))
    emergency, _ = clinic.desk.make_plan(ben(), by=clinic.therapist)

    for plan_id in (referred, emergency):
        assert BUTTON not in clinic.get(f"/plans/{plan_id}").html
        assert clinic.get(f"/plans/{plan_id}{BUTTON}").status == 404


def test_nobody_gets_it_without_signing_in(door: Clinic) -> None:
    plan_id, _ = door.desk.make_plan(amira(), by=door.therapist)

    assert door.get(f"/plans/{plan_id}{BUTTON}").status == 303
