"""Fields that say what is wrong and what to do: text, whole numbers, days, times of day, instants, choices."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any

from marshmallow import ValidationError, fields, validate

LINE = r"^[^\x00-\x1f\x7f\ud800-\udfff]*$"
LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]*$"
# Engines that check descriptions read Unicode text, in which surrogates do not occur: the description leaves them out.
PUBLISHED = {LINE: r"^[^\x00-\x1f\x7f]*$", LINES: r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"}
DAY = r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
CLOCK = r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"
MESSAGES: dict[str, Any] = {
    "required": "This is missing. Give it.",
    "null": "This is empty. Give a value or leave the field out.",
}
END_OF_DAY = time.max


class Text(fields.String):
    """One line of text, without control characters; `lines=True` allows several lines."""

    def __init__(self, longest: int, *, shortest: int = 0, lines: bool = False, **more: Any) -> None:
        self.pattern = LINES if lines else LINE
        more["metadata"] = {"pattern": PUBLISHED[self.pattern]} | dict(more.get("metadata", {}))
        messages = MESSAGES | {"invalid": "This is not text. Give a JSON string."}
        super().__init__(
            validate=validate.Length(
                min=shortest or None, max=longest,
                error=f"This has the wrong length. Give {shortest} to {longest} characters.",
            ),
            error_messages=messages, **more,
        )  # fmt: skip

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if not re.fullmatch(self.pattern[1:-1], text):
            raise ValidationError("This holds characters that are not text. Remove control characters and half pairs.")
        return text


class Choice(fields.String):
    """One of a few words."""

    def __init__(self, choices: Iterable[str], **more: Any) -> None:
        listed = tuple(choices)
        super().__init__(
            validate=validate.OneOf(listed, error=f"This is not one of the choices. Choose from {', '.join(listed)}."),
            error_messages=MESSAGES | {"invalid": "This is not text. Give a JSON string."},
            **more,
        )


class Whole(fields.Integer):
    """A whole number within bounds, as a JSON number; in a query, as digits."""

    def __init__(self, low: int, high: int, *, written: bool = False, **more: Any) -> None:
        self.written = written
        error = f"This is out of range. Give a whole number from {low} to {high}."
        super().__init__(
            validate=validate.Range(min=low, max=high, error=error),
            error_messages=MESSAGES | {"invalid": error.replace("out of range", "not a whole number")},
            **more,
        )

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:  # noqa: ARG002
        if self.written:
            if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]{1,12}", value):
                raise self.make_error("invalid", input=value)
            return int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.make_error("invalid", input=value)
        return value


class Flag(fields.Boolean):
    """True or false, as JSON has them; in a query, as those words."""

    def __init__(self, *, written: bool = False, **more: Any) -> None:
        self.written = written
        messages = MESSAGES | {"invalid": "This is neither true nor false. Give one of them."}
        super().__init__(error_messages=messages, **more)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:  # noqa: ARG002
        if self.written and isinstance(value, str) and value in ("true", "false"):
            return value == "true"
        if self.written or not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Day(fields.Date):
    """A date, YYYY-MM-DD, from 1900 to 2199."""

    def __init__(self, **more: Any) -> None:
        self.message = "This is not a date. Write it as YYYY-MM-DD, such as 2027-01-05."
        super().__init__(error_messages=MESSAGES | {"invalid": self.message}, **more)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:  # noqa: ARG002
        if not isinstance(value, str) or not re.fullmatch(DAY[1:-1], value):
            raise ValidationError(self.message)
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValidationError(self.message) from None


class Clock(fields.Time):
    """A time of day, HH:MM, in the organisation's local time; 24:00 is the end of the day."""

    def __init__(self, **more: Any) -> None:
        self.message = "This is not a time of day. Write it as HH:MM, from 00:00 to 24:00."
        more["metadata"] = {"pattern": CLOCK, "examples": ["09:00"]} | dict(more.get("metadata", {}))
        super().__init__(error_messages=MESSAGES | {"invalid": self.message}, **more)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> time:  # noqa: ARG002
        if not isinstance(value, str) or not re.fullmatch(CLOCK[1:-1], value):
            raise ValidationError(self.message)
        return END_OF_DAY if value == "24:00" else time.fromisoformat(value)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:  # noqa: ARG002
        if value is None:
            return None
        return "24:00" if value == END_OF_DAY else f"{value:%H:%M}"


class Instant(fields.AwareDateTime):
    """An instant: RFC 3339 with Z or an offset; sent in UTC with Z."""

    def __init__(self, **more: Any) -> None:
        self.message = "This is not an instant. Write it with Z or an offset, such as 2027-01-05T10:00:00Z."
        super().__init__(error_messages=MESSAGES | {"invalid": self.message}, **more)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:  # noqa: ARG002
        shape = r"(?:19|20|21)\d\d-\d\d-\d\d[Tt]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:[Zz]|[+-]\d\d:\d\d)"
        if not isinstance(value, str) or not re.fullmatch(shape, value, re.ASCII):
            raise ValidationError(self.message)
        try:
            return datetime.fromisoformat(value.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValidationError(self.message) from None

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:  # noqa: ARG002
        return None if value is None else value.astimezone(UTC).isoformat().replace("+00:00", "Z")


class Many(fields.List[Any]):
    """A list of at most `most` things."""

    def __init__(self, inner: fields.Field[Any], most: int, *, least: int = 0, **more: Any) -> None:
        error = f"This has the wrong number of entries. Give {least} to {most}."
        super().__init__(
            inner,
            validate=validate.Length(min=least or None, max=most, error=error),
            error_messages=MESSAGES | {"invalid": "This is not a list. Send a JSON array."},
            **more,
        )


class Table(fields.Dict):
    """A JSON object from texts to texts, of at most `most` entries."""

    def __init__(self, longest_key: int, longest_value: int, most: int, **more: Any) -> None:
        super().__init__(
            keys=Text(longest_key),
            values=Text(longest_value),
            validate=validate.Length(max=most, error=f"This has too many entries. Give up to {most}."),
            error_messages=MESSAGES | {"invalid": "This is not an object. Send a JSON object."},
            **more,
        )


class Anything(fields.Raw):
    """Any JSON, passed on as it is to whoever checks it."""

    def __init__(self, **more: Any) -> None:
        super().__init__(error_messages=MESSAGES, **more)
