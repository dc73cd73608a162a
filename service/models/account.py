"""Who can sign in: accounts, their roles, sessions, API tokens and failed attempts."""

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from service.models.columns import UtcDateTime, choice, new_id, utc_now

ACCOUNT_ROLES = ("panelist", "manager", "hr", "admin")


class Account(SQLModel, table=True):
    """Somebody who can sign in; `person_id` ties them to the pool where they are in it."""

    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    email: str = Field(unique=True, max_length=254)
    name: str = Field(max_length=200)
    password_hash: str = Field(max_length=300)
    person_id: str | None = Field(default=None, foreign_key="person.id", unique=True, max_length=36)
    disabled_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    version: int = 1
    created_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))


class AccountRole(SQLModel, table=True):
    """A role an account holds in the service."""

    __tablename__ = "account_role"
    account_id: str = Field(primary_key=True, foreign_key="account.id", max_length=36)
    role: str = Field(sa_column=choice("role", *ACCOUNT_ROLES, primary_key=True))


class SignInSession(SQLModel, table=True):
    """One signed-in browser. The cookie holds a random token; only its SHA-256 is kept."""

    __tablename__ = "sign_in_session"
    token_hash: str = Field(primary_key=True, max_length=64)
    account_id: str = Field(foreign_key="account.id", index=True, max_length=36)
    created_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class ApiToken(SQLModel, table=True):
    """A personal API token; only its SHA-256 is kept. `scopes` is a space-separated list of `read` and `write`."""

    __tablename__ = "api_token"
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    account_id: str = Field(foreign_key="account.id", index=True, max_length=36)
    name: str = Field(max_length=100)
    token_hash: str = Field(unique=True, max_length=64)
    scopes: str = Field(default="read", max_length=40)
    created_at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
    expires_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    revoked_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))


class SignInAttempt(SQLModel, table=True):
    """A failed attempt to sign in, a row so that all workers throttle alike. `subject` is a keyed hash."""

    __tablename__ = "sign_in_attempt"
    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    subject: str = Field(index=True, max_length=64)
    at: datetime = Field(default_factory=utc_now, sa_column=Column(UtcDateTime, nullable=False))
