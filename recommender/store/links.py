"""Links: with one, a client opens one signed plan without an account, until it is revoked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select, update

from recommender.access import Person, check_may_share_plan
from recommender.access.links import new_link_id
from recommender.store.audit import AuditTrail, Beside, Deed
from recommender.store.database import Database
from recommender.store.plans import place, stored
from recommender.store.tables import links, plans
from recommender.store.values import PlanCannotChange, Status, StoredPlan, UnknownLink


class LinkBook(Database):
    """What clients can open. A plan has at most one link that holds."""

    def share_plan(self, plan_id: str, *, by: Person, at: datetime) -> str:
        """The id of the plan's link: the one that holds, or a new one with its audit line.

        Raises:
            UnknownPlan: there is no such plan.
            NotAllowed: no therapist who signed in, or one of another clinic.
            PlanCannotChange: the plan is not signed.
        """
        with self.writing() as connection:
            trail = AuditTrail(connection, at=at)
            trail.hold()
            plan = place(connection, plan_id)
            check_may_share_plan(by, clinic=plan.clinic)
            if plan.status != Status.SIGNED:
                raise PlanCannotChange(f"This plan is {plan.status}; only a signed one gets a link.")
            if holding := _holding(connection, plan_id):
                return holding
            link_id = new_link_id()
            row = {"id": link_id, "plan_id": plan_id, "made_at": at, "made_by": by.signature, "revoked_at": None}
            trail.add(Deed.LINK_MADE, plan_id, by=by, body=link_id, beside=_MAKE, row=row)
            return link_id

    def revoke_link(self, plan_id: str, *, by: Person, at: datetime) -> None:
        """The plan's link opens nothing from now on. Where there is none, there is nothing to do."""
        with self.writing() as connection:
            trail = AuditTrail(connection, at=at)
            trail.hold()
            check_may_share_plan(by, clinic=place(connection, plan_id).clinic)
            if holding := _holding(connection, plan_id):
                connection.execute(update(links).where(links.c.id == holding).values(revoked_at=at))
                trail.add(Deed.LINK_REVOKED, plan_id, by=by, body=holding)

    def link_of(self, plan_id: str, *, viewer: Person) -> str | None:
        """The id of the link that holds, for whoever may share the plan."""
        with self.reading() as connection:
            check_may_share_plan(viewer, clinic=place(connection, plan_id).clinic)
            return _holding(connection, plan_id)

    def open_link(self, link_id: str) -> StoredPlan:
        """The plan behind a link. `UnknownLink` if it is revoked or never was."""
        with self.reading() as connection:
            row = connection.execute(_OPEN, {"link_id": link_id}).one_or_none()
        if row is None:
            raise UnknownLink("This link opens nothing.")
        return stored(row)


_MAKE = Beside(links)
_HOLDING: Select[Any] = select(links.c.id).where(links.c.plan_id == bindparam("of_plan"), links.c.revoked_at.is_(None))
_OPEN = (
    select(plans)
    .join(links, links.c.plan_id == plans.c.id)
    .where(links.c.id == bindparam("link_id"), links.c.revoked_at.is_(None), plans.c.signed_at.is_not(None))
)
"""Only of a plan that was signed once, whatever else the tables may hold."""


def _holding(connection: Connection, plan_id: str) -> str | None:
    holding: str | None = connection.scalar(_HOLDING, {"of_plan": plan_id})
    return holding
