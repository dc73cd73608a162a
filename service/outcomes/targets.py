"""Targets: a measure of the scheme, the figure to reach, who answers for it, and by when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import col, select

from service import db
from service.errors import ConflictError, ForbiddenError, InvalidInputError, Problem
from service.models import Account, Target, utc_now
from service.outcomes.linked_cells import shown
from service.outcomes.scheme_health import DAYS, MEASURES, Measure
from service.scope import only_hr
from service.work import Work

ENDED = ("met", "missed", "dropped")
STANDS_FOR = timedelta(days=28)
MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Progress:
    """A target beside its measure as it is today; `reached` is None where nothing could be counted."""

    target: Target
    owner: str
    measure: Measure | None
    reached: bool | None
    overdue: bool


def set_target(
    work: Work, measure: str, title: str, goal: float, owner: str, due_on: date, *, staff_facing: bool = True
) -> Target:
    """Set a target on a measure; somebody with an account answers for it.

    Raises:
        ForbiddenError: the actor is not HR, or nobody is named.
        InvalidInputError: the measure, the goal, the owner or the day cannot be right.
    """
    only_hr(work.actor)
    if work.actor.account_id is None:
        raise ForbiddenError("A target is set by a named person. Sign in.")
    problems = []
    if measure not in MEASURES:
        problems.append(Problem("measure", "There is no such measure.", "Choose one of the list."))
    most = MOST_DAYS if measure == "days_to_panel" else 100
    if not 0 <= goal <= most:
        problems.append(Problem("goal", f"A goal on this measure is from 0 to {most}.", "Correct the figure."))
    if not title.strip() or len(title) > 200:
        problems.append(Problem("title", "Say in up to 200 characters what is to be reached."))
    account = work.session.get(Account, owner) if owner else None
    if account is None or account.disabled_at is not None:
        problems.append(Problem("owner", "Somebody with an account answers for it.", "Choose a colleague."))
    if due_on <= utc_now().astimezone(work.settings.zone).date():
        problems.append(Problem("due_on", "This day is not to come.", "Choose a later day."))
    if problems:
        raise InvalidInputError(problems)
    target = Target(
        measure=measure, title=title.strip(), goal=goal, owner=owner, due_on=due_on, staff_facing=staff_facing,
        set_by=work.actor.account_id,
    )  # fmt: skip
    work.session.add(target)
    work.session.flush()
    work.record("target.set", "target", target.id, {"measure": measure, "goal": goal, "due": str(due_on)})
    return target


def end_target(work: Work, target_id: str, state: str, note: str, expected_version: int | None) -> Target:
    """End a target as met, missed or dropped, with what was learnt from it.

    Raises:
        ForbiddenError: the actor is not HR.
        ConflictError: it has ended already.
        InvalidInputError: the state is none of the three, or there is no note.
    """
    only_hr(work.actor)
    target = db.lock(work.session, Target, target_id)
    problems = []
    if state not in ENDED:
        problems.append(Problem("state", "Say how it ended.", f"Choose one of {', '.join(ENDED)}."))
    if not note.strip() or len(note) > 1000:
        problems.append(Problem("note", "Say in up to 1,000 characters what was done, or why not."))
    if problems:
        raise InvalidInputError(problems)
    db.expect_version(target, expected_version)
    if target.state != "running":
        raise ConflictError(f"This target has been {target.state} already.", code="ended")
    target.state, target.note = state, note.strip()
    work.session.add(target)
    work.record("target.ended", "target", target.id, {"state": state})
    return target


def targets(work: Work) -> list[Target]:
    """Return all targets, those that run first, by the day they are due."""
    rows = work.session.exec(select(Target).order_by(col(Target.due_on), col(Target.id)))
    return sorted(rows, key=lambda each: each.state != "running")


def progress_of(work: Work, measures: Mapping[str, Measure]) -> list[Progress]:
    """Return every target beside its measure.

    Raises:
        ForbiddenError: the actor is not HR.
    """
    only_hr(work.actor)
    names = dict(work.session.exec(select(Account.id, Account.name)).all())
    today = utc_now().astimezone(work.settings.zone).date()
    found = []
    for target in targets(work):
        measure = measures.get(target.measure)
        reached = None if measure is None else _reached(target.goal, measure)
        overdue = target.state == "running" and target.due_on < today
        found.append(Progress(target, names.get(target.owner, ""), measure, reached, overdue))
    return found


def publish_figures(work: Work, measures: Mapping[str, Measure]) -> int:
    """Show staff the running targets' figures, computed from counts under the release rule; return how many.

    1 to 7 are hidden and other counts are rounded to the nearest 5, so a figure may be some points off, or missing.
    Figures stand for four weeks: two soon after another would tell about single people.

    Raises:
        ForbiddenError: the actor is not HR.
        ConflictError: the figures shown are younger than four weeks.
    """
    only_hr(work.actor)
    today = utc_now().astimezone(work.settings.zone).date()
    shown_now = [each for each in targets(work) if each.staff_facing and each.state == "running"]
    latest = max((each.figure_on for each in targets(work) if each.figure_on is not None), default=None)
    if latest is not None and today < latest + STANDS_FOR:
        until = latest + STANDS_FOR
        raise ConflictError(f"The figures that staff see stand until {until:%-d %B %Y}.", code="too_soon")
    for target in shown_now:
        measure = measures.get(target.measure)
        target.figure = None if measure is None else _published(measure)
        target.figure_on = today
        target.version += 1
        work.session.add(target)
    work.record("targets.published", "target", "all", {"targets": len(shown_now)})
    return len(shown_now)


def staff_targets(work: Work) -> list[Target]:
    """Return the targets that all staff see, those that run first."""
    return [each for each in targets(work) if each.staff_facing]


def _published(measure: Measure) -> dict[str, float | int | str | None]:
    count, of = shown(measure.count), shown(measure.of)
    value: float | None = None
    if isinstance(of, int) and of:
        if measure.unit == DAYS:
            value = measure.value
        elif isinstance(count, int) and isinstance(shown(measure.of - measure.count), int):
            value = min(100.0, round(100 * count / of, 1))
    return {"value": value, "of": of}


def _reached(goal: float, measure: Measure) -> bool | None:
    if measure.value is None:
        return None
    return measure.value >= goal if measure.more_is_better else measure.value <= goal
