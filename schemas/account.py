"""Who is signed in, and personal API tokens."""

from marshmallow import fields

from schemas.closed import Answer, Closed
from schemas.words import Choice, Instant, Many, Text

SCOPES = ("read", "write")


class Health(Answer):
    """Whether the service answers."""

    status = fields.String()


class Me(Answer):
    """Who makes the request."""

    account_id = fields.String()
    name = fields.String()
    person_id = fields.String(allow_none=True, metadata={"description": "The person of the pool, if there is one."})
    roles = fields.List(fields.String())
    scopes = fields.List(fields.String(), metadata={"description": "What this sign-in or token may do."})


class CsrfToken(Answer):
    """What a browser sends in X-CSRFToken when its cookie signs it in."""

    csrf_token = fields.String()


class NewToken(Closed):
    """A personal API token to make."""

    name = Text(100, shortest=1, required=True, metadata={"description": "What it is for."})
    scopes = Many(Choice(SCOPES), 2, least=1, required=True)
    expires_at = Instant(allow_none=True, load_default=None, metadata={"description": "Never, if left out."})


class Token(Answer):
    """A personal API token, without its secret."""

    id = fields.String()
    name = fields.String()
    scopes = fields.List(fields.String())
    created_at = Instant()
    expires_at = Instant(allow_none=True)
    revoked_at = Instant(allow_none=True)


class CreatedToken(Token):
    """A token as it is shown once."""

    token = fields.String(metadata={"description": "The token itself. It is not shown again."})


class Tokens(Answer):
    """One's own tokens, newest first."""

    items = fields.List(fields.Nested(Token))
