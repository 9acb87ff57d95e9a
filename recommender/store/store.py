"""The store: everything that is kept, behind one value."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from recommender.store.audit import AuditReading
from recommender.store.clinics import ClinicBook
from recommender.store.links import LinkBook
from recommender.store.migrate import HEAD, standing, upgrade
from recommender.store.people import TherapistBook, TokenBook
from recommender.store.plans import PlanShelf
from recommender.store.settings import FirstRun, SettingsBook
from recommender.store.values import BadDatabase
from recommender.store.where import database_url


class Store(PlanShelf, LinkBook, TherapistBook, TokenBook, ClinicBook, SettingsBook, AuditReading):
    """Plans, links, therapists, tokens, letterheads, settings and the audit of one installation.

    The store has no clock: every deed is told `at` what time it happens, and `by` or for which `viewer`.
    """

    def check_ready(self) -> None:
        """`BadDatabase`, with a sentence, unless the database answers and its tables are this version's."""
        try:
            with self.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
                at = standing(connection)
        except SQLAlchemyError:
            raise BadDatabase("The database does not answer.") from None
        if at != HEAD:
            raise BadDatabase(f"The database stands at version {at or 'none'}; this program needs {HEAD}.")


def open_store(environ: Mapping[str, str]) -> Store:
    """The store this environment names, with its tables brought up to date."""
    url = database_url(environ)
    upgrade(url)
    return Store(url)


def ensure_first_run(store: Store, *, at: datetime) -> FirstRun | None:
    """How to get in, if this is the first start of the installation."""
    return store.first_run(at=at)
