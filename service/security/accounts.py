"""Accounts: made by an administrator, signed in with an e-mail address and a password, or with a personal token."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, func
from sqlmodel import col, select

from service.db import expect_version, get, lock
from service.errors import ConflictError, InvalidInputError, NotFoundError, Problem, SignInRequiredError
from service.models import ACCOUNT_ROLES, Account, AccountRole, ApiToken, Person, SignInSession, utc_now
from service.security.passwords import hash_password, needs_rehash, password_matches
from service.security.throttle import forget_attempts, note_attempt
from service.trail import Actor
from service.work import House, Work

SCOPES = ("read", "write")
TOKEN_PREFIX = "fp_"  # noqa: S105 - a mark that secret scanners can look for, no secret


def create_account(
    work: Work, email: str, name: str, password: str, roles: Iterable[str], *, person_id: str | None = None
) -> Account:
    """Make an account with these roles, tied to a person of the pool where one is given.

    Raises:
        InvalidInputError: with every problem found.
    """
    email, name, wanted = email.strip().lower(), name.strip(), tuple(dict.fromkeys(roles))
    problems = []
    if "@" not in email or len(email) > 254 or any(letter.isspace() for letter in email):
        problems.append(Problem("email", "This is not an e-mail address.", "Give the work e-mail address."))
    elif work.session.exec(select(Account).where(Account.email == email)).first():
        problems.append(Problem("email", "An account with this e-mail address exists.", "Change that account instead."))
    if not name or len(name) > 200:
        problems.append(Problem("name", "The name is missing or too long.", "Give up to 200 characters."))
    unknown = [role for role in wanted if role not in ACCOUNT_ROLES]
    if unknown or not wanted:
        problems.append(Problem("roles", "The roles are not known.", f"Choose from {', '.join(ACCOUNT_ROLES)}."))
    if "panelist" in wanted and person_id is None:
        problems.append(
            Problem(
                "person", "A panelist's account needs its person in the pool.", "Add the person first, then name them."
            )
        )
    if person_id is not None and work.session.get(Person, person_id) is None:
        problems.append(Problem("person", "There is no such person.", "Name a person of the pool."))
    try:
        hashed = hash_password(password)
    except InvalidInputError as error:
        problems.extend(error.problems)
    if problems:
        raise InvalidInputError(problems)
    account = Account(email=email, name=name, password_hash=hashed, person_id=person_id)
    work.session.add(account)
    work.session.flush()
    work.session.add_all(AccountRole(account_id=account.id, role=role) for role in wanted)
    work.record("account.created", "account", account.id, {"roles": sorted(wanted)})
    return account


def set_roles(work: Work, account_id: str, roles: Iterable[str], expected_version: int | None) -> Account:
    """Replace an account's roles and end its sessions, so that the change counts at once."""
    account = lock(work.session, Account, account_id)
    expect_version(account, expected_version)
    wanted = set(roles)
    if not wanted or not wanted <= set(ACCOUNT_ROLES) or ("panelist" in wanted and account.person_id is None):
        raise InvalidInputError.one(
            "roles", "These roles do not fit the account.", f"Choose from {', '.join(ACCOUNT_ROLES)}."
        )
    work.session.execute(delete(AccountRole).where(col(AccountRole.account_id) == account_id))
    work.session.add_all(AccountRole(account_id=account_id, role=role) for role in wanted)
    end_sessions(work, account_id)
    work.record("account.roles_changed", "account", account_id, {"roles": sorted(wanted)})
    return account


def disable(work: Work, account_id: str, expected_version: int | None) -> Account:
    """Disable an account: its sessions end and its tokens are revoked at once."""
    account = lock(work.session, Account, account_id)
    expect_version(account, expected_version)
    account.disabled_at = utc_now()
    end_sessions(work, account_id)
    for token in work.session.exec(select(ApiToken).where(ApiToken.account_id == account_id)):
        token.revoked_at = token.revoked_at or utc_now()
    work.record("account.disabled", "account", account_id)
    return account


def enable(work: Work, account_id: str, expected_version: int | None) -> Account:
    """Let a disabled account sign in again, with its password and roles; its tokens stay revoked.

    Raises:
        ConflictError: it is not disabled.
    """
    account = lock(work.session, Account, account_id)
    expect_version(account, expected_version)
    if account.disabled_at is None:
        raise ConflictError("This account is not disabled.")
    account.disabled_at = None
    work.record("account.enabled", "account", account_id)
    return account


def change_password(work: Work, account_id: str, password: str) -> None:
    """Set a new password and end all sessions of the account."""
    account = lock(work.session, Account, account_id)
    account.password_hash = hash_password(password)
    account.version += 1
    end_sessions(work, account_id)
    work.record("account.password_changed", "account", account_id)


def accounts(work: Work, *, page: int = 1, size: int = 50) -> tuple[list[tuple[Account, list[str]]], int]:
    """Return a page of accounts with their roles, by e-mail address, and how many there are in all."""
    total = work.session.exec(select(func.count()).select_from(Account)).one()
    rows = work.session.exec(select(Account).order_by(Account.email).offset((page - 1) * size).limit(size)).all()
    return [(row, sorted(roles_of(work, row.id))) for row in rows], total


def roles_of(work: Work, account_id: str) -> frozenset[str]:
    """Return the roles of an account."""
    return frozenset(work.session.exec(select(AccountRole.role).where(AccountRole.account_id == account_id)))


def sign_in(house: House, email: str, password: str, address: str, *, replaces: str = "") -> tuple[str, Actor]:
    """Check a password and open a session; return the session's token, for the cookie, and who signed in.

    `replaces` is the session token the browser held before, if any: that session ends.

    Raises:
        SignInRequiredError: address and password do not belong together (never which of them is wrong).
        TooManyAttemptsError: too many attempts failed lately.
    """
    nobody = Actor(account_id=None, name="")
    email = email.strip().lower()
    with house.writing(nobody) as work:
        noted = note_attempt(work, email, address)
    with house.reading(nobody) as work:
        # PostgreSQL stores no NUL, so that it cannot even be asked for one.
        wanted = select(Account).where(Account.email == email.replace("\0", " "))
        account = work.session.exec(wanted).first()
    usable = account is not None and account.disabled_at is None
    good = password_matches(account.password_hash if account and usable else None, password)
    if not good or account is None:
        raise SignInRequiredError("The e-mail address and the password do not belong together.")
    token = secrets.token_urlsafe(32)
    with house.writing(nobody) as work:
        present = lock(work.session, Account, account.id)
        if present.disabled_at is not None or present.password_hash != account.password_hash:
            raise SignInRequiredError("The account was changed meanwhile. Sign in again.")
        forget_attempts(work, email, address, noted)
        who = Actor(account.id, account.name, account.person_id, roles_of(work, account.id))
        _sweep_sessions(work, replaces)
        expires = utc_now() + timedelta(hours=house.settings.session_hours)
        work.session.add(SignInSession(token_hash=_hash(token), account_id=account.id, expires_at=expires))
        if needs_rehash(present.password_hash):
            present.password_hash = hash_password(password)
        work.trail.record(work.session, who, "account.signed_in", "account", account.id)
    return token, who


def _sweep_sessions(work: Work, replaced: str) -> None:
    over = col(SignInSession.expires_at) <= utc_now()
    work.session.execute(delete(SignInSession).where(over | (col(SignInSession.token_hash) == _hash(replaced))))


def sign_out(house: House, token: str) -> None:
    """End the session of this token."""
    with house.writing(Actor(None, "")) as work:
        work.session.execute(delete(SignInSession).where(col(SignInSession.token_hash) == _hash(token)))


def end_sessions(work: Work, account_id: str) -> None:
    """End every session of an account."""
    work.session.execute(delete(SignInSession).where(col(SignInSession.account_id) == account_id))


def who_holds_session(house: House, token: str) -> Actor | None:
    """Return who is signed in with this session token, or None."""
    with house.reading(Actor(None, "")) as work:
        row = work.session.get(SignInSession, _hash(token))
        return _actor(work, row.account_id) if row is not None and row.expires_at > utc_now() else None


def who_holds_token(house: House, token: str) -> tuple[Actor, frozenset[str]] | None:
    """Return whom this API token speaks for and its scopes, or None."""
    with house.reading(Actor(None, "")) as work:
        row = work.session.exec(select(ApiToken).where(ApiToken.token_hash == _hash(token))).first()
        if row is None or row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= utc_now()):
            return None
        actor = _actor(work, row.account_id)
        return None if actor is None else (actor, frozenset(row.scopes.split()))


def create_token(
    work: Work, name: str, scopes: Iterable[str], expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """Make a personal API token for who acts; return its row and the token itself, which is shown this once."""
    wanted = [scope for scope in SCOPES if scope in set(scopes)]
    name = name.strip()
    problems = []
    if not wanted:
        problems.append(Problem("scopes", "The token would be allowed nothing.", f"Choose from {', '.join(SCOPES)}."))
    if not name or len(name) > 100:
        problems.append(Problem("name", "The name is missing or too long.", "Give up to 100 characters."))
    if problems or work.actor.account_id is None:
        raise InvalidInputError(problems)
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(
        account_id=work.actor.account_id,
        name=name,
        token_hash=_hash(token),
        scopes=" ".join(wanted),
        expires_at=expires_at,
    )
    work.session.add(row)
    work.record("token.created", "api_token", row.id, {"scopes": wanted})
    return row, token


def revoke_token(work: Work, token_id: str) -> None:
    """Revoke one of one's own tokens.

    Raises:
        NotFoundError: there is none, or it is somebody else's.
    """
    row = own_token(work, token_id)
    row.revoked_at = row.revoked_at or utc_now()
    work.record("token.revoked", "api_token", row.id)


def own_token(work: Work, token_id: str) -> ApiToken:
    """Return one of one's own tokens."""
    row = get(work.session, ApiToken, token_id)
    if row.account_id != work.actor.account_id:
        raise NotFoundError
    return row


def tokens(work: Work) -> list[ApiToken]:
    """Return one's own tokens, newest first."""
    mine = select(ApiToken).where(ApiToken.account_id == work.actor.account_id)
    return list(work.session.exec(mine.order_by(col(ApiToken.created_at).desc(), ApiToken.id)))


def _actor(work: Work, account_id: str) -> Actor | None:
    account = work.session.get(Account, account_id)
    if account is None or account.disabled_at is not None:
        return None
    return Actor(account.id, account.name, account.person_id, roles_of(work, account.id))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
