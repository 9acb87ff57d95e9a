"""Who gets in, how long it holds, and that nobody's work is lost on the way."""

from __future__ import annotations

import re

import pytest

from recommender.web.signing_in import LONGEST_WAIT_S, local
from tests.people import ben
from tests.web.conftest import Clinic

PAGES = ("/", "/plans", f"/plans/{'0' * 32}", f"/plans/{'0' * 32}/sheet", f"/plans/{'0' * 32}/sheet.pdf")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_asks_a_stranger_to_sign_in(door: Clinic, path: str) -> None:
    page = door.get(path)

    assert page.status == 303
    assert page.answer.headers["Location"].startswith("/sign-in?then=")


def test_the_danger_signs_are_for_everybody(door: Clinic) -> None:
    page = door.get("/danger-signs")

    assert page.status == 200
    assert "Numb in or around your bottom" in page.words


def test_the_first_password_opens_the_door_and_leads_where_one_was_going(door: Clinic) -> None:
    page = door.post("/sign-in", {"name": "therapist", "password": door.password, "then": "/plans"})

    assert page.status == 303
    assert page.answer.headers["Location"] == "/plans"
    assert door.get("/plans").status == 200


@pytest.mark.parametrize("name", ["therapist", "nobody", "", "x" * 300])
def test_a_wrong_name_and_a_wrong_password_are_told_alike(door: Clinic, name: str) -> None:
    page = door.post("/sign-in", {"name": name, "password": "guess-guess", "then": "/"})

    assert page.status == 422
    assert "Name or password is not right." in page.words
    assert "guess-guess" not in page.html
    assert door.get("/").status == 303


def test_guessing_gets_slower_and_waiting_helps(door: Clinic) -> None:
    for _ in range(5):
        assert door.post("/sign-in", {"name": "therapist", "password": "guess", "then": "/"}).status in (422, 429)

    page = door.post("/sign-in", {"name": "therapist", "password": door.password, "then": "/"})
    assert page.status == 429
    assert 0 < int(page.answer.headers["Retry-After"]) <= LONGEST_WAIT_S

    door.clock.later(seconds=LONGEST_WAIT_S)
    door.sign_in()
    assert door.get("/").status == 200


def test_guessing_does_not_shut_out_a_colleague(door: Clinic) -> None:
    for _ in range(9):
        door.post("/sign-in", {"name": "somebody", "password": "guess", "then": "/"})

    assert door.sign_in().get("/").status == 200


@pytest.mark.parametrize(
    "then", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", "/a\nb"]
)
def test_nobody_is_sent_elsewhere_after_signing_in(then: str) -> None:
    assert local(then) == "/"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(door: Clinic) -> None:
    page = door.post("/sign-in", {"name": "therapist", "password": door.password, "then": "/"})
    cookie = next(each for each in page.answer.headers.getlist("Set-Cookie") if each.startswith("sign_in="))

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie  # plain http on the machine itself


def test_on_https_the_cookies_stay_there(door: Clinic) -> None:
    first = door.client.get("/sign-in", base_url="https://localhost/")
    token = re.search(r'name="csrf_token" value="([^"]+)"', first.text)
    assert token
    answer = door.client.post(
        "/sign-in",
        base_url="https://localhost/",
        data={"name": "therapist", "password": door.password, "then": "/", "csrf_token": token[1]},
    )

    assert answer.status_code == 303
    cookies = first.headers.getlist("Set-Cookie") + answer.headers.getlist("Set-Cookie")
    assert all("Secure" in each for each in cookies)


def test_signing_out_holds_for_a_copied_cookie_too(clinic: Clinic) -> None:
    cookie = clinic.client.get_cookie("sign_in")
    assert cookie
    assert clinic.post("/sign-out", {}).status == 303

    clinic.client.set_cookie("sign_in", cookie.value)
    assert clinic.get("/").status == 303


def test_a_sign_in_does_not_outlast_a_long_pause(clinic: Clinic) -> None:
    clinic.clock.later(hours=3)

    assert clinic.get("/").status == 303


def test_answers_come_along_when_somebody_has_to_sign_in_again(clinic: Clinic) -> None:
    token = clinic.token()
    clinic.clock.later(hours=3)
    page = clinic.post("/", {**clinic.fields(ben()), "do": "plan"}, token=token)
    assert page.status == 401
    assert clinic.kept() == 0
    carried = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.html))

    page = clinic.post("/sign-in", {**carried, "name": "therapist", "password": clinic.password})

    assert page.status == 200
    assert "Your answers are all here." in page.words
    assert ("saddle_sensation", "numb_or_tingling") in page.checked()
    assert page.value("age_years") == "41"
    assert "password" not in re.findall(r'name="([^"]+)"', page.html)


def test_a_form_that_is_not_ours_does_nothing(clinic: Clinic) -> None:
    page = clinic.post("/", {**clinic.fields(ben()), "do": "plan"}, token="made-up")

    assert page.status == 400
    assert clinic.kept() == 0
    assert ("saddle_sensation", "numb_or_tingling") in page.checked()  # and nothing typed is lost
    assert clinic.post("/sign-out", {}, token="made-up").status == 400
    assert clinic.get("/").status == 200


def test_the_cookie_of_a_page_opens_no_other_door(clinic: Clinic) -> None:
    assert clinic.client.post("/api/v1/previews", json={"profile": {}}).status_code == 401
