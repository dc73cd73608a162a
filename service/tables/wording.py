"""Text from outside, made safe to store and show: one line, no control characters, nothing that turns text around."""

import re
import unicodedata

from service.errors import InvalidInputError, Problem

_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u00ad\ufeff\u061c"))
_EMAIL = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+"
)
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9/_.-]{0,39}")
_CODE = re.compile(r"[^\s;|](?:[^;|]{0,58}[^\s;|])?")


class RefusedError(ValueError):
    """A value is not acceptable; the message says why, the remedy what to write instead."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def problem(self, where: str, *, row: int | None = None, column: str | None = None) -> Problem:
        """Return the refusal as a problem at a field, or at a row and column of a file."""
        return Problem(where, self.message, self.remedy, row, column)

    def as_input_error(self, where: str) -> InvalidInputError:
        """Return the refusal as the error of a single field."""
        return InvalidInputError([self.problem(where)])


def one_line(text: str, longest: int) -> str:
    """Return the text in one normal form, without outer, doubled or invisible spaces.

    Raises:
        RefusedError: it is longer than `longest` characters, has control characters, or characters that turn the
            direction of the text around them.
    """
    cleaned = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    if any(character in _TURNING for character in cleaned):
        raise RefusedError(
            "It holds hidden characters that turn the direction of text around.", "Type it again by hand."
        )
    cleaned = re.sub(r"[\s\u00a0]+", " ", cleaned).strip()
    if any(unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn") for character in cleaned):
        raise RefusedError("It holds control characters.", "Type it again by hand.")
    if len(cleaned) > longest:
        raise RefusedError(f"It has {len(cleaned):,} characters; {longest} are allowed.", "Shorten it.")
    return cleaned


def required_line(text: str, longest: int) -> str:
    """Return the text as `one_line` does.

    Raises:
        RefusedError: as `one_line`, or it is empty.
    """
    cleaned = one_line(text, longest)
    if not cleaned:
        raise RefusedError("It is empty.", "Fill it in.")
    return cleaned


def email_address(text: str) -> str:
    """Return the address in lower case.

    Raises:
        RefusedError: it is not an e-mail address.
    """
    cleaned = one_line(text, 254).lower()
    if not _EMAIL.fullmatch(cleaned) or ".." in cleaned or cleaned.startswith(".") or ".@" in cleaned:
        raise RefusedError(f"{cleaned[:60]!r} is not an e-mail address.", "Write one such as j.doe@trust.example.")
    return cleaned


def employee_number(text: str) -> str:
    """Return the employee number as text; leading zeros count.

    Raises:
        RefusedError: it is empty, too long, or holds other than letters, digits and / _ . -
    """
    cleaned = one_line(text, 200)
    if not _NUMBER.fullmatch(cleaned):
        raise RefusedError(
            f"{cleaned[:60]!r} is not an employee number." if cleaned else "There is no employee number.",
            "Write up to 40 letters and digits, with leading zeros where there are any.",
        )
    return cleaned


def reference(text: str) -> str:
    """Return a code or reference of at most 60 characters.

    Raises:
        RefusedError: it is empty, too long, or holds ; or |
    """
    cleaned = required_line(text, 200)
    if not _CODE.fullmatch(cleaned):
        raise RefusedError(f"{cleaned[:60]!r} is not a reference.", "Write up to 60 characters without ; and |")
    return cleaned


def label(text: str) -> str:
    """Return a profession, role or feature code: lower case, spaces as underscores.

    Raises:
        RefusedError: it is empty or longer than 40 characters.
    """
    return re.sub(r"[\s-]+", "_", required_line(text, 40).lower())


def whole_number(text: str, low: int, high: int) -> int:
    """Return the whole number in `text`.

    Raises:
        RefusedError: it is none, or not between `low` and `high`.
    """
    cleaned = text.strip()
    cleaned = cleaned[:-2] if cleaned.endswith(".0") else cleaned
    if not (cleaned.isascii() and cleaned.isdigit() and len(cleaned) <= 9 and low <= int(cleaned) <= high):
        raise RefusedError(f"{text[:40]!r} is not a whole number from {low} to {high}.", "Write digits alone.")
    return int(cleaned)
