"""The desk: everything that can be asked of the service, whichever door the question comes through."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from plans.calendar import calendar_of
from plans.clinic import Clinic
from plans.plan import Plan, Status, Triage
from plans.plan_json import answer_bytes, body_bytes, read_plan
from plans.sheet import Beside, CannotSet, Therapist, check_letterhead
from plans.sheet.chart_note import ChartNote
from recommender.access import (
    CommandLine,
    NotAllowed,
    Person,
    Scope,
    Token,
    check_may_make_plan,
    check_may_see_drafts,
    check_may_sign_plan,
    may_give_findings,
    may_see_drafts,
)
from recommender.access.links import link_code, link_id_in
from recommender.core.change import explained
from recommender.core.client_view import for_clients
from recommender.core.knowledge import Knowledge
from recommender.core.profile import Case
from recommender.core.prognosis import Prognosis
from recommender.core.recommend import case_bytes, certain_triage, recommend_read
from recommender.core.second_look import Reading, read
from recommender.intake.case import CaseReader, Complaint, NotUsable
from recommender.intake.clinic import ClinicNotUsable, complaint, read_clinic
from recommender.knowledge.chart_note import note_of
from recommender.knowledge.words import sheet_words
from recommender.store import (
    Digests,
    NewPlan,
    PlanCannotChange,
    PlanLine,
    Retry,
    Store,
    StoredPlan,
    UnknownPlan,
)

SCREEN_HOLDS = timedelta(hours=24)
"""Safety answers are good for one session or a day; after that they are asked again."""

REPLACES = "replaces"
"""Beside the answers: the plan that a new one revises. It is no part of the case."""
SOMEBODY = "A therapist of this clinic"
"""Where a signature leads to no name."""

Clock = Callable[[], datetime]
"""What time it is, with its zone."""
Predict = Callable[[Reading], Prognosis | None]
"""What the learned model says of a case that was read, if it says anything."""


class Refused(Exception):
    """Answers that cannot be used. `triage` is what is certain in spite of them, from `same_day` up."""

    def __init__(self, complaints: Iterable[Complaint], triage: Triage | None) -> None:
        self.complaints, self.triage = tuple(complaints), triage
        super().__init__(f"{len(self.complaints)} answers cannot be used")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPlan:
    """A plan that was kept: its JSON as it went in, and the value for whoever lays it out."""

    id: str
    status: Status
    json: bytes

    @property
    def plan(self) -> Plan:
        return read_plan(self.json)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a sheet is laid out from.

    Attributes:
        signer: who answers for it, or answered once.
        clinic: whose paper it is.
        note: of the visit; only on paper for the therapist.
    """

    plan: Plan
    audience: str
    signer: Therapist | None
    clinic: Clinic | None
    note: ChartNote | None = None

    def beside(self, knowledge: Knowledge) -> Beside:
        """What stands on it beside the plan, whichever door lays it out."""
        return {
            "words": sheet_words(knowledge),
            "therapist": self.signer,
            "clinic": self.clinic,
            "note": self.note,
        }


class Desk:
    """The use cases. It knows who asks and what time it is; the decision does not."""

    def __init__(
        self, knowledge: Knowledge, reader: CaseReader, store: Store, clock: Clock, predict: Predict | None = None
    ) -> None:
        self.knowledge, self.reader, self.store, self.clock = knowledge, reader, store, clock
        self._predict = predict

    @property
    def has_model(self) -> bool:
        """Whether the learned model is asked; plans are made without it as well."""
        return self._predict is not None

    def preview(self, body: object, *, by: Person, in_full: bool = False) -> Plan:
        """A plan that nobody keeps; a client's app gets of it what may be shown unsigned.

        Args:
            in_full: also what would change it, and its questions by how much they could.

        Raises:
            Refused: the body cannot be used.
        """
        case = self._read(body, by)
        plan = self._decide(case, in_full=in_full)
        return plan if may_see_drafts(by) else for_clients(plan)

    def make_plan(self, body: object, *, by: Person, idempotency_key: str | None = None) -> tuple[str, Plan]:
        """A plan kept as a draft, explained in full, with its audit line. With the same key it is the first one.

        The body may say which plan of the clinic it `replaces`: it then belongs to that plan's course, and once it is
        signed, nobody follows the older ones.

        Raises:
            Refused: the body cannot be used, or the plan it replaces is none of this clinic; nothing is kept.
            NotAllowed: this person may only preview.
            KeyUsedDifferently: the key came with another body before.
        """
        check_may_make_plan(by)
        case = self._read(body, by, beside=(REPLACES,))
        plan = self._decide(case, in_full=True)
        retry = Retry(key=idempotency_key, request_digest=_digest(_spelling(body))) if idempotency_key else None
        parcel = replace(_parcel(case, plan), replaces=_replaced(body))
        kept = self.store.keep_plan(parcel, by=by, at=self.clock(), retry=retry)
        if kept.again:
            return kept.id, self.find_plan(kept.id, viewer=by).plan
        return kept.id, replace(plan, id=kept.id)

    def find_plan(self, plan_id: str, *, viewer: Person) -> KeptPlan:
        """A plan of the viewer's clinic: a client's app finds only signed ones. `UnknownPlan`, `NotAllowed`."""
        return _unpacked(self.store.find_plan(plan_id, viewer=viewer))

    def stored_plan(self, plan_id: str, *, viewer: Person) -> StoredPlan:
        """A plan as it was kept, with its answers, and who made and signed it when. `UnknownPlan`, `NotAllowed`."""
        return self.store.find_plan(plan_id, viewer=viewer)

    def recent_plans(self, *, viewer: Person, limit: int = 50, before: PlanLine | None = None) -> list[PlanLine]:
        """The clinic's plans, newest first; `before` is the last line of the page before. `NotAllowed`."""
        return self.store.recent_plans(viewer=viewer, limit=limit, before=before)

    def plans_of_course(self, plan_id: str, *, viewer: Person) -> list[PlanLine]:
        """The plans of one course of treatment, oldest first. `UnknownPlan`, `NotAllowed`."""
        return self.store.plans_of_course(plan_id, viewer=viewer)

    def start_of_course(self, plan_id: str, *, viewer: Person) -> StoredPlan:
        """The plan that a course began with: the first that was signed, or the first. `UnknownPlan`, `NotAllowed`."""
        course = self.plans_of_course(plan_id, viewer=viewer)
        signed = [(each.signed_at, each.id) for each in course if each.signed_at is not None]
        return self.stored_plan(min(signed)[1] if signed else course[0].id, viewer=viewer)

    def sign_plan(self, plan_id: str, *, by: Person, typed_by: CommandLine | None = None) -> None:
        """A therapist answers for this draft: from now on the client's paper holds all of it.

        Args:
            typed_by: the command line, where it signs in the name of `by`; the audit holds both.

        Raises:
            UnknownPlan: there is no such plan.
            NotAllowed: no therapist who signed in, or one of another clinic.
            PlanCannotChange: it is no draft, an emergency, it waits for answers, or its safety answers are more than
                a day old.
        """
        if self.is_stale(self.stored_plan(plan_id, viewer=by)):
            check_may_sign_plan(by, clinic=by.clinic)
            raise PlanCannotChange("These safety answers are more than a day old. Ask again, then sign the new plan.")
        self.store.sign_plan(plan_id, by=by, at=self.clock(), typed_by=typed_by)

    def stop_plan(self, plan_id: str, *, by: Person) -> None:
        """Nobody follows this plan from now on; the client's paper says so.

        Raises:
            UnknownPlan: there is no such plan.
            NotAllowed: a client's app, or somebody of another clinic.
            PlanCannotChange: it is stopped or replaced already.
        """
        self.store.stop_plan(plan_id, by=by, at=self.clock())

    def share_plan(self, plan_id: str, *, by: Person) -> str:
        """The code of the client's link to a signed plan; made if there is none that holds.

        Raises:
            UnknownPlan: there is no such plan.
            NotAllowed: no therapist who signed in, or one of another clinic.
            PlanCannotChange: the plan is not signed.
        """
        return link_code(self.store.share_plan(plan_id, by=by, at=self.clock()), self.store.secret_keys())

    def revoke_link(self, plan_id: str, *, by: Person) -> None:
        """The plan's link opens nothing from now on. `UnknownPlan`, `NotAllowed`."""
        self.store.revoke_link(plan_id, by=by, at=self.clock())

    def link_of(self, plan_id: str, *, viewer: Person) -> str | None:
        """The code of the plan's link, if one holds. `UnknownPlan`, `NotAllowed`."""
        link_id = self.store.link_of(plan_id, viewer=viewer)
        return link_code(link_id, self.store.secret_keys()) if link_id else None

    def open_link(self, code: str) -> Paper:
        """The client's paper that a link leads to. The code is the right: nobody need sign in.

        Raises:
            UnknownLink: the code is made up, changed or revoked; which of these is not told.
        """
        stored = self.store.open_link(link_id_in(code, self.store.secret_keys()))
        clinic = self.store.find_clinic(stored.clinic)
        return Paper(plan=_unpacked(stored).plan, audience="client", signer=self.signer(stored), clinic=clinic)

    def is_stale(self, plan: PlanLine) -> bool:
        """A draft whose safety answers have to be asked again."""
        return plan.status.value == Status.DRAFT.value and not self.screen_holds(plan)

    def screen_holds(self, plan: PlanLine) -> bool:
        """Whether the safety answers of a plan are still today's."""
        return self.clock() - plan.made_at <= SCREEN_HOLDS

    def signer(self, plan: PlanLine) -> Therapist | None:
        """Who signed this plan and on which day, as it is printed; whatever became of the plan or of them since."""
        if plan.signed_at is None or plan.signed_by is None:
            return None
        name = self.store.name_behind(plan.signed_by, clinic=plan.clinic) or SOMEBODY
        return Therapist(name=name, signed_on=self.local(plan.signed_at).date().isoformat())

    def local(self, at: datetime) -> datetime:
        """A moment by the clock on our wall."""
        return at.astimezone(self.clock().tzinfo)

    def find_paper(self, plan_id: str, *, viewer: Person, audience: str | None) -> Paper:
        """A plan as it is printed. A client's app always gets the client's paper.

        Of a plan that is not signed, that paper is the triage notice, the questions and the education, so it may be
        handed out where the draft itself may not.
        """
        if not may_see_drafts(viewer):
            if audience == "therapist":
                check_may_see_drafts(viewer)
            audience = "client"
            viewer = replace(viewer, scope=Scope.CLINIC) if isinstance(viewer, Token) else viewer
        stored = self.stored_plan(plan_id, viewer=viewer)
        return Paper(
            clinic=self.store.find_clinic(stored.clinic),
            plan=_unpacked(stored).plan,
            audience=audience or "therapist",
            signer=self.signer(stored) if stored.status.value == Status.SIGNED.value else None,
            note=None if audience == "client" else self.chart_note(stored, viewer=viewer),
        )

    def chart_note(self, stored: StoredPlan, *, viewer: Person) -> ChartNote:
        """The note of a visit, for the clinic's own record: it holds the answers. `NotAllowed`."""
        check_may_see_drafts(viewer)
        return note_of(_unpacked(stored).plan, json.loads(stored.case)["profile"], self.knowledge)

    def find_calendar(self, plan_id: str, *, viewer: Person) -> bytes:
        """The days of a signed plan as a calendar file. `UnknownPlan`, `NotAllowed`.

        Raises:
            NoCalendar: it is not signed, it is over, or it has no day to keep.
        """
        stored = self.stored_plan(plan_id, viewer=viewer)
        return calendar_of(_unpacked(stored).plan, signed_at=stored.signed_at)

    def find_clinic(self, *, viewer: Person) -> Clinic | None:
        """What stands at the head of the clinic's paper, if somebody ever said it."""
        return self.store.find_clinic(viewer.clinic)

    def change_clinic(self, *, name: str, address: str, contact: str, logo: bytes, by: Person) -> Clinic:
        """From now on this stands at the head of every sheet of the person's clinic.

        Args:
            address: its lines.
            logo: a file of a picture; empty for none.

        Raises:
            ClinicNotUsable: one complaint for each field; nothing is kept.
            NotAllowed: a program.
        """
        clinic = read_clinic(name=name, address=address, contact=contact, logo=logo)
        check_prints(clinic)
        self.store.keep_clinic(clinic, by=by, at=self.clock())
        return clinic

    def _read(self, body: object, by: Person, *, beside: tuple[str, ...] = ()) -> Case:
        complaints, readable = list(self._amiss(body, by) if REPLACES in beside else ()), None
        try:
            readable = self.reader.read(
                body, today=self.clock().date(), from_therapist=may_give_findings(by), beside=beside
            )
        except NotUsable as error:
            complaints += error.complaints
            readable = error.readable
        if complaints or readable is None:
            raise Refused(complaints, certain_triage(readable, self.knowledge))
        return readable

    def _amiss(self, body: object, by: Person) -> Iterator[Complaint]:
        """What is wrong with the plan that a body replaces, if it names one."""
        if not isinstance(body, Mapping) or REPLACES not in body:
            return
        said = body[REPLACES]
        try:
            self.store.find_plan(said if isinstance(said, str) else "", viewer=by)
        except (UnknownPlan, NotAllowed):
            shown = said[:80] if isinstance(said, str) else None
            yield Complaint(f"/{REPLACES}", shown, "the id of a plan that this clinic has kept")

    def _decide(self, case: Case, *, in_full: bool) -> Plan:
        reading = read(case, self.knowledge)
        prognosis = self._predict(reading) if self._predict else None
        plan = recommend_read(case, reading, self.knowledge, prognosis)
        return explained(case, self.knowledge, plan, prognosis) if in_full else plan


def check_prints(clinic: Clinic) -> None:
    """Whether paper can show a letterhead: each of its fields is set alone. `ClinicNotUsable`."""
    bare = Clinic(name="-")
    alone = {
        "name": (clinic.name, replace(bare, name=clinic.name)),
        "address": ("\n".join(clinic.address), replace(bare, address=clinic.address)),
        "contact": (clinic.contact, replace(bare, contact=clinic.contact)),
        "logo": ("it cannot be drawn", replace(bare, logo=clinic.logo, logo_type=clinic.logo_type)),
    }
    wrong = []
    for field, (said, part) in alone.items():
        try:
            check_letterhead(part)
        except CannotSet:
            wrong.append(complaint(field, said))
    if wrong:
        raise ClinicNotUsable(wrong)


def _parcel(case: Case, plan: Plan) -> NewPlan:
    body, told = body_bytes(plan), plan.provenance
    return NewPlan(
        case=case_bytes(case),
        plan=body,
        disposition=plan.disposition.value,
        digests=Digests(
            case=told.profile, plan=_digest(body), knowledge=told.knowledge, model=told.model, engine=told.engine
        ),
    )


def _replaced(body: object) -> str | None:
    return body.get(REPLACES) if isinstance(body, Mapping) else None


def _unpacked(stored: StoredPlan) -> KeptPlan:
    status = Status(stored.status.value)
    return KeptPlan(id=stored.id, status=status, json=answer_bytes(stored.plan, stored.id, status))


def _spelling(body: object) -> bytes:
    """A request in one spelling: the same answers in another order are the same request."""
    return json.dumps(body, sort_keys=True, separators=(",", ":")).encode()


def _digest(text: bytes) -> str:
    return f"sha256:{hashlib.sha256(text).hexdigest()}"
