"""The rule every schema follows: what is not named is refused on the way in, and does not leave on the way out."""

from typing import Any

from marshmallow import RAISE, Schema, fields

# A message is what is wrong, then what to do; the door takes them apart at the first full stop.
NO_SUCH_FIELD = "There is no such field. Remove it or correct its name."
NOT_AN_OBJECT = "This is not an object. Send a JSON object."


class Closed(Schema):
    """A schema that names everything it lets through."""

    error_messages: dict[str, str] = {"unknown": NO_SUCH_FIELD, "type": NOT_AN_OBJECT}  # noqa: RUF012

    class Meta:
        """Unknown fields are problems, not silence."""

        unknown = RAISE


class Answer(Closed):
    """What is sent: every field is always there, so that the description can promise it."""

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:  # noqa: ARG002
        """Promise each field."""
        field_obj.required = True


class NoQuery(Closed):
    """No parameters at all."""
