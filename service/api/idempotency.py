"""Idempotency keys: a creating request that is sent twice is done once, and answered twice with the same bytes.

The record is claimed first and completed last in the unit of work that creates the rows, so both are committed or
neither is. Of two requests at once the database lets one through; the other waits for it at the claim and then gets
its answer. Answers are kept for a week, encrypted, because one of them may be a new token. Refusals are not kept: they
changed nothing, and the same key may be tried again.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeVar

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import g, request
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import col
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from service.api.reading import read_json
from service.errors import InvalidInputError
from service.models import IdempotencyRecord, utc_now
from service.security.guard import actor, house
from service.work import Work

Found = TypeVar("Found")
KEPT = timedelta(days=7)
LONGEST_KEY = 200
_HEADERS = ("Content-Type", "ETag", "Location")


class AlreadyClaimedError(Exception):
    """Another request with this key was committed first."""


def key_of_request() -> str | None:
    """Return the request's Idempotency-Key.

    Raises:
        BadRequest: it is empty, too long or not printable ASCII.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not 1 <= len(key) <= LONGEST_KEY or not (key.isascii() and key.isprintable()):
        raise BadRequest(f"Idempotency-Key is 1 to {LONGEST_KEY} printable ASCII characters.")
    return key


def answer_once(key: str, view: Callable[[], Response]) -> Response:
    """Return the answer kept under `key`, or the view's, which is kept in the unit of work that the view opens.

    Raises:
        InvalidInputError: the key was used for another request.
    """
    g.idempotency = (key, _fingerprint())
    kept = _kept_answer()
    if kept is not None:
        return kept
    try:
        return view()
    except AlreadyClaimedError:
        kept = _kept_answer()
        if kept is None:  # its record was dropped between the two looks
            raise
        return kept


@contextmanager
def writing() -> Iterator[Work]:
    """Yield one unit of work; the answer built inside it is kept under the request's key in the same commit."""
    with house().writing(actor()) as work:
        claim(work)
        yield work
        settle(work)


def keeping(build: Callable[[Work, Found], Response]) -> Callable[[Work, Found], None]:
    """Return what a use case runs inside its own unit of work, to build the answer and keep it in the same commit."""

    def also(work: Work, found: Found) -> None:
        claim(work)
        build(work, found)
        settle(work)

    return also


def claim(work: Work) -> None:
    """Take the request's key, before anything else is done in this unit of work.

    Raises:
        AlreadyClaimedError: another request was first.
    """
    if g.get("idempotency") is None:
        return
    key, fingerprint = g.idempotency
    old = col(IdempotencyRecord.created_at) < utc_now() - KEPT
    work.session.execute(delete(IdempotencyRecord).where(col(IdempotencyRecord.account_id) == _account(), old))
    g.record = IdempotencyRecord(account_id=_account(), key=key, request_hash=fingerprint, status=0, body=b"")
    work.session.add(g.record)
    try:
        work.session.flush()
    except IntegrityError as error:
        raise AlreadyClaimedError from error


def settle(work: Work) -> None:
    """Put the answer into the claimed record."""
    record: IdempotencyRecord | None = g.pop("record", None)
    if record is None:
        return
    response: Response = g.answer
    record.status = response.status_code
    record.headers = {name: response.headers[name] for name in _HEADERS if name in response.headers}
    record.body = _seal(response.get_data())
    work.session.add(record)


def _kept_answer() -> Response | None:
    key, fingerprint = g.idempotency
    with house().reading(actor()) as work:
        record = work.session.get(IdempotencyRecord, (_account(), key))
    if record is None or record.created_at < utc_now() - KEPT:
        return None
    if record.request_hash != fingerprint:
        raise InvalidInputError.one(
            "Idempotency-Key", "This key was used for another request.", "Make a new key for each new request."
        )
    return Response(_unseal(record.body), status=record.status, headers=dict(record.headers))


def _account() -> str:
    return actor().account_id or ""


def _fingerprint() -> str:
    said: list[Any] = [request.method, request.full_path]
    if request.mimetype == "multipart/form-data":
        said.append(sorted(request.form.items(multi=True)))
        for name, file in sorted(request.files.items(multi=True)):
            said.append([name, file.filename, hashlib.sha256(file.stream.read()).hexdigest()])
            file.stream.seek(0)
    else:
        data = request.get_data(cache=True)
        said.append(read_json(data) if data else None)
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _cipher() -> AESGCM:
    secret = house().settings.secret_key.encode()
    return AESGCM(hashlib.sha256(b"fairpanel idempotency" + secret).digest())


def _seal(body: bytes) -> bytes:
    nonce = os.urandom(12)
    return nonce + _cipher().encrypt(nonce, body, _account().encode())


def _unseal(sealed: bytes) -> bytes:
    return _cipher().decrypt(sealed[:12], sealed[12:], _account().encode())
