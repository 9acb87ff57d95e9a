"""A signed plan goes into the client's own calendar: days to keep, nothing about health, the same file each time."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
import vobject

from plans.calendar import NoCalendar, calendar_of
from plans.plan import Plan, Status
from recommender.core.knowledge import Knowledge
from recommender.intake.case import CaseReader
from tests.journeys.test_examples import NAMES, body, plan_for
from tests.people import VISIT_DAY

SIGNED_AT = datetime(2026, 11, 20, 8, 35, 12, 345678, tzinfo=UTC)
TITLES = re.compile(r"Massage visit \d+ of \d+|Review|Home exercises")
HEALTH = re.compile(r"sciatica|pain|nerve|disc|spine|leg|back|numb|doctor|risk|patient|symptom", re.IGNORECASE)


def entries(made: bytes) -> dict[str, list[Any]]:
    """The entries by their titles, read by a parser that had no part in writing them."""
    found: dict[str, list[Any]] = {}
    for event in vobject.readOne(made.decode()).vevent_list:
        found.setdefault(re.sub(r"\d+", "n", event.summary.value), []).append(event)
    return found


def days(events: list[Any]) -> list[date]:
    return [event.dtstart.value for event in events]


def test_chidis_visits_stand_on_evenly_spaced_days_with_the_reviews_after_them(plans: dict[str, Plan]) -> None:
    chidi = plans["chidi, signed"]
    sessions = chidi.sessions
    assert sessions
    found = entries(calendar_of(chidi, signed_at=SIGNED_AT))

    apart = timedelta(days=7 / sessions.per_week)
    assert days(found["Massage visit n of n"]) == [VISIT_DAY + n * apart for n in range(sessions.total)]
    assert found["Massage visit n of n"][0].summary.value == f"Massage visit 1 of {sessions.total}"
    assert [day.isoformat() for day in days(found["Review"])] == [sessions.first_review, *sessions.later_reviews]
    assert "A suggested day" in found["Massage visit n of n"][0].description.value


def test_the_exercises_come_back_each_day_until_the_first_review_and_ring_no_bell(plans: dict[str, Plan]) -> None:
    amira = plans["amira, signed"]
    made = calendar_of(amira, signed_at=SIGNED_AT)
    (home,) = entries(made)["Home exercises"]

    assert amira.sessions
    listed = [day.date() for day in home.rruleset]
    assert (listed[0], listed[-1].isoformat()) == (VISIT_DAY, amira.sessions.first_review)
    assert len(listed) == (listed[-1] - VISIT_DAY).days + 1
    assert b"VALARM" not in made


def test_every_entry_says_when_it_is_out_of_date_for_a_newer_calendar_does_not_remove_it(
    plans: dict[str, Plan],
) -> None:
    amira = plans["amira, signed"]
    before, after = (calendar_of(replace(amira, id=each), signed_at=SIGNED_AT) for each in (amira.id, "z" * 16))
    told = [event.description.value for events in entries(before).values() for event in events]

    assert all("Plan 7K4Q-2M9B. When your newest sheet has another code, delete this entry." in each for each in told)
    assert not {event.uid.value for event in entries(before)["Home exercises"]} & {
        event.uid.value for event in entries(after)["Home exercises"]
    }


def test_without_visits_the_exercises_run_as_long_as_the_boxes_on_the_sheet(plans: dict[str, Plan]) -> None:
    only_home = replace(plans["amira, signed"], sessions=None, modalities=())
    found = entries(calendar_of(only_home, signed_at=SIGNED_AT))

    assert list(found) == ["Home exercises"]
    assert [day.date() for day in found["Home exercises"][0].rruleset][-1] == VISIT_DAY + timedelta(days=14)


@pytest.mark.parametrize("name", NAMES)
def test_every_example_that_may_be_treated_has_a_calendar_that_keeps_to_the_standard(
    name: str, knowledge: Knowledge, reader: CaseReader
) -> None:
    plan = replace(plan_for(body(name), knowledge, reader), status=Status.SIGNED, id="7k4q2m9b0c1d2e3f")
    if not plan.disposition.treats:
        with pytest.raises(NoCalendar):
            calendar_of(plan, signed_at=SIGNED_AT)
        return
    made = calendar_of(plan, signed_at=SIGNED_AT)
    lines = made.split(b"\r\n")

    assert lines[-1] == b""
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", made)
    assert max(map(len, lines)) <= 75
    events = [event for each in entries(made).values() for event in each]
    assert len({event.uid.value for event in events}) == len(events)
    for event in events:
        assert TITLES.fullmatch(event.summary.value)
        assert not HEALTH.search(f"{event.summary.value} {event.description.value}")
        assert event.dtstamp.value == SIGNED_AT.replace(microsecond=0)
        assert type(event.dtstart.value) is date
        assert event.dtstart.value >= VISIT_DAY
        assert event.dtend.value - event.dtstart.value == timedelta(days=1)
        assert event.transp.value == "TRANSPARENT"


def test_the_same_plan_gives_the_same_bytes_wherever_it_is_signed(plans: dict[str, Plan]) -> None:
    amira = plans["amira, signed"]
    elsewhere = SIGNED_AT.astimezone(timezone(timedelta(hours=5, minutes=30)))

    assert calendar_of(amira, signed_at=SIGNED_AT) == calendar_of(amira, signed_at=elsewhere)
    assert calendar_of(amira, signed_at=SIGNED_AT) != calendar_of(replace(amira, id="another"), signed_at=SIGNED_AT)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.STOPPED, Status.SUPERSEDED])
def test_a_plan_nobody_is_to_follow_has_no_calendar(plans: dict[str, Plan], status: Status) -> None:
    with pytest.raises(NoCalendar, match="signed and not stopped"):
        calendar_of(replace(plans["amira, signed"], status=status), signed_at=SIGNED_AT)


def test_a_plan_without_a_day_to_keep_has_no_calendar(plans: dict[str, Plan]) -> None:
    with pytest.raises(NoCalendar, match="no visits and no exercises"):
        calendar_of(replace(plans["amira, signed"], sessions=None, home=()), signed_at=SIGNED_AT)
