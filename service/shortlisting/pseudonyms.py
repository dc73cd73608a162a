"""What each shortlister calls each application, and the order in which they meet them.

A token is 128 random bits, made anew for every shortlister: two shortlisters of one vacancy share none, and a token
says nothing about the application, its time or its number. The order is the applications' ids sorted by a keyed hash;
the key is random, is used once, and is kept nowhere.
"""

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import col, select

from service.errors import NotFoundError
from service.models import Application, Pseudonym, Shortlister, Shortlisting
from service.work import Work

MARKED_STATES = ("marking", "locked", "revealed")


@dataclass(frozen=True, slots=True)
class Entry:
    """One application on one shortlister's list: its token, its place from 1 on, and the id that only we know."""

    token: str
    number: int
    application_id: str


@dataclass(frozen=True, slots=True)
class Pile:
    """The applications that one shortlister marks for one vacancy, in their own order."""

    shortlister: Shortlister
    shortlisting: Shortlisting
    entries: tuple[Entry, ...]

    def entry(self, token: str) -> Entry:
        """Return the application with this token.

        The whole list is read whichever token is asked for, and the database is never asked about a token: an unknown
        one, somebody else's and one that was taken away cost the same and are told the same.

        Raises:
            NotFoundError: it is not on the list.
        """
        found = {entry.token: entry for entry in self.entries}.get(token)
        if found is None:
            raise NotFoundError
        return found


def keyed_order(ids: Iterable[str], key: bytes | None = None) -> list[str]:
    """Return the ids in an order that only the key decides, whatever order they came in (default: a fresh key)."""
    key = secrets.token_bytes(32) if key is None else key
    return sorted(ids, key=lambda each: hmac.digest(key, each.encode(), "sha256"))


def deal(work: Work, shortlister_id: str, application_ids: Iterable[str]) -> None:
    """Give a shortlister these applications, under new tokens and in a new order."""
    for position, application_id in enumerate(keyed_order(application_ids)):
        work.session.add(
            Pseudonym(
                token=secrets.token_hex(16),
                shortlister_id=shortlister_id,
                application_id=application_id,
                position=position,
            )
        )
    work.session.flush()


def own_pile(work: Work, vacancy_id: str) -> Pile:
    """Return what whoever acts marks for this vacancy. HR, who can open the applications, marks nothing.

    Raises:
        NotFoundError: they do not mark it, or its marking has not begun.
    """
    found = work.session.exec(
        select(Shortlister, Shortlisting)
        .join(Shortlisting, col(Shortlisting.vacancy_id) == col(Shortlister.vacancy_id))
        .where(
            Shortlister.vacancy_id == vacancy_id,
            Shortlister.account_id == work.actor.account_id,
            Shortlister.state != "stood_down",
            col(Shortlisting.state).in_(MARKED_STATES),
        )
    ).one_or_none()
    if found is None or may_identify(work.actor.roles):
        raise NotFoundError
    shortlister, shortlisting = found
    rows = work.session.exec(
        select(Pseudonym.token, Pseudonym.application_id)
        .join(Application, col(Application.id) == col(Pseudonym.application_id))
        .where(Pseudonym.shortlister_id == shortlister.id, Application.state != "withdrawn")
        .order_by(col(Pseudonym.position))
    )
    entries = tuple(Entry(token, number, application) for number, (token, application) in enumerate(rows, 1))
    return Pile(shortlister, shortlisting, entries)


def may_identify(roles: Iterable[str]) -> bool:
    """Return whether somebody with these roles can learn who applied: they cannot mark blind."""
    return bool({"hr", "admin"} & set(roles))
