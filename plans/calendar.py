"""The days of a signed plan as a calendar file (RFC 5545). Others see a calendar: its words tell nothing of health."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from plans.plan import Plan, Sessions, Status
from plans.sheet.review import review_day
from plans.sheet.wording import count, short_code

MADE_BY = "-//Sciatica plans//Calendar 1//EN"


class NoCalendar(Exception):
    """Why a plan has no calendar, in a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry, a whole day long. `id`: unique in its plan; `until`: the last day of one that comes back daily."""

    id: str
    day: date
    title: str
    words: str
    until: date | None = None


def calendar_of(plan: Plan, *, signed_at: datetime | None) -> bytes:
    """Visits, reviews and the daily exercises, as all-day entries that block no time. Same plan, same bytes.

    Args:
        signed_at: when the plan was signed, with its zone; it stamps every entry. None where nobody signed.

    Raises:
        NoCalendar: nobody is to follow this plan, or it has no day to keep.
    """
    if signed_at is None or plan.status is not Status.SIGNED or not plan.disposition.treats:
        raise NoCalendar("Only a plan that is signed and not stopped has a calendar.")
    entries = list(_entries(plan))
    if not entries:
        raise NoCalendar("This plan has no visits and no exercises, so it has no calendar.")
    return _as_file(entries, plan, signed_at)


def _entries(plan: Plan) -> Iterator[Entry]:
    start = date.fromisoformat(plan.provenance.visit_date)
    if plan.sessions:
        yield from _visits(plan.sessions, start)
        yield from _reviews(plan.sessions)
    if plan.home:
        words = f"{count(sum(item.minutes for item in plan.home), 'minute')}. How to do them stands on your sheet."
        yield Entry(id="home", day=start, title="Home exercises", words=words, until=review_day(plan))


def _visits(sessions: Sessions, start: date) -> Iterator[Entry]:
    """The first on the day of the plan, the others evenly after it. Nobody has agreed on a time yet."""
    words = f"{sessions.minutes} minutes. A suggested day: agree on the day and the time together."
    for n in range(sessions.total):
        day = start + timedelta(days=int(7 * n / sessions.per_week))
        yield Entry(id=f"visit-{n + 1}", day=day, title=f"Massage visit {n + 1} of {sessions.total}", words=words)


def _reviews(sessions: Sessions) -> Iterator[Entry]:
    for n, day in enumerate((sessions.first_review, *sessions.later_reviews), 1):
        words = "We look at how it goes, and what comes next."
        yield Entry(id=f"review-{n}", day=date.fromisoformat(day), title="Review", words=words)


def _as_file(entries: list[Entry], plan: Plan, signed_at: datetime) -> bytes:
    from icalendar import Calendar, Event  # only who asks for a calendar pays for it: 80 ms and 10 MB

    calendar = Calendar()
    calendar.add("prodid", MADE_BY)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    told = f"Plan {short_code(plan.id or '')}. When your newest sheet has another code, delete this entry."
    for entry in entries:
        event = Event()
        event.add("uid", str(uuid5(NAMESPACE_URL, f"urn:plan:{plan.id}:{entry.id}")))
        event.add("dtstamp", signed_at.astimezone(UTC).replace(microsecond=0))
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
        if entry.until:
            event.add("rrule", {"freq": "daily", "until": entry.until})
        event.add("summary", entry.title)
        event.add("description", f"{entry.words} {told}")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made
