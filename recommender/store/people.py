"""Therapists, their sign-ins, and tokens: kept as hashes, checked here, each change with its audit line."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from recommender.access import Person, Scope, Therapist, Token, therapist_id_in
from recommender.access.keys import (
    digest_of,
    hash_password,
    is_password,
    new_key,
    new_token,
    same,
    token_id_in,
    wants_rehash,
)
from recommender.store.audit import AuditTrail, Deed
from recommender.store.database import Database
from recommender.store.tables import sign_ins, therapists, tokens
from recommender.store.values import BadName, NameTaken, UnknownName

IDLE = timedelta(hours=2)
"""A tablet lies aside for one long session, not for an evening."""
LONGEST = timedelta(hours=12)
"""One working day, however busy."""
SEEN_EVERY = timedelta(minutes=1)
"""A sign-in is written at most this often, not with every click."""
TRUSTED_FOR = timedelta(seconds=2)
"""A token just verified need not be looked up again; one revoked by another process works this much longer."""


class TherapistBook(Database):
    """Who may sign in, and who has."""

    def add_therapist(self, name: str, password: str, *, clinic: str, by: Person, at: datetime) -> Therapist:
        therapist = Therapist(id=uuid4().hex, name=fitting(name), clinic=fitting(clinic))
        kept = hash_password(password)
        try:
            with self.writing() as connection:
                add_therapist(connection, therapist, kept, by=by, trail=AuditTrail(connection, at=at), at=at)
        except IntegrityError:
            raise NameTaken(
                f"The name {name} is taken, by somebody who signs in or has left: plans bear it. Choose another name."
            ) from None
        return therapist

    def therapists(self, *, clinic: str) -> list[Therapist]:
        """Those of the clinic who may sign in, by name."""
        wanted = select(therapists).where(therapists.c.clinic == clinic, therapists.c.left_at.is_(None))
        with self.reading() as connection:
            rows = connection.execute(wanted.order_by(therapists.c.name)).all()
        return [Therapist(id=row.id, name=row.name, clinic=row.clinic) for row in rows]

    def name_behind(self, signature: str, *, clinic: str) -> str:
        """Whose signature this is, if it is that of a therapist of the clinic; also of one who has left."""
        wanted = select(therapists.c.name).where(
            therapists.c.id == therapist_id_in(signature), therapists.c.clinic == clinic
        )
        with self.reading() as connection:
            return connection.scalar(wanted) or ""

    def therapist_named(self, name: str) -> Therapist:
        row = self._therapist_row(name)
        if row is None:
            raise UnknownName(f"Nobody signs in as {name}.")
        return Therapist(id=row.id, name=row.name, clinic=row.clinic)

    def change_password(self, therapist: Therapist, password: str, *, by: Person, at: datetime) -> None:
        """The new password holds from now on; everything that was signed in with the old one is signed out."""
        kept = hash_password(password)
        with self.writing() as connection:
            trail = AuditTrail(connection, at=at)
            _keep_password(connection, therapist.id, kept)
            trail.add(Deed.PASSWORD_CHANGED, therapist.id, by=by)
            _end_sign_ins(connection, therapist.id, at)

    def remove_therapist(self, therapist: Therapist, *, by: Person, at: datetime) -> None:
        """They can no longer sign in. Their name stays, because plans bear it."""
        with self.writing() as connection:
            trail = AuditTrail(connection, at=at)
            connection.execute(update(therapists).where(therapists.c.id == therapist.id).values(left_at=at))
            trail.add(Deed.THERAPIST_LEFT, therapist.id, by=by)
            _end_sign_ins(connection, therapist.id, at)

    def sign_in(self, name: str, password: str, *, at: datetime) -> str | None:
        """A key for the cookie, shown once and kept as a hash; nothing if name or password is wrong."""
        row = self._therapist_row(name)
        if not is_password(password, row.password_hash if row else None) or row is None:
            return None
        therapist = Therapist(id=row.id, name=row.name, clinic=row.clinic)
        better = hash_password(password) if wants_rehash(row.password_hash) else None
        key = new_key()
        with self.writing() as connection:
            trail = AuditTrail(connection, at=at)
            trail.hold()
            if not _still_has_password(connection, row):
                return None
            if better:
                _keep_password(connection, therapist.id, better)
            connection.execute(
                insert(sign_ins),
                {
                    "digest": digest_of(key),
                    "therapist_id": therapist.id,
                    "began_at": at,
                    "seen_at": at,
                    "ends_at": at + LONGEST,
                },
            )
            trail.add(Deed.SIGNED_IN, therapist.id, by=therapist)
        return key

    def signed_in(self, key: str, *, at: datetime) -> Therapist | None:
        """Whose key this is, while it holds: not signed out, not idle too long, not older than a day's work."""
        digest = digest_of(key)
        with self.reading() as connection:
            row = connection.execute(_SIGNED_IN, {"key_digest": digest}).one_or_none()
        if row is None or row.ended_at or row.left_at or at >= row.ends_at or at - row.seen_at >= IDLE:
            return None
        if at - row.seen_at >= SEEN_EVERY:
            with self.writing() as connection:
                connection.execute(update(sign_ins).where(sign_ins.c.digest == digest).values(seen_at=at))
        return Therapist(id=row.id, name=row.name, clinic=row.clinic)

    def sign_out(self, key: str, *, at: datetime) -> None:
        """This key no longer holds. Signing out twice is no trouble."""
        therapist = self.signed_in(key, at=at)
        if therapist is None:
            return
        with self.writing() as connection:
            trail = AuditTrail(connection, at=at)
            connection.execute(update(sign_ins).where(sign_ins.c.digest == digest_of(key)).values(ended_at=at))
            trail.add(Deed.SIGNED_OUT, therapist.id, by=therapist)

    def _therapist_row(self, name: str) -> Row[Any] | None:
        """The row of somebody who may sign in. Names that could never be kept are not looked up."""
        if not is_fitting(name):
            return None
        wanted = select(therapists).where(therapists.c.name == name, therapists.c.left_at.is_(None))
        with self.reading() as connection:
            return connection.execute(wanted).one_or_none()


class TokenBook(Database):
    """The programs that may call."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._lately: dict[str, tuple[Token, datetime]] = {}

    def add_token(self, name: str, *, scope: Scope, clinic: str, by: Person, at: datetime) -> tuple[Token, str]:
        """The token and its text. The text exists only here; what is kept is a hash."""
        with self.writing() as connection:
            return add_token(
                connection, fitting(name), scope=scope, clinic=clinic, by=by, trail=AuditTrail(connection, at=at), at=at
            )

    def tokens(self, *, clinic: str) -> list[Token]:
        """The clinic's tokens that still hold, oldest first."""
        wanted = select(tokens).where(tokens.c.clinic == clinic, tokens.c.revoked_at.is_(None))
        with self.reading() as connection:
            return [
                Token(id=row.id, name=row.name, clinic=row.clinic, scope=Scope(row.scope))
                for row in connection.execute(wanted.order_by(tokens.c.made_at, tokens.c.id))
            ]

    def revoke_token(self, token_id: str, *, by: Person, at: datetime) -> None:
        with self.writing() as connection:
            trail = AuditTrail(connection, at=at)
            revoked = connection.execute(
                update(tokens).where(tokens.c.id == token_id, tokens.c.revoked_at.is_(None)).values(revoked_at=at)
            )
            if not revoked.rowcount:
                raise UnknownName(f"There is no token {token_id} that still holds.")
            trail.add(Deed.TOKEN_REVOKED, token_id, by=by)
        self._lately.clear()

    def token_for(self, text: str, *, at: datetime) -> Token | None:
        """The token with this text, if it still holds."""
        token_id = token_id_in(text)
        if token_id is None:
            return None
        digest = digest_of(text)
        lately = self._lately.get(digest)
        if lately and timedelta() <= at - lately[1] < TRUSTED_FOR:
            return lately[0]
        with self.reading() as connection:
            row = connection.execute(_TOKEN, {"token_id": token_id}).one_or_none()
        if row is None or not same(digest, row.digest) or row.revoked_at:
            return None
        token = Token(id=row.id, name=row.name, clinic=row.clinic, scope=Scope(row.scope))
        if len(self._lately) >= 1000:
            self._lately.clear()
        self._lately[digest] = (token, at)
        return token


_SIGNED_IN = (
    select(sign_ins, therapists.c.id, therapists.c.name, therapists.c.clinic, therapists.c.left_at)
    .join(therapists, therapists.c.id == sign_ins.c.therapist_id)
    .where(sign_ins.c.digest == bindparam("key_digest"))
)
_TOKEN = select(tokens).where(tokens.c.id == bindparam("token_id"))


def is_fitting(name: str) -> bool:
    return 0 < len(name) <= 60 and name.isprintable() and name == name.strip()


def fitting(name: str) -> str:
    if not is_fitting(name):
        raise BadName("A name has 1 to 60 visible characters, with no space before or after.")
    return name


def add_therapist(
    connection: Connection, therapist: Therapist, kept: str, *, by: Person, trail: AuditTrail, at: datetime
) -> None:
    connection.execute(
        insert(therapists),
        {
            "id": therapist.id,
            "name": therapist.name,
            "clinic": therapist.clinic,
            "password_hash": kept,
            "made_at": at,
        },
    )
    trail.add(Deed.THERAPIST_ADDED, therapist.id, by=by)


def add_token(
    connection: Connection, name: str, *, scope: Scope, clinic: str, by: Person, trail: AuditTrail, at: datetime
) -> tuple[Token, str]:
    made = new_token()
    connection.execute(
        insert(tokens),
        {
            "id": made.id,
            "name": name,
            "clinic": clinic,
            "scope": scope.value,
            "digest": made.digest,
            "made_at": at,
            "made_by": by.signature,
        },
    )
    trail.add(Deed.TOKEN_ADDED, made.id, by=by, body=scope.value)
    return Token(id=made.id, name=name, clinic=clinic, scope=scope), made.text


def _keep_password(connection: Connection, therapist_id: str, kept: str) -> None:
    connection.execute(update(therapists).where(therapists.c.id == therapist_id).values(password_hash=kept))


def _still_has_password(connection: Connection, row: Row[Any]) -> bool:
    """Nobody changed it, or left, between the slow comparison and now."""
    wanted = select(therapists.c.password_hash, therapists.c.left_at).where(therapists.c.id == row.id)
    now = connection.execute(wanted).one()
    return now.left_at is None and same(now.password_hash, row.password_hash)


def _end_sign_ins(connection: Connection, therapist_id: str, at: datetime) -> None:
    still = (sign_ins.c.therapist_id == therapist_id, sign_ins.c.ended_at.is_(None))
    connection.execute(update(sign_ins).where(*still).values(ended_at=at))
