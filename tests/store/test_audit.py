"""The audit can be read by anybody and changed by nobody without it showing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import Connection, delete, text, update
from sqlalchemy.exc import DBAPIError

from recommender.access import Therapist
from recommender.store import AuditBroken, Store
from recommender.store.tables import audit, audit_end
from tests.store.conftest import a_plan, later


@pytest.fixture
def lines(store: Store, vera: Therapist) -> int:
    for n in range(5):
        store.keep_plan(a_plan(), by=vera, at=later(microseconds=n))
    return 5


def test_an_empty_audit_is_in_order(store: Store) -> None:
    assert store.check_audit() == 0


def test_lines_follow_from_one_another(store: Store, lines: int) -> None:
    assert store.check_audit() == lines


@pytest.mark.parametrize("change", [update(audit).values(who="somebody"), delete(audit)])
def test_the_database_refuses_to_change_a_line(store: Store, lines: int, change: object) -> None:
    with pytest.raises(DBAPIError, match="audit lines are not changed"), store.writing() as connection:
        connection.execute(change)  # type: ignore[call-overload]

    assert store.check_audit() == lines


FORGERIES: dict[str, tuple[Callable[[Connection], object], str]] = {
    "another author": (
        lambda c: c.execute(update(audit).where(audit.c.seq == 3).values(who="therapist:x")),
        "Line 3 of the audit was changed",
    ),
    "another time": (
        lambda c: c.execute(update(audit).where(audit.c.seq == 2).values(at=later(days=1))),
        "Line 2 of the audit was changed",
    ),
    "a line taken out": (lambda c: c.execute(delete(audit).where(audit.c.seq == 4)), "Line 4 of the audit is missing"),
    "the last line taken off": (
        lambda c: c.execute(delete(audit).where(audit.c.seq == 5)),
        "ends at line 4; it should end at line 5",
    ),
    "another end": (lambda c: c.execute(update(audit_end).values(digest="0" * 64)), "should end at line 5"),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forgery_shows(store: Store, lines: int, forgery: str) -> None:
    forge, told = FORGERIES[forgery]
    with store.writing() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_stays_update"))
            connection.execute(text("DROP TRIGGER audit_stays_delete"))
        else:
            connection.execute(text("DROP TRIGGER audit_stays ON audit"))
        forge(connection)

    with pytest.raises(AuditBroken, match=told):
        store.check_audit()


def test_lines_say_the_moment_to_the_microsecond(store: Store, vera: Therapist, morning: datetime) -> None:
    kept = store.keep_plan(a_plan(), by=vera, at=later(microseconds=123456))

    (line,) = store.audit_of_plan(kept.id, viewer=vera)

    assert line.at == later(microseconds=123456)
    assert store.check_audit() == 1
