"""Panels, invitations, shortfalls and decisions."""

import sqlalchemy as sa
from alembic import op

from service.migrations.guards import refuse_changes, refuse_overlaps
from service.models.columns import UtcDateTime

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "panel",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("request_id", sa.String(length=36), nullable=False),
        sa.Column("policy_id", sa.String(length=36), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("site_id", sa.String(length=36), nullable=False),
        sa.Column("needs_release", sa.Boolean(), nullable=False),
        sa.Column("auto_invite", sa.Boolean(), nullable=False),
        sa.Column("hold_until", UtcDateTime(), nullable=True),
        sa.Column("confirmed_by", sa.String(length=36), nullable=True),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("released_by", sa.String(length=36), nullable=True),
        sa.Column("released_at", UtcDateTime(), nullable=True),
        sa.Column("cancelled_reason", sa.String(length=1000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "state IN ('proposed', 'awaiting_release', 'inviting', 'ready', 'held', 'closed', 'cancelled')",
            name=op.f("ck_panel_state"),
        ),
        sa.ForeignKeyConstraint(["confirmed_by"], ["account.id"], name=op.f("fk_panel_confirmed_by")),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_panel_policy_id")),
        sa.ForeignKeyConstraint(["released_by"], ["account.id"], name=op.f("fk_panel_released_by")),
        sa.ForeignKeyConstraint(["request_id"], ["panel_request.id"], name=op.f("fk_panel_request_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_panel_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel")),
    )
    op.create_index(op.f("ix_panel_request_id"), "panel", ["request_id"], unique=False)
    op.create_index(op.f("ix_panel_site_id"), "panel", ["site_id"], unique=False)
    op.create_index(
        "uq_panel_live",
        "panel",
        ["request_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('proposed', 'awaiting_release', 'inviting', 'ready', 'held')"),
        postgresql_where=sa.text("state IN ('proposed', 'awaiting_release', 'inviting', 'ready', 'held')"),
    )
    op.create_table(
        "attendance",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("panel_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("sat", sa.Boolean(), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["panel_id"], ["panel.id"], name=op.f("fk_attendance_panel_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attendance_person_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_attendance_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("panel_id", "person_id", name=op.f("uq_attendance_panel_id_person_id")),
    )
    op.create_index(op.f("ix_attendance_panel_id"), "attendance", ["panel_id"], unique=False)
    op.create_index(op.f("ix_attendance_person_id"), "attendance", ["person_id"], unique=False)
    op.create_table(
        "panel_seat",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("panel_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("min_band", sa.String(length=10), nullable=True),
        sa.Column("from_", sa.String(length=40), nullable=False),
        sa.Column("profession", sa.String(length=80), nullable=True),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.CheckConstraint(
            "from_ IN ('department', 'division', 'outside_department', 'anywhere')", name=op.f("ck_panel_seat_from_")
        ),
        sa.ForeignKeyConstraint(["panel_id"], ["panel.id"], name=op.f("fk_panel_seat_panel_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_panel_seat_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_seat")),
        sa.UniqueConstraint("panel_id", "person_id", name=op.f("uq_panel_seat_panel_id_person_id")),
        sa.UniqueConstraint("panel_id", "position", name=op.f("uq_panel_seat_panel_id_position")),
    )
    op.create_index(op.f("ix_panel_seat_panel_id"), "panel_seat", ["panel_id"], unique=False)
    op.create_index(op.f("ix_panel_seat_person_id"), "panel_seat", ["person_id"], unique=False)
    op.create_table(
        "post_decision",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("vacancy_id", sa.String(length=36), nullable=False),
        sa.Column("panel_id", sa.String(length=36), nullable=False),
        sa.Column("interviewed", sa.Integer(), nullable=False),
        sa.Column("appointed", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("corrects_id", sa.String(length=36), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("second_person", sa.String(length=36), nullable=True),
        sa.CheckConstraint("appointed >= 0 AND interviewed >= appointed", name=op.f("ck_post_decision_counts")),
        sa.ForeignKeyConstraint(["corrects_id"], ["post_decision.id"], name=op.f("fk_post_decision_corrects_id")),
        sa.ForeignKeyConstraint(["panel_id"], ["panel.id"], name=op.f("fk_post_decision_panel_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_post_decision_recorded_by")),
        sa.ForeignKeyConstraint(["second_person"], ["account.id"], name=op.f("fk_post_decision_second_person")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_post_decision_vacancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_decision")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_post_decision_corrects_id")),
    )
    op.create_index(op.f("ix_post_decision_panel_id"), "post_decision", ["panel_id"], unique=False)
    op.create_index(op.f("ix_post_decision_vacancy_id"), "post_decision", ["vacancy_id"], unique=False)
    op.create_table(
        "shortfall",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("panel_id", sa.String(length=36), nullable=False),
        sa.Column("requirement_id", sa.String(length=80), nullable=False),
        sa.Column("strength", sa.String(length=10), nullable=False),
        sa.Column("protected", sa.Boolean(), nullable=False),
        sa.Column("best_effort", sa.Boolean(), nullable=False),
        sa.Column("decision", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("decided_by", sa.String(length=36), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("decision IN ('waive', 'widen', 'ask_someone')", name=op.f("ck_shortfall_decision")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_shortfall_decided_by")),
        sa.ForeignKeyConstraint(["panel_id"], ["panel.id"], name=op.f("fk_shortfall_panel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shortfall")),
        sa.UniqueConstraint("panel_id", "requirement_id", name=op.f("uq_shortfall_panel_id_requirement_id")),
    )
    op.create_index(op.f("ix_shortfall_panel_id"), "shortfall", ["panel_id"], unique=False)
    op.create_table(
        "booking",
        sa.Column("seat_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("panel_id", sa.String(length=36), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("site_id", sa.String(length=36), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_booking_order")),
        sa.ForeignKeyConstraint(["panel_id"], ["panel.id"], name=op.f("fk_booking_panel_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_booking_person_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["panel_seat.id"], name=op.f("fk_booking_seat_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_booking_site_id")),
        sa.PrimaryKeyConstraint("seat_id", name=op.f("pk_booking")),
    )
    op.create_index(op.f("ix_booking_panel_id"), "booking", ["panel_id"], unique=False)
    op.create_index(op.f("ix_booking_person_id"), "booking", ["person_id"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("panel_id", sa.String(length=36), nullable=False),
        sa.Column("seat_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("decline_reason", sa.String(length=40), nullable=False),
        sa.Column("decline_note", sa.String(length=1000), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "state IN ('offered', 'sent', 'accepted', 'declined', 'withdrawn')", name=op.f("ck_invitation_state")
        ),
        sa.ForeignKeyConstraint(["panel_id"], ["panel.id"], name=op.f("fk_invitation_panel_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_invitation_person_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["panel_seat.id"], name=op.f("fk_invitation_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
    )
    op.create_index(op.f("ix_invitation_panel_id"), "invitation", ["panel_id"], unique=False)
    op.create_index(op.f("ix_invitation_person_id"), "invitation", ["person_id"], unique=False)
    op.create_index(op.f("ix_invitation_seat_id"), "invitation", ["seat_id"], unique=False)
    op.create_table(
        "reserve",
        sa.Column("seat_id", sa.String(length=36), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reserve_person_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["panel_seat.id"], name=op.f("fk_reserve_seat_id")),
        sa.PrimaryKeyConstraint("seat_id", "rank", name=op.f("pk_reserve")),
        sa.UniqueConstraint("seat_id", "person_id", name=op.f("uq_reserve_seat_id_person_id")),
    )
    op.create_index(op.f("ix_reserve_person_id"), "reserve", ["person_id"], unique=False)
    refuse_overlaps()
    refuse_changes()
