"""Who is signed in, and their own API tokens."""

from typing import Any

from flask import g
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from schemas.account import CreatedToken, CsrfToken, Me, NewToken, Token, Tokens
from service.api.answers import answer, nothing
from service.api.door import Door
from service.api.idempotency import writing
from service.errors import ForbiddenError, InvalidInputError
from service.models import ApiToken, utc_now
from service.security.accounts import create_token, own_token, revoke_token, tokens
from service.security.guard import actor, house

doors = Door("me", "Who is signed in, and personal API tokens.")


@doors.operation("GET", "/me", needs="self.see", answers=Me)
def get_me() -> Response:
    """Say who makes the request and what they may do."""
    who = actor()
    shown = {
        "account_id": who.account_id, "name": who.name, "person_id": who.person_id, "roles": sorted(who.roles),
        "scopes": sorted(g.scopes),
    }  # fmt: skip
    return answer(Me, shown)


@doors.operation("GET", "/csrf-token", needs="self.see", answers=CsrfToken)
def get_csrf_token() -> Response:
    """Give a browser the token it sends in X-CSRFToken."""
    return answer(CsrfToken, {"csrf_token": generate_csrf()})


@doors.operation("GET", "/tokens", needs="self.see", answers=Tokens)
def list_tokens() -> Response:
    """List one's own tokens, newest first, revoked ones included."""
    with house().reading(actor()) as work:
        return answer(Tokens, {"items": [_shown(row) for row in tokens(work)]})


@doors.operation("POST", "/tokens", needs="self.see", body=NewToken, answers=CreatedToken, status=201, creates=True)
def create_own_token(body: dict[str, Any]) -> Response:
    """Make a token; it is shown this once. Only a signed-in browser can: no token makes another."""
    if g.by_token:
        raise ForbiddenError("A token cannot make another one. Sign in with the browser.")
    if body["expires_at"] is not None and body["expires_at"] <= utc_now():
        raise InvalidInputError.one("expires_at", "This is past.", "Choose a later time, or leave it out.")
    with writing() as work:
        row, token = create_token(work, body["name"], body["scopes"], body["expires_at"])
        return answer(CreatedToken, _shown(row) | {"token": token}, status=201, location=f"/tokens/{row.id}")


@doors.operation("GET", "/tokens/<token_id>", needs="self.see", answers=Token)
def get_token(token_id: str) -> Response:
    """Show one of one's own tokens, without its secret."""
    with house().reading(actor()) as work:
        return answer(Token, _shown(own_token(work, token_id)))


@doors.operation("DELETE", "/tokens/<token_id>", needs="self.see", answers=None, status=204)
def revoke_own_token(token_id: str) -> Response:
    """Revoke a token at once; revoking it again changes nothing."""
    with writing() as work:
        revoke_token(work, token_id)
        return nothing()


def _shown(row: ApiToken) -> dict[str, Any]:
    return {
        "id": row.id, "name": row.name, "scopes": row.scopes.split(), "created_at": row.created_at,
        "expires_at": row.expires_at, "revoked_at": row.revoked_at,
    }  # fmt: skip
