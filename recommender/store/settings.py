"""Small things one installation remembers, and what happens once, at its very first start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from recommender.access import HOME_CLINIC, CommandLine, Scope, Therapist
from recommender.access.keys import hash_password, new_key, new_password
from recommender.store.audit import AuditTrail
from recommender.store.database import Database
from recommender.store.people import IDLE, add_therapist, add_token
from recommender.store.plans import RETRY_WINDOW
from recommender.store.tables import retries, settings, sign_ins

FIRST_RUN, SECRET_KEY = "first_run", "secret_key"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstRun:
    """How to get in, told once: afterwards only hashes are left."""

    name: str
    password: str
    token: str


class SettingsBook(Database):
    """Settings, the first start, and tidying up."""

    def setting(self, name: str) -> str | None:
        with self.reading() as connection:
            return connection.scalar(select(settings.c.value).where(settings.c.name == name))

    def secret_key(self) -> str:
        """The key that signs cookies and forms: random per installation, the same on every host of it."""
        return self.secret_keys()[-1]

    def secret_keys(self) -> list[str]:
        """The newest key stands last and signs; what an older one signed on a client's paper still opens."""
        kept = self.setting(SECRET_KEY)
        if kept is None:
            try:
                with self.writing() as connection:
                    connection.execute(insert(settings), {"name": SECRET_KEY, "value": new_key()})
            except IntegrityError:
                pass  # another host was quicker; its key is the key
            kept = self.setting(SECRET_KEY)
        assert kept is not None
        return kept.split()

    def renew_secret_key(self, *, forget: bool) -> None:
        """From now on a new key signs. `forget`: what was signed before opens nothing any more."""
        keys = [*self.secret_keys(), new_key()]
        with self.writing() as connection:
            kept = " ".join(keys[-1:] if forget else keys)
            connection.execute(update(settings).where(settings.c.name == SECRET_KEY).values(value=kept))

    def first_run(self, *, at: datetime) -> FirstRun | None:
        """The first therapist and the first token, the very first time this is called; nothing ever after."""
        if self.setting(FIRST_RUN):
            return None
        therapist = Therapist(id=uuid4().hex, name="therapist", clinic=HOME_CLINIC)
        password, by = new_password(), CommandLine()
        kept = hash_password(password)
        try:
            with self.writing() as connection:
                connection.execute(insert(settings), {"name": FIRST_RUN, "value": at.isoformat()})
                trail = AuditTrail(connection, at=at)
                add_therapist(connection, therapist, kept, by=by, trail=trail, at=at)
                _, token = add_token(
                    connection, "first", scope=Scope.CLINIC, clinic=HOME_CLINIC, by=by, trail=trail, at=at
                )
        except IntegrityError:
            return None  # another host was quicker and has told its owner
        return FirstRun(name=therapist.name, password=password, token=token)

    def tidy(self, *, at: datetime) -> None:
        """Forget retry keys past their window and sign-ins that can never hold again."""
        with self.writing() as connection:
            connection.execute(delete(retries).where(retries.c.kept_at < at - RETRY_WINDOW))
            connection.execute(delete(sign_ins).where(sign_ins.c.ends_at < at))
            connection.execute(delete(sign_ins).where(sign_ins.c.seen_at < at - IDLE))
