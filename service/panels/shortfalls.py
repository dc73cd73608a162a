"""Requirements that panels do not meet, and what HR decides about each. Read by HR alone."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlmodel import col, select

from service import db
from service.errors import ConflictError, InvalidInputError
from service.models import LIVE_PANEL_STATES, Panel, Shortfall, utc_now
from service.models.shortfall import SHORTFALL_DECISIONS
from service.panels.policy_rules import is_protected
from service.panels.scope import lock_with_request, only_hr
from service.work import Work


def list_shortfalls(work: Work, panel_id: str | None = None, *, undecided: bool = False) -> list[Shortfall]:
    """Return the shortfalls of live panels (or of one panel, live or not), oldest first.

    Args:
        work: the unit of work.
        panel_id: the one panel.
        undecided: only those that HR still has to decide about: a `must` or `explain` without a decision.
    """
    only_hr(work.actor)
    wanted = select(Shortfall).order_by(col(Shortfall.created_at), col(Shortfall.id))
    if panel_id is not None:
        wanted = wanted.where(Shortfall.panel_id == panel_id)
    else:
        live = select(Panel.id).where(col(Panel.state).in_(LIVE_PANEL_STATES))
        wanted = wanted.where(col(Shortfall.panel_id).in_(live))
    if undecided:
        wanted = wanted.where(col(Shortfall.decision).is_(None), col(Shortfall.strength) != "prefer")
    return list(work.session.exec(wanted))


def decide_shortfall(
    work: Work, shortfall_id: str, decision: str, reason: str, expected_version: int | None
) -> Shortfall:
    """Write down what HR decides about a shortfall: `waive` it, `widen` the pool or `ask_someone`.

    Only `waive` lets a panel under a protected `must` be released. The other two say what happens next: HR changes
    the seat's conditions (`widen_seat`) or puts somebody in it (`swap_member`), and the shortfall goes when it is met.

    Raises:
        InvalidInputError: the decision is unknown or has no reason.
        ConflictError: the panel is over.
        StaleError: somebody has decided about it since it was read.
    """
    only_hr(work.actor)
    shortfall = db.get(work.session, Shortfall, shortfall_id)
    panel = lock_with_request(work, db.get(work.session, Panel, shortfall.panel_id))
    if panel.state not in LIVE_PANEL_STATES:
        raise ConflictError("This panel is over.", code="over")
    shortfall = db.lock(work.session, Shortfall, shortfall_id)
    db.expect_version(shortfall, expected_version)
    if decision not in SHORTFALL_DECISIONS:
        raise InvalidInputError.one("decision", f"Decide {', '.join(SHORTFALL_DECISIONS)}.")
    if not reason.strip() or len(reason) > 2000:
        raise InvalidInputError.one("reason", "Give the reason, in up to 2,000 characters.")
    shortfall.decision, shortfall.reason = decision, reason.strip()
    shortfall.decided_by, shortfall.decided_at = work.actor.account_id, utc_now()
    work.session.add(shortfall)
    work.record("shortfall.decided", "shortfall", shortfall.id, {"panel": panel.id, "decision": decision})
    return shortfall


def write_shortfalls(
    work: Work,
    panel: Panel,
    requirements: Sequence[Mapping[str, Any]],
    unmet: Iterable[str],
    best_effort: frozenset[str],
) -> None:
    """Make a panel's shortfalls those in `unmet`; a decision on one that stays unmet stands."""
    lacking = set(unmet)
    for row in work.session.exec(select(Shortfall).where(Shortfall.panel_id == panel.id)):
        if row.requirement_id in lacking:
            lacking.remove(row.requirement_id)
            row.best_effort = row.requirement_id in best_effort
        else:
            work.session.delete(row)
    work.session.add_all(
        Shortfall(
            panel_id=panel.id, requirement_id=rule["id"], strength=rule["strength"], protected=is_protected(rule),
            best_effort=rule["id"] in best_effort,
        )
        for rule in requirements
        if rule["id"] in lacking
    )  # fmt: skip
    work.session.flush()
