"""Interviews, concerns, decisions about applicants, and feedback."""

import sqlalchemy as sa
from alembic import op

from service.migrations.guards import refuse_changes_of
from service.models.columns import UtcDateTime

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "tie_break",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("vacancy_id", sa.String(length=36), nullable=False),
        sa.Column("application_ids", sa.JSON(), nullable=False),
        sa.Column("reasoning", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_tie_break_recorded_by")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_tie_break_vacancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tie_break")),
    )
    op.create_index(op.f("ix_tie_break_vacancy_id"), "tie_break", ["vacancy_id"], unique=False)
    op.create_table(
        "adjustment",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("application_id", sa.String(length=36), nullable=False),
        sa.Column("asked", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("settled_by", sa.String(length=36), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('asked', 'agreed', 'arranged', 'not_possible')", name=op.f("ck_adjustment_state")
        ),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_adjustment_application_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["account.id"], name=op.f("fk_adjustment_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustment")),
    )
    op.create_index(op.f("ix_adjustment_application_id"), "adjustment", ["application_id"], unique=False)
    op.create_table(
        "applicant_link",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("application_id", sa.String(length=36), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=36), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("purpose IN ('adjustments', 'feedback')", name=op.f("ck_applicant_link_purpose")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_applicant_link_application_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_applicant_link_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applicant_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_applicant_link_token_hash")),
    )
    op.create_index(op.f("ix_applicant_link_application_id"), "applicant_link", ["application_id"], unique=False)
    op.create_table(
        "appointment_decision",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("application_id", sa.String(length=36), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("reasons", sa.LargeBinary(), nullable=False),
        sa.Column("decided_by", sa.String(length=36), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("corrects_id", sa.String(length=36), nullable=True),
        sa.Column("second_person", sa.String(length=36), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('offered', 'appointed', 'declined', 'not_selected', 'reserve', 'withdrawn')",
            name=op.f("ck_appointment_decision_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_appointment_decision_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["appointment_decision.id"], name=op.f("fk_appointment_decision_corrects_id")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_appointment_decision_decided_by")),
        sa.ForeignKeyConstraint(["second_person"], ["account.id"], name=op.f("fk_appointment_decision_second_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_decision")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_appointment_decision_corrects_id")),
    )
    op.create_index(
        op.f("ix_appointment_decision_application_id"), "appointment_decision", ["application_id"], unique=False
    )
    op.create_table(
        "concern",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("vacancy_id", sa.String(length=36), nullable=False),
        sa.Column("application_id", sa.String(length=36), nullable=True),
        sa.Column("theme", sa.String(length=40), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("raised_by", sa.String(length=36), nullable=False),
        sa.Column("raised_at", UtcDateTime(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("answered_by", sa.String(length=36), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "theme IN ('questions', 'adjustments', 'conduct', 'scoring', 'criteria', 'decision', 'process', 'other')",
            name=op.f("ck_concern_theme"),
        ),
        sa.ForeignKeyConstraint(["answered_by"], ["account.id"], name=op.f("fk_concern_answered_by")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_concern_application_id")),
        sa.ForeignKeyConstraint(["raised_by"], ["account.id"], name=op.f("fk_concern_raised_by")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_concern_vacancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern")),
    )
    op.create_index(op.f("ix_concern_vacancy_id"), "concern", ["vacancy_id"], unique=False)
    op.create_table(
        "feedback",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("application_id", sa.String(length=36), nullable=False),
        sa.Column("vacancy_id", sa.String(length=36), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("drafted_by", sa.String(length=36), nullable=True),
        sa.Column("sent_by", sa.String(length=36), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_feedback_application_id")),
        sa.ForeignKeyConstraint(["drafted_by"], ["account.id"], name=op.f("fk_feedback_drafted_by")),
        sa.ForeignKeyConstraint(["sent_by"], ["account.id"], name=op.f("fk_feedback_sent_by")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_feedback_vacancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("application_id", name=op.f("uq_feedback_application_id")),
    )
    op.create_index(op.f("ix_feedback_vacancy_id"), "feedback", ["vacancy_id"], unique=False)
    op.create_table(
        "interview_question",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("vacancy_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("criterion_id", sa.String(length=36), nullable=True),
        sa.Column("model_answer", sa.String(length=4000), nullable=False),
        sa.Column("anchors", sa.JSON(), nullable=False),
        sa.Column("scale_max", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("proposed_by", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('proposed', 'agreed', 'dropped')", name=op.f("ck_interview_question_state")),
        sa.ForeignKeyConstraint(["criterion_id"], ["criterion.id"], name=op.f("fk_interview_question_criterion_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["account.id"], name=op.f("fk_interview_question_proposed_by")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_interview_question_vacancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview_question")),
    )
    op.create_index(op.f("ix_interview_question_vacancy_id"), "interview_question", ["vacancy_id"], unique=False)
    op.create_table(
        "interview",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("application_id", sa.String(length=36), nullable=False),
        sa.Column("vacancy_id", sa.String(length=36), nullable=False),
        sa.Column("panel_id", sa.String(length=36), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("papers_shared_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('planned', 'held', 'missed', 'withdrawn')", name=op.f("ck_interview_state")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_interview_application_id")),
        sa.ForeignKeyConstraint(["panel_id"], ["panel.id"], name=op.f("fk_interview_panel_id")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_interview_vacancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview")),
        sa.UniqueConstraint("application_id", "panel_id", name=op.f("uq_interview_application_id_panel_id")),
    )
    op.create_index(op.f("ix_interview_application_id"), "interview", ["application_id"], unique=False)
    op.create_index(op.f("ix_interview_panel_id"), "interview", ["panel_id"], unique=False)
    op.create_index(op.f("ix_interview_vacancy_id"), "interview", ["vacancy_id"], unique=False)
    op.create_table(
        "justification",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("vacancy_id", sa.String(length=36), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column("written_by", sa.String(length=36), nullable=True),
        sa.Column("written_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["appointment_decision.id"], name=op.f("fk_justification_decision_id")
        ),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_justification_vacancy_id")),
        sa.ForeignKeyConstraint(["written_by"], ["account.id"], name=op.f("fk_justification_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_justification")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_justification_decision_id")),
    )
    op.create_index(op.f("ix_justification_vacancy_id"), "justification", ["vacancy_id"], unique=False)
    op.create_table(
        "question_comment",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("vacancy_id", sa.String(length=36), nullable=False),
        sa.Column("question_id", sa.String(length=36), nullable=True),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("said_by", sa.String(length=36), nullable=False),
        sa.Column("said_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["interview_question.id"], name=op.f("fk_question_comment_question_id")
        ),
        sa.ForeignKeyConstraint(["said_by"], ["account.id"], name=op.f("fk_question_comment_said_by")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_question_comment_vacancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_comment")),
    )
    op.create_index(op.f("ix_question_comment_vacancy_id"), "question_comment", ["vacancy_id"], unique=False)
    op.create_table(
        "score_sheet",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("interview_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("locked_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_score_sheet_account_id")),
        sa.ForeignKeyConstraint(["interview_id"], ["interview.id"], name=op.f("fk_score_sheet_interview_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_sheet")),
        sa.UniqueConstraint("interview_id", "account_id", name=op.f("uq_score_sheet_interview_id_account_id")),
    )
    op.create_index(op.f("ix_score_sheet_account_id"), "score_sheet", ["account_id"], unique=False)
    op.create_index(op.f("ix_score_sheet_interview_id"), "score_sheet", ["interview_id"], unique=False)
    op.create_table(
        "interview_score",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("sheet_id", sa.String(length=36), nullable=False),
        sa.Column("question_id", sa.String(length=36), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("score IS NULL OR score >= 0", name=op.f("ck_interview_score_score")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["interview_question.id"], name=op.f("fk_interview_score_question_id")
        ),
        sa.ForeignKeyConstraint(["sheet_id"], ["score_sheet.id"], name=op.f("fk_interview_score_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview_score")),
        sa.UniqueConstraint("sheet_id", "question_id", name=op.f("uq_interview_score_sheet_id_question_id")),
    )
    op.create_index(op.f("ix_interview_score_sheet_id"), "interview_score", ["sheet_id"], unique=False)
    op.create_table(
        "discussion_note",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("interview_id", sa.String(length=36), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("written_by", sa.String(length=36), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["interview_id"], ["interview.id"], name=op.f("fk_discussion_note_interview_id")),
        sa.ForeignKeyConstraint(["written_by"], ["account.id"], name=op.f("fk_discussion_note_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discussion_note")),
    )
    op.create_index(op.f("ix_discussion_note_interview_id"), "discussion_note", ["interview_id"], unique=False)
    op.create_table(
        "decision_correction",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("asked_by", sa.String(length=36), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("settled_by", sa.String(length=36), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('offered', 'appointed', 'declined', 'not_selected', 'reserve', 'withdrawn')",
            name=op.f("ck_decision_correction_outcome"),
        ),
        sa.CheckConstraint("state IN ('asked', 'confirmed', 'refused')", name=op.f("ck_decision_correction_state")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["appointment_decision.id"], name=op.f("fk_decision_correction_decision_id")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name=op.f("fk_decision_correction_asked_by")),
        sa.ForeignKeyConstraint(["settled_by"], ["account.id"], name=op.f("fk_decision_correction_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_correction")),
    )
    op.create_index(op.f("ix_decision_correction_decision_id"), "decision_correction", ["decision_id"], unique=False)
    still_asked = sa.text("state = 'asked'")
    op.create_index(
        "uq_decision_correction_open",
        "decision_correction",
        ["decision_id"],
        unique=True,
        sqlite_where=still_asked,
        postgresql_where=still_asked,
    )
    refuse_changes_of("question_comment", "discussion_note", "appointment_decision", "tie_break")
