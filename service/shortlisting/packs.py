"""Redacted packs: what shortlisters may read of an application, and nothing besides.

A pack is sealed in its row. It holds redacted text alone: where something was redacted, but not what kind of detail it
was beyond its placeholder, since a label such as DISABILITY would tell what the placeholder hides. What the recruitment
team needs to review the redaction is kept apart, in `review_points`.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import col, select

from service.config import Settings
from service.models import Application, RedactedPack
from service.vault import seal_file, unseal_file
from service.work import Work


@dataclass(frozen=True, slots=True)
class PackSection:
    """One part of a redacted application.

    `text` is the redacted text. `spans` are the ranges of it, in code points, that stand for something redacted.
    `html` is there for an attachment only: an accessible fragment made from the redacted text and nothing else, with
    its headings, lists and tables.
    """

    heading: str
    text: str
    spans: tuple[tuple[int, int], ...] = ()
    html: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """A redacted application, part by part, in the order of the form."""

    sections: tuple[PackSection, ...]


def seal_pack(settings: Settings, pack_id: str, pack: Pack) -> bytes:
    """Return the pack encrypted, and bound to its row."""
    document = [
        {"heading": each.heading, "text": each.text, "spans": [list(span) for span in each.spans], "html": each.html}
        for each in pack.sections
    ]
    return seal_file(settings, f"pack {pack_id}", json.dumps(document, separators=(",", ":")).encode())


def open_pack(settings: Settings, row: RedactedPack) -> Pack:
    """Return what was sealed in a row, released or not: whoever shows it has made sure that it may be shown.

    Raises:
        ConfigurationError: none of the installation's keys opens it.
    """
    document = json.loads(unseal_file(settings, f"pack {row.id}", row.sealed))
    return Pack(
        tuple(
            PackSection(
                each["heading"], each["text"], tuple((start, end) for start, end in each["spans"]), each["html"]
            )
            for each in document
        )
    )


def released_pack(work: Work, application_id: str) -> Pack | None:
    """Return the pack that a person released for marking, or None: not released, withdrawn, or sent back for a leak."""
    return released_packs(work, [application_id]).get(application_id)


def released_packs(work: Work, application_ids: Iterable[str]) -> dict[str, Pack]:
    """Return the released packs of these applications, by application id; those without one are absent."""
    released = (
        select(RedactedPack)
        .join(Application, col(Application.id) == col(RedactedPack.application_id))
        .where(
            col(RedactedPack.application_id).in_(sorted(set(application_ids))),
            col(RedactedPack.state) == "released",
            col(Application.state) == "released",
        )
    )
    return {row.application_id: open_pack(work.settings, row) for row in work.session.exec(released)}


def _ranges(listed: list[list[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((start, end) for start, end in listed)
