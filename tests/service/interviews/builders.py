"""A selection to begin with: a revealed vacancy with a panel that promised to sit, and applicants who are invited."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import time_machine
from sqlmodel import select

from service.application_contents import ApplicationContents, Section, seal_contents
from service.interviews.planning import plan_interview, record_interview, share_papers
from service.interviews.questions import QuestionDraft, propose_question, settle_question
from service.interviews.scoring import lock_sheet, save_scores
from service.interviews.sheets import Scored
from service.models import (
    Application,
    Criterion,
    Interview,
    InterviewQuestion,
    Invitation,
    Panel,
    PanelRequest,
    PanelSeat,
    Person,
    ShortlistDecision,
    Shortlister,
    Shortlisting,
    Vacancy,
    new_id,
)
from service.trail import SYSTEM, Actor
from service.work import House, Work
from tests.builders import NEXT_TUESDAY, a_person, a_request, a_vacancy, an_account

SEATS = ("chair", "ambassador", "panelist")
NAMES = (("Oyelaran", "Fictive"), ("Marguerite", "Invented"), ("Iestyn", "Madeup"), ("Zofia", "Imagined"))
ANCHORS = {score: f"What earns {score}" for score in range(5)}


@dataclass
class Selection:
    """The ids and people of a selection; `people` are actors by what they are in it."""

    house: House
    vacancy_id: str
    panel_id: str
    applications: list[str]
    people: dict[str, Actor]
    persons: dict[str, Person] = field(default_factory=dict)
    starts: datetime = NEXT_TUESDAY

    def __getattr__(self, name: str) -> Actor:
        people: dict[str, Actor] = self.__dict__["people"]
        try:
            return people[name]
        except KeyError:
            raise AttributeError(name) from None


def a_selection(
    house: House, *, applicants: int = 2, starts: datetime = NEXT_TUESDAY, hours: int = 6, revealed: bool = True,
    band: str = "8a",
) -> Selection:  # fmt: skip
    """A selection with a chair, an ambassador and a panelist on one panel of six hours, a shortlister, and HR twice."""
    with house.writing(SYSTEM) as work:
        persons = {"manager": a_person(work, roles=(), name="Mara Manager")}
        vacancy = a_vacancy(work, manager=persons["manager"], band=band)
        persons |= {role: a_person(work, roles=(role,), name=f"{role.title()} Sample") for role in SEATS}
        persons["shortlister"] = a_person(work, name="Sian Shortlister")
        persons["stranger"] = a_person(work, roles=(), department="d9", name="Otto Other")
        people = {
            name: an_actor_for(work, ("manager",) if name in ("manager", "stranger") else ("panelist",), person)
            for name, person in persons.items()
        }
        people |= {"hr": an_actor_for(work, ("hr",)), "second": an_actor_for(work, ("hr",))}
        panel = a_panel(work, vacancy, [(role, persons[role]) for role in SEATS], starts, hours)
        work.session.add(Shortlisting(vacancy_id=vacancy.id, state="revealed" if revealed else "locked"))
        work.session.add(
            Shortlister(
                vacancy_id=vacancy.id,
                account_id=str(people["shortlister"].account_id),
                named_by=str(people["hr"].account_id),
            )
        )
        work.session.add(
            Criterion(vacancy_id=vacancy.id, position=0, text="Leads a team kindly", assessed_by="interview")
        )
        made = [
            an_invited_applicant(work, vacancy, *NAMES[number % 4], str(people["hr"].account_id), number)
            for number in range(applicants)
        ]
        return Selection(house, vacancy.id, panel.id, [each.id for each in made], people, persons, starts)


def an_actor_for(work: Work, roles: Sequence[str], person: Person | None = None) -> Actor:
    account = an_account(work, roles=roles, person=person)
    return Actor(account.id, account.name, account.person_id, frozenset(roles))


def a_panel(
    work: Work, vacancy: Vacancy, seats: Sequence[tuple[str, Person]], starts: datetime, hours: int = 6
) -> Panel:
    """A ready panel whose members have accepted."""
    request: PanelRequest = a_request(work, vacancy=vacancy, starts=[starts], minutes=hours * 60, state="confirmed")
    panel = Panel(
        request_id=request.id, state="ready", starts_at=starts, ends_at=starts + timedelta(hours=hours),
        zone="Europe/London", site_id=vacancy.site_id,
    )  # fmt: skip
    work.session.add(panel)
    work.session.flush()
    for position, (role, person) in enumerate(seats):
        seat = PanelSeat(panel_id=panel.id, position=position, role=role, person_id=person.id)
        work.session.add(seat)
        work.session.flush()
        work.session.add(Invitation(panel_id=panel.id, seat_id=seat.id, person_id=person.id, state="accepted"))
    work.session.flush()
    return panel


def an_invited_applicant(
    work: Work, vacancy: Vacancy, first: str, last: str, decided_by: str, number: int = 0
) -> Application:
    """An application with a name and a statement, which somebody decided to invite."""
    key = new_id()
    contents = ApplicationContents(
        {"first_name": first, "last_name": last}, (Section("Supporting statement", f"I am {first} and led a ward."),)
    )
    row = Application(
        id=key, vacancy_id=vacancy.id, reference=f"A-{number}", applied_on=date(2026, 11, 2), state="released",
        sealed=seal_contents(work.settings, key, contents),
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    work.session.add(ShortlistDecision(application_id=key, decision="invite", reason="Met all", decided_by=decided_by))
    work.session.flush()
    return row


def agreed_question(at: Selection, text: str = "Tell us how you led a change.") -> str:
    """A complete question that the manager agreed to; its id."""
    with at.house.writing(at.manager) as work:
        criterion = work.session.exec(select(Criterion.id).where(Criterion.vacancy_id == at.vacancy_id)).first()
        made = propose_question(work, at.vacancy_id, QuestionDraft(text, "Names the people.", ANCHORS, 4, criterion))
        settle_question(work, made.id, "agreed", 1)
        return made.id


def planned(at: Selection, number: int = 0, starts: datetime | None = None, minutes: int = 60) -> str:
    """One applicant's interview, an hour after the one before; its id."""
    starts = starts or at.starts + timedelta(hours=number)
    with at.house.writing(at.manager) as work:
        return plan_interview(work, at.vacancy_id, at.applications[number], at.panel_id, starts, minutes).id


def shared(at: Selection) -> None:
    """Share the papers with the panel."""
    with at.house.writing(at.manager) as work:
        share_papers(work, at.vacancy_id, at.panel_id)


@contextmanager
def after_the_interviews(when: datetime = NEXT_TUESDAY + timedelta(hours=7)) -> Iterator[None]:
    """Let the day of the interviews come to its end."""
    with time_machine.travel(when, tick=True):
        yield


def held(at: Selection, interview_id: str) -> None:
    """Record that an interview was held."""
    with at.house.writing(at.chair) as work:
        record_interview(work, interview_id, "held", work.session.get_one(Interview, interview_id).version)


def scored(at: Selection, interview_id: str, who: str, points: int, *, lock: bool = True) -> None:
    """Let a member give every question the same score, and lock."""
    with at.house.writing(at.people[who]) as work:
        questions = work.session.exec(
            select(InterviewQuestion.id).where(
                InterviewQuestion.vacancy_id == at.vacancy_id, InterviewQuestion.state == "agreed"
            )
        ).all()
        given = {each: Scored(points, f"{who} heard this") for each in questions}
        sheet = save_scores(work, interview_id, given, 0)
        if lock:
            lock_sheet(work, interview_id, sheet.version)


def ready_to_decide(at: Selection) -> list[str]:
    """Plan, hold and score every applicant's interview by chair and ambassador; inside `after_the_interviews`.

    Interviews are planned as if it were before: planning does not ask what day it is.
    """
    agreed_question(at)
    made = [planned(at, number) for number in range(len(at.applications))]
    for each in made:
        held(at, each)
        for who in ("chair", "ambassador"):
            scored(at, each, who, 3)
    return made


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]
