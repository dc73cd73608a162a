"""Who may see what applicants wrote: the recruitment team, unless they also select for this vacancy.

Before the reveal nobody but HR knows that a vacancy has any application: for everybody else it is not there. HR's own
people who sit on a panel of the vacancy, appoint for it or mark its applications are kept out until the reveal.
After it the managers of the vacancy read the applications. Shortlisters read no more than before, and panel members
read the shared papers of those whom they interview, in the room of interviews and nowhere else.
"""

from sqlmodel import col, select

from service import db
from service.application_contents import is_revealed
from service.errors import ForbiddenError, NotFoundError
from service.models import (
    LIVE_PANEL_STATES,
    Application,
    Panel,
    PanelRequest,
    PanelSeat,
    Shortlister,
    Vacancy,
)
from service.scope import is_hr, vacancy_in_scope
from service.work import Work

OPENED = "application.original_opened"  # the trail's word: whoever did so knows who applied


def for_recruiters(work: Work, vacancy_id: str) -> Vacancy:
    """Return a vacancy whose applications the actor may open at any time.

    Raises:
        NotFoundError: there is none, or the actor is not HR.
        ForbiddenError: the actor selects for this vacancy.
    """
    if not is_hr(work.actor):
        raise NotFoundError
    vacancy = db.get(work.session, Vacancy, vacancy_id)
    if selects_for(work, vacancy):
        raise ForbiddenError(
            "You select for this vacancy, as a shortlister, on its panel or as its manager, so somebody else in HR "
            "handles its applications until the reveal."
        )
    return vacancy


def for_readers(work: Work, vacancy_id: str) -> Vacancy:
    """Return a vacancy whose applications the actor may read: HR, and after the reveal its managers.

    Raises:
        NotFoundError: there is none, or not for them, or not yet.
        ForbiddenError: the actor is HR, selects for this vacancy, and nothing is revealed yet.
    """
    if not is_revealed(work, vacancy_id):
        return for_recruiters(work, vacancy_id)
    return vacancy_in_scope(work, vacancy_id)


def application_for_recruiters(work: Work, application_id: str) -> Application:
    """Return an application of a vacancy that `for_recruiters` returns.

    Raises:
        NotFoundError, ForbiddenError: as `for_recruiters`.
    """
    row = work.session.get(Application, application_id) if is_hr(work.actor) else None
    if row is None:
        raise NotFoundError
    for_recruiters(work, row.vacancy_id)
    return row


def selects_for(work: Work, vacancy: Vacancy) -> bool:
    """Return whether the actor marks this vacancy's applications, sits on a panel of it, or appoints for it."""
    person, account = work.actor.person_id, work.actor.account_id
    if account is not None:
        marks = select(Shortlister.id).where(
            Shortlister.vacancy_id == vacancy.id, Shortlister.account_id == account, Shortlister.state != "stood_down"
        )
        if work.session.exec(marks).first():
            return True
    if person is None:
        return False
    if person == vacancy.appointing_manager_id:
        return True
    seats = (
        select(PanelSeat.id)
        .join(Panel, col(Panel.id) == col(PanelSeat.panel_id))
        .join(PanelRequest, col(PanelRequest.id) == col(Panel.request_id))
        .where(
            col(PanelRequest.vacancy_id) == vacancy.id,
            col(Panel.state).in_(LIVE_PANEL_STATES),
            col(PanelSeat.person_id) == person,
        )
    )
    return work.session.exec(seats).first() is not None
