"""Corrections of what came of a panel: proposed with a reason, and counting once the second person confirms them."""

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from service import db
from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, Problem
from service.models import (
    Account,
    AccountRole,
    CountCorrection,
    Panel,
    PanelRequest,
    PostDecision,
    Vacancy,
    utc_now,
)
from service.notify.outbox import enqueue
from service.outcome_steps import refuse_unanswered
from service.panels.decisions import refuse_counts
from service.panels.scope import lock_with_request, locked_panel, panel_in_scope
from service.work import Work

WAITING = "A correction of these figures waits for a second person already."


@dataclass(frozen=True, slots=True)
class WaitingCorrection:
    """A correction that waits, with what it is about; it holds all that the second person needs to answer."""

    correction: CountCorrection
    decision: PostDecision
    vacancy_title: str
    request_reference: str
    proposed_by: str
    second_person: str


def propose_correction(
    work: Work, decision_id: str, interviewed: int, appointed: int, reason: str, second_person: str
) -> CountCorrection:
    """Say what the counts should have been; the earlier ones stand until the second person confirms.

    Args:
        work: the unit of work.
        decision_id: the decision that is wrong.
        interviewed: how many applicants were interviewed.
        appointed: how many of them were appointed.
        reason: what was wrong.
        second_person: the account of another manager, or of somebody in HR.

    Raises:
        NotFoundError: there is no such decision, or it is not theirs.
        ConflictError: it has been corrected already, or a correction waits.
        InvalidInputError: the counts cannot be right, there is no reason, or the second person cannot be one.
    """
    earlier = db.get(work.session, PostDecision, decision_id)
    panel = locked_panel(work, earlier.panel_id)
    if work.session.exec(select(PostDecision.id).where(PostDecision.corrects_id == decision_id)).first() is not None:
        raise ConflictError("This decision has been corrected already. Correct the latest one.", code="corrected")
    refuse_counts(interviewed, appointed)
    me = _named(work)
    problems = []
    if not reason.strip() or len(reason) > 1000:
        problems.append(Problem("reason", "Say what was wrong, in up to 1,000 characters."))
    if second_person == me or not _may_second(work, second_person):
        problems.append(
            Problem("second_person", "A second person must agree.", "Name another manager or somebody in HR.")
        )
    if problems:
        raise InvalidInputError(problems)
    correction = CountCorrection(
        decision_id=earlier.id, interviewed=interviewed, appointed=appointed, reason=reason.strip(),
        proposed_by=me, second_person=second_person,
    )  # fmt: skip
    work.session.add(correction)
    try:
        work.session.flush()
    except IntegrityError as error:
        raise ConflictError(WAITING, code="waiting") from error
    enqueue(work.session, "correction_proposed", "count_correction", correction.id, account_id=second_person)
    work.record("decision.correction_proposed", "panel", panel.id, {"correction": correction.id})
    return correction


def confirm_correction(work: Work, correction_id: str, expected_version: int | None) -> PostDecision:
    """Confirm, as the second person, a correction: a new decision, which counts from now on.

    Raises:
        NotFoundError: there is no such correction, or somebody else is asked to confirm it.
        ConflictError: a concern of the vacancy is unanswered, or it is settled already.
        StaleError: it has changed since it was read.
    """
    seen = db.get(work.session, CountCorrection, correction_id)
    if seen.second_person != _named(work):
        raise NotFoundError
    refuse_unanswered(work, db.get(work.session, PostDecision, seen.decision_id).vacancy_id)
    correction, earlier, panel = _waiting(work, correction_id, expected_version)
    if not _may_second(work, correction.second_person):
        raise ForbiddenError
    decision = PostDecision(
        vacancy_id=earlier.vacancy_id, panel_id=panel.id, interviewed=correction.interviewed,
        appointed=correction.appointed, recorded_by=correction.proposed_by, corrects_id=earlier.id,
        reason=correction.reason, second_person=correction.second_person,
    )  # fmt: skip
    work.session.add(decision)
    _settle(work, correction, "confirmed")
    enqueue(work.session, "correction_confirmed", "panel", panel.id, account_id=correction.proposed_by)
    work.record("decision.corrected", "panel", panel.id, {"decision": decision.id, "corrects": earlier.id})
    return decision


def refuse_correction(work: Work, correction_id: str, expected_version: int | None) -> CountCorrection:
    """Refuse a correction, as the second person, or take one's own back; the figures stay as they are.

    Raises:
        NotFoundError: there is no such correction, or the actor has no part in it.
        ConflictError: it is settled already.
        StaleError: it has changed since it was read.
    """
    found = db.get(work.session, CountCorrection, correction_id)
    if _named(work) not in (found.second_person, found.proposed_by):
        raise NotFoundError
    correction, _, panel = _waiting(work, correction_id, expected_version)
    _settle(work, correction, "refused")
    other = correction.proposed_by if work.actor.account_id == correction.second_person else correction.second_person
    enqueue(work.session, "correction_refused", "panel", panel.id, account_id=other)
    work.record("decision.correction_refused", "panel", panel.id, {"correction": correction.id})
    return correction


def get_correction(work: Work, correction_id: str) -> WaitingCorrection:
    """Return a correction that the actor proposed or is asked to confirm.

    Raises:
        NotFoundError: there is none, or the actor has no part in it.
    """
    correction = db.get(work.session, CountCorrection, correction_id)
    if _named(work) not in (correction.second_person, correction.proposed_by):
        raise NotFoundError
    return _shown(work, correction)


def corrections_for_me(work: Work) -> list[WaitingCorrection]:
    """Return the corrections that wait for the actor as the second person, oldest first."""
    wanted = select(CountCorrection).where(
        CountCorrection.state == "proposed", CountCorrection.second_person == work.actor.account_id
    )
    rows = work.session.exec(wanted.order_by(col(CountCorrection.proposed_at), col(CountCorrection.id)))
    return [_shown(work, row) for row in rows]


def waiting_correction(work: Work, panel_id: str) -> WaitingCorrection | None:
    """Return the correction of a panel's counts that waits, if there is one.

    Raises:
        NotFoundError: there is no such panel, or it is not theirs.
    """
    panel_in_scope(work, panel_id)
    wanted = select(CountCorrection).join(PostDecision, col(PostDecision.id) == col(CountCorrection.decision_id))
    found = work.session.exec(
        wanted.where(PostDecision.panel_id == panel_id, CountCorrection.state == "proposed")
    ).first()
    return _shown(work, found) if found is not None else None


def _shown(work: Work, correction: CountCorrection) -> WaitingCorrection:
    decision = db.get(work.session, PostDecision, correction.decision_id)
    panel = db.get(work.session, Panel, decision.panel_id)
    request = db.get(work.session, PanelRequest, panel.request_id)
    proposer, second = (
        db.get(work.session, Account, each) for each in (correction.proposed_by, correction.second_person)
    )
    title = db.get(work.session, Vacancy, decision.vacancy_id).title
    return WaitingCorrection(correction, decision, title, request.reference, proposer.name, second.name)


def _waiting(
    work: Work, correction_id: str, expected_version: int | None
) -> tuple[CountCorrection, PostDecision, Panel]:
    seen = db.get(work.session, CountCorrection, correction_id)
    earlier = db.get(work.session, PostDecision, seen.decision_id)
    panel = lock_with_request(work, db.get(work.session, Panel, earlier.panel_id))
    correction = db.lock(work.session, CountCorrection, correction_id)
    if correction.state != "proposed":
        raise ConflictError(f"This correction is {correction.state} already.", code="settled")
    db.expect_version(correction, expected_version)
    return correction, earlier, panel


def _settle(work: Work, correction: CountCorrection, state: str) -> None:
    correction.state, correction.settled_by, correction.settled_at = state, _named(work), utc_now()
    work.session.add(correction)
    work.session.flush()


def _named(work: Work) -> str:
    if work.actor.account_id is None:
        raise ForbiddenError("Figures are corrected by named persons.")
    return work.actor.account_id


def _may_second(work: Work, account_id: str) -> bool:
    wanted = select(Account.id).join(AccountRole, col(AccountRole.account_id) == col(Account.id))
    wanted = wanted.where(
        Account.id == account_id, col(Account.disabled_at).is_(None), col(AccountRole.role).in_(("hr", "manager"))
    )
    return work.session.exec(wanted).first() is not None
