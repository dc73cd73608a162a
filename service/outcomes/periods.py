"""Closing a period: its figures are final, and what is recorded of it later counts on the first day after it."""

from datetime import date

from sqlmodel import col, select

from service.errors import ForbiddenError, InvalidInputError, Problem
from service.models import ClosedPeriod, new_id, utc_now
from service.scope import only_hr
from service.work import Work


def close_period(work: Work, first_day: date, last_day: date) -> ClosedPeriod:
    """Close the days from `first_day` to `last_day`; this cannot be undone.

    Raises:
        ForbiddenError: the actor is not HR, or nobody is named.
        InvalidInputError: the days are the wrong way round, have not passed, or meet a closed period.
    """
    only_hr(work.actor)
    if work.actor.account_id is None:
        raise ForbiddenError("A period is closed by a named person. Sign in.")
    key = new_id()
    # Recorded first: the trail has one writer at a time, so two who close at once see what the other closed.
    work.record("period.closed", "period", key, {"first": str(first_day), "last": str(last_day)})
    problems = []
    if last_day < first_day:
        problems.append(Problem("last_day", "The last day is before the first.", "Correct either."))
    if last_day >= utc_now().astimezone(work.settings.zone).date():
        problems.append(Problem("last_day", "This day has not passed.", "Close a period when it is over."))
    for period in closed_periods(work):
        if first_day <= period.last_day and period.first_day <= last_day:
            text = f"{period.first_day:%-d %B %Y} to {period.last_day:%-d %B %Y} is closed already."
            problems.append(Problem("first_day", text, "Choose days outside it."))
    if problems:
        raise InvalidInputError(problems)
    period = ClosedPeriod(id=key, first_day=first_day, last_day=last_day, closed_by=work.actor.account_id)
    work.session.add(period)
    work.session.flush()
    return period


def closed_periods(work: Work) -> list[ClosedPeriod]:
    """Return the closed periods, the earliest first."""
    return list(work.session.exec(select(ClosedPeriod).order_by(col(ClosedPeriod.first_day))))
