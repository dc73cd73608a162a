"""What an applicant wrote, sealed in the row of their application: the one way in and out, for every room.

The contents identify. They are opened to redact them, for HR's review of the redaction, and after the reveal; never for
a shortlister's page. Who opens them for a screen records it in the trail.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.config import Settings
from service.errors import ForbiddenError
from service.models import Application, Shortlisting
from service.vault import seal_file, unseal_file
from service.work import Work


@dataclass(frozen=True, slots=True)
class Section:
    """One part of an application as the form names it, such as the supporting statement."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class ApplicationContents:
    """The form's values, by the names that `fairpanel redact` knows as `fields`, and the parts written in prose."""

    details: Mapping[str, Any]
    sections: tuple[Section, ...]

    @property
    def name(self) -> str:
        """The applicant's name as one would write it; empty if the form gave none."""
        first = self.details.get("preferred_name") or self.details.get("first_name") or ""
        return f"{first} {self.details.get('last_name') or ''}".strip()


def seal_contents(settings: Settings, application_id: str, contents: ApplicationContents) -> bytes:
    """Return the contents encrypted, and bound to this application."""
    document = {
        "details": dict(contents.details),
        "sections": [{"heading": each.heading, "text": each.text} for each in contents.sections],
    }
    data = json.dumps(document, sort_keys=True, separators=(",", ":")).encode()
    return seal_file(settings, f"application {application_id}", data)


def open_contents(settings: Settings, application: Application) -> ApplicationContents:
    """Return what the applicant wrote, whatever the state of the shortlisting: for redaction and its review alone.

    Raises:
        ConfigurationError: none of the installation's keys opens it.
    """
    document = json.loads(unseal_file(settings, f"application {application.id}", application.sealed))
    sections = tuple(Section(each["heading"], each["text"]) for each in document["sections"])
    return ApplicationContents(document["details"], sections)


def is_revealed(work: Work, vacancy_id: str) -> bool:
    """Return whether the applicants' identity has been revealed: all scores are locked and a person said so."""
    shortlisting = work.session.get(Shortlisting, vacancy_id)
    return shortlisting is not None and shortlisting.state == "revealed"


def revealed_contents(work: Work, application: Application) -> ApplicationContents:
    """Return what the applicant wrote, once their identity has been revealed.

    Raises:
        ForbiddenError: it has not been.
    """
    if not is_revealed(work, application.vacancy_id):
        raise ForbiddenError("Who the applicants are is shown after the reveal, when all scores are locked.")
    return open_contents(work.settings, application)
