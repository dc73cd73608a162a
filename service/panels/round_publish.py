"""Publishing a round, in a worker process: each panel is checked against the data of its moment and proposed, or not.

The work is done in small units. Each commits what became of its panels together with the panels, so a worker that takes
over after a kill goes on with those that are left, and a second publication finds nothing to do. Proposals that take
people from one another's old panels form a group, which is committed at once: what cannot be published of it is left
out, its old proposal stands, and the others are tried again beside that.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import col, select

from service import db
from service.errors import ConflictError
from service.jobs.task import Task
from service.models import Panel, PanelRequest, PanelSeat, Round, RoundPanel, utc_now
from service.panels.asked import asked_by
from service.panels.compose import leave_unfilled, release_expired
from service.panels.explanation import explain
from service.panels.panel_rows import end_proposal, live_panel
from service.panels.requests import COMPOSABLE
from service.panels.round_files import erase, unpack_plan
from service.panels.round_plan import planned_panels
from service.panels.round_proposal import REPLACED, RefusedError, hold_anew, publish_panel, withdraw_proposal
from service.panels.scope import only_hr
from service.trail import SYSTEM
from service.vault import record_views
from service.work import House, Work
from solver.result import PlannedPanel

PUBLISH_ROUND = "publish_round"
ATTEMPTS = 5
CHANGED = "The request, or its panel, was changed after the round was planned."
OVER = "The request has a confirmed panel by now, or is over."
BUSY = "Other people were changing the same panels at that moment."


def publish_round_panels(house: House, task: Task) -> None:
    """Publish what is left of the round that a task is about, in the name of whoever asked for it.

    Raises:
        ForbiddenError: they do not work in HR any more.
    """
    only_hr(task.actor)
    with house.reading(SYSTEM) as work:
        row = db.get(work.session, Round, task.subject_id)
        plan = unpack_plan(work.settings, row)
        if plan is None or row.state != "publishing":
            raise ConflictError("There is nothing of this round to publish any more.")
        panels = planned_panels(plan)
        waiting = _pending(work, row.id)
        lone = [each for each in waiting if each.request_id not in panels]
        groups = _groups(work, [each for each in waiting if each.request_id in panels or each.panel_id], panels)
    with house.writing(SYSTEM) as work:
        release_expired(work)  # what nobody holds any more stands in nobody's way
    done = 0
    for group in groups:
        if task.interrupted:
            return
        _publish_group(task, group, panels)
        done += sum(1 for each in group if each.request_id in panels)
        task.report(phase="publishing", done=done, requests=len(waiting))
    for each in lone:
        if task.interrupted:
            return
        _leave_unfilled(house, task, each)
        done += 1
        task.report(phase="explaining", done=done, requests=len(waiting))
    _finish(task, {person for panel in panels.values() for person in panel.seats})


def _pending(work: Work, round_id: str) -> list[RoundPanel]:
    wanted = select(RoundPanel).where(RoundPanel.round_id == round_id, RoundPanel.state == "pending")
    return list(work.session.exec(wanted.order_by(col(RoundPanel.request_id))))


def _groups(work: Work, rows: Sequence[RoundPanel], panels: Mapping[str, PlannedPanel]) -> list[list[RoundPanel]]:
    """Return the rows in groups, such that no planned panel needs somebody whom another group's old proposal holds."""
    holders: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        if row.panel_id is not None:
            held = select(PanelSeat.person_id).where(PanelSeat.panel_id == row.panel_id)
            for person in work.session.exec(held):
                if person is not None:
                    holders.setdefault(person, []).append(number)
    leader = list(range(len(rows)))

    def lead(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    for number, row in enumerate(rows):
        planned = panels.get(row.request_id)
        for person in planned.seats if planned is not None else ():
            for other in holders.get(person, ()):
                leader[lead(other)] = lead(number)
    groups: dict[int, list[RoundPanel]] = {}
    for number, row in enumerate(rows):
        groups.setdefault(lead(number), []).append(row)
    return list(groups.values())


def _publish_group(task: Task, group: Sequence[RoundPanel], panels: Mapping[str, PlannedPanel]) -> None:
    refused: dict[str, str] = {}
    lost = 0
    while True:
        try:
            with task.writing() as work:
                _write_group(work, group, panels, refused)
            return
        except RefusedError as error:
            refused[error.request_id] = error.reason
        except (IntegrityError, OperationalError):
            lost += 1
            if lost > ATTEMPTS:
                raise
            if lost == ATTEMPTS:
                refused |= {each.request_id: refused.get(each.request_id, BUSY) for each in group}


def _write_group(
    work: Work, group: Sequence[RoundPanel], panels: Mapping[str, PlannedPanel], refused: Mapping[str, str]
) -> None:
    ready: list[tuple[RoundPanel, PanelRequest, Panel | None]] = []
    for seen in group:  # in order of request, so that two of us never wait for each other
        request = db.lock(work.session, PanelRequest, seen.request_id)
        row = db.lock(work.session, RoundPanel, seen.id)
        if row.state != "pending":
            continue
        if row.request_id in refused:
            _settle(work, row, "refused", refused[row.request_id])
            continue
        live = live_panel(work, request.id)
        live = db.lock(work.session, Panel, live.id) if live is not None else None
        _refuse_changed(row, request, live)
        ready.append((row, request, live))
    fresh = []
    for row, request, live in ready:
        planned = panels.get(request.id)
        if planned is not None and live is not None and _same(work, live, planned):
            hold_anew(work, request, live)
            _settle(work, row, "unchanged")
        elif planned is not None:
            fresh.append((row, request, planned))
            if live is not None:
                withdraw_proposal(work, live)
        elif live is not None:  # its people are needed elsewhere; why it has none now is written down afterwards
            end_proposal(work, live, REPLACED)
            row.request_version = request.version
    for row, request, planned in fresh:
        row.new_panel_id, note = publish_panel(work, request, planned, row.round_id)
        _settle(work, row, "published", note)


def _refuse_changed(row: RoundPanel, request: PanelRequest, live: Panel | None) -> None:
    if request.state not in COMPOSABLE or (live is not None and live.state != "proposed"):
        raise RefusedError(row.request_id, OVER)
    was, now = (row.panel_id, row.panel_version), (live.id, live.version) if live else (None, None)
    dropped = live is None and row.panel_id is not None  # its hold ran out, and nobody has asked again
    if not dropped and (was != now or request.version != row.request_version):
        raise RefusedError(row.request_id, CHANGED)
    if dropped and request.version != row.request_version + 1:
        raise RefusedError(row.request_id, CHANGED)


def _same(work: Work, live: Panel, planned: PlannedPanel) -> bool:
    held = set(work.session.exec(select(PanelSeat.person_id).where(PanelSeat.panel_id == live.id)))
    return held == set(planned.seats) and live.starts_at == planned.start


def _leave_unfilled(house: House, task: Task, seen: RoundPanel) -> None:
    """Write down on a request without a planned panel why it has none, worked out from data that are not protected."""
    with house.reading(SYSTEM) as work:
        request = db.get(work.session, PanelRequest, seen.request_id)
        try:
            asked = asked_by(work, request) if request.state in ("open", "unfilled") else None
        except ConflictError:
            asked = None
    why = explain(house, asked) if asked is not None else None
    with task.writing() as work:
        now = db.lock(work.session, PanelRequest, seen.request_id)
        row = db.lock(work.session, RoundPanel, seen.id)
        if row.state != "pending":
            return
        if why is None or not now.version == request.version == row.request_version:
            _settle(work, row, "refused", CHANGED)
            return
        leave_unfilled(work, now, why)
        _settle(work, row, "unfilled")


def _settle(work: Work, row: RoundPanel, state: str, note: str = "") -> None:
    row.state, row.note = state, note[:2000]
    work.session.add(row)
    work.session.flush()


def _finish(task: Task, looked_at: set[str]) -> None:
    with task.finishing() as work:
        row = db.lock(work.session, Round, task.subject_id)
        states = list(work.session.exec(select(RoundPanel.state).where(RoundPanel.round_id == row.id)))
        counts = {state: states.count(state) for state in ("published", "unchanged", "refused", "unfilled")}
        row.state, row.published_at = "published", utc_now()
        row.version += 1
        erase(row)
        work.session.add(row)
        record_views(work, looked_at, "publishing a round")
        work.record("round.published", "round", row.id, counts)
