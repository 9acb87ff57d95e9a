"""The manners of this door: tokens, methods, headers, hosts, health, and what the logs say."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask import Flask

from recommender.access import CommandLine, Scope
from recommender.desk import Desk
from recommender.store import BadDatabase
from recommender.store.tables import metadata
from tests.api.conftest import API, MORNING, Caller, Make, caller
from tests.people import amira, ben, nobody

PATHS = [
    ("POST", "/previews"),
    ("POST", "/plans"),
    ("GET", "/plans/x"),
    ("GET", "/plans/x/sheet"),
    ("GET", "/plans/x/sheet.pdf"),
    ("GET", "/facts"),
]


@pytest.mark.parametrize(("method", "path"), PATHS)
@pytest.mark.parametrize(
    "said", ["", "Bearer", "Bearer ", "Bearer rec_0000_x", "Bearer ⁂".encode().decode("latin-1"), "Basic eDp5"]
)
def test_without_a_token_that_holds_nobody_comes_in(stranger: Caller, method: str, path: str, said: str) -> None:
    answer = stranger.send(method, path, headers={"Authorization": said} if said else {})

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.get_json()["type"] == "/problems/token-needed"


def test_a_revoked_token_no_longer_holds(app: Flask, desk: Desk) -> None:
    gone = caller(app, Scope.CLINIC)
    assert gone.get("/facts").status_code == 200
    desk.store.revoke_token(gone.token.split("_")[1], by=CommandLine(), at=MORNING + timedelta(seconds=1))
    assert gone.get("/facts").status_code == 401


@pytest.mark.parametrize(("method", "path"), [*PATHS, ("GET", "/openapi.json"), ("GET", "/docs")])
def test_another_method_is_told_which_ones_there_are(clinic: Caller, method: str, path: str) -> None:
    answer = clinic.send("DELETE", path)

    assert answer.status_code == 405
    assert answer.mimetype == "application/problem+json"
    assert method in answer.headers["Allow"].split(", ")


def test_an_address_that_does_not_exist_is_a_problem_too(clinic: Caller) -> None:
    answer = clinic.get("/nothing")
    assert answer.status_code == 404
    assert answer.get_json()["type"] == "/problems/no-such-address"


def test_a_page_that_does_not_exist_is_no_json(app: Flask) -> None:
    answer = app.test_client().get("/nothing-here")
    assert answer.status_code in (302, 303, 404)
    assert answer.mimetype == "text/html"


@pytest.mark.parametrize("path", [f"{API}/docs", f"{API}/openapi.json", f"{API}/facts", f"{API}/nothing", "/healthz"])
def test_every_answer_carries_the_strict_headers(app: Flask, path: str) -> None:
    headers = app.test_client().get(path).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["X-Request-ID"]
    assert "Strict-Transport-Security" not in headers


def test_over_https_browsers_are_told_to_stay_there(app: Flask) -> None:
    assert "Strict-Transport-Security" in app.test_client().get("/healthz", base_url="https://localhost").headers


def test_nothing_about_a_client_is_kept_by_a_browser(clinic: Caller) -> None:
    plan_id = clinic.post("/plans", amira()).get_json()["id"]
    for answer in (
        clinic.post("/previews", amira()),
        clinic.get(f"/plans/{plan_id}"),
        clinic.get(f"/plans/{plan_id}/sheet"),
        clinic.post("/previews", {"profile": {"age_years": "41"}}),
    ):
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_dictionary_is_sent_once(clinic: Caller) -> None:
    first = clinic.get("/facts")
    again = clinic.get("/facts", If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")


# Health


def test_it_is_alive_and_ready(app: Flask, desk: Desk) -> None:
    client = app.test_client()
    assert client.get("/healthz").get_json() == {"alive": True}
    assert client.get("/readyz").get_json() == {"knowledge": desk.knowledge.digest, "ready": True}


def test_without_its_tables_it_is_alive_but_not_ready(make_app: Make) -> None:
    app = make_app()
    store = app.extensions["desk"].store
    metadata.drop_all(store.engine)
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE alembic_version")
    client = app.test_client()

    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["type"] == "/problems/not-ready"
    assert client.get("/healthz").status_code == 200
    with pytest.raises(BadDatabase):
        store.check_ready()


# Hosts


def test_only_trusted_hosts_are_answered_where_they_are_named(make_app: Make) -> None:
    client = make_app(RECOMMENDER_TRUSTED_HOSTS="clinic.example, .north.example").test_client()

    assert client.get("/healthz", headers={"Host": "clinic.example"}).status_code == 200
    assert client.get("/healthz", headers={"Host": "a.north.example:8000"}).status_code == 200
    for path in ("/healthz", f"{API}/docs", f"{API}/previews", "/", "/nothing-here"):
        answer = client.get(path, headers={"Host": "evil.example"})
        assert (answer.status_code, answer.get_json()["type"]) == (400, "/problems/unknown-host")


def test_forwarded_headers_are_believed_only_behind_a_proxy(make_app: Make) -> None:
    said = {"X-Forwarded-Proto": "https"}
    plain, behind = make_app().test_client(), make_app(RECOMMENDER_PROXIES="1").test_client()

    assert "Strict-Transport-Security" not in plain.get("/healthz", headers=said).headers
    assert "Strict-Transport-Security" in behind.get("/healthz", headers=said).headers


def test_every_installation_signs_with_a_key_of_its_own(make_app: Make) -> None:
    keys = {make_app().secret_key for _ in range(2)}
    assert len(keys) == 2
    assert all(len(str(key)) > 30 for key in keys)


# Logs


def test_the_log_has_one_line_a_request_and_nothing_of_the_client(
    clinic: Caller, capsys: pytest.CaptureFixture[str]
) -> None:
    plan_id = clinic.post("/plans", ben(medicines_other_text="warfarin")).get_json()["id"]
    clinic.get(f"/plans/{plan_id}?name=Ben")
    clinic.post("/previews", {"profile": {"saddle_sensation": "numbb"}})
    clinic.get("/patients/ben")
    out, told = capsys.readouterr()

    lines = [json.loads(line) for line in told.splitlines()]
    assert out == ""
    assert [(line["method"], line["route"], line["status"]) for line in lines] == [
        ("POST", f"{API}/plans", 201),
        ("GET", f"{API}/plans/<plan_id>", 200),
        ("POST", f"{API}/previews", 422),
        ("GET", None, 404),
    ]
    assert set(lines[0]) == {"event", "level", "at", "id", "method", "route", "status", "ms"}
    for secret in (plan_id, "warfarin", "numb", "saddle", "Ben", "ben", "emergency", clinic.token):
        assert secret not in told


def test_a_mistake_of_ours_is_logged_without_what_it_was_about(
    clinic: Caller, desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def break_down(*_: object, **__: object) -> None:
        raise KeyError("warfarin")

    monkeypatch.setattr(desk.store, "keep_plan", break_down)
    answer = clinic.post("/plans", nobody())
    told = capsys.readouterr().err

    assert answer.status_code == 500
    assert answer.get_json()["type"] == "/problems/our-mistake"
    mistake, request = (json.loads(line) for line in told.splitlines())
    assert mistake["error"] == "KeyError"
    assert any("break_down" in place for place in mistake["places"])
    assert mistake["id"] == request["id"] == answer.headers["X-Request-ID"]
    assert "warfarin" not in told
    assert "warfarin" not in answer.text
