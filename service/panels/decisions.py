"""What came of a panel: counts of applicants interviewed and appointed, append-only. No applicant is named."""

from sqlmodel import col, select

from service import db
from service.errors import ConflictError, ForbiddenError, InvalidInputError, Problem
from service.models import PanelRequest, PostDecision
from service.outcome_steps import refuse_unanswered
from service.panels.scope import locked_panel, panel_in_scope
from service.work import Work

MOST = 10_000


def record_decision(
    work: Work, panel_id: str, interviewed: int, appointed: int, expected_version: int | None
) -> PostDecision:
    """Record how many applicants a panel interviewed and how many were appointed; the panel is then closed.

    Raises:
        NotFoundError: there is no such panel, or it is not theirs.
        ConflictError: a concern of the vacancy is unanswered, it has not been recorded who sat, or the decision is
            recorded already.
        InvalidInputError: the counts cannot be right.
    """
    panel = panel_in_scope(work, panel_id)
    refuse_unanswered(work, db.get(work.session, PanelRequest, panel.request_id).vacancy_id)
    panel = locked_panel(work, panel_id)
    db.expect_version(panel, expected_version)
    if panel.state != "held":
        text = "The decision is recorded already." if panel.state == "closed" else "Record who sat first."
        raise ConflictError(text, code="not_held")
    refuse_counts(interviewed, appointed)
    request = db.get(work.session, PanelRequest, panel.request_id)
    decision = PostDecision(
        vacancy_id=request.vacancy_id, panel_id=panel.id, interviewed=interviewed, appointed=appointed,
        recorded_by=_named(work),
    )  # fmt: skip
    panel.state, request.state = "closed", "closed"
    request.version += 1
    work.session.add_all([decision, panel, request])
    work.record("decision.recorded", "panel", panel.id, {"decision": decision.id})
    return decision


def decisions_of(work: Work, panel_id: str) -> list[PostDecision]:
    """Return a panel's decisions in the order in which they were recorded; the last one counts.

    Raises:
        NotFoundError: there is no such panel, or it is not theirs.
    """
    panel_in_scope(work, panel_id)
    wanted = select(PostDecision).where(PostDecision.panel_id == panel_id)
    found = {each.corrects_id: each for each in work.session.exec(wanted.order_by(col(PostDecision.recorded_at)))}
    ordered, before = [], None
    while before in found:
        ordered.append(found[before])
        before = found[before].id
    return ordered


def refuse_counts(interviewed: int, appointed: int) -> None:
    """Refuse counts that cannot be right.

    Raises:
        InvalidInputError: naming each.
    """
    problems = []
    if not 0 <= interviewed <= MOST:
        problems.append(Problem("interviewed", f"The number of applicants interviewed is from 0 to {MOST}."))
    if not 0 <= appointed <= max(interviewed, 0):
        text = "The number appointed is from 0 to the number interviewed."
        problems.append(Problem("appointed", text, "Correct one of the two numbers."))
    if problems:
        raise InvalidInputError(problems)


def _named(work: Work) -> str:
    if work.actor.account_id is None:
        raise ForbiddenError("A decision is recorded by a named person.")
    return work.actor.account_id
