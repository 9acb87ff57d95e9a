"""The tables. Nothing here is about medicine: a case and its plan are bytes with digests beside them."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}

metadata = MetaData(naming_convention=NAMES)

Number = BigInteger().with_variant(Integer, "sqlite")


class UtcTime(TypeDecorator[datetime]):
    """A moment, always with its zone: refused without one, kept and given back in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without its zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


plans = Table(
    "plans",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("clinic", String(64), nullable=False),
    Column("course", String(32), nullable=False, index=True),
    Column("status", String(16), nullable=False),
    Column("disposition", String(48), nullable=False),
    Column("case_body", LargeBinary, nullable=False),
    Column("plan_body", LargeBinary, nullable=False),
    Column("case_digest", String(80), nullable=False),
    Column("plan_digest", String(80), nullable=False),
    Column("knowledge_digest", String(80), nullable=False),
    Column("model_digest", String(80), nullable=False),
    Column("engine", String(80), nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("made_by", String(80), nullable=False),
    Column("signed_at", UtcTime),
    Column("signed_by", String(80)),
    Column("replaces", String(32), ForeignKey("plans.id")),
    CheckConstraint("status IN ('draft', 'signed', 'superseded', 'stopped')", name="status"),
    CheckConstraint("(status <> 'signed') OR (signed_at IS NOT NULL AND signed_by IS NOT NULL)", name="signature"),
    Index(None, "clinic", "made_at", "id"),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", Number, primary_key=True, autoincrement=False),
    Column("at", UtcTime, nullable=False),
    Column("who", String(80), nullable=False),
    Column("did", String(40), nullable=False),
    Column("about", String(80), nullable=False, index=True),
    Column("body", String(80), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
)

audit_end = Table(
    "audit_end",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", Number, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)

therapists = Table(
    "therapists",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(80), nullable=False, unique=True),
    Column("clinic", String(64), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("left_at", UtcTime),
)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("therapist_id", String(32), ForeignKey("therapists.id"), nullable=False, index=True),
    Column("began_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Column("ends_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("clinic", String(64), nullable=False),
    Column("scope", String(16), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("made_by", String(80), nullable=False),
    Column("revoked_at", UtcTime),
    CheckConstraint("scope IN ('preview', 'clinic')", name="scope"),
)

retries = Table(
    "retries",
    metadata,
    Column("sender", String(80), primary_key=True),
    Column("key_digest", String(64), primary_key=True),
    Column("request_digest", String(80), nullable=False),
    Column("plan_id", String(32), ForeignKey("plans.id"), nullable=False),
    Column("kept_at", UtcTime, nullable=False, index=True),
)

links = Table(
    "links",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("plan_id", String(32), ForeignKey("plans.id"), nullable=False, index=True),
    Column("made_at", UtcTime, nullable=False),
    Column("made_by", String(80), nullable=False),
    Column("revoked_at", UtcTime),
)

clinics = Table(
    "clinics",
    metadata,
    Column("clinic", String(64), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("address", Text, nullable=False),
    Column("contact", String(120), nullable=False),
    Column("logo", LargeBinary, nullable=False),
    Column("logo_type", String(8), nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    Column("changed_by", String(80), nullable=False),
)

settings = Table(
    "settings",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("value", Text, nullable=False),
)
