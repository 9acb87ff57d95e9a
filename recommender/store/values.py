"""What goes into the store and comes out of it, as plain values, and what can go wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    DRAFT = "draft"
    SIGNED = "signed"
    SUPERSEDED = "superseded"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Digests:
    """What a plan was made from, so that it can be replayed and verified years later."""

    case: str
    plan: str
    knowledge: str
    model: str
    engine: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPlan:
    """A plan on its way in. Both bodies are JSON, kept byte for byte; the plan is without id and status."""

    case: bytes
    plan: bytes
    disposition: str
    digests: Digests
    replaces: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """A key the sender chose, so that sending the same request again makes no second plan."""

    key: str
    request_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Where a plan was put; `again` if this very request had been answered before."""

    id: str
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """A plan in a list: enough to find it, nothing about the client's health but the disposition."""

    id: str
    status: Status
    disposition: str
    clinic: str
    made_at: datetime
    made_by: str
    signed_at: datetime | None
    signed_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPlan(PlanLine):
    """A plan as it was kept."""

    case: bytes
    plan: bytes
    digests: Digests
    replaces: str | None
    course: str
    """Id of the first plan of this course of treatment; revisions share it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """One thing that happened. Each line holds the digest of the one before it."""

    seq: int
    at: datetime
    who: str
    did: str
    about: str
    body: str
    previous: str
    digest: str


class StoreProblem(Exception):
    """Something the store cannot do; the message is a sentence for whoever asked."""


class BadDatabase(StoreProblem):
    """The database cannot be used: its address is wrong, it does not answer, or its tables are not ours."""


class UnknownPlan(StoreProblem):
    """There is no plan with this id."""


class UnknownLink(StoreProblem):
    """This link was never made, or is revoked."""


class PlanCannotChange(StoreProblem):
    """The plan is not in a state from which it can be signed or stopped."""


class KeyUsedDifferently(StoreProblem):
    """The same retry key came with another request."""


class AuditBroken(StoreProblem):
    """A line of the audit does not follow from the one before it."""


class NameTaken(StoreProblem):
    """A therapist of that name can already sign in."""


class BadName(StoreProblem):
    """Not a name that can be kept and shown."""


class UnknownName(StoreProblem):
    """Nobody and no token goes by this name."""
