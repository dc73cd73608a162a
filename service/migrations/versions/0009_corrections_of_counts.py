"""Corrections of counts that wait for a second person, and versions of shortfalls."""

import sqlalchemy as sa
from alembic import op

from service.models.columns import UtcDateTime

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the column."""
    op.create_table(
        "count_correction",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("interviewed", sa.Integer(), nullable=False),
        sa.Column("appointed", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("proposed_by", sa.String(length=36), nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.Column("second_person", sa.String(length=36), nullable=False),
        sa.Column("settled_by", sa.String(length=36), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('proposed', 'confirmed', 'refused')", name=op.f("ck_count_correction_state")),
        sa.CheckConstraint("appointed >= 0 AND interviewed >= appointed", name=op.f("ck_count_correction_counts")),
        sa.ForeignKeyConstraint(["decision_id"], ["post_decision.id"], name=op.f("fk_count_correction_decision_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["account.id"], name=op.f("fk_count_correction_proposed_by")),
        sa.ForeignKeyConstraint(["second_person"], ["account.id"], name=op.f("fk_count_correction_second_person")),
        sa.ForeignKeyConstraint(["settled_by"], ["account.id"], name=op.f("fk_count_correction_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_correction")),
    )
    op.create_index(op.f("ix_count_correction_decision_id"), "count_correction", ["decision_id"], unique=False)
    op.create_index(op.f("ix_count_correction_second_person"), "count_correction", ["second_person"], unique=False)
    waiting = sa.text("state = 'proposed'")
    op.create_index(
        "uq_count_correction_open", "count_correction", ["decision_id"], unique=True,
        sqlite_where=waiting, postgresql_where=waiting,
    )  # fmt: skip
    op.add_column("shortfall", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
