"""Passwords, hashed with argon2id."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from service.errors import InvalidInputError

LEAST = 12
MOST = 200
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # OWASP's smallest recommended argon2id
# Checked when there is no such account, so that the answer takes as long as for one that exists.
_DECOY = _hasher.hash(secrets.token_urlsafe(16))


def hash_password(password: str) -> str:
    """Return the argon2id hash of a new password.

    Raises:
        InvalidInputError: the password is too short or too long.
    """
    if not LEAST <= len(password) <= MOST:
        raise InvalidInputError.one(
            "password", f"The password has {len(password)} characters.", f"Choose {LEAST} to {MOST} characters."
        )
    return _hasher.hash(password)


def password_matches(password_hash: str | None, password: str) -> bool:
    """Return whether the password belongs to the hash; None stands for an account that does not exist."""
    known = password_hash if len(password) <= MOST else None
    try:
        return _hasher.verify(known or _DECOY, password[:MOST].encode("utf-8", "replace")) and known is not None
    except (Argon2Error, InvalidHashError):
        return False


def needs_rehash(password_hash: str) -> bool:
    """Return whether the hash was made with older settings."""
    return _hasher.check_needs_rehash(password_hash)
