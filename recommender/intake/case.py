"""From a request body to a case, or to friendly complaints that name the field and what is allowed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import marshmallow as ma
from marshmallow.validate import Length, OneOf

from recommender.core.clear import last_day, may_clear, months
from recommender.core.facts import Dictionary, Tier
from recommender.core.knowledge import Knowledge
from recommender.core.profile import Case, Clearance, Override, Profile
from recommender.intake.accept import Accepting
from recommender.intake.fields import StrictText, allowed, field_for

LANGUAGES = ("en",)
ROLES = ("doctor", "specialist", "surgeon", "nurse", "midwife", "physiotherapist", "pharmacist", "other_clinician")
REASONS = ("client_choice_informed", "helped_before", "inside_exercise_package", "clinician_agrees", "other_recorded")
MOST_RECORDS = 50
THERAPIST_ONLY = "only from a signed-in therapist, a clinic token or the command line"
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
"""Days that can be meant; later ones also run out of calendar when weeks are added to them."""
A_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
AROUND_TODAY = timedelta(days=1)
"""How far a visit may be from the desk's today: where the client sits it can be the day before or after."""
ASSESSED = ("assessed_this_episode", "assessed_days_ago", "assessment_covered")


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing in a body that cannot be used."""

    pointer: str
    said: Any
    allowed: str


class NotUsable(Exception):
    """A body that cannot be used. `readable` is the case with the bad answers left unknown."""

    def __init__(self, complaints: Iterable[Complaint], readable: Case | None) -> None:
        self.complaints, self.readable = tuple(complaints), readable
        super().__init__("; ".join(f"{each.pointer}: {each.allowed}" for each in self.complaints))


class StrictDate(ma.fields.Date):
    """Takes 2026-11-20 and no other spelling, of this century."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        day = read_day(value)
        if day is None:
            raise self.make_error("invalid", input=value, obj_type="date")
        return day


def read_day(value: object) -> date | None:
    """A day as 2026-11-20 spells it, of this century; None for anything else."""
    if not isinstance(value, str) or not A_DAY.fullmatch(value):
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


class ClearanceSchema(ma.Schema):
    """A clinician's written word that opens one rule."""

    rule = StrictText(required=True, validate=Length(1, 80))
    by = StrictText(required=True, validate=Length(1, 120))
    role = StrictText(required=True, validate=OneOf(ROLES))
    examined = StrictText(required=True, validate=Length(1, 500))
    on = StrictDate(required=True)
    until = StrictDate(required=True)
    answers = ma.fields.Dict(keys=StrictText(), required=True)


class OverrideSchema(ma.Schema):
    """A coded reason to depart from a guideline."""

    rule = StrictText(required=True, validate=Length(1, 80))
    reason_code = StrictText(required=True, validate=OneOf(REASONS))
    by = StrictText(required=True, validate=Length(1, 120))
    on = StrictDate(required=True)


A_DATE = f"a date such as 2026-11-20, from {FIRST_DAY.year} to {LAST_DAY.year}"
ALLOWED = {
    "by": "a name, 1 to 120 characters",
    "role": f"one of: {', '.join(ROLES)}",
    "examined": "what was examined, 1 to 500 characters",
    "on": A_DATE,
    "until": A_DATE,
    "answers": "the answers it rests on, as {fact: value}; without today's safety answers to its rule it opens nothing",
    "reason_code": f"one of: {', '.join(REASONS)}",
}


class CaseReader:
    """Reads bodies against one knowledge. Built once at start-up."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.dictionary: Dictionary = knowledge.dictionary
        self.inputs = {fact.id: fact for fact in self.dictionary if fact.is_input and fact.id != "clearances"}
        made = ma.Schema.from_dict({fact.id: field_for(fact) for fact in self.inputs.values()}, name="Profile")
        self.profile_schema = made(unknown=ma.RAISE)
        self.accepting = Accepting(self.inputs.values())
        self.clearance_schema, self.override_schema = ClearanceSchema(), OverrideSchema()
        self.jurisdictions = tuple(knowledge.library.contacts)
        self.overridable = sorted({each.source for each in knowledge.library.stances if each.overridable})

    def read(
        self,
        body: object,
        *,
        today: date,
        from_therapist: bool,
        any_day: bool = False,
        beside: tuple[str, ...] = (),
    ) -> Case:
        """Read a whole request body.

        Args:
            today: the visit date when the body names none; another that it names is at most a day away.
            any_day: whether the visit may be on any other day, as the files are that the command line plans.
            beside: fields that may stand there and are no part of the case; whoever asks reads them.
            from_therapist: whether findings, clearances and overrides may be said (a signed-in therapist, a clinic
                token or the command line).

        Raises:
            NotUsable: with one complaint per field, and the case that can be read in spite of them.
        """
        if not isinstance(body, Mapping):
            raise NotUsable([Complaint("", _short(body), 'an object such as {"profile": {…}}')], None)
        complaints: list[Complaint] = []
        known = ("profile", "visit_date", "jurisdiction", "language", "clearances", "overrides", *beside)
        complaints += [
            Complaint(f"/{key}", _short(body[key]), f"the fields are {', '.join(known)}")
            for key in body
            if key not in known
        ]
        answers = self._profile(body.get("profile"), from_therapist, complaints)
        visit = self._date(body, today, any_day, complaints)
        case = Case(
            profile=Profile.of(self.dictionary, answers),
            visit_date=visit,
            jurisdiction=_choice(body, "jurisdiction", self.jurisdictions, "int", complaints),
            language=_choice(body, "language", LANGUAGES, "en", complaints),
            clearances=tuple(self._clearances(body.get("clearances", []), visit, from_therapist, complaints)),
            overrides=tuple(self._overrides(body.get("overrides", []), from_therapist, complaints)),
        )
        if complaints:
            raise NotUsable(complaints, case)
        return case

    def _profile(self, raw: object, from_therapist: bool, complaints: list[Complaint]) -> dict[str, Any]:
        if not isinstance(raw, Mapping):
            complaints.append(
                Complaint("/profile", _short(raw), "an object of {fact: value}; {} when nothing is known")
            )
            return {}
        answers, said = self._answers(raw, "/profile", complaints), dict(raw)
        if not from_therapist:
            for fact_id in [each for each in answers if self._is_finding(each, said[each])]:
                complaints.append(Complaint(f"/profile/{fact_id}", _short(said[fact_id]), THERAPIST_ONLY))
                del answers[fact_id]
        return answers

    def _is_finding(self, fact_id: str, value: Any) -> bool:
        """Findings, and an assessment that could lift a rule: that nobody has looked lifts nothing."""
        return self.inputs[fact_id].tier is Tier.EXAM or (fact_id in ASSESSED and value not in ("none", ["none"]))

    def _answers(self, raw: Mapping[Any, Any], at: str, complaints: list[Complaint]) -> dict[str, Any]:
        clean = self.accepting.take(raw)
        if clean is not None:
            return clean
        try:
            return dict(self.profile_schema.load(dict(raw)))
        except ma.ValidationError as error:
            told: Mapping[str, Any] = error.messages_dict
            complaints += [
                Complaint(f"{at}/{_escape(fact_id)}", _short(raw[fact_id]), self._allowed(fact_id))
                for fact_id in raw
                if fact_id in told
            ]
            return dict(error.valid_data or {})

    def _allowed(self, fact_id: str) -> str:
        if fact_id in self.inputs:
            return allowed(self.inputs[fact_id])
        if fact_id == "clearances":
            return "nothing here: clearances are records beside the profile"
        if fact_id in self.dictionary:
            return f"nothing: {fact_id} is computed from other answers"
        near = difflib.get_close_matches(str(fact_id), list(self.inputs), n=3)
        return f"a fact of the dictionary{'; did you mean ' + ', '.join(near) + '?' if near else ''}"

    def _date(self, body: Mapping[str, Any], today: date, any_day: bool, complaints: list[Complaint]) -> date:
        """The day of the visit; today where none can be used, so that no record opens on a day that was refused."""
        if "visit_date" not in body:
            return today
        day = read_day(body["visit_date"])
        if day is not None and (any_day or abs(day - today) <= AROUND_TODAY):
            return day
        near = day is not None and not any_day
        allowed = f"today ({today.isoformat()}), or a day before or after it" if near else A_DATE
        complaints.append(Complaint("/visit_date", _short(body["visit_date"]), allowed))
        return today

    def _clearances(
        self, raw: object, visit: date, from_therapist: bool, complaints: list[Complaint]
    ) -> Iterable[Clearance]:
        for at, record in self._records(raw, "clearances", self.clearance_schema, from_therapist, complaints):
            before = len(complaints)
            complaints += self._amiss(at, record, visit)
            answers = self._answers(record["answers"], f"{at}/answers", complaints)
            if len(complaints) == before:
                yield Clearance(**{**record, "answers": answers})

    def _amiss(self, at: str, record: Mapping[str, Any], visit: date) -> Iterator[Complaint]:
        """What no record may say: a rule that none opens, somebody who may not open it, or days that cannot be."""
        rule = self.knowledge.clearable.get(record["rule"])
        if rule is None:
            yield Complaint(f"{at}/rule", record["rule"], _near(record["rule"], self.knowledge.clearable))
        elif not may_clear(record["role"], rule):
            roles = ", ".join(role for role in ROLES if may_clear(role, rule))
            yield Complaint(f"{at}/role", record["role"], f"for {rule.id} one of: {roles}")
        on, until = record["on"], record["until"]
        if on > visit:
            yield Complaint(f"{at}/on", on.isoformat(), f"not after the day of the visit, {visit.isoformat()}")
        if until < on:
            yield Complaint(f"{at}/until", until.isoformat(), "not before the day it was given")
        elif rule is not None and until > (last := last_day(rule, on)):
            most = f"at most {months(rule)} months after the day it was given: {last.isoformat()}"
            yield Complaint(f"{at}/until", until.isoformat(), most)

    def _overrides(self, raw: object, from_therapist: bool, complaints: list[Complaint]) -> Iterable[Override]:
        for at, record in self._records(raw, "overrides", self.override_schema, from_therapist, complaints):
            if record["rule"] not in self.overridable:
                words = f"a guideline that may be overridden: {', '.join(self.overridable)}; safety has no override"
                complaints.append(Complaint(f"{at}/rule", record["rule"], words))
            else:
                yield Override(**record)

    def _records(
        self, raw: object, name: str, schema: ma.Schema, from_therapist: bool, complaints: list[Complaint]
    ) -> Iterable[tuple[str, dict[str, Any]]]:
        if raw == []:
            return
        if not isinstance(raw, list) or len(raw) > MOST_RECORDS:
            complaints.append(Complaint(f"/{name}", _short(raw), f"a list of at most {MOST_RECORDS} records"))
            return
        if not from_therapist:
            complaints.append(Complaint(f"/{name}", _short(raw), THERAPIST_ONLY))
            return
        for n, each in enumerate(raw):
            at = f"/{name}/{n}"
            if not isinstance(each, Mapping):
                complaints.append(Complaint(at, _short(each), "a record"))
                continue
            try:
                yield at, dict(schema.load(dict(each)))
            except ma.ValidationError as error:
                for field in error.messages_dict:
                    words = ALLOWED.get(field, f"the fields are {', '.join(schema.fields)}")
                    complaints.append(Complaint(f"{at}/{_escape(field)}", _short(each.get(field)), words))


def _choice(
    body: Mapping[str, Any], name: str, values: tuple[str, ...], default: str, complaints: list[Complaint]
) -> str:
    value = body.get(name, default)
    if isinstance(value, str) and value in values:
        return value
    complaints.append(Complaint(f"/{name}", _short(value), f"one of: {', '.join(values)}"))
    return default


def _near(said: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(said, list(known), n=4)
    return f"a rule that a clearance can open{'; did you mean ' + ', '.join(near) + '?' if near else ''}"


def _escape(name: object) -> str:
    """A name as part of a JSON pointer."""
    return str(name)[:80].replace("~", "~0").replace("/", "~1")


def _short(value: Any) -> Any:
    """What was said, cut to what helps: long or nested values are named, not echoed."""
    if isinstance(value, str):
        return value if len(value) <= 80 else f"{value[:77]}…"
    if (
        isinstance(value, list)
        and len(value) <= 20
        and all(isinstance(each, str | int | float | bool) for each in value)
    ):
        return [_short(each) for each in value]
    if isinstance(value, Mapping | list):
        return f"{'an object' if isinstance(value, Mapping) else 'a list'} of {len(value)}"
    return value


def fact_of(pointer: str) -> str:
    """The fact a complaint is about, or an empty word."""
    return pointer.removeprefix("/profile/") if pointer.startswith("/profile/") else ""
