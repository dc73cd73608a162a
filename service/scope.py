"""Whose vacancies are whose, for every room that works on one: panels, shortlisting, interviews and outcomes.

HR sees every vacancy. A manager sees the vacancies they appoint to and those of their own department.
"""

from sqlalchemy import ColumnElement, false, or_, true
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from service.errors import ForbiddenError, NotFoundError
from service.models import Person, Vacancy
from service.trail import Actor
from service.work import Work


def is_hr(actor: Actor) -> bool:
    """Return whether the actor works in HR."""
    return "hr" in actor.roles


def only_hr(actor: Actor) -> None:
    """Refuse anybody but HR.

    Raises:
        ForbiddenError: the actor is not HR.
    """
    if not is_hr(actor):
        raise ForbiddenError


def only_managers_and_hr(actor: Actor) -> None:
    """Refuse whoever neither recruits nor works in HR.

    Raises:
        ForbiddenError: the actor is neither a manager nor HR.
    """
    if not {"hr", "manager"} & actor.roles:
        raise ForbiddenError


def vacancies_of(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a vacancy is one the actor may see."""
    if is_hr(actor):
        return true()
    if "manager" not in actor.roles or actor.person_id is None:
        return false()
    department = select(Person.department_id).where(Person.id == actor.person_id).scalar_subquery()
    return or_(col(Vacancy.appointing_manager_id) == actor.person_id, col(Vacancy.department_id) == department)


def visible_vacancies(actor: Actor) -> SelectOfScalar[Vacancy]:
    """Return the statement for the vacancies the actor may see, in no order."""
    return select(Vacancy).where(vacancies_of(actor))


def vacancy_in_scope(work: Work, vacancy_id: str) -> Vacancy:
    """Return a vacancy the actor may see.

    Raises:
        NotFoundError: there is none, or it is not theirs.
    """
    row = work.session.exec(visible_vacancies(work.actor).where(col(Vacancy.id) == vacancy_id)).one_or_none()
    if row is None:
        raise NotFoundError
    return row
