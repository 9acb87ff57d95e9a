"""The form in use: what it begins with, what is read of it, and the page it becomes."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from flask import Response, current_app, make_response, render_template, request

from plans.plan import Disposition, Plan
from plans.sheet.wording import COUNTRIES, plain
from recommender.core.profile import Case, Profile
from recommender.core.recommend import case_values
from recommender.desk import REPLACES
from recommender.intake.case import ROLES, Complaint, NotUsable
from recommender.web.check_in import STILL_SO, CheckIn, check_in
from recommender.web.clearing import FIELDS as CLEARING
from recommender.web.clearing import clearable, new_record, record_troubles
from recommender.web.fields import YES, Fields, clashes_in, fields_of, is_unsure, profile_in
from recommender.web.form import Form, Section
from recommender.web.layout import Layout
from recommender.web.signing_in import desk, therapist

SAME_DAY = Disposition.SAME_DAY.severity
"""From here up a stop is shown at once, whatever else is open."""


def layout() -> Layout:
    return cast("Layout", current_app.extensions["layout"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What a form begins with: nothing, or the answers of a plan that was kept."""

    plan_id: str = ""
    fields: Fields = field(default_factory=dict)
    case: Mapping[str, Any] = field(default_factory=dict)
    asked_before: frozenset[str] = frozenset()
    check_in: CheckIn | None = None

    @property
    def title(self) -> str:
        if self.check_in:
            return "Check in"
        return "Change answers" if self.plan_id else "New client"

    @property
    def beside(self) -> dict[str, str]:
        """What a request says beside the answers: the plan that the new one replaces."""
        return {REPLACES: self.plan_id} if self.plan_id else {}


def start_of(asked: Mapping[str, str]) -> Start:
    """What the address or the posted form says: a new client, other answers to a plan, or a check-in after it.

    Answers of more than a day ago are never taken over as if they were of today: then it is a check-in.
    """
    plan_id = asked.get("from", "")
    if not plan_id:
        return Start()
    follows = asked.get("check_in") or not desk().screen_holds(desk().stored_plan(plan_id, viewer=therapist()))
    return check_in_from(plan_id) if follows else start_from(plan_id)


def check_in_from(plan_id: str) -> Start:
    """The next visit of a course: what was told and found before, but for safety and how the client is today."""
    kept = desk().stored_plan(plan_id, viewer=therapist())
    case, today = json.loads(kept.case), desk().clock().date()
    first = json.loads(desk().start_of_course(plan_id, viewer=therapist()).case)
    visit = check_in(case, first, layout(), on=today)
    fields = {**fields_of(visit.answers, layout()), "jurisdiction": [case["jurisdiction"]]}
    return Start(plan_id=plan_id, fields=fields, case=case, check_in=visit)


def start_from(plan_id: str) -> Start:
    """The answers of a plan, as they were kept."""
    case: dict[str, Any] = json.loads(desk().stored_plan(plan_id, viewer=therapist()).case)
    fields = fields_of(case["profile"], layout())
    fields["visit_date"], fields["jurisdiction"] = [case["visit_date"]], [case["jurisdiction"]]
    asked_before = frozenset(each for each, value in case["profile"].items() if is_unsure(value))
    return Start(plan_id=plan_id, fields=fields, case=case, asked_before=asked_before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the fields say, and what the desk makes of the readable part of it."""

    body: Mapping[str, Any]
    case: Case
    complaints: tuple[Complaint, ...]
    plan: Plan

    @property
    def shown_plan(self) -> Plan | None:
        """While something cannot be read, only what is certain in spite of it."""
        certain = self.plan.disposition.severity >= SAME_DAY
        return self.plan if certain or not self.complaints else None


def read(fields: Fields, start: Start, *, for_plan: bool = False) -> Reading:
    """The fields as the desk reads them.

    What a check-in took over counts only when it is confirmed; but where it makes a stop certain, nobody has to confirm
    it first. `for_plan`: with what is missing for a plan that could be made otherwise.
    """
    still_so = _last(fields, STILL_SO) == YES
    reading = _read(fields, start, still_so=still_so, for_plan=for_plan)
    if start.check_in and not still_so:
        as_told = _read(fields, start, still_so=True, for_plan=for_plan)
        if as_told.plan.disposition.severity >= max(SAME_DAY, reading.plan.disposition.severity + 1):
            return as_told
    return reading


def _read(fields: Fields, start: Start, *, still_so: bool, for_plan: bool) -> Reading:
    body = body_of(fields, start, still_so=still_so)
    complaints = list(clashes_in(fields, layout()))
    case = _case(body, complaints)
    plan = desk().preview(case_values(case), by=therapist())
    if for_plan and start.check_in and plan.disposition.treats:
        complaints += start.check_in.missing(body["profile"])
    return Reading(body=body, case=case, complaints=tuple(complaints), plan=plan)


def body_of(fields: Fields, start: Start, *, still_so: bool) -> dict[str, Any]:
    """The request that these fields make; records of the plan it began with go along."""
    profile = profile_in(fields, layout())
    if start.check_in:
        profile = start.check_in.counted(profile, still_so=still_so)
    body: dict[str, Any] = {
        "profile": profile,
        "clearances": list(start.case.get("clearances", [])),
        "overrides": list(start.case.get("overrides", [])),
    }
    for name in ("visit_date", "jurisdiction"):
        if said := _last(fields, name):
            body[name] = said
    if record := new_record(fields, profile, desk().knowledge):
        body["clearances"].append(record)
    return body


def _case(body: Mapping[str, Any], complaints: list[Complaint]) -> Case:
    today = desk().clock().date()
    try:
        return desk().reader.read(body, today=today, from_therapist=True)
    except NotUsable as error:
        complaints += error.complaints
        return error.readable or Case(profile=Profile.of(desk().knowledge.dictionary, {}), visit_date=today)


def intake_page(
    fields: Fields, start: Start, *, reading: Reading | None = None, status: int = 200, message: str = ""
) -> Response:
    """The form with these fields, and above it what cannot be used."""
    reading = reading or read(fields, start)
    form = form_of(fields, start, reading)
    return make_response(
        render_template(
            "web/intake.html",
            form=form,
            wrong=_wrong(form, reading, start),
            start=start,
            fields=fields,
            said={name: _last(fields, name) for name in ("visit_date", "jurisdiction", *CLEARING)},
            message=message,
            key=_last(fields, "key") or secrets.token_urlsafe(12),
            countries={each: COUNTRIES.get(each, each) for each in desk().reader.jurisdictions},
            clearable=dict(clearable(reading.plan, desk().knowledge)),
            roles={role: plain(role) for role in ROLES},
            **so_far(form, reading),
        ),
        status,
    )


def form_of(fields: Fields, start: Start, reading: Reading) -> Form:
    """The form over what it holds. What a check-in has not confirmed counts nowhere else, but decides what is asked."""
    filled = _case({**reading.body, "profile": profile_in(fields, layout())}, []) if start.check_in else reading.case
    return Form(
        desk().knowledge,
        layout(),
        fields,
        filled.profile,
        reading.complaints,
        asked_before=start.asked_before,
        check_in=start.check_in,
    )


def so_far(form: Form, reading: Reading) -> dict[str, Any]:
    """What stands beside the form: a stop at once, else what a plan waits for."""
    return {
        "plan": reading.shown_plan,
        "button": "Show what to do" if _stops(reading) else "Make the plan",
        "unusable": len(reading.complaints),
        "waiting": [section for section in form.sections if section.missing],
        "missing": form.missing,
    }


def _stops(reading: Reading) -> bool:
    return reading.shown_plan is not None and reading.shown_plan.disposition.stops


def progress(sections: tuple[Section, ...]) -> dict[str, list[int]]:
    return {section.id: [section.answered, section.all, len(section.missing)] for section in sections}


def carried_form(message: str, status: int = 200) -> Response:
    """The form that somebody had in hand, with a word on why they see it again."""
    fields = posted()
    return intake_page(fields, start_of(request.form), message=message, status=status)


def posted() -> dict[str, list[str]]:
    return {name: values for name, values in request.form.lists() if name not in ("csrf_token", "password")}


def _wrong(form: Form, reading: Reading, start: Start) -> dict[str, str]:
    """Anchor and sentence of everything that has to be mended, in the order of the page."""
    wrong: dict[str, str] = {}
    if any(each.pointer == "/visit_date" for each in reading.complaints):
        wrong["f-visit_date"] = (
            "Write the day of the visit as year-month-day, like 2026-11-20: today, or a day from it."
        )
    wrong.update(form.wrong())
    wrong.update(record_troubles(reading.complaints, at=len(start.case.get("clearances", []))))
    return wrong


def _last(fields: Fields, name: str) -> str:
    values = fields.get(name) or [""]
    return values[-1].strip()
