"""Who takes part in a vacancy's selection, and as what: the one place where the room's permissions are told.

HR and the managers who may see the vacancy plan; the appointing manager and HR decide, and arrange adjustments unless
they have a seat on one of its panels; those who sit on one of its confirmed panels prepare, score and raise concerns;
so may its shortlisters, who see nothing else. Whoever has no part in a vacancy is told that there is nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, false, or_
from sqlmodel import col, select

from service.errors import ForbiddenError, NotFoundError
from service.models import (
    Account,
    Attendance,
    Interview,
    Invitation,
    Panel,
    PanelRequest,
    PanelSeat,
    Person,
    Shortlister,
    Vacancy,
)
from service.scope import is_hr, vacancies_of
from service.work import Work

CONFIRMED = ("inviting", "ready", "held", "closed")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who promised to sit on a panel, or sat; `account_id` is None for members without an account."""

    panel_id: str
    person_id: str
    name: str
    role: str
    account_id: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """What the actor is in one vacancy's selection. `seats` are their roles on its panels, by panel.

    `arranges` is whether they read what adjustments were asked for: nobody who has a seat on one of the panels does.
    """

    hr: bool = False
    recruits: bool = False
    decides: bool = False
    arranges: bool = False
    shortlists: bool = False
    seats: Mapping[str, str] = field(default_factory=dict)

    @property
    def sits(self) -> bool:
        """Whether they sit on one of the panels."""
        return bool(self.seats)

    @property
    def chairs(self) -> bool:
        """Whether they chair one of the panels."""
        return "chair" in self.seats.values()

    @property
    def any(self) -> bool:
        """Whether they take part at all."""
        return self.recruits or self.shortlists or self.sits


def panels_of(work: Work, vacancy_id: str) -> list[Panel]:
    """Return the vacancy's confirmed panels that were not cancelled, by time."""
    wanted = (
        select(Panel)
        .join(PanelRequest, col(PanelRequest.id) == col(Panel.request_id))
        .where(PanelRequest.vacancy_id == vacancy_id, col(Panel.state).in_(CONFIRMED))
    )
    return list(work.session.exec(wanted.order_by(col(Panel.starts_at), col(Panel.id))))


def members_of(work: Work, panel_ids: Collection[str]) -> dict[str, list[Member]]:
    """Return who sits on each panel, by name: who accepted and is not known to have stayed away, and who stood in."""
    seats = select(PanelSeat.panel_id, PanelSeat.person_id, PanelSeat.role).join(
        Invitation,
        (col(Invitation.panel_id) == col(PanelSeat.panel_id))
        & (col(Invitation.person_id) == col(PanelSeat.person_id))
        & (col(Invitation.state) == "accepted"),
    )
    roles: dict[tuple[str, str], str] = {
        (panel_id, person_id): role
        for panel_id, person_id, role in work.session.exec(seats.where(col(PanelSeat.panel_id).in_(panel_ids)))
        if person_id is not None
    }
    for row in work.session.exec(select(Attendance).where(col(Attendance.panel_id).in_(panel_ids))):
        if row.sat:
            roles[row.panel_id, row.person_id] = row.role
        else:
            roles.pop((row.panel_id, row.person_id), None)
    who = select(Person.id, Person.name, Account.id).outerjoin(
        Account, (col(Account.person_id) == col(Person.id)) & col(Account.disabled_at).is_(None)
    )
    people = {
        person_id: (name, account_id)
        for person_id, name, account_id in work.session.exec(
            who.where(col(Person.id).in_({person_id for _, person_id in roles}))
        )
    }
    found: defaultdict[str, list[Member]] = defaultdict(list)
    for (panel_id, person_id), role in sorted(roles.items(), key=lambda each: (people[each[0][1]][0], each[0])):
        found[panel_id].append(Member(panel_id, person_id, *_named(people[person_id], role)))
    return dict(found)


def part_in(work: Work, vacancy: Vacancy) -> Part:
    """Return what the actor is in a vacancy's selection."""
    who = work.actor
    seen = select(Vacancy.id).where(Vacancy.id == vacancy.id, vacancies_of(who))
    recruits = work.session.exec(seen).first() is not None
    appoints = vacancy.appointing_manager_id
    decides = is_hr(who) or (recruits and appoints in (None, who.person_id))
    arranges = is_hr(who) or (recruits and appoints is not None and appoints == who.person_id)
    if arranges:
        seated = select(Panel.id).join(PanelRequest, col(PanelRequest.id) == col(Panel.request_id))
        seated = seated.where(PanelRequest.vacancy_id == vacancy.id, panels_of_mine(work))
        arranges = work.session.exec(seated).first() is None
    seats = {}
    if who.person_id is not None:
        members = members_of(work, [panel.id for panel in panels_of(work, vacancy.id)])
        seats = {
            panel_id: each.role
            for panel_id, found in members.items()
            for each in found
            if each.person_id == who.person_id
        }
    shortlisters = select(Shortlister.id).where(
        Shortlister.vacancy_id == vacancy.id,
        Shortlister.account_id == who.account_id,
        col(Shortlister.state) != "stood_down",
    )
    shortlists = who.account_id is not None and work.session.exec(shortlisters).first() is not None
    return Part(is_hr(who), recruits, decides, arranges, shortlists, seats)


def panels_of_mine(work: Work) -> ColumnElement[bool]:
    """Return the condition that the actor has a seat on a confirmed panel, answered for or not, or stood in."""
    me = work.actor.person_id
    if me is None:
        return false()
    seats = select(PanelSeat.panel_id).where(PanelSeat.person_id == me)
    stood_in = select(Attendance.panel_id).where(Attendance.person_id == me, col(Attendance.sat).is_(True))
    return and_(col(Panel.state).in_(CONFIRMED), or_(col(Panel.id).in_(seats), col(Panel.id).in_(stood_in)))


def vacancy_and_part(work: Work, vacancy_id: str) -> tuple[Vacancy, Part]:
    """Return a vacancy whose selection the actor takes part in, and as what.

    Raises:
        NotFoundError: there is none, or they have no part in it.
    """
    vacancy = work.session.get(Vacancy, vacancy_id)
    part = part_in(work, vacancy) if vacancy is not None else Part()
    if vacancy is None or not part.any:
        raise NotFoundError
    return vacancy, part


def locked_vacancy(work: Work, vacancy_id: str) -> tuple[Vacancy, Part]:
    """Return the vacancy and the actor's part in it; its selection is kept from other writers until the commit.

    Raises:
        NotFoundError: there is none, or they have no part in it.
    """
    lock_selection(work, vacancy_id)
    return vacancy_and_part(work, vacancy_id)


def lock_selection(work: Work, vacancy_id: str) -> Vacancy:
    """Keep a vacancy's selection from other writers until the commit.

    Everything that changes a selection begins here, so that a concern and a decision never miss each other. The lock
    is the one that lets others go on adding rows which point at the vacancy.

    Raises:
        NotFoundError: there is no such vacancy.
    """
    row = work.session.get(Vacancy, vacancy_id, with_for_update={"key_share": True}, populate_existing=True)
    if row is None:
        raise NotFoundError
    return row


def interview_and_part(work: Work, interview_id: str, *, lock: bool = False) -> tuple[Interview, Vacancy, Part]:
    """Return an interview that the actor plans or sits in, with its vacancy and their part; perhaps locked.

    Raises:
        NotFoundError: there is none, or it is another panel's.
    """
    interview = work.session.get(Interview, interview_id)
    if interview is None:
        raise NotFoundError
    vacancy, part = (locked_vacancy if lock else vacancy_and_part)(work, interview.vacancy_id)
    if lock:
        work.session.refresh(interview)
    if not part.recruits and interview.panel_id not in part.seats:
        raise NotFoundError
    return interview, vacancy, part


def named(work: Work) -> str:
    """Return the id of the account that acts: what happens to applicants is always a named person's act.

    Raises:
        ForbiddenError: nobody is signed in, or a command acts.
    """
    if work.actor.account_id is None:
        raise ForbiddenError("This is done by a named person.")
    return work.actor.account_id


def account_names(work: Work, ids: Collection[str | None]) -> dict[str | None, str]:
    """Return the names of accounts, by id."""
    wanted = select(Account.id, Account.name).where(col(Account.id).in_({each for each in ids if each}))
    return {key: name for key, name in work.session.exec(wanted)}  # noqa: C416 - rows are no pairs to mypy


def _named(person: tuple[str, str | None], role: str) -> tuple[str, str, str | None]:
    return person[0], role, person[1]
