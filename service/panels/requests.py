"""Panel requests: what a manager asks for, with the policy's seats copied in when it is made."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlmodel import col, select

from service import db
from service.errors import ConflictError, InvalidInputError, Problem
from service.models import PanelRequest, Policy, RequestConflict, RequestStart, Vacancy
from service.panels.panel_rows import end_panel, end_proposal, live_panel
from service.panels.policies import policy_for
from service.panels.policy_rules import seats_for
from service.panels.request_rules import ConflictInput, RequestInput, notice_problem, request_problems, starts_in
from service.panels.scope import is_hr, only_managers_and_hr, request_in_scope, vacancy_in_scope, visible_requests
from service.panels.vacancies import vacancy_professions
from service.work import Work

COMPOSABLE = ("open", "proposed", "unfilled")


def list_requests(work: Work, state: str | None = None, vacancy_id: str | None = None) -> list[PanelRequest]:
    """Return the requests the actor may see, newest first."""
    wanted = visible_requests(work.actor).order_by(col(PanelRequest.created_at).desc(), col(PanelRequest.id))
    if state is not None:
        wanted = wanted.where(col(PanelRequest.state) == state)
    if vacancy_id is not None:
        wanted = wanted.where(col(PanelRequest.vacancy_id) == vacancy_id)
    return list(work.session.exec(wanted))


def get_request(work: Work, request_id: str) -> PanelRequest:
    """Return a request the actor may see.

    Raises:
        NotFoundError: there is none, or it is not theirs.
    """
    return request_in_scope(work, request_id)


def starts_of(work: Work, request_id: str) -> list[datetime]:
    """Return the offered starts of a request, in order, in UTC."""
    wanted = select(RequestStart.starts_at).where(RequestStart.request_id == request_id)
    return sorted(work.session.exec(wanted))


def conflicts_of(work: Work, request_id: str) -> list[ConflictInput]:
    """Return who must not sit, in order of id; the reason only to HR and to whoever declared it."""
    wanted = select(RequestConflict).where(RequestConflict.request_id == request_id)
    rows = work.session.exec(wanted.order_by(col(RequestConflict.person_id)))
    hr, me = is_hr(work.actor), work.actor.account_id
    return [ConflictInput(row.person_id, row.reason if hr or row.declared_by == me else "") for row in rows]


def planned_seats(work: Work, vacancy_id: str) -> tuple[Policy | None, list[dict[str, Any]]]:
    """Return the policy in force for a vacancy and the seats it asks for there (none without a policy).

    Raises:
        NotFoundError: there is no such vacancy, or it is not theirs.
    """
    vacancy = vacancy_in_scope(work, vacancy_id)
    policy = policy_for(work, vacancy)
    return policy, _policy_seats(work, policy, vacancy)


def request_panel(work: Work, given: RequestInput) -> PanelRequest:
    """Ask for a panel.

    Raises:
        InvalidInputError: something is wrong; every problem is listed.
        ConflictError: the vacancy is not open.
        NotFoundError: there is no such vacancy, or it is not theirs.
    """
    only_managers_and_hr(work.actor)
    vacancy_in_scope(work, given.vacancy_id)
    vacancy = db.lock(work.session, Vacancy, given.vacancy_id)
    if vacancy.state != "open":
        raise ConflictError(f"This vacancy is {vacancy.state}, so it needs no panel.", code="not_open")
    policy, planned = planned_seats(work, vacancy.id)
    problems = request_problems(work, given, policy, planned)
    if problems:
        raise InvalidInputError(problems)
    request = PanelRequest(
        reference=_reference(work, vacancy), vacancy_id=vacancy.id, requested_by=work.actor.account_id,
        policy_id=policy.id if policy else None, minutes=given.minutes, site_id=vacancy.site_id,
        zone=work.settings.timezone, seats=_clean(planned if given.seats is None else given.seats),
        requirements=[dict(rule) for rule in policy.requirements] if policy else [],
    )  # fmt: skip
    _write(work, request, given)
    details = {"vacancy": vacancy.id, "policy": request.policy_id}
    work.record("request.made", "request", request.id, details)
    return request


def edit_request(work: Work, request_id: str, given: RequestInput, expected_version: int | None) -> PanelRequest:
    """Change a request. A proposal that nobody has confirmed is dropped; the request is open again.

    Raises:
        ConflictError: its panel is confirmed, or it is closed or cancelled.
        InvalidInputError: something is wrong; every problem is listed.
    """
    request = locked_request(work, request_id, expected_version)
    must_be_composable(request)
    policy = work.session.get(Policy, request.policy_id) if request.policy_id else None
    if given.vacancy_id != request.vacancy_id:
        raise InvalidInputError.one("vacancy_id", "A request stays with its vacancy.", "Cancel it and make another.")
    declared = frozenset(each.person_id for each in conflicts_of(work, request_id))
    problems = request_problems(work, given, policy, request.seats, declared)
    if problems:
        raise InvalidInputError(problems)
    if given.seats is not None:
        request.seats = _clean(given.seats)
    _write(work, request, given)
    reopen(work, request, "The request was changed.")
    work.record("request.edited", "request", request.id)
    return request


def cancel_request(work: Work, request_id: str, reason: str, expected_version: int | None) -> PanelRequest:
    """Cancel a request and its panel, whatever its state before the interview; those asked are told.

    Raises:
        ConflictError: the interview was held, or the request is closed or cancelled already.
        InvalidInputError: there is no reason.
    """
    request = locked_request(work, request_id, expected_version)
    if not reason.strip():
        raise InvalidInputError.one("reason", "Say why the panel is not needed any more.")
    panel = live_panel(work, request_id)
    if request.state in ("closed", "cancelled") or (panel is not None and panel.state == "held"):
        raise ConflictError("This request is over, so it cannot be cancelled.", code="over")
    if panel is not None:
        panel = db.lock(work.session, type(panel), panel.id)
        end_panel(work, panel, reason.strip()[:1000])
        work.record("panel.cancelled", "panel", panel.id, {"request": request.id})
    request.state = "cancelled"
    work.record("request.cancelled", "request", request.id)
    return request


def warnings_for(work: Work, request_id: str) -> list[Problem]:
    """Return what is allowed but worth a second look: too little notice to applicants, or a passed first start.

    Raises:
        NotFoundError: there is no such request, or it is not theirs.
    """
    request = request_in_scope(work, request_id)
    policy = work.session.get(Policy, request.policy_id) if request.policy_id else None
    starts = starts_of(work, request_id)
    notice = notice_problem(starts, policy.notice_days, work.settings.zone) if policy is not None else None
    return [notice] if notice is not None and request.state in COMPOSABLE else []


def locked_request(work: Work, request_id: str, expected_version: int | None) -> PanelRequest:
    """Return a request of the actor's scope for a change based on `expected_version`."""
    request_in_scope(work, request_id)
    request = db.lock(work.session, PanelRequest, request_id)
    db.expect_version(request, expected_version)
    return request


def must_be_composable(request: PanelRequest) -> None:
    """Refuse a request whose panel is confirmed or that is over.

    Raises:
        ConflictError: it is.
    """
    if request.state == "confirmed":
        text = "Its panel is confirmed. Move the panel, swap a member, or cancel the panel first."
        raise ConflictError(text, code="confirmed")
    if request.state not in ("draft", *COMPOSABLE):
        raise ConflictError(f"This request is {request.state}.", code="over")


def reopen(work: Work, request: PanelRequest, reason: str) -> None:
    """Make a changed request ready to be composed anew, without its old proposal or explanation."""
    panel = live_panel(work, request.id)
    if panel is not None:
        version = request.version
        end_proposal(work, db.lock(work.session, type(panel), panel.id), reason)
        request.version = version
    request.state, request.explanation = "open", None
    work.session.add(request)
    work.session.flush()


def with_policy(work: Work, request: PanelRequest) -> tuple[list[dict[str, Any]], list[dict[str, Any]], str | None]:
    """Return a request's seats, requirements and policy version; one made without seats takes the policy in force.

    Raises:
        ConflictError: it has no seats and no policy in force covers the post.
    """
    if request.seats:
        return request.seats, request.requirements, request.policy_id
    vacancy = db.get(work.session, Vacancy, request.vacancy_id)
    policy = policy_for(work, vacancy)
    if policy is None:
        raise ConflictError("No policy in force covers this post. Ask HR to put one in force.", code="no_policy")
    return _policy_seats(work, policy, vacancy), [dict(rule) for rule in policy.requirements], policy.id


def _policy_seats(work: Work, policy: Policy | None, vacancy: Vacancy) -> list[dict[str, Any]]:
    return seats_for(policy, vacancy.band, vacancy_professions(work, vacancy.id)) if policy else []


def _write(work: Work, request: PanelRequest, given: RequestInput) -> None:
    request.minutes, request.online, request.priority = given.minutes, given.online, given.priority
    request.needed_by = given.needed_by
    request.site_id = given.site_id or request.site_id
    work.session.add(request)
    work.session.flush()
    zone = work.settings.zone
    starts = starts_in(given.window, given.minutes, zone) if given.window is not None else given.starts
    wanted = {start.astimezone(UTC) for start in starts}
    for row in work.session.exec(select(RequestStart).where(RequestStart.request_id == request.id)):
        if row.starts_at in wanted:
            wanted.remove(row.starts_at)
        else:
            work.session.delete(row)
    work.session.add_all(RequestStart(request_id=request.id, starts_at=start) for start in sorted(wanted))
    if given.conflicts is not None:
        _write_conflicts(work, request, given.conflicts)
    work.session.flush()


def _write_conflicts(work: Work, request: PanelRequest, conflicts: Sequence[ConflictInput]) -> None:
    wanted = {each.person_id: each.reason.strip() for each in conflicts}
    for row in work.session.exec(select(RequestConflict).where(RequestConflict.request_id == request.id)):
        reason = wanted.pop(row.person_id, None)
        if reason is None:
            work.session.delete(row)
        elif reason and reason != row.reason:
            row.reason, row.declared_by = reason, work.actor.account_id
    work.session.add_all(
        RequestConflict(request_id=request.id, person_id=person, reason=reason, declared_by=work.actor.account_id)
        for person, reason in wanted.items()
    )


def _clean(seats: Sequence[Any]) -> list[dict[str, Any]]:
    return [{"from": "anywhere"} | {key: value for key, value in seat.items() if value is not None} for seat in seats]


def _reference(work: Work, vacancy: Vacancy) -> str:
    stem = vacancy.reference[:52]
    taken = set(work.session.exec(select(PanelRequest.reference).where(col(PanelRequest.reference).startswith(stem))))
    number = 1
    while f"{stem}/{number}" in taken:
        number += 1
    return f"{stem}/{number}"
