"""Plans: kept, found, signed, stopped. A plan is never changed, only its status; a revision is a new plan."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, Select, and_, bindparam, delete, insert, or_, select, tuple_, update

from plans.plan import Disposition
from recommender.access import (
    CommandLine,
    Person,
    check_may_make_plan,
    check_may_see_drafts,
    check_may_see_plan,
    check_may_sign_plan,
    check_may_stop_plan,
)
from recommender.access.keys import digest_of
from recommender.store.audit import AuditTrail, Beside, Deed
from recommender.store.database import Database
from recommender.store.tables import audit, plans, retries
from recommender.store.values import (
    AuditLine,
    Digests,
    Kept,
    KeyUsedDifferently,
    NewPlan,
    PlanCannotChange,
    PlanLine,
    Retry,
    Status,
    StoredPlan,
    UnknownPlan,
)

RETRY_WINDOW = timedelta(hours=24)
NOTHING_TO_SIGN = {
    "emergency_now": "An emergency is not signed. Do what it says now; afterwards begin with new answers.",
    "needs_answers": "This plan still waits for answers. Answer them, then sign the new plan.",
}
"""Answers that no therapist can put a name under, and what is said to whoever tries."""

_ID = re.compile("[0-9a-f]{32}")
_LINE = (
    plans.c.id,
    plans.c.status,
    plans.c.disposition,
    plans.c.clinic,
    plans.c.made_at,
    plans.c.made_by,
    plans.c.signed_at,
    plans.c.signed_by,
)


class PlanShelf(Database):
    """What the desk does with plans."""

    def keep_plan(self, plan: NewPlan, *, by: Person, at: datetime, retry: Retry | None = None) -> Kept:
        """Keep a draft and its audit line, both or neither. The same request sent again gives the same plan.

        Where its answers allow no treatment, nobody follows the older plans of its course from now on.
        """
        check_may_make_plan(by)
        with self.writing(alone=retry is None and plan.replaces is None) as connection:
            trail = AuditTrail(connection, at=at)
            if retry or plan.replaces:
                trail.hold()
            if retry and (before := _answered_before(connection, retry, sender=by.signature, at=at)):
                return before
            plan_id = uuid4().hex
            course = place(connection, plan.replaces, for_=by).course if plan.replaces else plan_id
            row = _row(plan) | {"id": plan_id, "course": course, "clinic": by.clinic}
            row |= {"made_at": at, "made_by": by.signature}
            trail.add(Deed.PLAN_MADE, plan_id, by=by, body=plan.digests.plan, beside=_KEEP, row=row)
            if plan.replaces and Disposition(plan.disposition).stops:
                _stop_older(connection, trail, course, than=plan_id, by=by)
            if retry:
                _remember(connection, retry, plan_id, sender=by.signature, at=at)
            return Kept(id=plan_id)

    def find_plan(self, plan_id: str, *, viewer: Person) -> StoredPlan:
        """The plan as it was kept. `UnknownPlan` or `NotAllowed` otherwise."""
        _check_looks_like_id(plan_id)
        with self.reading() as connection:
            row = connection.execute(_FIND, {"plan_id": plan_id}).one_or_none()
        if row is None:
            raise _no_such_plan()
        check_may_see_plan(viewer, clinic=row.clinic, status=row.status)
        return stored(row)

    def recent_plans(self, *, viewer: Person, limit: int = 50, before: PlanLine | None = None) -> list[PlanLine]:
        """The clinic's plans, newest first; `before` is the last line of the page before."""
        check_may_see_drafts(viewer)
        wanted = select(*_LINE).where(plans.c.clinic == viewer.clinic)
        if before:
            wanted = wanted.where(tuple_(plans.c.made_at, plans.c.id) < (before.made_at, before.id))
        return self._lines(wanted.order_by(plans.c.made_at.desc(), plans.c.id.desc()).limit(limit))

    def _lines(self, wanted: Select[Any]) -> list[PlanLine]:
        with self.reading() as connection:
            rows = connection.execute(wanted).mappings()
            return [PlanLine(**{**row, "status": Status(row["status"])}) for row in rows]

    def plans_of_course(self, plan_id: str, *, viewer: Person) -> list[PlanLine]:
        """All plans of the course that a plan belongs to, oldest first. `UnknownPlan` or `NotAllowed` otherwise."""
        check_may_see_drafts(viewer)
        wanted = select(*_LINE).where(plans.c.course == self.find_plan(plan_id, viewer=viewer).course)
        return self._lines(wanted.order_by(plans.c.made_at, plans.c.id))

    def sign_plan(self, plan_id: str, *, by: Person, at: datetime, typed_by: CommandLine | None = None) -> None:
        """From draft to signed. What was signed before in this course, and older drafts, are superseded.

        `typed_by`: who signed in the therapist's name, without their password; the audit says that too.
        """
        with self.writing() as connection:
            trail = AuditTrail(connection, at=at)
            trail.hold()
            plan = place(connection, plan_id)
            check_may_sign_plan(by, clinic=plan.clinic)
            if why := NOTHING_TO_SIGN.get(plan.disposition):
                raise PlanCannotChange(why)
            if plan.status != Status.DRAFT:
                raise PlanCannotChange(f"This plan is {plan.status}; only a draft can be signed.")
            for other in connection.execute(
                update(plans)
                .where(plans.c.course == plan.course, plans.c.id != plan_id)
                .where(
                    or_(
                        plans.c.status == Status.SIGNED,
                        and_(plans.c.status == Status.DRAFT, plans.c.made_at <= plan.made_at),
                    )
                )
                .values(status=Status.SUPERSEDED)
                .returning(plans.c.id)
            ).all():
                trail.add(Deed.PLAN_SUPERSEDED, other.id, by=by, body=plan_id)
            connection.execute(
                update(plans)
                .where(plans.c.id == plan_id)
                .values(status=Status.SIGNED, signed_at=at, signed_by=by.signature)
            )
            trail.add(Deed.PLAN_SIGNED, plan_id, by=by, body=plan.plan_digest)
            if typed_by:
                trail.add(Deed.SIGNED_FOR, plan_id, by=typed_by, body=by.signature)

    def stop_plan(self, plan_id: str, *, by: Person, at: datetime) -> None:
        """Nobody follows this plan from now on; its link shows the stop notice."""
        with self.writing() as connection:
            trail = AuditTrail(connection, at=at)
            trail.hold()
            plan = place(connection, plan_id)
            check_may_stop_plan(by, clinic=plan.clinic)
            if plan.status not in (Status.DRAFT, Status.SIGNED):
                raise PlanCannotChange(f"This plan is already {plan.status}.")
            connection.execute(update(plans).where(plans.c.id == plan_id).values(status=Status.STOPPED))
            trail.add(Deed.PLAN_STOPPED, plan_id, by=by, body=plan.plan_digest)

    def audit_of_plan(self, plan_id: str, *, viewer: Person) -> list[AuditLine]:
        """Everything that happened to one plan, in order."""
        self.find_plan(plan_id, viewer=viewer)
        with self.reading() as connection:
            lines = connection.execute(select(audit).where(audit.c.about == plan_id).order_by(audit.c.seq))
            return [AuditLine(**line) for line in lines.mappings()]


_KEEP = Beside(plans)
_PLACE: Select[Any] = select(*_LINE, plans.c.course, plans.c.plan_digest).where(plans.c.id == bindparam("plan_id"))
_FIND = select(plans).where(plans.c.id == bindparam("plan_id"))


def _row(plan: NewPlan) -> dict[str, Any]:
    return {
        "status": Status.DRAFT.value,
        "disposition": plan.disposition,
        "case_body": plan.case,
        "plan_body": plan.plan,
        "case_digest": plan.digests.case,
        "plan_digest": plan.digests.plan,
        "knowledge_digest": plan.digests.knowledge,
        "model_digest": plan.digests.model,
        "engine": plan.digests.engine,
        "signed_at": None,
        "signed_by": None,
        "replaces": plan.replaces,
    }


def stored(row: Row[Any]) -> StoredPlan:
    return StoredPlan(
        id=row.id,
        status=Status(row.status),
        disposition=row.disposition,
        clinic=row.clinic,
        made_at=row.made_at,
        made_by=row.made_by,
        signed_at=row.signed_at,
        signed_by=row.signed_by,
        case=row.case_body,
        plan=row.plan_body,
        digests=Digests(
            case=row.case_digest,
            plan=row.plan_digest,
            knowledge=row.knowledge_digest,
            model=row.model_digest,
            engine=row.engine,
        ),
        replaces=row.replaces,
        course=row.course,
    )


def _no_such_plan() -> UnknownPlan:
    return UnknownPlan("There is no plan with this id.")


def _check_looks_like_id(plan_id: str) -> None:
    if not _ID.fullmatch(plan_id):
        raise _no_such_plan()


def place(connection: Connection, plan_id: str, *, for_: Person | None = None) -> Row[Any]:
    """Where a plan stands, for whoever is about to change or replace it."""
    _check_looks_like_id(plan_id)
    row = connection.execute(_PLACE, {"plan_id": plan_id}).one_or_none()
    if row is None:
        raise _no_such_plan()
    if for_:
        check_may_see_plan(for_, clinic=row.clinic, status=row.status)
    return row


def _stop_older(connection: Connection, trail: AuditTrail, course: str, *, than: str, by: Person) -> None:
    """Stop what is still to be followed, or signed, of a course: newer answers allow no treatment."""
    for other in connection.execute(
        update(plans)
        .where(plans.c.course == course, plans.c.id != than, plans.c.status.in_((Status.SIGNED, Status.DRAFT)))
        .where(plans.c.disposition.in_([each.value for each in Disposition if each.treats]))
        .values(status=Status.STOPPED)
        .returning(plans.c.id)
    ).all():
        trail.add(Deed.PLAN_STOPPED, other.id, by=by, body=than)


def _answered_before(connection: Connection, retry: Retry, *, sender: str, at: datetime) -> Kept | None:
    """The plan this key already led to, if it is the same request and not long ago."""
    same_key = and_(retries.c.sender == sender, retries.c.key_digest == digest_of(retry.key))
    connection.execute(delete(retries).where(same_key, retries.c.kept_at < at - RETRY_WINDOW))
    row = connection.execute(select(retries.c.plan_id, retries.c.request_digest).where(same_key)).one_or_none()
    if row is None:
        return None
    if row.request_digest != retry.request_digest:
        raise KeyUsedDifferently("This key was already used for another request. Choose a new key for a new plan.")
    return Kept(id=row.plan_id, again=True)


def _remember(connection: Connection, retry: Retry, plan_id: str, *, sender: str, at: datetime) -> None:
    connection.execute(
        insert(retries),
        {
            "sender": sender,
            "key_digest": digest_of(retry.key),
            "request_digest": retry.request_digest,
            "plan_id": plan_id,
            "kept_at": at,
        },
    )
