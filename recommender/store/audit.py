"""The audit: who did what, when, to which row. Each line carries the digest of the line before it.

Lines hold ids and digests, never answers. A line is written in the transaction of the deed itself, so neither
exists without the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CTE, Connection, Insert, Table, Text, bindparam, cast, func, insert, literal, select, update

from recommender.access import Person
from recommender.store.database import Database
from recommender.store.tables import audit, audit_end
from recommender.store.values import AuditBroken
from recommender.store.where import POSTGRESQL


class Deed(StrEnum):
    PLAN_MADE = "plan made"
    PLAN_SIGNED = "plan signed"
    SIGNED_FOR = "signed for"
    PLAN_SUPERSEDED = "plan superseded"
    PLAN_STOPPED = "plan stopped"
    LINK_MADE = "link made"
    LINK_REVOKED = "link revoked"
    CLINIC_CHANGED = "clinic changed"
    THERAPIST_ADDED = "therapist added"
    THERAPIST_LEFT = "therapist left"
    PASSWORD_CHANGED = "password changed"  # noqa: S105
    SIGNED_IN = "signed in"
    SIGNED_OUT = "signed out"
    TOKEN_ADDED = "token added"  # noqa: S105
    TOKEN_REVOKED = "token revoked"  # noqa: S105


def digest_of_line(previous: str, seq: int, told: str) -> str:
    """The link of the chain. `_LINKED` below is the same, said to PostgreSQL."""
    return hashlib.sha256(f"{previous}\n{seq}\n{told}".encode()).hexdigest()


def told_by(line: Mapping[Any, Any]) -> str:
    """What a line says, in one spelling."""
    moment = line["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return "\n".join((moment, line["who"], line["did"], line["about"], line["body"]))


_END = select(audit_end.c.seq, audit_end.c.digest).with_for_update()
_ADD = insert(audit)
_MOVE_END = update(audit_end)

_LINKED = func.encode(
    func.sha256(
        func.convert_to(
            audit_end.c.digest + "\n" + cast(audit_end.c.seq + 1, Text) + "\n" + bindparam("told", type_=Text),
            literal("UTF8"),
        )
    ),
    literal("hex"),
)


def _in_one_statement(*beside: CTE) -> Insert:
    """Move the end and add the line, in one round trip: only PostgreSQL can, and only there it matters."""
    moved = (
        update(audit_end)
        .values(seq=audit_end.c.seq + 1, previous=audit_end.c.digest, digest=_LINKED)
        .returning(audit_end.c.seq, audit_end.c.previous, audit_end.c.digest)
        .cte("moved")
    )
    said = ("at", "who", "did", "about", "body")
    line = select(moved.c.seq, moved.c.previous, moved.c.digest, *(bindparam(n, type_=audit.c[n].type) for n in said))
    return insert(audit).from_select(["seq", "previous", "digest", *said], line).add_cte(*beside)


_ADD_AT_ONCE = _in_one_statement()


class Beside:
    """A table whose new rows are written together with their audit line."""

    def __init__(self, table: Table) -> None:
        self.insert = insert(table)
        values = {column: bindparam(f"new_{column.name}", type_=column.type) for column in table.columns}
        self.at_once = _in_one_statement(insert(table).values(values).cte("beside"))


class AuditTrail:
    """The lines that one transaction adds."""

    def __init__(self, connection: Connection, *, at: datetime) -> None:
        self._connection = connection
        self._at = at
        self._at_once = connection.dialect.name == POSTGRESQL

    def hold(self) -> None:
        """Nobody else adds a line until this transaction ends; what is read from now on stays true until then."""
        self._connection.execute(_END)

    def add(
        self,
        did: Deed,
        about: str,
        *,
        by: Person,
        body: str = "",
        beside: Beside | None = None,
        row: Mapping[str, Any] | None = None,
    ) -> None:
        line = {"at": self._at, "who": by.signature, "did": did.value, "about": about, "body": body}
        told, row = told_by(line), row or {}
        if self._at_once:
            statement = beside.at_once if beside else _ADD_AT_ONCE
            self._connection.execute(
                statement, {**line, "told": told, **{f"new_{name}": value for name, value in row.items()}}
            )
            return
        if beside:
            self._connection.execute(beside.insert, row)
        end = self._connection.execute(_END).one()
        link = {"seq": end.seq + 1, "previous": end.digest, "digest": digest_of_line(end.digest, end.seq + 1, told)}
        self._connection.execute(_ADD, {**line, **link})
        self._connection.execute(_MOVE_END, link)


class AuditReading(Database):
    """What can be asked of the audit as a whole."""

    def check_audit(self) -> int:
        """Walk the whole chain; the number of lines, or `AuditBroken` with the first that does not fit."""
        with self.engine.connect() as connection:
            end = connection.execute(select(audit_end)).one()
            lines = connection.execution_options(yield_per=1000).execute(select(audit).order_by(audit.c.seq)).mappings()
            seq, digest = 0, ""
            for line in lines:
                if line["seq"] > end.seq:
                    break  # added while we were reading
                _check_follows(line, seq, digest)
                seq, digest = line["seq"], line["digest"]
        if (seq, digest) != (end.seq, end.digest):
            raise AuditBroken(f"The audit ends at line {seq}; it should end at line {end.seq}.")
        return seq


def _check_follows(line: Mapping[Any, Any], seq: int, digest: str) -> None:
    if line["seq"] != seq + 1:
        raise AuditBroken(f"Line {seq + 1} of the audit is missing.")
    if line["previous"] != digest or line["digest"] != digest_of_line(digest, seq + 1, told_by(line)):
        raise AuditBroken(f"Line {line['seq']} of the audit was changed after it was written.")
