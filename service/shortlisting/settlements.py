"""What stands of a moderation: a score is settled when one marker proposed it and another confirmed it, or HR for them.

Moderations are append-only. Each is a proposal, or the same score from somebody else after it, which confirms it. Only
those who mark the application now are counted, and only scores between the lowest and the highest that were given: if
a marker drops out, what they settled is void and the mean counts until others have settled it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from service.models import Application, Moderation, Shortlister
from service.shortlisting.marking_rows import StandingMark
from service.work import Work

Key = tuple[str, str]
"""An application and a criterion, by their ids."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """Two moderations of one score: the proposal, and what confirmed it; `by_hr` says that HR did, for the absent."""

    proposed: Moderation
    confirmed: Moderation
    by_hr: bool

    @property
    def score(self) -> int:
        """The score that was settled."""
        return self.proposed.score


@dataclass(frozen=True, slots=True)
class Standing:
    """What of one cell's moderations stands. `latest` is the id of the last one, whatever became of it; or empty."""

    settled: Settlement | None = None
    proposal: Moderation | None = None
    latest: str = ""


def standings(work: Work, vacancy_id: str, marks: Iterable[StandingMark]) -> dict[Key, Standing]:
    """Return what stands of each moderated cell, given the marks that count."""
    accounts = {
        each.id: each.account_id
        for each in work.session.exec(select(Shortlister).where(Shortlister.vacancy_id == vacancy_id))
    }
    scores: defaultdict[Key, list[int]] = defaultdict(list)
    markers: defaultdict[Key, set[str]] = defaultdict(set)
    for mark in marks:
        scores[mark.application_id, mark.criterion_id].append(mark.score)
        markers[mark.application_id, mark.criterion_id].add(accounts[mark.shortlister_id])
    rows = work.session.exec(
        select(Moderation)
        .join(Application, col(Application.id) == col(Moderation.application_id))
        .where(Application.vacancy_id == vacancy_id)
        .order_by(col(Moderation.recorded_at), col(Moderation.id))
    )
    found: defaultdict[Key, list[Moderation]] = defaultdict(list)
    for row in rows:
        found[row.application_id, row.criterion_id].append(row)
    ever = set(accounts.values())
    return {key: _standing(each, scores.get(key, ()), markers.get(key, ()), ever) for key, each in found.items()}


def settled_scores(standing: Mapping[Key, Standing]) -> dict[Key, int]:
    """Return the scores that are settled."""
    return {key: each.settled.score for key, each in standing.items() if each.settled}


def _standing(
    rows: Sequence[Moderation], scores: Collection[int], markers: Collection[str], ever: Collection[str]
) -> Standing:
    settled: Settlement | None = None
    proposal: Moderation | None = None
    for row in rows:
        by_hr = row.recorded_by not in ever
        if not scores or not min(scores) <= row.score <= max(scores) or not (by_hr or row.recorded_by in markers):
            continue
        agrees = proposal is not None and proposal.score == row.score and proposal.recorded_by != row.recorded_by
        if proposal is not None and agrees:
            settled, proposal = Settlement(proposal, row, by_hr), None
        elif not by_hr:
            proposal = row
    return Standing(settled, proposal, rows[-1].id if rows else "")
