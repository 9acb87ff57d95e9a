"""A therapist puts the clinic's name and logo on its paper, and is told plainly where something cannot be used."""

from __future__ import annotations

import io
from base64 import b64decode
from typing import Any

import pytest

from plans.clinic import Clinic as Letterhead
from recommender.access import CommandLine
from tests.people import amira, ben
from tests.pictures import png, svg
from tests.plans.readers import structure
from tests.web.conftest import Clinic, Page

ROSA = {"clinic_name": "Rosa Street Practice", "address": "12 Rosa Street\r\nExampleton", "contact": "020 7946 0000"}
WORDS = "Rosa Street Practice · 12 Rosa Street, Exampleton · 020 7946 0000"


def save(clinic: Clinic, fields: dict[str, Any], logo: bytes = b"", *, token: str | None = None) -> Page:
    file = {"logo": (io.BytesIO(logo), "logo.png")} if logo else {}
    data = {**fields, **file, "csrf_token": clinic.token() if token is None else token}
    return Page(clinic.client.post("/clinic", data=data, content_type="multipart/form-data"))


def kept(clinic: Clinic) -> Letterhead | None:
    return clinic.desk.find_clinic(viewer=clinic.therapist)


def test_what_is_saved_stands_on_every_sheet(clinic: Clinic) -> None:
    plan_id = clinic.desk.make_plan(amira(), by=clinic.therapist)[0]

    done = save(clinic, ROSA, png())
    assert (done.status, done.answer.headers["Location"]) == (303, "/clinic?saved=")
    page = clinic.get("/clinic?saved=")

    assert "Saved." in page.main
    assert page.value("clinic_name") == "Rosa Street Practice"
    assert WORDS in page.main
    for audience in ("client", "therapist"):
        sheet = clinic.get(f"/plans/{plan_id}/sheet?for={audience}")
        assert WORDS in sheet.words
        assert 'alt="Rosa Street Practice"' in sheet.html
        pdf = clinic.client.get(f"/plans/{plan_id}/sheet.pdf?for={audience}").data
        assert ("/Figure", "Rosa Street Practice") in structure(pdf)


def test_an_emergency_notice_bears_none_of_it(clinic: Clinic) -> None:
    plan_id = clinic.desk.make_plan(ben(), by=clinic.therapist)[0]
    before = clinic.get(f"/plans/{plan_id}/sheet?for=client").html
    save(clinic, ROSA, svg())

    assert clinic.get(f"/plans/{plan_id}/sheet?for=client").html == before


def test_another_clinic_keeps_its_own_paper(clinic: Clinic) -> None:
    at = clinic.clock()
    otto = clinic.desk.store.add_therapist("otto", "a long enough password", clinic="south", by=CommandLine(), at=at)
    save(clinic, ROSA)

    assert clinic.desk.find_clinic(viewer=otto) is None


def test_each_wrong_field_says_what_is_allowed_and_nothing_typed_is_lost(clinic: Clinic) -> None:
    typed = {"clinic_name": " ", "address": "a\nb\nc\nd\n<e>", "contact": "x" * 101}

    page = save(clinic, typed, png(1600, 400))

    assert page.status == 422
    assert page.title == "Error: Your clinic"
    assert "There are 4 things to mend" in page.main
    for words in (
        "Write the clinic's name: 1 to 60 characters of Latin, Greek, Cyrillic, Arabic, Hebrew or Devanagari writing.",
        "Write the address in at most 4 lines of 60 characters.",
        "Write how to reach you in one line of at most 100 characters.",
        "This file cannot be used: it is 1600 × 400 pixels.",
    ):
        assert page.main.count(words) == 2, "at the top and at the field"
    assert page.value("contact") == "x" * 101
    assert "a\nb\nc\nd\n&lt;e&gt;</textarea>" in page.html
    for field in ("name", "address", "contact", "logo"):
        assert f'aria-describedby="e-{field} h-{field}" aria-invalid="true"' in page.html
    assert kept(clinic) is None


def test_a_good_logo_beside_a_wrong_name_need_not_be_chosen_again(clinic: Clinic) -> None:
    page = save(clinic, {**ROSA, "clinic_name": ""}, png())
    assert b64decode(page.value("carried")) == png()

    save(clinic, {**ROSA, "carried": page.value("carried")})

    assert kept(clinic) == Letterhead(
        name="Rosa Street Practice",
        address=("12 Rosa Street", "Exampleton"),
        contact="020 7946 0000",
        logo=png(),
        logo_type="png",
    )


def test_a_bad_logo_leaves_the_one_that_was_there(clinic: Clinic) -> None:
    save(clinic, ROSA, svg())
    before = clinic.get("/clinic").value("carried")

    page = save(clinic, {**ROSA, "carried": before}, svg("<script>alert(1)</script>"))

    assert page.status == 422
    assert "This file cannot be used: it holds the element <script>." in page.main
    assert "<script>alert" not in page.html
    assert page.value("carried") == before
    assert kept(clinic).logo == svg()  # type: ignore[union-attr]


def test_a_logo_can_be_taken_away(clinic: Clinic) -> None:
    save(clinic, ROSA, svg())

    save(clinic, {**ROSA, "carried": clinic.get("/clinic").value("carried"), "no_logo": "yes"})

    assert kept(clinic).logo == b""  # type: ignore[union-attr]
    assert "<img" not in clinic.get("/clinic").html


@pytest.mark.parametrize("carried", ["%%%", "bm8gbG9nbw==", "PHN2Zz4="])
def test_a_field_that_was_tampered_with_is_no_logo(clinic: Clinic, carried: str) -> None:
    page = save(clinic, {**ROSA, "carried": carried})

    assert page.status in (303, 422)
    assert kept(clinic) is None or kept(clinic).logo == b""  # type: ignore[union-attr]


def test_a_name_that_paper_cannot_print_is_told_at_once(clinic: Clinic) -> None:
    page = save(clinic, {**ROSA, "clinic_name": "병원"})

    assert page.status == 422
    assert (
        "Write the clinic's name: 1 to 60 characters of Latin, Greek, Cyrillic, Arabic, Hebrew or Devanagari writing."
        in page.main
    )
    assert kept(clinic) is None


def test_a_photograph_of_megabytes_is_told_like_any_other(clinic: Clinic) -> None:
    page = save(clinic, ROSA, png(10, 10) + b"\0" * 3_000_000)
    assert page.status == 422
    assert "This file cannot be used: it is 2930 kB." in page.main
    assert page.value("clinic_name") == "Rosa Street Practice"

    page = save(clinic, ROSA, b"\0" * 9_000_000)
    assert page.status == 413
    assert "This file cannot be used: it is larger than 8 MB." in page.main


@pytest.mark.parametrize("token", ["", "made-up"])
def test_a_form_that_is_not_ours_changes_nothing_and_loses_nothing(clinic: Clinic, token: str) -> None:
    page = save(clinic, ROSA, png(), token=token)

    assert page.status == 400
    assert "Nothing was kept yet" in page.main
    assert page.value("clinic_name") == "Rosa Street Practice"
    assert b64decode(page.value("carried")) == png()
    assert kept(clinic) is None


def test_a_stranger_sees_and_changes_nothing(door: Clinic) -> None:
    assert door.get("/clinic").answer.headers["Location"].startswith("/sign-in")

    assert save(door, ROSA).status == 401
    assert save(door, ROSA, b"\0" * 9_000_000).status == 413
    assert door.desk.store.find_clinic("home") is None


def test_whoever_was_signed_out_finds_what_they_typed(clinic: Clinic) -> None:
    token = clinic.token()
    clinic.clock.later(hours=3)
    page = save(clinic, ROSA, token=token)
    assert page.status == 401
    assert page.value("then") == "/clinic"

    back = clinic.post(
        "/sign-in",
        {**{name: page.value(name) for name in ("clinic_name", "contact")}, "address": ROSA["address"]}
        | {"name": "therapist", "password": clinic.password, "then": "/clinic"},
    )

    assert "Welcome back. What you typed is here again." in back.main
    assert back.value("clinic_name") == "Rosa Street Practice"
    assert 'action="/clinic"' in back.html
    assert kept(clinic) is None


def test_a_logo_has_no_address_at_which_it_could_be_opened(clinic: Clinic) -> None:
    save(clinic, ROSA, svg())
    page = clinic.get("/clinic")

    assert 'src="data:image/svg+xml;base64,' in page.html
    policy = page.answer.headers["Content-Security-Policy"]
    assert "img-src 'self' data:" in policy
    assert "script-src 'self';" in policy
    assert clinic.get("/clinic/logo").status == 404
