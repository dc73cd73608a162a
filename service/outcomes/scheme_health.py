"""How the scheme itself does: panels that met what was asked, training, promises kept, time, declines, disagreement.

Each figure keeps its counts. None of them says that panels cause outcomes: the pages say that they do not.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Protocol

from sqlmodel import col, select

from service.models import (
    Concern,
    Feedback,
    Invitation,
    Justification,
    Mark,
    MarkingFlag,
    Panel,
    PanelRequest,
    PanelRole,
    RedactedPack,
    Shortlister,
    TrainingKind,
    TrainingRecord,
    bands,
    utc_now,
)
from service.scope import only_hr
from service.work import Work

APART = 2  # points between two locked scores of the same criterion that count as disagreement
PERCENT, DAYS = "percent", "days"


class SatFacts(Protocol):
    """What is known of a panel that sat; the use cases of panels find it out."""

    @property
    def band(self) -> str | None:
        """The band of the post, None outside the scale."""
        ...

    @property
    def requirements(self) -> tuple[str, ...]:
        """The ids of what was asked."""
        ...

    @property
    def lacked_planned(self) -> frozenset[str]:
        """What it lacked when it was planned."""
        ...

    @property
    def lacked(self) -> frozenset[str]:
        """What those who sat lacked."""
        ...

    @property
    def excepted(self) -> frozenset[str]:
        """What HR had waived with a reason."""
        ...

    @property
    def ambassador(self) -> bool:
        """Whether somebody sat as ambassador."""
        ...


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure: `count` of `of`, as a percentage, or a median of days over `of` things; None if there are none.

    `more_is_better` says which way is good; `key` is what a target names.
    """

    key: str
    title: str
    count: int
    of: int
    unit: str = PERCENT
    more_is_better: bool = True
    days: float | None = None

    @property
    def value(self) -> float | None:
        """Percent, or days; None where nothing was counted."""
        if not self.of:
            return None
        return self.days if self.unit == DAYS else 100 * self.count / self.of


@dataclass(frozen=True, slots=True)
class Kept:
    """How often one requirement was met by panels that sat: as planned, as it came, and lacks that HR had waived."""

    requirement: str
    sat: int
    planned: int
    actual: int
    excepted: int


MEASURES = {
    "panels_met": "Panels that sat and met everything asked of them",
    "ambassador_8a": "Panels for Band 8a and above with an ambassador",
    "training_in_date": "People with a panel role whose training is in date",
    "justified_in_time": "Appointments justified by the day they were due",
    "feedback_in_time": "Feedback sent by the day it was due",
    "days_to_panel": "Median days from asking for a panel to its confirmation",
    "declined": "Invitations declined",
    "leaks": "Redacted packs in which a shortlister found an identity leak",
    "disagreement": "Marks on which shortlisters were two points or more apart",
    "concerns_answered": "Concerns that have been answered",
}


def measures_of(work: Work, sat: Sequence[SatFacts], first: date, last: date) -> list[Measure]:
    """Return the scheme's figures for the days from `first` to `last`; `sat` are the panels that sat then.

    Raises:
        ForbiddenError: the actor is not HR.
    """
    only_hr(work.actor)
    span = _span(work, first, last)
    senior = [panel for panel in sat if bands.within(panel.band, "8a", None)]
    return [
        _share("panels_met", sum(not panel.lacked for panel in sat), len(sat)),
        _share("ambassador_8a", sum(panel.ambassador for panel in senior), len(senior)),
        _training(work, last),
        _justified(work, first, last),
        _feedback(work, first, last),
        _days_to_panel(work, span),
        _declined(work, span),
        _leaks(work, span),
        _disagreement(work, span),
        _concerns(work, span),
    ]


def kept_requirements(sat: Iterable[SatFacts]) -> list[Kept]:
    """Return each requirement's record over panels that sat, by its id."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for panel in sat:
        for rule in panel.requirements:
            counts[rule]["sat"] += 1
            counts[rule]["planned"] += rule not in panel.lacked_planned
            counts[rule]["actual"] += rule not in panel.lacked
            counts[rule]["excepted"] += rule in panel.excepted
    return [
        Kept(rule, seen["sat"], seen["planned"], seen["actual"], seen["excepted"])
        for rule, seen in sorted(counts.items())
    ]


def themes_of_concerns(work: Work, first: date, last: date) -> dict[str, int]:
    """Return how many concerns of each theme were raised in the period: lived experience beside hard data.

    Raises:
        ForbiddenError: the actor is not HR.
    """
    only_hr(work.actor)
    begins, ends = _span(work, first, last)
    return dict(
        sorted(Counter(each.theme for each in work.session.exec(select(Concern))
                       if begins <= each.raised_at < ends).items())
    )  # fmt: skip


def _share(key: str, count: int, of: int, *, more_is_better: bool = True) -> Measure:
    return Measure(key, MEASURES[key], count, of, more_is_better=more_is_better)


def _span(work: Work, first: date, last: date) -> tuple[datetime, datetime]:
    """The instants at which the first day begins and the last one ends, where the organisation is."""
    zone = work.settings.zone
    return datetime.combine(first, time(), zone), datetime.combine(last + timedelta(days=1), time(), zone)


def _training(work: Work, today: date) -> Measure:
    """Everybody with a role that counts on the day needs each required kind of training in date."""
    required = set(work.session.exec(select(TrainingKind.code).where(col(TrainingKind.required).is_(True))))
    people = {
        role.person_id
        for role in work.session.exec(select(PanelRole))
        if (role.starts_on is None or role.starts_on <= today) and (role.ends_on is None or today <= role.ends_on)
    }
    valid: defaultdict[str, set[str]] = defaultdict(set)
    for record in work.session.exec(select(TrainingRecord)):
        if record.completed_on <= today and (record.expires_on is None or today <= record.expires_on):
            valid[record.person_id].add(record.kind)
    return _share("training_in_date", sum(required <= valid[person] for person in people), len(people))


def _justified(work: Work, first: date, last: date) -> Measure:
    rows = work.session.exec(select(Justification))
    return _in_time("justified_in_time", ((row.due_on, row.written_at) for row in rows), first, last)


def _feedback(work: Work, first: date, last: date) -> Measure:
    rows = work.session.exec(select(Feedback))
    return _in_time("feedback_in_time", ((row.due_on, row.sent_at) for row in rows), first, last)


def _in_time(key: str, rows: Iterable[tuple[date, datetime | None]], first: date, last: date) -> Measure:
    """What is not yet due and not done counts nowhere: there is still time for it."""
    today = utc_now().date()
    due = [(day, done) for day, done in rows if first <= day <= last and (done is not None or day < today)]
    return _share(key, sum(done is not None and done.date() <= day for day, done in due), len(due))


def _days_to_panel(work: Work, span: tuple[datetime, datetime]) -> Measure:
    wanted = select(PanelRequest.created_at, Panel.confirmed_at).join(
        Panel, col(Panel.request_id) == col(PanelRequest.id)
    )
    days = [
        (confirmed - asked).total_seconds() / 86_400
        for asked, confirmed in work.session.exec(wanted.where(col(Panel.confirmed_at).is_not(None)))
        if confirmed is not None and span[0] <= confirmed < span[1]
    ]
    middle = round(median(days), 2) if days else None
    return Measure("days_to_panel", MEASURES["days_to_panel"], len(days), len(days), DAYS, False, middle)


def _declined(work: Work, span: tuple[datetime, datetime]) -> Measure:
    answered = [
        row.state
        for row in work.session.exec(select(Invitation).where(col(Invitation.answered_at).is_not(None)))
        if row.answered_at is not None and span[0] <= row.answered_at < span[1]
    ]
    return _share("declined", answered.count("declined"), len(answered), more_is_better=False)


def _leaks(work: Work, span: tuple[datetime, datetime]) -> Measure:
    packs = {
        row.application_id
        for row in work.session.exec(select(RedactedPack))
        if row.released_at is not None and span[0] <= row.released_at < span[1]
    }
    flags = work.session.exec(select(MarkingFlag).where(MarkingFlag.kind == "leak"))
    return _share("leaks", len({each.application_id for each in flags} & packs), len(packs), more_is_better=False)


def _disagreement(work: Work, span: tuple[datetime, datetime]) -> Measure:
    """Only locked scores count, and only where at least two people gave one."""
    locked = {
        row.id
        for row in work.session.exec(select(Shortlister).where(Shortlister.state == "locked"))
        if row.locked_at is not None and span[0] <= row.locked_at < span[1]
    }
    scores: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for mark in work.session.exec(select(Mark).where(col(Mark.score).is_not(None))):
        if mark.shortlister_id in locked and mark.score is not None:
            scores[mark.application_id, mark.criterion_id].append(mark.score)
    several = [given for given in scores.values() if len(given) > 1]
    apart = sum(max(given) - min(given) >= APART for given in several)
    return _share("disagreement", apart, len(several), more_is_better=False)


def _concerns(work: Work, span: tuple[datetime, datetime]) -> Measure:
    raised = [each for each in work.session.exec(select(Concern)) if span[0] <= each.raised_at < span[1]]
    return _share("concerns_answered", sum(each.answered_at is not None for each in raised), len(raised))
