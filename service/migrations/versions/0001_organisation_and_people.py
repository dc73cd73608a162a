"""Organisation, people, training, availability and self-descriptions."""

import sqlalchemy as sa
from alembic import op

from service.models.columns import UtcDateTime

revision: str = "0001"
down_revision: str | None = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "division",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_division")),
        sa.UniqueConstraint("code", name=op.f("uq_division_code")),
    )
    op.create_table(
        "feature",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("question", sa.String(length=300), nullable=False),
        sa.Column("hint", sa.String(length=600), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_feature")),
    )
    op.create_table(
        "site",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("code", name=op.f("uq_site_code")),
    )
    op.create_table(
        "training_kind",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("validity_months", sa.Integer(), nullable=True),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_training_kind")),
    )
    op.create_table(
        "department",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("division_id", sa.String(length=36), nullable=False),
        sa.Column("site_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["division_id"], ["division.id"], name=op.f("fk_department_division_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_department_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
        sa.UniqueConstraint("code", name=op.f("uq_department_code")),
    )
    op.create_index(op.f("ix_department_division_id"), "department", ["division_id"], unique=False)
    op.create_index(op.f("ix_department_site_id"), "department", ["site_id"], unique=False)
    op.create_table(
        "feature_value",
        sa.Column("feature", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["feature"], ["feature.code"], name=op.f("fk_feature_value_feature")),
        sa.PrimaryKeyConstraint("feature", "code", name=op.f("pk_feature_value")),
    )
    op.create_table(
        "travel_time",
        sa.Column("from_site_id", sa.String(length=36), nullable=False),
        sa.Column("to_site_id", sa.String(length=36), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["from_site_id"], ["site.id"], name=op.f("fk_travel_time_from_site_id")),
        sa.ForeignKeyConstraint(["to_site_id"], ["site.id"], name=op.f("fk_travel_time_to_site_id")),
        sa.PrimaryKeyConstraint("from_site_id", "to_site_id", name=op.f("pk_travel_time")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("employee_number", sa.String(length=40), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("work_email", sa.String(length=254), nullable=True),
        sa.Column("job_title", sa.String(length=200), nullable=False),
        sa.Column("band", sa.String(length=10), nullable=True),
        sa.Column("staff_group", sa.String(length=10), nullable=True),
        sa.Column("site_id", sa.String(length=36), nullable=False),
        sa.Column("department_id", sa.String(length=36), nullable=False),
        sa.Column("line_manager_id", sa.String(length=36), nullable=True),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("cap", sa.Integer(), nullable=False),
        sa.Column("opening_load", sa.Integer(), nullable=False),
        sa.Column("opening_load_on", sa.Date(), nullable=True),
        sa.Column("paused_from", sa.Date(), nullable=True),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("release", sa.String(length=40), nullable=False),
        sa.Column("released_until", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('employee', 'external')", name=op.f("ck_person_kind")),
        sa.CheckConstraint("release IN ('not_asked', 'released', 'refused')", name=op.f("ck_person_release")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_person_department_id")),
        sa.ForeignKeyConstraint(["line_manager_id"], ["person.id"], name=op.f("fk_person_line_manager_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_person_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("employee_number", name=op.f("uq_person_employee_number")),
        sa.UniqueConstraint("work_email", name=op.f("uq_person_work_email")),
    )
    op.create_index(op.f("ix_person_department_id"), "person", ["department_id"], unique=False)
    op.create_index(op.f("ix_person_line_manager_id"), "person", ["line_manager_id"], unique=False)
    op.create_index(op.f("ix_person_site_id"), "person", ["site_id"], unique=False)
    op.create_table(
        "availability_exception",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=False),
        sa.Column("ends_at", sa.Time(), nullable=False),
        sa.CheckConstraint("kind IN ('free', 'not_free')", name=op.f("ck_availability_exception_kind")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_availability_exception_order")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_availability_exception_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_availability_exception")),
    )
    op.create_index(op.f("ix_availability_exception_person_id"), "availability_exception", ["person_id"], unique=False)
    op.create_table(
        "busy_time",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_busy_time_order")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_busy_time_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_busy_time")),
    )
    op.create_index(op.f("ix_busy_time_person_id"), "busy_time", ["person_id"], unique=False)
    op.create_table(
        "leave",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_leave_order")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_leave_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave")),
    )
    op.create_index(op.f("ix_leave_person_id"), "leave", ["person_id"], unique=False)
    op.create_table(
        "panel_role",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("shadowing_done_on", sa.Date(), nullable=True),
        sa.Column("toolkit_read_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_panel_role_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_role")),
        sa.UniqueConstraint("person_id", "role", name=op.f("uq_panel_role_person_id_role")),
    )
    op.create_index(op.f("ix_panel_role_person_id"), "panel_role", ["person_id"], unique=False)
    op.create_table(
        "person_profession",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("profession", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_profession_person_id")),
        sa.PrimaryKeyConstraint("person_id", "profession", name=op.f("pk_person_profession")),
    )
    op.create_table(
        "self_description",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=True),
        sa.Column("consented_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_self_description_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_self_description")),
    )
    op.create_table(
        "training_record",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["kind"], ["training_kind.code"], name=op.f("fk_training_record_kind")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_training_record_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_record")),
        sa.UniqueConstraint(
            "person_id", "kind", "completed_on", name=op.f("uq_training_record_person_id_kind_completed_on")
        ),
    )
    op.create_index(op.f("ix_training_record_person_id"), "training_record", ["person_id"], unique=False)
    op.create_table(
        "weekly_hours",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=False),
        sa.Column("ends_at", sa.Time(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_weekly_hours_order")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_weekly_hours_weekday")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_weekly_hours_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weekly_hours")),
    )
    op.create_index(op.f("ix_weekly_hours_person_id"), "weekly_hours", ["person_id"], unique=False)
