"""How the work is spread: seats carried by each group of people who may sit. For HR alone, and recorded."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import select

from service.models import Department, Site, utc_now
from service.panels.commitments import commitments_of
from service.panels.pool import Member, pool_of
from service.panels.scope import only_hr
from service.vault import record_views
from service.work import Work

NOT_SHARED = ""
FEW = 8


@dataclass(frozen=True, slots=True)
class GroupLoad:
    """One group of people who may sit: how many, the seats they carry over twelve months, and how many carry none.

    `by` is what people are grouped by: `role`, `band`, `department`, `site`, or a feature as `feature:gender`. `group`
    is a code, or a name for departments and sites; empty where nothing is known or shared.
    """

    by: str
    group: str
    people: int
    seats: int
    idle: int

    @property
    def mean(self) -> float:
        """Seats a person, over the group."""
        return self.seats / self.people

    @property
    def few(self) -> bool:
        """Whether the group is so small that its mean says more about single people than about the group."""
        return self.people < FEW


def load_by_group(work: Work) -> list[GroupLoad]:
    """Return the load of every group, by what people are grouped by, then by group.

    Self-descriptions are read for it, which is recorded: call it in a writing unit of work.

    Raises:
        ForbiddenError: the actor is not HR.
    """
    only_hr(work.actor)
    members = [each for each in pool_of(work).members.values() if each.trained_until is not None]
    now = utc_now()
    carried = commitments_of(work, now, now, ()).carried
    names = dict(work.session.exec(select(Department.id, Department.name)).all())
    names |= dict(work.session.exec(select(Site.id, Site.name)).all())
    features = sorted({feature for each in members for feature in each.features})
    seats_in: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for each in members:
        counted = each.opening_load_on is None or each.opening_load_on > now.date() - timedelta(days=365)
        seats = carried.get(each.id, 0) + (each.opening_load if counted else 0)
        for key in _groups(each, names, features):
            seats_in[key].append(seats)
    record_views(work, [each.id for each in members if each.features], "load by group")
    return [
        GroupLoad(by, group, len(seats), sum(seats), seats.count(0)) for (by, group), seats in sorted(seats_in.items())
    ]


def _groups(member: Member, names: dict[str, str], features: list[str]) -> Iterator[tuple[str, str]]:
    yield from (("role", span.role) for span in member.roles)
    yield "band", member.band or ""
    yield "department", names[member.department]
    yield "site", names[member.site]
    yield from ((f"feature:{feature}", member.features.get(feature, NOT_SHARED)) for feature in features)
