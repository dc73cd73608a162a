"""Jobs for worker processes, and planning rounds."""

import sqlalchemy as sa
from alembic import op

from service.models.columns import UtcDateTime

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "job",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("progress", sa.JSON(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=36), nullable=True),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("error", sa.String(length=2000), nullable=False),
        sa.Column("created_by", sa.String(length=36), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_job_created_by")),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'cancelling', 'done', 'failed', 'cancelled')", name=op.f("ck_job_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index(op.f("ix_job_subject_id"), "job", ["subject_id"], unique=False)
    op.create_table(
        "round",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("scope", sa.JSON(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("may_change", sa.Boolean(), nullable=False),
        sa.Column("problem", sa.LargeBinary(), nullable=True),
        sa.Column("plan", sa.LargeBinary(), nullable=True),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("stopped_by", sa.String(length=20), nullable=False),
        sa.Column("created_by", sa.String(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("published_by", sa.String(length=36), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_round_created_by")),
        sa.ForeignKeyConstraint(["published_by"], ["account.id"], name=op.f("fk_round_published_by")),
        sa.CheckConstraint(
            "state IN ('planning', 'review', 'publishing', 'published', 'discarded')", name=op.f("ck_round_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
    )
    op.create_table(
        "round_panel",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("round_id", sa.String(length=36), nullable=False),
        sa.Column("request_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("request_version", sa.Integer(), nullable=False),
        sa.Column("panel_id", sa.String(length=36), nullable=True),
        sa.Column("panel_version", sa.Integer(), nullable=True),
        sa.Column("new_panel_id", sa.String(length=36), nullable=True),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(["new_panel_id"], ["panel.id"], name=op.f("fk_round_panel_new_panel_id")),
        sa.ForeignKeyConstraint(["panel_id"], ["panel.id"], name=op.f("fk_round_panel_panel_id")),
        sa.ForeignKeyConstraint(["request_id"], ["panel_request.id"], name=op.f("fk_round_panel_request_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_panel_round_id")),
        sa.CheckConstraint(
            "state IN ('pending', 'published', 'unchanged', 'refused', 'unfilled', 'left_out')",
            name=op.f("ck_round_panel_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_panel")),
        sa.UniqueConstraint("round_id", "request_id", name=op.f("uq_round_panel_round_id_request_id")),
    )
    op.create_index(op.f("ix_round_panel_request_id"), "round_panel", ["request_id"], unique=False)
    op.create_index(op.f("ix_round_panel_round_id"), "round_panel", ["round_id"], unique=False)
