"""Applications, their redacted packs, the monitoring answers apart, and blind marking."""

import sqlalchemy as sa
from alembic import op

from service.migrations.guards import refuse_changes_of
from service.models.columns import UtcDateTime

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "application",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("vacancy_id", sa.String(length=36), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("guaranteed_interview", sa.Boolean(), nullable=False),
        sa.Column("imported_by", sa.String(length=36), nullable=True),
        sa.Column("imported_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('imported', 'in_review', 'released', 'withdrawn')", name=op.f("ck_application_state")
        ),
        sa.ForeignKeyConstraint(["imported_by"], ["account.id"], name=op.f("fk_application_imported_by")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_application_vacancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint("vacancy_id", "reference", name=op.f("uq_application_vacancy_id_reference")),
    )
    op.create_index(op.f("ix_application_vacancy_id"), "application", ["vacancy_id"], unique=False)
    op.create_table(
        "criteria_remark",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("vacancy_id", sa.String(length=36), nullable=False),
        sa.Column("criterion_text", sa.String(length=500), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("said_by", sa.String(length=36), nullable=True),
        sa.Column("said_at", UtcDateTime(), nullable=False),
        sa.Column("answers_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["answers_id"], ["criteria_remark.id"], name=op.f("fk_criteria_remark_answers_id")),
        sa.ForeignKeyConstraint(["said_by"], ["account.id"], name=op.f("fk_criteria_remark_said_by")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_criteria_remark_vacancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criteria_remark")),
    )
    op.create_index(op.f("ix_criteria_remark_vacancy_id"), "criteria_remark", ["vacancy_id"], unique=False)
    op.create_table(
        "criterion",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("vacancy_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("assessed_by", sa.String(length=40), nullable=False),
        sa.Column("scale_max", sa.Integer(), nullable=False),
        sa.Column("guide", sa.String(length=4000), nullable=False),
        sa.Column("examples", sa.String(length=4000), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.CheckConstraint("scale_max BETWEEN 1 AND 10", name=op.f("ck_criterion_scale")),
        sa.CheckConstraint("kind IN ('essential', 'desirable')", name=op.f("ck_criterion_kind")),
        sa.CheckConstraint(
            "assessed_by IN ('application', 'interview', 'both')", name=op.f("ck_criterion_assessed_by")
        ),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_criterion_vacancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion")),
        sa.UniqueConstraint("vacancy_id", "position", name=op.f("uq_criterion_vacancy_id_position")),
    )
    op.create_index(op.f("ix_criterion_vacancy_id"), "criterion", ["vacancy_id"], unique=False)
    op.create_table(
        "shortlister",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("vacancy_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("named_by", sa.String(length=36), nullable=False),
        sa.Column("locked_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('marking', 'locked', 'stood_down')", name=op.f("ck_shortlister_state")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_shortlister_account_id")),
        sa.ForeignKeyConstraint(["named_by"], ["account.id"], name=op.f("fk_shortlister_named_by")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_shortlister_vacancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shortlister")),
        sa.UniqueConstraint("vacancy_id", "account_id", name=op.f("uq_shortlister_vacancy_id_account_id")),
    )
    op.create_index(op.f("ix_shortlister_account_id"), "shortlister", ["account_id"], unique=False)
    op.create_index(op.f("ix_shortlister_vacancy_id"), "shortlister", ["vacancy_id"], unique=False)
    op.create_table(
        "shortlisting",
        sa.Column("vacancy_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("marks_due", sa.Date(), nullable=True),
        sa.Column("threshold", sa.Integer(), nullable=True),
        sa.Column("tie_rule", sa.String(length=1000), nullable=False),
        sa.Column("essentials_least", sa.Integer(), nullable=False),
        sa.Column("revealed_by", sa.String(length=36), nullable=True),
        sa.Column("revealed_at", UtcDateTime(), nullable=True),
        sa.Column("reveal_reason", sa.String(length=1000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('preparing', 'open', 'marking', 'locked', 'revealed')", name=op.f("ck_shortlisting_state")
        ),
        sa.ForeignKeyConstraint(["revealed_by"], ["account.id"], name=op.f("fk_shortlisting_revealed_by")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_shortlisting_vacancy_id")),
        sa.PrimaryKeyConstraint("vacancy_id", name=op.f("pk_shortlisting")),
    )
    op.create_table(
        "application_document",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("application_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=False),
        sa.Column("replaced", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('docx', 'pdf', 'txt')", name=op.f("ck_application_document_kind")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_application_document_application_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_document")),
    )
    op.create_index(
        op.f("ix_application_document_application_id"), "application_document", ["application_id"], unique=False
    )
    op.create_table(
        "application_import",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("vacancy_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("report", sa.LargeBinary(), nullable=False),
        sa.Column("created_by", sa.String(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("committed_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('checked', 'committed', 'discarded')", name=op.f("ck_application_import_state")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_application_import_created_by")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_application_import_vacancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_import")),
    )
    op.create_index(op.f("ix_application_import_vacancy_id"), "application_import", ["vacancy_id"], unique=False)
    op.create_table(
        "mark",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("shortlister_id", sa.String(length=36), nullable=False),
        sa.Column("application_id", sa.String(length=36), nullable=False),
        sa.Column("criterion_id", sa.String(length=36), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("score IS NULL OR score >= 0", name=op.f("ck_mark_score")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_mark_application_id")),
        sa.ForeignKeyConstraint(["criterion_id"], ["criterion.id"], name=op.f("fk_mark_criterion_id")),
        sa.ForeignKeyConstraint(["shortlister_id"], ["shortlister.id"], name=op.f("fk_mark_shortlister_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark")),
        sa.UniqueConstraint(
            "shortlister_id",
            "application_id",
            "criterion_id",
            name=op.f("uq_mark_shortlister_id_application_id_criterion_id"),
        ),
    )
    op.create_index(op.f("ix_mark_application_id"), "mark", ["application_id"], unique=False)
    op.create_index(op.f("ix_mark_shortlister_id"), "mark", ["shortlister_id"], unique=False)
    op.create_table(
        "marking_flag",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("shortlister_id", sa.String(length=36), nullable=False),
        sa.Column("application_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("raised_at", UtcDateTime(), nullable=False),
        sa.Column("settled_by", sa.String(length=36), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('recognised', 'leak')", name=op.f("ck_marking_flag_kind")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_marking_flag_application_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["account.id"], name=op.f("fk_marking_flag_settled_by")),
        sa.ForeignKeyConstraint(["shortlister_id"], ["shortlister.id"], name=op.f("fk_marking_flag_shortlister_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marking_flag")),
        sa.UniqueConstraint(
            "shortlister_id", "application_id", "kind", name=op.f("uq_marking_flag_shortlister_id_application_id_kind")
        ),
    )
    op.create_index(op.f("ix_marking_flag_application_id"), "marking_flag", ["application_id"], unique=False)
    op.create_index(op.f("ix_marking_flag_shortlister_id"), "marking_flag", ["shortlister_id"], unique=False)
    op.create_table(
        "moderation",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("application_id", sa.String(length=36), nullable=False),
        sa.Column("criterion_id", sa.String(length=36), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_moderation_application_id")),
        sa.ForeignKeyConstraint(["criterion_id"], ["criterion.id"], name=op.f("fk_moderation_criterion_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_moderation_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation")),
    )
    op.create_index(op.f("ix_moderation_application_id"), "moderation", ["application_id"], unique=False)
    op.create_table(
        "monitoring_answer",
        sa.Column("application_id", sa.String(length=36), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_monitoring_answer_application_id")
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_monitoring_answer")),
    )
    op.create_table(
        "pseudonym",
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("shortlister_id", sa.String(length=36), nullable=False),
        sa.Column("application_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_pseudonym_application_id")),
        sa.ForeignKeyConstraint(["shortlister_id"], ["shortlister.id"], name=op.f("fk_pseudonym_shortlister_id")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_pseudonym")),
        sa.UniqueConstraint(
            "shortlister_id", "application_id", name=op.f("uq_pseudonym_shortlister_id_application_id")
        ),
        sa.UniqueConstraint("shortlister_id", "position", name=op.f("uq_pseudonym_shortlister_id_position")),
    )
    op.create_index(op.f("ix_pseudonym_application_id"), "pseudonym", ["application_id"], unique=False)
    op.create_index(op.f("ix_pseudonym_shortlister_id"), "pseudonym", ["shortlister_id"], unique=False)
    op.create_table(
        "redacted_pack",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("application_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_draft", sa.LargeBinary(), nullable=False),
        sa.Column("to_review", sa.Integer(), nullable=False),
        sa.Column("released_by", sa.String(length=36), nullable=True),
        sa.Column("released_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('proposed', 'released', 'replaced')", name=op.f("ck_redacted_pack_state")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_redacted_pack_application_id")),
        sa.ForeignKeyConstraint(["released_by"], ["account.id"], name=op.f("fk_redacted_pack_released_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redacted_pack")),
        sa.UniqueConstraint("application_id", "number", name=op.f("uq_redacted_pack_application_id_number")),
    )
    op.create_index(op.f("ix_redacted_pack_application_id"), "redacted_pack", ["application_id"], unique=False)
    live = sa.text("state IN ('proposed', 'released')")
    op.create_index(
        "uq_redacted_pack_live",
        "redacted_pack",
        ["application_id"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )
    op.create_table(
        "shortlist_decision",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("application_id", sa.String(length=36), nullable=False),
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("decided_by", sa.String(length=36), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "decision IN ('invite', 'not_selected', 'reserve')", name=op.f("ck_shortlist_decision_decision")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_shortlist_decision_application_id")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_shortlist_decision_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shortlist_decision")),
    )
    op.create_index(
        op.f("ix_shortlist_decision_application_id"), "shortlist_decision", ["application_id"], unique=False
    )
    op.create_table(
        "redaction_edit",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("pack_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("made_by", sa.String(length=36), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('restored', 'extended', 'leak_reported')", name=op.f("ck_redaction_edit_kind")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_redaction_edit_made_by")),
        sa.ForeignKeyConstraint(["pack_id"], ["redacted_pack.id"], name=op.f("fk_redaction_edit_pack_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redaction_edit")),
    )
    op.create_index(op.f("ix_redaction_edit_pack_id"), "redaction_edit", ["pack_id"], unique=False)
    refuse_changes_of("criteria_remark", "redaction_edit", "moderation", "shortlist_decision")
