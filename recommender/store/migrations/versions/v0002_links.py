"""Links with which clients open a signed plan."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "links",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("plan_id", sa.String(32), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("made_by", sa.String(80), nullable=False),
        sa.Column("revoked_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_links"),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name="fk_links_plan_id"),
    )
    op.create_index("ix_links_plan_id", "links", ["plan_id"])


def downgrade() -> None:
    op.drop_table("links")
