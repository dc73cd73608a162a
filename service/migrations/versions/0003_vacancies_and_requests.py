"""Vacancies, policies and panel requests."""

import sqlalchemy as sa
from alembic import op

from service.models.columns import UtcDateTime

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "policy",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("precedence", sa.Integer(), nullable=False),
        sa.Column("summary", sa.String(length=600), nullable=False),
        sa.Column("scope", sa.JSON(), nullable=False),
        sa.Column("seats", sa.JSON(), nullable=False),
        sa.Column("requirements", sa.JSON(), nullable=False),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("activated_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("state IN ('draft', 'active', 'retired')", name=op.f("ck_policy_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy")),
        sa.UniqueConstraint("name", "number", name=op.f("uq_policy_name_number")),
    )
    op.create_table(
        "vacancy",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("band", sa.String(length=10), nullable=True),
        sa.Column("staff_group", sa.String(length=10), nullable=True),
        sa.Column("department_id", sa.String(length=36), nullable=False),
        sa.Column("site_id", sa.String(length=36), nullable=False),
        sa.Column("campaign", sa.String(length=40), nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("appointing_manager_id", sa.String(length=36), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("campaign IN ('standard', 'international', 'bulk')", name=op.f("ck_vacancy_campaign")),
        sa.CheckConstraint("state IN ('open', 'closed', 'withdrawn')", name=op.f("ck_vacancy_state")),
        sa.ForeignKeyConstraint(
            ["appointing_manager_id"], ["person.id"], name=op.f("fk_vacancy_appointing_manager_id")
        ),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_vacancy_department_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_vacancy_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vacancy")),
        sa.UniqueConstraint("reference", name=op.f("uq_vacancy_reference")),
    )
    op.create_index(op.f("ix_vacancy_appointing_manager_id"), "vacancy", ["appointing_manager_id"], unique=False)
    op.create_index(op.f("ix_vacancy_department_id"), "vacancy", ["department_id"], unique=False)
    op.create_index(op.f("ix_vacancy_site_id"), "vacancy", ["site_id"], unique=False)
    op.create_table(
        "panel_request",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("vacancy_id", sa.String(length=36), nullable=False),
        sa.Column("requested_by", sa.String(length=36), nullable=True),
        sa.Column("policy_id", sa.String(length=36), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("site_id", sa.String(length=36), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("needed_by", sa.Date(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("seats", sa.JSON(), nullable=False),
        sa.Column("requirements", sa.JSON(), nullable=False),
        sa.Column("explanation", sa.JSON(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'open', 'proposed', 'unfilled', 'confirmed', 'closed', 'cancelled')",
            name=op.f("ck_panel_request_state"),
        ),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name=op.f("ck_panel_request_minutes")),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_panel_request_policy_id")),
        sa.ForeignKeyConstraint(["requested_by"], ["account.id"], name=op.f("fk_panel_request_requested_by")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_panel_request_site_id")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_panel_request_vacancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_request")),
        sa.UniqueConstraint("reference", name=op.f("uq_panel_request_reference")),
    )
    op.create_index(op.f("ix_panel_request_requested_by"), "panel_request", ["requested_by"], unique=False)
    op.create_index(op.f("ix_panel_request_site_id"), "panel_request", ["site_id"], unique=False)
    op.create_index(op.f("ix_panel_request_vacancy_id"), "panel_request", ["vacancy_id"], unique=False)
    op.create_table(
        "request_draft",
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("vacancy_id", sa.String(length=36), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_request_draft_account_id")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_request_draft_vacancy_id")),
        sa.PrimaryKeyConstraint("account_id", "vacancy_id", name=op.f("pk_request_draft")),
    )
    op.create_table(
        "vacancy_profession",
        sa.Column("vacancy_id", sa.String(length=36), nullable=False),
        sa.Column("profession", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_vacancy_profession_vacancy_id")),
        sa.PrimaryKeyConstraint("vacancy_id", "profession", name=op.f("pk_vacancy_profession")),
    )
    op.create_table(
        "request_conflict",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("request_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("declared_by", sa.String(length=36), nullable=True),
        sa.Column("declared_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["declared_by"], ["account.id"], name=op.f("fk_request_conflict_declared_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_request_conflict_person_id")),
        sa.ForeignKeyConstraint(["request_id"], ["panel_request.id"], name=op.f("fk_request_conflict_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_conflict")),
        sa.UniqueConstraint("request_id", "person_id", name=op.f("uq_request_conflict_request_id_person_id")),
    )
    op.create_index(op.f("ix_request_conflict_person_id"), "request_conflict", ["person_id"], unique=False)
    op.create_index(op.f("ix_request_conflict_request_id"), "request_conflict", ["request_id"], unique=False)
    op.create_table(
        "request_start",
        sa.Column("request_id", sa.String(length=36), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["panel_request.id"], name=op.f("fk_request_start_request_id")),
        sa.PrimaryKeyConstraint("request_id", "starts_at", name=op.f("pk_request_start")),
    )
