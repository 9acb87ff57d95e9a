"""What cannot be used is refused in words that help: never a crash, nothing stored, and no emergency hidden."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from recommender.core.knowledge import Knowledge
from tests.api.conftest import Caller, Count
from tests.people import amira, ben

Said = Any

WRONG_ANSWERS = {
    "a fact that does not exist": ("leg_pain", 5, "did you mean"),
    "a word for a number": ("age_years", "41", "a whole number from"),
    "yes for a bool": ("fever_7d", "yes", "true or false"),
    "one for a bool": ("fever_7d", 1, "true or false"),
    "7.9 for a whole number": ("leg_pain_nrs_avg", 7.9, "a whole number from 0 to 10"),
    "7.0 for a whole number": ("leg_pain_nrs_avg", 7.0, "a whole number from 0 to 10"),
    "true for a whole number": ("leg_pain_nrs_avg", True, "a whole number from 0 to 10"),
    "11 out of 10": ("leg_pain_nrs_avg", 11, "a whole number from 0 to 10"),
    "a negative age": ("age_years", -1, "a whole number from"),
    "a number with forty digits": ("age_years", 10**40, "a whole number from"),
    "a value that does not exist": ("pain_trend", "bettering", "one of: improving"),
    "a list for one value": ("pain_trend", ["improving"], "one of: improving"),
    "an empty list for a set": ("bladder_change", [], "a list of one or more of"),
    "a word for a set": ("bladder_change", "none", "a list of one or more of"),
    "a value twice": ("bladder_change", ["unsure", "unsure"], "a list of one or more of"),
    "none beside another value": ("bladder_change", ["none", "cannot_pass"], "none stands alone"),
    "nothing at all": ("pain_trend", None, "one of: improving"),
    "an object": ("pain_trend", {"is": "improving"}, "one of: improving"),
    "a derived fact": ("days_pain", 3, "fact of the dictionary"),
    "the clearances that the records stand for": ("clearances", ["anticoagulant"], "records beside the profile"),
    "an endless text": ("medicines_other_text", "x" * 501, "1 to 500 characters"),
}


@pytest.mark.parametrize("path", ["/previews", "/plans"])
@pytest.mark.parametrize(("fact", "said", "allowed"), WRONG_ANSWERS.values(), ids=WRONG_ANSWERS)
def test_a_wrong_answer_is_named_with_what_is_allowed(
    clinic: Caller, rows: Count, path: str, fact: str, said: Said, allowed: str
) -> None:
    before = rows()
    body = amira()
    body["profile"][fact] = said
    answer = clinic.post(path, body)

    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    told = answer.get_json()
    assert told["type"] == "/problems/profile-not-usable"
    assert told["status"] == 422
    [entry] = told["errors"]
    assert entry["pointer"] == f"/profile/{fact}"
    assert allowed in entry["allowed"]
    assert rows() == before


WRONG_BODIES = {
    "a list": ([], ""),
    "a number": (7, ""),
    "nothing": (None, ""),
    "no profile": ({}, "/profile"),
    "a profile that is a list": ({"profile": []}, "/profile"),
    "an unknown field": ({"profile": {}, "name": "Ben"}, "/name"),
    "a day that does not exist": ({"profile": {}, "visit_date": "2026-02-30"}, "/visit_date"),
    "a day spelled otherwise": ({"profile": {}, "visit_date": "20.11.2026"}, "/visit_date"),
    "no day": ({"profile": {}, "visit_date": None}, "/visit_date"),
    "another planet": ({"profile": {}, "jurisdiction": "mars"}, "/jurisdiction"),
    "a language we do not have": ({"profile": {}, "language": "tlh"}, "/language"),
    "clearances that are no list": ({"profile": {}, "clearances": {}}, "/clearances"),
    "a clearance that is no record": ({"profile": {}, "clearances": ["all"]}, "/clearances/0"),
    "an override of safety": (
        {
            "profile": {},
            "overrides": [
                {"rule": "ces-saddle-new", "reason_code": "helped_before", "by": "vera", "on": "2026-11-20"},
            ],
        },
        "/overrides/0/rule",
    ),
}


@pytest.mark.parametrize(("body", "pointer"), WRONG_BODIES.values(), ids=WRONG_BODIES)
def test_a_wrong_body_is_refused_at_its_place(clinic: Caller, rows: Count, body: Said, pointer: str) -> None:
    before = rows()
    answer = clinic.send("POST", "/plans", data=json.dumps(body), content_type="application/json")

    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.get_json()["errors"]] == [pointer]
    assert rows() == before


NOT_JSON = {
    "nothing": b"",
    "half a sentence": b'{"profile": {',
    "a key said twice": b'{"profile": {"age_years": 41, "age_years": 14}}',
    "not a number": b'{"profile": {"weight_kg": NaN}}',
    "infinity": b'{"profile": {"weight_kg": Infinity}}',
    "too large a number": b'{"profile": {"weight_kg": 1e999}}',
    "too many digits": b'{"profile": {"age_years": ' + b"9" * 5000 + b"}}",
    "another encoding": '{"profile": {"medicines_other_text": "é"}}'.encode("latin-1"),
    "half of a character": rb'{"profile": {"medicines_other_text": "\ud83d"}}',
    "half of a character as a name": rb'{"profile": {"\uDE00": 1}}',
    "deep nesting": b'{"profile": {"pain_sites": ' + b"[" * 50 + b"]" * 50 + b"}}",
    "very deep nesting": b"[" * 100_000,
    "a form": b"age_years=41",
}


@pytest.mark.parametrize("path", ["/previews", "/plans"])
@pytest.mark.parametrize("text", NOT_JSON.values(), ids=NOT_JSON)
def test_what_is_no_json_is_refused(clinic: Caller, rows: Count, path: str, text: bytes) -> None:
    before = rows()
    answer = clinic.send("POST", path, data=text, content_type="application/json")

    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    told = answer.get_json()
    assert told["type"] == "/problems/not-json"
    assert told["detail"]
    assert [each["pointer"] for each in told["errors"]] == [""]
    assert rows() == before


def test_a_whole_character_in_escapes_is_welcome(clinic: Caller) -> None:
    text = rb'{"profile": {"medicines_other_text": "\ud83d\ude00 \u00e9"}}'
    assert clinic.send("POST", "/plans", data=text, content_type="application/json").status_code == 201


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
def test_another_content_type_is_refused(clinic: Caller, kind: str) -> None:
    answer = clinic.send("POST", "/previews", data=json.dumps(amira()), content_type=kind)

    assert answer.status_code == 415
    assert answer.get_json()["type"] == "/problems/not-json-content"


def test_a_compressed_body_is_refused(clinic: Caller) -> None:
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    assert clinic.send("POST", "/previews", data=b"\x1f\x8b", headers=headers).status_code == 415


@pytest.mark.parametrize("size", [256 * 1024 + 1, 1_000_000])
def test_a_huge_body_is_refused(clinic: Caller, rows: Count, size: int) -> None:
    before = rows()
    answer = clinic.send("POST", "/plans", data=b" " * size, content_type="application/json")

    assert answer.status_code == 413
    assert answer.get_json()["type"] == "/problems/body-too-large"
    assert rows() == before


def test_a_huge_body_in_pieces_is_refused_and_not_cut_short(clinic: Caller) -> None:
    body = json.dumps(amira()).encode() + b" " * 300_000
    pieces = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    answer = clinic.send(
        "POST",
        "/previews",
        input_stream=io.BytesIO(body),
        headers={"Content-Type": "application/json"},
        environ_overrides=pieces,
    )
    assert answer.status_code == 413


def test_a_typo_does_not_hide_an_emergency(clinic: Caller, rows: Count) -> None:
    before = rows()
    body = ben()
    body["profile"]["age_years"] = "forty-one"
    answer = clinic.post("/plans", body)

    told = answer.get_json()
    assert answer.status_code == 422
    assert [each["pointer"] for each in told["errors"]] == ["/profile/age_years"]
    assert told["triage"]["action"]["id"] == "act-ces"
    assert {hit["rule"] for hit in told["triage"]["hits"]} == {"ces-bladder-new", "ces-saddle-new"}
    assert "home" not in told
    assert rows() == before


def test_a_refusal_speaks_of_triage_only_when_it_cannot_wait(clinic: Caller) -> None:
    body = amira()
    body["profile"]["age_years"] = "thirty-four"
    assert "triage" not in clinic.post("/previews", body).get_json()


def test_a_finding_from_a_phone_does_not_hide_an_emergency(phone: Caller) -> None:
    assert phone.post("/previews", ben(slr_deg=40)).get_json()["triage"]["action"]["id"] == "act-ces"


def test_a_long_answer_is_not_echoed_in_full(clinic: Caller) -> None:
    body = amira(medicines_other_text="y" * 5000)
    assert len(clinic.post("/previews", body).data) < 2000


def test_every_wrong_answer_has_an_entry_of_its_own(clinic: Caller, knowledge: Knowledge) -> None:
    wrong = {fact.id: {"not": "this"} for fact in knowledge.dictionary if fact.is_input and fact.id != "clearances"}
    answer = clinic.post("/previews", {"profile": wrong})

    assert answer.status_code == 422
    assert {each["pointer"] for each in answer.get_json()["errors"]} == {f"/profile/{fact}" for fact in wrong}
