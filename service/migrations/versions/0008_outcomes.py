"""Outcome events, snapshots, releases and targets."""

import sqlalchemy as sa
from alembic import op

from service.migrations.guards import refuse_changes_of
from service.models.columns import UtcDateTime

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "closed_period",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("closed_by", sa.String(length=36), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["closed_by"], ["account.id"], name=op.f("fk_closed_period_closed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_period")),
        sa.UniqueConstraint("last_day", name=op.f("uq_closed_period_last_day")),
    )
    op.create_table(
        "external_application",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("imported_by", sa.String(length=36), nullable=False),
        sa.Column("imported_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["imported_by"], ["account.id"], name=op.f("fk_external_application_imported_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_application")),
        sa.UniqueConstraint("source", "reference", name=op.f("uq_external_application_source_reference")),
    )
    op.create_index(op.f("ix_external_application_closed_on"), "external_application", ["closed_on"], unique=False)
    op.create_table(
        "outcome_snapshot",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("applications", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("taken_by", sa.String(length=36), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["taken_by"], ["account.id"], name=op.f("fk_outcome_snapshot_taken_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_snapshot")),
    )
    op.create_table(
        "target",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("measure", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("goal", sa.Float(), nullable=False),
        sa.Column("owner", sa.String(length=36), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("staff_facing", sa.Boolean(), nullable=False),
        sa.Column("figure", sa.JSON(), nullable=True),
        sa.Column("figure_on", sa.Date(), nullable=True),
        sa.Column("set_by", sa.String(length=36), nullable=False),
        sa.Column("set_at", UtcDateTime(), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('running', 'met', 'missed', 'dropped')", name=op.f("ck_target_state")),
        sa.ForeignKeyConstraint(["owner"], ["account.id"], name=op.f("fk_target_owner")),
        sa.ForeignKeyConstraint(["set_by"], ["account.id"], name=op.f("fk_target_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
    )
    op.create_table(
        "outcome_event",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("application_id", sa.String(length=36), nullable=False),
        sa.Column("vacancy_id", sa.String(length=36), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("counts_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("corrects_id", sa.String(length=36), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("second_person", sa.String(length=36), nullable=True),
        sa.CheckConstraint(
            "stage IN ('applied', 'shortlisted', 'interviewed', 'offered', 'appointed')",
            name=op.f("ck_outcome_event_stage"),
        ),
        sa.CheckConstraint(
            "outcome IN ('open', 'appointed', 'not_selected', 'declined', 'withdrawn', 'reserve')",
            name=op.f("ck_outcome_event_outcome"),
        ),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_outcome_event_application_id")),
        sa.ForeignKeyConstraint(["corrects_id"], ["outcome_event.id"], name=op.f("fk_outcome_event_corrects_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_outcome_event_recorded_by")),
        sa.ForeignKeyConstraint(["second_person"], ["account.id"], name=op.f("fk_outcome_event_second_person")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_outcome_event_vacancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_event")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_outcome_event_corrects_id")),
    )
    op.create_index(op.f("ix_outcome_event_application_id"), "outcome_event", ["application_id"], unique=False)
    op.create_index(op.f("ix_outcome_event_counts_on"), "outcome_event", ["counts_on"], unique=False)
    op.create_index(op.f("ix_outcome_event_vacancy_id"), "outcome_event", ["vacancy_id"], unique=False)
    op.create_table(
        "outcome_release",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("snapshot_id", sa.String(length=36), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("cuts", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("report", sa.LargeBinary(), nullable=False),
        sa.Column("staff_facing", sa.Boolean(), nullable=False),
        sa.Column("released_by", sa.String(length=36), nullable=False),
        sa.Column("released_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["released_by"], ["account.id"], name=op.f("fk_outcome_release_released_by")),
        sa.ForeignKeyConstraint(["snapshot_id"], ["outcome_snapshot.id"], name=op.f("fk_outcome_release_snapshot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_release")),
        sa.UniqueConstraint("number", name=op.f("uq_outcome_release_number")),
    )
    op.create_index(op.f("ix_outcome_release_snapshot_id"), "outcome_release", ["snapshot_id"], unique=False)
    op.create_table(
        "release_draft",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("snapshot_id", sa.String(length=36), nullable=False),
        sa.Column("cuts", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=True),
        sa.Column("refusal", sa.String(length=1000), nullable=False),
        sa.Column("after_number", sa.Integer(), nullable=False),
        sa.Column("drafted_by", sa.String(length=36), nullable=False),
        sa.Column("drafted_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('drafting', 'ready', 'refused', 'released', 'discarded')", name=op.f("ck_release_draft_state")
        ),
        sa.ForeignKeyConstraint(["drafted_by"], ["account.id"], name=op.f("fk_release_draft_drafted_by")),
        sa.ForeignKeyConstraint(["snapshot_id"], ["outcome_snapshot.id"], name=op.f("fk_release_draft_snapshot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_draft")),
    )
    op.create_index(op.f("ix_release_draft_snapshot_id"), "release_draft", ["snapshot_id"], unique=False)
    op.create_table(
        "outcome_correction",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("proposed_by", sa.String(length=36), nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.Column("settled_by", sa.String(length=36), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('proposed', 'confirmed', 'refused')", name=op.f("ck_outcome_correction_state")),
        sa.CheckConstraint(
            "stage IN ('applied', 'shortlisted', 'interviewed', 'offered', 'appointed')",
            name=op.f("ck_outcome_correction_stage"),
        ),
        sa.CheckConstraint(
            "outcome IN ('open', 'appointed', 'not_selected', 'declined', 'withdrawn', 'reserve')",
            name=op.f("ck_outcome_correction_outcome"),
        ),
        sa.ForeignKeyConstraint(["event_id"], ["outcome_event.id"], name=op.f("fk_outcome_correction_event_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["account.id"], name=op.f("fk_outcome_correction_proposed_by")),
        sa.ForeignKeyConstraint(["settled_by"], ["account.id"], name=op.f("fk_outcome_correction_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_correction")),
    )
    op.create_index(op.f("ix_outcome_correction_event_id"), "outcome_correction", ["event_id"], unique=False)
    op.create_table(
        "release_download",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("release_id", sa.String(length=36), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("taken_by", sa.String(length=36), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("form IN ('json', 'xlsx', 'html', 'csv')", name=op.f("ck_release_download_form")),
        sa.ForeignKeyConstraint(["release_id"], ["outcome_release.id"], name=op.f("fk_release_download_release_id")),
        sa.ForeignKeyConstraint(["taken_by"], ["account.id"], name=op.f("fk_release_download_taken_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_download")),
    )
    op.create_index(op.f("ix_release_download_release_id"), "release_download", ["release_id"], unique=False)
    refuse_changes_of("outcome_event", "closed_period", "outcome_snapshot", "outcome_release", "release_download")
