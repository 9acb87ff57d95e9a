"""Plans, the audit, people, tokens, retry keys, settings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TIME = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    _plans()
    _audit()
    _people()
    op.create_table(
        "retries",
        sa.Column("sender", sa.String(80), nullable=False),
        sa.Column("key_digest", sa.String(64), nullable=False),
        sa.Column("request_digest", sa.String(80), nullable=False),
        sa.Column("plan_id", sa.String(32), nullable=False),
        sa.Column("kept_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("sender", "key_digest", name="pk_retries"),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name="fk_retries_plan_id"),
    )
    op.create_index("ix_retries_kept_at", "retries", ["kept_at"])
    op.create_table(
        "settings",
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_settings"),
    )


def downgrade() -> None:
    for table in ("settings", "retries", "tokens", "sign_ins", "therapists", "audit_end", "audit", "plans"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_stays()")


def _plans() -> None:
    op.create_table(
        "plans",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("clinic", sa.String(64), nullable=False),
        sa.Column("course", sa.String(32), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("disposition", sa.String(48), nullable=False),
        sa.Column("case_body", sa.LargeBinary, nullable=False),
        sa.Column("plan_body", sa.LargeBinary, nullable=False),
        sa.Column("case_digest", sa.String(80), nullable=False),
        sa.Column("plan_digest", sa.String(80), nullable=False),
        sa.Column("knowledge_digest", sa.String(80), nullable=False),
        sa.Column("model_digest", sa.String(80), nullable=False),
        sa.Column("engine", sa.String(80), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("made_by", sa.String(80), nullable=False),
        sa.Column("signed_at", TIME),
        sa.Column("signed_by", sa.String(80)),
        sa.Column("replaces", sa.String(32)),
        sa.PrimaryKeyConstraint("id", name="pk_plans"),
        sa.ForeignKeyConstraint(["replaces"], ["plans.id"], name="fk_plans_replaces"),
        sa.CheckConstraint("status IN ('draft', 'signed', 'superseded', 'stopped')", name=op.f("ck_plans_status")),
        sa.CheckConstraint(
            "(status <> 'signed') OR (signed_at IS NOT NULL AND signed_by IS NOT NULL)", name=op.f("ck_plans_signature")
        ),
    )
    op.create_index("ix_plans_course", "plans", ["course"])
    op.create_index("ix_plans_clinic_made_at_id", "plans", ["clinic", "made_at", "id"])


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", NUMBER, nullable=False, autoincrement=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("did", sa.String(40), nullable=False),
        sa.Column("about", sa.String(80), nullable=False),
        sa.Column("body", sa.String(80), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
    )
    op.create_index("ix_audit_about", "audit", ["about"])
    end = op.create_table(
        "audit_end",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("seq", NUMBER, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_end"),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_end_one_row")),
    )
    op.bulk_insert(end, [{"id": 1, "seq": 0, "previous": "", "digest": ""}])
    _audit_stays()


def _audit_stays() -> None:
    """The database itself refuses to change or remove a line."""
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_stays_{deed.lower()} BEFORE {deed} ON audit "
                "BEGIN SELECT RAISE(ABORT, 'audit lines are not changed'); END"
            )
    else:
        op.execute(
            "CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'audit lines are not changed'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_stays()"
        )


def _people() -> None:
    op.create_table(
        "therapists",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("clinic", sa.String(64), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("left_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_therapists"),
        sa.UniqueConstraint("name", name="uq_therapists_name"),
    )
    op.create_table(
        "sign_ins",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("therapist_id", sa.String(32), nullable=False),
        sa.Column("began_at", TIME, nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
        sa.Column("ends_at", TIME, nullable=False),
        sa.Column("ended_at", TIME),
        sa.PrimaryKeyConstraint("digest", name="pk_sign_ins"),
        sa.ForeignKeyConstraint(["therapist_id"], ["therapists.id"], name="fk_sign_ins_therapist_id"),
    )
    op.create_index("ix_sign_ins_therapist_id", "sign_ins", ["therapist_id"])
    op.create_table(
        "tokens",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("clinic", sa.String(64), nullable=False),
        sa.Column("scope", sa.String(16), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("made_by", sa.String(80), nullable=False),
        sa.Column("revoked_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_tokens"),
        sa.CheckConstraint("scope IN ('preview', 'clinic')", name=op.f("ck_tokens_scope")),
    )
