"""Whose record a panelist's page is about: their own."""

from service.errors import NotFoundError
from service.security.guard import actor


def own_id() -> str:
    """Return the id of the person who is signed in.

    Raises:
        NotFoundError: the account belongs to nobody in the pool.
    """
    person_id = actor().person_id
    if person_id is None:
        raise NotFoundError
    return person_id
