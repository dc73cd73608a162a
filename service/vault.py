"""The vault: self-descriptions, and files that hold personal data, encrypted with keys the database does not hold.

AES-256-GCM with a random nonce an encryption; the person's id is associated data, so a row moved to somebody else does
not open. The first key encrypts, all of them decrypt. Every text is padded to one length, so that the size of a row
says nothing. A row is: format (1 byte), key mark (4), nonce (12), ciphertext and tag.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlmodel import Session, col, select

from service.config import Settings
from service.db import WRITES
from service.errors import ConfigurationError
from service.models import SelfDescription
from service.work import Work

FORMAT = b"\x01"
PADDED = 512
CHUNK = 500


def seal(settings: Settings, person_id: str, features: Mapping[str, str]) -> bytes:
    """Return the features encrypted for this person with the newest key."""
    plain = json.dumps(dict(features), sort_keys=True, separators=(",", ":")).encode()
    plain += b" " * (-len(plain) % PADDED)
    nonce = os.urandom(12)
    key = settings.data_keys[0]
    return FORMAT + _mark(key) + nonce + AESGCM(key).encrypt(nonce, plain, person_id.encode())


def unseal(settings: Settings, person_id: str, sealed: bytes) -> dict[str, str]:
    """Return the features that were sealed for this person.

    Raises:
        ConfigurationError: none of the installation's keys opens it, or it belongs to somebody else.
    """
    for key in settings.data_keys:
        if sealed[:1] == FORMAT and sealed[1:5] == _mark(key):
            try:
                plain = AESGCM(key).decrypt(sealed[5:17], sealed[17:], person_id.encode())
            except InvalidTag:
                continue
            features: dict[str, str] = json.loads(plain)
            return features
    raise ConfigurationError(
        "A self-description does not open with the keys in FAIRPANEL_DATA_KEYS. Add the key it was written with."
    )


def seal_file(settings: Settings, name: str, data: bytes) -> bytes:
    """Return a file that holds personal data, encrypted with the newest key and bound to its name."""
    nonce = os.urandom(12)
    key = settings.data_keys[0]
    return FORMAT + _mark(key) + nonce + AESGCM(key).encrypt(nonce, data, f"file {name}".encode())


def unseal_file(settings: Settings, name: str, sealed: bytes) -> bytes:
    """Return a file that was sealed under this name.

    Raises:
        ConfigurationError: none of the installation's keys opens it, or it has another name.
    """
    for key in settings.data_keys:
        if sealed[:1] == FORMAT and sealed[1:5] == _mark(key):
            try:
                return AESGCM(key).decrypt(sealed[5:17], sealed[17:], f"file {name}".encode())
            except InvalidTag:
                continue
    raise ConfigurationError(
        "A sealed file does not open with the keys in FAIRPANEL_DATA_KEYS. Add the key it was written with."
    )


def sealed_with_newest(settings: Settings, sealed: bytes) -> bool:
    """Return whether this row was written with the newest key."""
    return sealed[1:5] == _mark(settings.data_keys[0])


def features_of(
    session: Session, settings: Settings, person_ids: Iterable[str] | None = None
) -> dict[str, dict[str, str]]:
    """Return what these people (default: everybody) share about themselves, by person id; the others are absent.

    Whoever calls this for a screen or a proposal records it with `record_views`.

    Raises:
        ConfigurationError: a row does not open.
    """
    columns = select(SelfDescription.person_id, SelfDescription.ciphertext).where(
        col(SelfDescription.ciphertext).is_not(None)
    )
    if person_ids is None:
        rows = list(session.exec(columns))
    else:
        ids = sorted(set(person_ids))
        rows = []
        for first in range(0, len(ids), CHUNK):
            rows += session.exec(columns.where(col(SelfDescription.person_id).in_(ids[first : first + CHUNK])))
    return {person_id: unseal(settings, person_id, sealed) for person_id, sealed in rows if sealed}


def record_views(work: Work, person_ids: Iterable[str], purpose: str) -> None:
    """Add to the trail that self-descriptions were read for `purpose`: whose, but never a value.

    One person is the event's subject; several are one event on the pool that counts them.

    Raises:
        RuntimeError: the unit of work only reads, so the event would be lost.
    """
    if not work.session.get_bind().get_execution_options().get(WRITES):
        raise RuntimeError("Looking at self-descriptions is recorded. Use writing().")
    ids = sorted(set(person_ids))
    if len(ids) == 1:
        work.record("self_description.viewed", "person", ids[0], {"purpose": purpose})
    elif ids:
        work.record("self_description.viewed", "pool", "pool", {"purpose": purpose, "people": len(ids)})


def _mark(key: bytes) -> bytes:
    return hashlib.sha256(b"fairpanel data key" + key).digest()[:4]
