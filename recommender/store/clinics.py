"""Clinics: their letterheads, each change with its audit line."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import insert, select, update

from plans.clinic import Clinic
from recommender.access import Person, check_may_change_clinic
from recommender.store.audit import AuditTrail, Deed
from recommender.store.database import Database
from recommender.store.people import fitting
from recommender.store.tables import clinics


class ClinicBook(Database):
    """What stands at the head of each clinic's paper."""

    def find_clinic(self, clinic: str) -> Clinic | None:
        """The clinic's letterhead, if it was ever kept."""
        with self.reading() as connection:
            row = connection.execute(select(clinics).where(clinics.c.clinic == clinic)).one_or_none()
        if row is None:
            return None
        return Clinic(
            name=row.name,
            address=tuple(row.address.splitlines()),
            contact=row.contact,
            logo=row.logo,
            logo_type=row.logo_type,
        )

    def keep_clinic(self, letterhead: Clinic, *, by: Person, at: datetime) -> None:
        """The letterhead of this person's clinic from now on. `NotAllowed` for programs."""
        check_may_change_clinic(by)
        clinic = fitting(by.clinic)
        row = {
            "name": letterhead.name,
            "address": letterhead.address_text,
            "contact": letterhead.contact,
            "logo": letterhead.logo,
            "logo_type": letterhead.logo_type,
            "changed_at": at,
            "changed_by": by.signature,
        }
        with self.writing() as connection:
            trail = AuditTrail(connection, at=at)
            trail.hold()
            changed = connection.execute(update(clinics).where(clinics.c.clinic == clinic).values(row))
            if not changed.rowcount:
                connection.execute(insert(clinics), {"clinic": clinic, **row})
            trail.add(Deed.CLINIC_CHANGED, clinic, by=by, body=_digest(letterhead))


def _digest(letterhead: Clinic) -> str:
    words = "\n".join((letterhead.name, *letterhead.address, letterhead.contact, letterhead.logo_type))
    return f"sha256:{hashlib.sha256(words.encode() + letterhead.logo).hexdigest()}"
