"""What the database itself refuses: overlapping bookings, and changes of what is append-only."""

from alembic import op

APPEND_ONLY = ("trail_event", "post_decision")
# Those of the append-only tables that hold something sealed.
APPEND_ONLY_SEALED = ("discussion_note", "appointment_decision", "tie_break", "outcome_snapshot")


def refuse_overlaps() -> None:
    """Make two overlapping bookings of one person impossible."""
    if op.get_bind().dialect.name == "postgresql":
        # A range type over text brings its own GiST support, so that no extension has to be installed.
        op.execute("CREATE TYPE text_range AS RANGE (subtype = text)")
        op.execute(
            "ALTER TABLE booking ADD CONSTRAINT booking_overlap EXCLUDE USING gist "
            "(text_range(person_id, person_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&)"
        )
        return
    # An update may overlap the row's own old self: the seat tells them apart.
    for verb, other in (("INSERT", ""), ("UPDATE", " AND b.seat_id <> OLD.seat_id")):
        op.execute(
            f"CREATE TRIGGER booking_overlap_{verb.lower()} BEFORE {verb} ON booking WHEN EXISTS ("  # noqa: S608
            "SELECT 1 FROM booking b WHERE b.person_id = NEW.person_id AND b.starts_at < NEW.ends_at "
            f"AND NEW.starts_at < b.ends_at{other}) BEGIN SELECT RAISE(ABORT, 'booking_overlap'); END"
        )


def refuse_changes() -> None:
    """Make the first append-only tables append-only."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'append_only: % keeps what it has', TG_TABLE_NAME; END $$"
        )
    refuse_changes_of(*APPEND_ONLY)


def refuse_changes_of(*tables: str) -> None:
    """Make these tables append-only; `refuse_changes` has run in an earlier migration."""
    for table in tables:
        for statement in refusal(op.get_bind().dialect.name, table):
            op.execute(statement)


def refusal(dialect: str, table: str) -> list[str]:
    """Return the statements that make a table append-only."""
    if dialect == "postgresql":
        return [
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        ]
    return [
        f"CREATE TRIGGER {table}_append_only_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'append_only: {table} keeps what it has'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def lift_refusal(dialect: str, table: str) -> list[str]:
    """Return the statements that undo `refusal`, for the one act that must rewrite bytes: a new data key."""
    if dialect == "postgresql":
        return [f"DROP TRIGGER {table}_append_only ON {table}"]
    return [f"DROP TRIGGER {table}_append_only_{verb}" for verb in ("update", "delete")]
