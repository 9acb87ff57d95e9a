"""Answers are taken as they are meant, or refused by name with what is allowed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from recommender.core.facts import FactType
from recommender.core.profile import Case
from recommender.core.recommend import certain_triage
from recommender.intake.case import CaseReader, Complaint, NotUsable
from tests.people import VISIT_DAY, amira, ben, chidi


def complaints(reader: CaseReader, body: Any, *, from_therapist: bool = True) -> tuple[Complaint, ...]:
    with pytest.raises(NotUsable) as refusal:
        reader.read(body, today=VISIT_DAY, from_therapist=from_therapist)
    return refusal.value.complaints


def read(reader: CaseReader, body: Any) -> Case:
    return reader.read(body, today=VISIT_DAY, from_therapist=True)


@pytest.mark.parametrize("person", [amira, ben, chidi])
def test_people_we_know_are_read_whole(reader: CaseReader, person: Any) -> None:
    case = read(reader, person())

    assert {fact for fact, _ in case.profile.answered()} == set(person()["profile"])


@pytest.mark.parametrize(
    ("fact", "said", "allowed"),
    [
        ("cannot_weight_bear", "yes", "true or false"),
        ("cannot_weight_bear", 1, "true or false"),
        ("age_years", 34.0, "a whole number from 0 to 120"),
        ("age_years", 7.9, "a whole number from 0 to 120"),
        ("age_years", "34", "a whole number from 0 to 120"),
        ("age_years", True, "a whole number from 0 to 120"),
        ("age_years", 121, "a whole number from 0 to 120"),
        ("temp_c", "38", "a number from 30 to 44"),
        ("temp_c", False, "a number from 30 to 44"),
        ("leg_swelling", "left", "one of: none, one_leg, both_legs"),
        ("leg_swelling", None, "one of: none, one_leg, both_legs"),
        ("bladder_change", [], "a list of one or more of"),
        ("bladder_change", "none", "a list of one or more of"),
        ("bladder_change", ["none", "cannot_pass"], "none stands alone"),
        ("bladder_change", ["cannot_pass", "cannot_pass"], "a list of one or more of"),
        ("bladder_change", ["leaks"], "a list of one or more of"),
        ("goal_text", 7, "words, 1 to 500 characters"),
        ("goal_text", "x" * 501, "words, 1 to 500 characters"),
        ("ces_positive", True, "computed from other answers"),
        ("clearances", ["none"], "records beside the profile"),
        ("age_year", 40, "did you mean age_years"),
    ],
)
def test_an_answer_that_is_not_meant_so_is_refused_by_name(
    reader: CaseReader, fact: str, said: Any, allowed: str
) -> None:
    body = amira()
    body["profile"][fact] = said

    (told,) = complaints(reader, body)

    assert told.pointer == f"/profile/{fact}"
    assert allowed in told.allowed


def test_every_bad_answer_is_named_not_only_the_first(reader: CaseReader) -> None:
    told = complaints(reader, amira(age_years="old", leg_swelling="yes", fever_7d="no"))

    assert [each.pointer for each in told] == ["/profile/age_years", "/profile/leg_swelling", "/profile/fever_7d"]


@pytest.mark.parametrize("body", [None, [], "amira", 7, {"profile": []}, {"profile": None}, {}])
def test_what_is_no_request_is_refused(reader: CaseReader, body: Any) -> None:
    assert complaints(reader, body)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("visit_date", "20.11.2026"),
        ("visit_date", "2026-02-30"),
        ("visit_date", 20261120),
        ("jurisdiction", "mars"),
        ("language", "xx"),
        ("clearances", {}),
        ("overrides", ["nice"]),
        ("mood", "good"),
    ],
)
def test_a_request_around_the_answers_is_checked_as_well(reader: CaseReader, field: str, said: Any) -> None:
    (told, *_) = complaints(reader, {**amira(), field: said})

    assert told.pointer.startswith(f"/{field}")


def test_findings_come_only_from_a_therapist(reader: CaseReader) -> None:
    told = complaints(reader, amira(), from_therapist=False)

    assert {each.pointer for each in told} == {
        f"/profile/{fact}"
        for fact in ("slr_result", "slr_deg", "assessed_this_episode", "assessed_days_ago", "assessment_covered")
    }
    assert all("therapist" in each.allowed for each in told)


def test_a_client_may_say_that_nobody_has_examined_them(reader: CaseReader) -> None:
    said = amira(
        assessed_this_episode="none", assessed_days_ago=None, assessment_covered=None, slr_result=None, slr_deg=None
    )

    assert reader.read(said, today=VISIT_DAY, from_therapist=False).profile["assessed_this_episode"] == "none"


def test_a_clients_app_brings_no_clearance(reader: CaseReader) -> None:
    told = complaints(reader, {**chidi(), "profile": {}}, from_therapist=False)

    assert [each.pointer for each in told] == ["/clearances"]


def test_a_clearance_names_a_rule_that_can_be_opened(reader: CaseReader) -> None:
    body = chidi()
    body["clearances"][0]["rule"] = "ces-card"

    (told,) = complaints(reader, body)

    assert told.pointer == "/clearances/0/rule"


@pytest.mark.parametrize(
    ("changes", "pointer", "allowed"),
    [
        ({"on": "2026-11-21"}, "/clearances/0/on", "not after the day of the visit, 2026-11-20"),
        ({"until": "2026-11-01"}, "/clearances/0/until", "not before the day it was given"),
        ({"until": "2027-11-03"}, "/clearances/0/until", "at most 12 months after the day it was given: 2027-11-02"),
        ({"until": "2190-01-01"}, "/clearances/0/until", "from 2000 to 2099"),
        ({"on": "1026-11-02"}, "/clearances/0/on", "from 2000 to 2099"),
        (
            {"rule": "heart-failure-stable", "until": "2027-02-03"},
            "/clearances/0/until",
            "at most 3 months after the day it was given: 2027-02-02",
        ),
        (
            {"rule": "arrhythmia-af", "role": "pharmacist"},
            "/clearances/0/role",
            "for arrhythmia-af one of: doctor, specialist, surgeon, nurse, midwife, physiotherapist, other_clinician",
        ),
        ({"rule": "mind-suicide", "role": "pharmacist"}, "/clearances/0/role", "for mind-suicide one of: doctor,"),
    ],
)
def test_a_clearance_comes_from_somebody_who_may_give_it_and_holds_a_while(
    reader: CaseReader, changes: dict[str, str], pointer: str, allowed: str
) -> None:
    body = chidi()
    body["clearances"] = [{**body["clearances"][0], **changes}]

    (told,) = complaints(reader, body)

    assert told.pointer == pointer
    assert allowed in told.allowed


@pytest.mark.parametrize(
    "changes",
    [{"on": "2026-11-20", "until": "2027-11-20"}, {"rule": "anticoagulant", "role": "pharmacist"}],
)
def test_a_year_is_not_too_long_and_a_pharmacist_speaks_about_medicines(
    reader: CaseReader, changes: dict[str, str]
) -> None:
    body = chidi()
    body["clearances"] = [{**body["clearances"][0], **changes}]

    assert read(reader, body).clearances


@pytest.mark.parametrize("day", ["2026-11-19", "2026-11-20", "2026-11-21"])
def test_where_the_client_sits_it_may_be_another_day(reader: CaseReader, day: str) -> None:
    assert read(reader, {**amira(), "visit_date": day}).visit_date.isoformat() == day


@pytest.mark.parametrize("day", ["2026-11-18", "2026-11-22", "2020-01-15", "2031-01-01"])
def test_a_visit_is_today_and_not_when_an_old_record_held(reader: CaseReader, day: str) -> None:
    """Chidi's doctor cleared him for the first month of 2020; a visit of that month would still be open."""
    body = {**chidi(), "visit_date": day}
    for each in body["clearances"]:
        each.update({"on": "2020-01-01", "until": "2020-02-01"})

    with pytest.raises(NotUsable) as refusal:
        read(reader, body)

    (told,) = refusal.value.complaints
    assert (told.pointer, told.said) == ("/visit_date", day)
    assert told.allowed == "today (2026-11-20), or a day before or after it"
    assert refusal.value.readable is not None
    assert refusal.value.readable.visit_date == VISIT_DAY


def test_a_file_of_another_day_is_read_where_that_is_meant(reader: CaseReader) -> None:
    case = reader.read({**amira(), "visit_date": "2020-01-15"}, today=VISIT_DAY, from_therapist=True, any_day=True)

    assert case.visit_date == date(2020, 1, 15)


@pytest.mark.parametrize("any_day", [True, False])
@pytest.mark.parametrize("day", ["9999-12-31", "2100-01-01", "1999-12-31", "0001-01-01"])
def test_a_day_outside_this_century_is_refused_everywhere(reader: CaseReader, day: str, any_day: bool) -> None:
    with pytest.raises(NotUsable) as refusal:
        reader.read({**amira(), "visit_date": day}, today=VISIT_DAY, from_therapist=True, any_day=any_day)

    (told,) = refusal.value.complaints
    assert told.pointer == "/visit_date"
    assert told.allowed == "a date such as 2026-11-20, from 2000 to 2099"


def test_safety_has_no_override(reader: CaseReader) -> None:
    body = {
        **amira(),
        "overrides": [{"rule": "mal-age-only", "reason_code": "helped_before", "by": "T", "on": "2026-11-20"}],
    }

    (told,) = complaints(reader, body)

    assert "safety has no override" in told.allowed


def test_a_typo_does_not_hide_an_emergency(reader: CaseReader) -> None:
    with pytest.raises(NotUsable) as refusal:
        read(reader, ben(age_years="forty-one"))

    triage = certain_triage(refusal.value.readable, reader.knowledge)
    assert triage is not None
    assert triage.action is not None
    assert triage.action.id == "act-ces"


def test_every_fact_has_words_for_what_is_allowed(reader: CaseReader) -> None:
    """A wrong type for each fact in turn: refused, named, and told what is allowed."""
    wrong: dict[FactType, Any] = {
        FactType.BOOL: "yes",
        FactType.INTEGER: 7.9,
        FactType.NUMBER: "7",
        FactType.ENUM: "nonsense",
        FactType.SET: [],
        FactType.TEXT: 7,
    }
    body = {"profile": {fact.id: wrong[fact.type] for fact in reader.inputs.values()}}

    told = complaints(reader, body)

    assert [each.pointer for each in told] == [f"/profile/{fact}" for fact in reader.inputs]
    assert all(each.allowed for each in told)
