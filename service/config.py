"""Frozen settings, read once from `FAIRPANEL_…` environment variables.

Half a configuration is refused with a sentence that names the variable. Outside demo mode there are no default
secrets: the service does not start without its own.
"""

import base64
import binascii
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from service.errors import ConfigurationError

PREFIX = "FAIRPANEL_"
KNOWN = frozenset(
    {
        "DATABASE_URL", "SECRET_KEY", "DATA_KEYS", "TRAIL_KEY", "DEMO", "ORGANISATION", "SERVICE_NAME", "TIMEZONE",
        "NHS_LOGO", "INSECURE_COOKIES", "TRUSTED_PROXIES", "PUBLIC_URL", "CAP_PERIOD_STARTS", "CAP_PERIOD_DAYS",
        "PROPOSAL_DAYS", "PAPERS_DAYS", "JUSTIFY_FROM_BAND", "JUSTIFICATION_DAYS", "FEEDBACK_DAYS", "LINK_DAYS",
        "RELEASE_REQUIRED", "SESSION_HOURS", "VAR", "HOST", "PORT", "WORKERS", "WORKER",
        "TEST_POSTGRES_URL",
    }
)  # fmt: skip
DEMO_KEY = base64.urlsafe_b64encode(b"fairpanel demonstration key only").decode()


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything about an installation that is not data.

    `data_keys` are 32-byte keys for self-descriptions, newest first; older ones only decrypt. `trail_key` keys the
    trail's chain. `cap_period_starts` and `cap_period_days` cut the calendar into the periods personal caps count in.
    `proposal_days` is how long an unconfirmed proposal holds its people. Working days: `papers_days` before an
    interview its panel has the papers; `feedback_days` after it its feedback is due, `justification_days` after an
    appointment its justification. From `justify_from_band` on appointments are justified, all where it is empty.
    `link_days` is how long an applicant's link opens at least. `trusted_proxies` is how many proxies in front may set
    forwarding headers.
    """

    database_url: str
    secret_key: str
    data_keys: tuple[bytes, ...]
    trail_key: bytes
    demo: bool = False
    organisation: str = "Your organisation"
    service_name: str = "Fairpanel"
    timezone: str = "Europe/London"
    nhs_logo: bool = False
    secure_cookies: bool = True
    trusted_proxies: int = 0
    public_url: str = ""
    cap_period_starts: str = "2026-01-05"
    cap_period_days: int = 28
    proposal_days: int = 5
    papers_days: int = 3
    justify_from_band: str = ""
    justification_days: int = 10
    feedback_days: int = 10
    link_days: int = 28
    release_required: bool = False
    session_hours: int = 10

    @property
    def zone(self) -> ZoneInfo:
        """The organisation's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is an SQLite file."""
        return self.database_url.startswith("sqlite")


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings in `environment` (default: the process's).

    Raises:
        ConfigurationError: a variable is missing, unknown or contradicts another.
    """
    env = os.environ if environment is None else environment
    given = {name[len(PREFIX) :]: value.strip() for name, value in env.items() if name.startswith(PREFIX)}
    unknown = sorted(set(given) - KNOWN)
    if unknown:
        raise ConfigurationError(f"{PREFIX}{unknown[0]} is not a setting. Remove it or correct its name.")
    demo = _flag(given, "DEMO")
    secrets = [name for name in ("SECRET_KEY", "DATA_KEYS", "TRAIL_KEY") if not given.get(name)]
    if secrets and not demo:
        raise ConfigurationError(
            f"Set {', '.join(PREFIX + name for name in secrets)}: outside demo mode Fairpanel has no default secrets. "
            "`fairpanel make-keys` prints a set to keep in your secret store."
        )
    if not demo and DEMO_KEY in (given["SECRET_KEY"], given["TRAIL_KEY"], *given["DATA_KEYS"].split(",")):
        raise ConfigurationError(
            "A demonstration key is set outside demo mode. `fairpanel make-keys` prints a set of your own."
        )
    if not demo and not given.get("DATABASE_URL"):
        raise ConfigurationError(
            f"Set {PREFIX}DATABASE_URL, for example postgresql+psycopg://… or sqlite:////srv/fairpanel.sqlite3."
        )
    secret = given.get("SECRET_KEY") or DEMO_KEY
    if len(secret) < 32:
        raise ConfigurationError(f"{PREFIX}SECRET_KEY is too short: give at least 32 characters.")
    return Settings(
        database_url=_database_url(given.get("DATABASE_URL") or f"sqlite:///{_var(given) / 'demo.sqlite3'}"),
        secret_key=secret,
        data_keys=tuple(_key("DATA_KEYS", part) for part in (given.get("DATA_KEYS") or DEMO_KEY).split(",")),
        trail_key=_key("TRAIL_KEY", given.get("TRAIL_KEY") or DEMO_KEY),
        demo=demo,
        organisation=given.get("ORGANISATION")
        or ("Larkfield and Weir NHS Foundation Trust (invented)" if demo else "Your organisation"),
        service_name=given.get("SERVICE_NAME") or "Fairpanel",
        timezone=_zone(given.get("TIMEZONE") or "Europe/London"),
        nhs_logo=_flag(given, "NHS_LOGO"),
        secure_cookies=not (_flag(given, "INSECURE_COOKIES") or demo),
        trusted_proxies=_whole(given, "TRUSTED_PROXIES", 0, 0, 10),
        public_url=given.get("PUBLIC_URL", "").rstrip("/"),
        cap_period_starts=_day(given, "CAP_PERIOD_STARTS", "2026-01-05"),
        cap_period_days=_whole(given, "CAP_PERIOD_DAYS", 28, 1, 366),
        proposal_days=_whole(given, "PROPOSAL_DAYS", 5, 1, 90),
        papers_days=_whole(given, "PAPERS_DAYS", 3, 0, 30),
        justify_from_band=_band(given.get("JUSTIFY_FROM_BAND") or ""),
        justification_days=_whole(given, "JUSTIFICATION_DAYS", 10, 1, 60),
        feedback_days=_whole(given, "FEEDBACK_DAYS", 10, 1, 60),
        link_days=_whole(given, "LINK_DAYS", 28, 1, 180),
        release_required=_flag(given, "RELEASE_REQUIRED"),
        session_hours=_whole(given, "SESSION_HOURS", 10, 1, 24),
    )


def _var(given: Mapping[str, str]) -> Path:
    return Path(given.get("VAR") or "var").absolute()


def _database_url(url: str) -> str:
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            url = "postgresql+psycopg://" + url[len(plain) :]
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ConfigurationError(f"{PREFIX}DATABASE_URL must begin with sqlite:/// or postgresql://.")
    return url


def _flag(given: Mapping[str, str], name: str) -> bool:
    value = given.get(name, "").lower()
    if value in ("", "0", "no", "false", "off"):
        return False
    if value in ("1", "yes", "true", "on"):
        return True
    raise ConfigurationError(f"{PREFIX}{name} is {value!r}: write 1 or 0.")


def _whole(given: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = given.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise ConfigurationError(f"{PREFIX}{name} is {text!r}: give a whole number from {low} to {high}.")
    return int(text)


def _day(given: Mapping[str, str], name: str, default: str) -> str:
    text = given.get(name) or default
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ConfigurationError(f"{PREFIX}{name} is {text!r}: give a date as YYYY-MM-DD.") from None


def _band(name: str) -> str:
    if not re.fullmatch(r"|[1-9][a-d]?|VSM", name):
        raise ConfigurationError(f"{PREFIX}JUSTIFY_FROM_BAND is {name!r}: give a band such as 7 or 8a, or nothing.")
    return name


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ConfigurationError(f"{PREFIX}TIMEZONE is {name!r}: give a zone such as Europe/London.") from None
    return name


def _key(name: str, text: str) -> bytes:
    try:
        key = base64.urlsafe_b64decode(text.encode("ascii"))
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != 32:
        raise ConfigurationError(
            f"{PREFIX}{name} must be 32 bytes in URL-safe base64. `fairpanel make-keys` prints some."
        )
    return key
