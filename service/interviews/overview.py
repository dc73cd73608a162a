"""What the people of an interview find: the manager's overview, one's own interviews, one interview, and its papers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_
from sqlmodel import col, select

from service import db
from service.application_contents import ApplicationContents, is_revealed, revealed_contents
from service.db import WRITES
from service.errors import ConflictError, NotFoundError
from service.interviews.adjustments import arrangements_of, is_asked, unsettled_adjustments
from service.interviews.applicants import applicant_name, applicant_names, invited_applications
from service.interviews.decisions import latest_outcomes
from service.interviews.fixed import has_locked_scores, is_settled
from service.interviews.planning import in_panels_time, papers_due, papers_overdue, short_notice
from service.interviews.questions import questions_of
from service.interviews.record_corrections import RecordCorrection, corrections_of, corrects, right_states
from service.interviews.taking_part import (
    CONFIRMED,
    Member,
    Part,
    interview_and_part,
    members_of,
    panels_of,
    vacancy_and_part,
)
from service.models import (
    Application,
    Attendance,
    Interview,
    InterviewQuestion,
    Panel,
    PanelSeat,
    ScoreSheet,
    Site,
    Vacancy,
    utc_now,
)
from service.work import Work


@dataclass(frozen=True, slots=True)
class Line:
    """One interview in the overview. `notice` is the least notice in days where it is nearer than that.

    `asked` is whether the applicant can still say what would help them, or has.
    """

    row: Interview
    applicant: str
    panel: Panel
    fits: bool
    notice: int | None
    papers_due: date
    papers_overdue: bool
    unsettled: int
    asked: bool
    outcome: str


@dataclass(frozen=True, slots=True)
class Overview:
    """A vacancy's interviews, with the panels that see applicants, and the invited who have no interview yet."""

    vacancy: Vacancy
    part: Part
    revealed: bool
    panels: tuple[Panel, ...]
    members: Mapping[str, tuple[Member, ...]]
    lines: tuple[Line, ...]
    unplanned: tuple[tuple[Application, str], ...]
    agreed: int
    lacking_papers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Mine:
    """One interview that the actor sits in."""

    row: Interview
    vacancy: Vacancy
    applicant: str
    role: str
    panel: Panel
    locked: bool


@dataclass(frozen=True, slots=True)
class InterviewPage:
    """One interview to those who plan it or sit in it.

    `papers_open` is whether the actor may read the application; `settled` whether a decision about the applicant
    stands; `locked` whether scores of this interview are locked.
    """

    row: Interview
    vacancy: Vacancy
    part: Part
    panel: Panel
    members: tuple[Member, ...]
    applicant: str
    arrangements: tuple[str, ...]
    unsettled: int
    questions: tuple[InterviewQuestion, ...]
    papers_open: bool
    papers_due: date
    papers_overdue: bool
    begun: bool
    site: str
    settled: bool
    locked: bool
    corrections: tuple[RecordCorrection, ...]

    @property
    def sits(self) -> bool:
        """Whether the actor sits in this interview."""
        return self.row.panel_id in self.part.seats

    @property
    def can_record(self) -> bool:
        """Whether the actor records what became of it."""
        return self.row.state == "planned" and (self.part.decides or self.part.seats.get(self.row.panel_id) == "chair")

    @property
    def corrects(self) -> bool:
        """Whether the actor is one of those who correct what was recorded."""
        return corrects(self.part, self.row)

    @property
    def right_states(self) -> tuple[str, ...]:
        """What the record may be corrected to."""
        return () if self.settled else right_states(self.row.state, locked=self.locked)

    @property
    def can_move(self) -> bool:
        """Whether the actor gives it another time."""
        movable = self.row.state in ("planned", "missed") and not (self.settled or self.locked)
        return self.part.recruits and movable


def interviews_overview(work: Work, vacancy_id: str) -> Overview:
    """Return a vacancy's interviews to those who recruit for it.

    Raises:
        NotFoundError: there is no such vacancy, or the actor does not recruit for it.
    """
    vacancy, part = vacancy_and_part(work, vacancy_id)
    if not part.recruits:
        raise NotFoundError
    rows = work.session.exec(select(Interview).where(Interview.vacancy_id == vacancy_id)).all()
    rows = sorted(rows, key=lambda each: (each.starts_at, each.id))
    invited = invited_applications(work, vacancy_id)
    known = {each.id: each for each in invited}
    others = [each.application_id for each in rows if each.application_id not in known]
    shown = [*invited, *work.session.exec(select(Application).where(col(Application.id).in_(others)))]
    names = applicant_names(work, vacancy_id, shown)
    outcomes = latest_outcomes(work, [each.id for each in shown])
    panels = panels_of(work, vacancy_id)
    lines = [_line(work, row, names[row.application_id], panels, outcomes) for row in rows]
    planned = {row.application_id for row in rows if row.panel_id in {panel.id for panel in panels}}
    waiting = [(each, names[each.id]) for each in invited if each.id not in planned and not is_settled(work, each.id)]
    lacking: dict[str, int] = {}
    for row in rows:
        if row.state == "planned" and row.papers_shared_at is None:
            lacking[row.panel_id] = lacking.get(row.panel_id, 0) + 1
    members = members_of(work, [panel.id for panel in panels])
    return Overview(
        vacancy,
        part,
        is_revealed(work, vacancy_id),
        tuple(panels),
        {panel.id: tuple(members.get(panel.id, ())) for panel in panels},
        tuple(lines),
        tuple(sorted(waiting, key=lambda each: (each[1], each[0].id))),
        len(questions_of(work, vacancy_id, "agreed")),
        lacking,
    )


def my_interviews(work: Work) -> list[Mine]:
    """Return the interviews that the actor sits in, by time; applicants are named after the reveal alone."""
    me = work.actor.person_id
    if me is None:
        return []
    seats = select(PanelSeat.panel_id).where(PanelSeat.person_id == me)
    stood_in = select(Attendance.panel_id).where(Attendance.person_id == me, col(Attendance.sat).is_(True))
    mine = or_(col(Panel.id).in_(seats), col(Panel.id).in_(stood_in))
    panels = {each.id: each for each in work.session.exec(select(Panel).where(mine, col(Panel.state).in_(CONFIRMED)))}
    roles = {
        panel_id: each.role
        for panel_id, found in members_of(work, list(panels)).items()
        for each in found
        if each.person_id == me
    }
    wanted = (
        select(Interview, Vacancy)
        .join(Vacancy, col(Vacancy.id) == col(Interview.vacancy_id))
        .where(col(Interview.panel_id).in_(list(roles)))
        .order_by(col(Interview.starts_at), col(Interview.id))
    )
    locks = select(ScoreSheet.interview_id).where(
        ScoreSheet.account_id == work.actor.account_id, col(ScoreSheet.locked_at).is_not(None)
    )
    locked = set(work.session.exec(locks))
    return [
        Mine(
            row,
            vacancy,
            applicant_name(work, row.application_id),
            roles[row.panel_id],
            panels[row.panel_id],
            row.id in locked,
        )
        for row, vacancy in work.session.exec(wanted)
    ]


def interview_page(work: Work, interview_id: str) -> InterviewPage:
    """Return one interview to those who plan it or sit in it.

    Raises:
        NotFoundError: there is none, or the actor has no part in it.
    """
    row, vacancy, part = interview_and_part(work, interview_id)
    panel = db.get(work.session, Panel, row.panel_id)
    return InterviewPage(
        row,
        vacancy,
        part,
        panel,
        tuple(members_of(work, [row.panel_id]).get(row.panel_id, ())),
        applicant_name(work, row.application_id),
        tuple(arrangements_of(work, row.application_id)),
        len(unsettled_adjustments(work, row.application_id)),
        tuple(questions_of(work, vacancy.id, "agreed")),
        part.recruits or row.papers_shared_at is not None,
        papers_due(work, row),
        papers_overdue(work, row),
        row.starts_at <= utc_now(),
        db.get(work.session, Site, panel.site_id).name,
        is_settled(work, row.application_id),
        has_locked_scores(work, row.id),
        tuple(corrections_of(work, row.id)),
    )


def read_papers(work: Work, interview_id: str) -> tuple[InterviewPage, ApplicationContents]:
    """Return what the applicant wrote, once it is revealed and shared with the panel; that they looked is recorded.

    Raises:
        NotFoundError: there is no such interview, or the actor has no part in it.
        ForbiddenError: the applicants have not been revealed.
        ConflictError: the papers have not been shared with the panel yet.
        RuntimeError: the unit of work only reads, so the record would be lost.
    """
    if not work.session.get_bind().get_execution_options().get(WRITES):
        raise RuntimeError("Looking at an application is recorded. Use writing().")
    page = interview_page(work, interview_id)
    application = work.session.get(Application, page.row.application_id)
    if application is None:
        raise NotFoundError
    contents = revealed_contents(work, application)
    if not page.papers_open:
        raise ConflictError("The manager has not shared the papers with the panel yet.", code="not_shared")
    work.record("application.viewed", "application", application.id, {"purpose": "interview"})
    return page, contents


def _line(work: Work, row: Interview, name: str, panels: list[Panel], outcomes: Mapping[str, object]) -> Line:
    panel = db.get(work.session, Panel, row.panel_id)
    decision = outcomes.get(row.application_id)
    fits = row.state != "planned" or (panel in panels and in_panels_time(panel, row.starts_at, row.minutes))
    return Line(
        row,
        name,
        panel,
        fits,
        short_notice(work, row) if row.state == "planned" and row.starts_at > utc_now() else None,
        papers_due(work, row),
        papers_overdue(work, row),
        len(unsettled_adjustments(work, row.application_id)),
        is_asked(work, row.application_id),
        str(getattr(decision, "outcome", "")),
    )
