"""A therapist signs a draft and stops a plan: what the client's paper holds then, and who is told no."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from recommender.access import CommandLine
from recommender.desk import _parcel
from tests.people import amira, ben, chidi, nobody
from tests.plans.readers import PDFTOTEXT, pages
from tests.web.conftest import Clinic, Page

SIGN, STOP = "Sign this plan", "Stop this plan"


def made(clinic: Clinic, body: dict[str, Any]) -> str:
    return clinic.desk.make_plan(body, by=clinic.therapist)[0]


def press(clinic: Clinic, plan_id: str, deed: str) -> Page:
    """Press the button of the page, and go where it leads."""
    page = clinic.get(f"/plans/{plan_id}")
    assert f'method="post" action="/plans/{plan_id}/{deed}"' in page.html
    done = clinic.post(f"/plans/{plan_id}/{deed}", {}, token=_token_beside(page, deed))
    assert (done.status, done.answer.headers["Location"]) == (303, f"/plans/{plan_id}")
    return clinic.get(f"/plans/{plan_id}")


def _token_beside(page: Page, deed: str) -> str:
    found = re.search(
        rf'action="/plans/\w+/{deed}">\s*<input type="hidden" name="csrf_token" value="([^"]+)"', page.html
    )
    assert found
    return found[1]


def papers(clinic: Clinic, plan_id: str) -> tuple[str, str]:
    """What the client reads, as a page and, where a PDF can be read here, on paper."""
    address = f"/plans/{plan_id}/sheet"
    pdf = clinic.client.get(f"{address}.pdf?for=client")
    assert pdf.mimetype == "application/pdf"
    read = clinic.get(f"{address}?for=client").words
    return read, " ".join(" ".join(pages(pdf.data)).split()) if PDFTOTEXT else read


def names_of(clinic: Clinic, plan_id: str) -> list[str]:
    plan = clinic.desk.find_plan(plan_id, viewer=clinic.therapist).plan
    return [item.name for item in plan.home]


def status_of(clinic: Clinic, plan_id: str) -> str:
    return clinic.desk.stored_plan(plan_id, viewer=clinic.therapist).status.value


def test_signed_the_clients_page_holds_the_exercises(clinic: Clinic) -> None:
    plan_id = made(clinic, amira())
    names = names_of(clinic, plan_id)
    assert names
    assert not any(name in paper for name in names for paper in papers(clinic, plan_id))

    clinic.clock.later(minutes=5)
    page = press(clinic, plan_id, "sign")

    assert "You signed this plan on 20 November 2026, 08:35." in page.main
    assert "Draft, not reviewed" not in page.main
    assert SIGN not in page.main
    assert STOP in page.main
    for paper in papers(clinic, plan_id):
        assert all(name in paper for name in names)
        assert "Tick what you did" in paper
        assert "Checked and signed by therapist on 20 November 2026." in paper
        assert "Draft, not reviewed" not in paper
        assert "Reviewed by a clinician" not in paper


def test_what_signing_means_is_said_beside_the_button(clinic: Clinic) -> None:
    page = clinic.get(f"/plans/{made(clinic, amira())}")

    assert page.main.count(SIGN) == 1
    assert "Sign it when you have read it and checked the client today." in page.main
    assert "The client's page then holds the whole plan." in page.main
    assert "still a draft that no clinician has reviewed" in page.main


def test_a_signed_plan_still_says_that_no_clinician_reviewed_the_rules(clinic: Clinic) -> None:
    page = press(clinic, made(clinic, amira()), "sign")

    assert "The rules behind it are still a draft that no clinician has reviewed." in page.main


def test_a_referral_can_be_signed_and_its_letter_is_no_draft_any_more(clinic: Clinic) -> None:
    plan_id = made(clinic, json.loads(Path("examples/vera.json").read_text()))
    page = clinic.get(f"/plans/{plan_id}")
    assert page.main.index("What to do") < page.main.index("The letter is then no longer marked as a draft.")
    assert "Draft, not reviewed" in clinic.get(f"/plans/{plan_id}/sheet").words

    page = press(clinic, plan_id, "sign")

    assert "The client's page holds the whole plan." not in page.main
    assert "Draft, not reviewed" not in clinic.get(f"/plans/{plan_id}/sheet").words
    assert not any("Tick what you did" in paper for paper in papers(clinic, plan_id))


def test_an_emergency_page_has_nothing_to_sign_or_to_stop(clinic: Clinic) -> None:
    page = clinic.get(f"/plans/{made(clinic, ben())}")

    assert SIGN not in page.main
    assert STOP not in page.main


def test_an_emergency_is_not_signed_by_a_form_that_the_page_never_showed(clinic: Clinic) -> None:
    plan_id = made(clinic, ben())
    before = papers(clinic, plan_id)

    page = clinic.post(f"/plans/{plan_id}/sign", {})

    assert page.status == 409
    assert "An emergency is not signed. Do what it says now" in page.main
    assert status_of(clinic, plan_id) == "draft"
    assert papers(clinic, plan_id) == before


def test_a_plan_that_waits_for_answers_cannot_be_signed(clinic: Clinic) -> None:
    plan_id = made(clinic, nobody())
    assert SIGN not in clinic.get(f"/plans/{plan_id}").main

    page = clinic.post(f"/plans/{plan_id}/sign", {})

    assert page.status == 409
    assert "This plan still waits for answers. Answer them, then sign the new plan." in page.main
    assert status_of(clinic, plan_id) == "draft"


@pytest.mark.parametrize("deed", ["sign", "stop"])
def test_a_plan_of_another_clinic_is_left_alone(clinic: Clinic, deed: str) -> None:
    at = clinic.clock()
    otto = clinic.desk.store.add_therapist("otto", "a long enough password", clinic="south", by=CommandLine(), at=at)
    plan_id, _ = clinic.desk.make_plan(amira(), by=otto)

    page = clinic.post(f"/plans/{plan_id}/{deed}", {})

    assert page.status == 403
    assert "This plan belongs to another clinic." in page.main
    assert clinic.desk.stored_plan(plan_id, viewer=otto).status.value == "draft"
    assert clinic.post(f"/plans/{'0' * 32}/{deed}", {}).status == 404


@pytest.mark.parametrize("deed", ["sign", "stop"])
@pytest.mark.parametrize("token", ["", "made-up"])
def test_a_form_that_is_not_ours_signs_and_stops_nothing(clinic: Clinic, deed: str, token: str) -> None:
    plan_id = made(clinic, amira())

    page = clinic.post(f"/plans/{plan_id}/{deed}", {}, token=token)

    assert page.status == 400
    assert status_of(clinic, plan_id) == "draft"
    assert clinic.get(f"/plans/{plan_id}/{deed}").status == 405


def test_whoever_was_signed_out_finds_the_plan_again(clinic: Clinic) -> None:
    plan_id = made(clinic, amira())
    token = clinic.token()
    clinic.clock.later(hours=3)

    page = clinic.post(f"/plans/{plan_id}/sign", {}, token=token)

    assert page.status == 401
    assert "You were signed out, so nothing was done." in page.words
    assert page.value("then") == f"/plans/{plan_id}"
    assert status_of(clinic, plan_id) == "draft"


def test_signing_twice_is_told(clinic: Clinic) -> None:
    plan_id = made(clinic, amira())
    press(clinic, plan_id, "sign")
    clinic.clock.later(minutes=30)

    page = clinic.post(f"/plans/{plan_id}/sign", {})

    assert page.status == 409
    assert "This plan is signed; only a draft can be signed." in page.main
    assert f'href="/plans/{plan_id}"' in page.html
    assert "08:30" in clinic.get(f"/plans/{plan_id}").main


def test_a_draft_of_another_day_asks_again_first(clinic: Clinic) -> None:
    plan_id = made(clinic, amira())
    clinic.clock.later(hours=24)
    assert SIGN in clinic.sign_in().get(f"/plans/{plan_id}").main
    clinic.clock.later(minutes=1)

    page = clinic.get(f"/plans/{plan_id}")

    assert SIGN not in page.main
    assert "These safety answers are more than a day old." in page.main
    assert clinic.post(f"/plans/{plan_id}/sign", {}).status == 409
    assert status_of(clinic, plan_id) == "draft"


def test_stopped_the_clients_page_says_so_and_holds_no_exercise(clinic: Clinic) -> None:
    plan_id = made(clinic, amira())
    names = names_of(clinic, plan_id)
    press(clinic, plan_id, "sign")

    page = press(clinic, plan_id, "stop")

    assert "This plan is stopped. Do not use it." in page.main
    assert "You signed this plan on" in page.main
    assert SIGN not in page.main
    assert STOP not in page.main
    for paper in papers(clinic, plan_id):
        assert "not follow" in paper
        assert "Tick what you did" not in paper
        assert not any(name in paper for name in names)
    again = clinic.post(f"/plans/{plan_id}/stop", {})
    assert (again.status, "This plan is already stopped." in again.main) == (409, True)


def test_stopping_is_asked_twice_without_a_script(clinic: Clinic) -> None:
    plan_id = made(clinic, amira())
    page = clinic.get(f"/plans/{plan_id}")
    before = page.html[: page.html.index("Yes, stop this plan")]

    assert before.count("<details") == before.count("</details>") + 1


def test_a_newer_plan_of_the_same_course_replaces_the_signed_one(clinic: Clinic) -> None:
    first = made(clinic, amira())
    press(clinic, first, "sign")
    case = clinic.desk.reader.read(chidi(), today=clinic.clock().date(), from_therapist=True)
    parcel = replace(_parcel(case, clinic.desk._decide(case, in_full=True)), replaces=first)
    second = clinic.desk.store.keep_plan(parcel, by=clinic.therapist, at=clinic.clock()).id
    press(clinic, second, "sign")

    page = clinic.get(f"/plans/{first}")

    assert "A newer plan has replaced this one. Do not use it." in page.main
    assert SIGN not in page.main
    assert STOP not in page.main
    assert not any(name in paper for name in names_of(clinic, first) for paper in papers(clinic, first))
    assert not any("Tick what you did" in paper for paper in papers(clinic, first))


def test_what_a_colleague_signed_bears_the_colleagues_name_even_when_they_have_left(clinic: Clinic) -> None:
    at, store = clinic.clock(), clinic.desk.store
    rosa = store.add_therapist("rosa", "a long enough password", clinic="home", by=CommandLine(), at=at)
    plan_id = made(clinic, amira())
    clinic.desk.sign_plan(plan_id, by=rosa)

    for _ in ("while she is here", "when she has left"):
        assert "rosa signed this plan on 20 November 2026, 08:30." in clinic.get(f"/plans/{plan_id}").main
        for paper in papers(clinic, plan_id):
            assert "Checked and signed by rosa on 20 November 2026." in paper
            assert "Made with rosa, massage therapist." in paper
        store.remove_therapist(rosa, by=CommandLine(), at=at)


@pytest.mark.parametrize("name", ["김민지", "Lena 🙂"])
def test_a_name_our_fonts_cannot_set_leads_to_the_page_and_the_page_says_so(clinic: Clinic, name: str) -> None:
    password = "a long enough password"
    clinic.desk.store.add_therapist(name, password, clinic="home", by=CommandLine(), at=clinic.clock())
    plan_id = made(clinic, amira())
    clinic.post("/sign-in", {"name": name, "password": password, "then": "/"})

    sent = clinic.get(f"/plans/{plan_id}/sheet.pdf?for=client&large=1")
    assert sent.status == 303
    page = clinic.get(sent.answer.headers["Location"])
    assert page.status == 200
    assert "There is no PDF: a name here has a letter that our fonts lack." in page.words
    assert name in page.words
    assert 'class="large"' in page.html
    assert "There is no PDF" not in clinic.get(f"/plans/{plan_id}/sheet?for=client").words


def test_the_list_says_where_each_plan_stands(clinic: Clinic) -> None:
    plans = []
    for deeds in ((), ("sign",), ("sign", "stop")):
        clinic.clock.later(minutes=1)
        plans.append(made(clinic, amira()))
        for deed in deeds:
            press(clinic, plans[-1], deed)

    rows = re.findall(r"<td>(Draft|Signed|Replaced|Stopped)</td>", clinic.get("/plans").html)

    assert rows == ["Stopped", "Signed", "Draft"]
