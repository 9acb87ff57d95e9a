"""Letterheads of clinics."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "clinics",
        sa.Column("clinic", sa.String(64), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("contact", sa.String(120), nullable=False),
        sa.Column("logo", sa.LargeBinary, nullable=False),
        sa.Column("logo_type", sa.String(8), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("clinic", name="pk_clinics"),
    )


def downgrade() -> None:
    op.drop_table("clinics")
