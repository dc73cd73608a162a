"""What people write into this room, checked: nothing empty, nothing endless."""

from service.errors import Problem

LONGEST = 8000


def checked(problems: list[Problem], where: str, what: str, text: str, *, longest: int = LONGEST) -> str:
    """Return a text without surrounding spaces; note a problem where it is missing or too long."""
    text = text.strip()
    if not text:
        problems.append(Problem(where, f"{what} is missing.", "Write it down."))
    return within(problems, where, what, text, longest=longest)


def within(problems: list[Problem], where: str, what: str, text: str, *, longest: int = LONGEST) -> str:
    """Return a text that may be empty, without surrounding spaces; note a problem where it is too long."""
    text = text.strip()
    if len(text) > longest:
        problems.append(Problem(where, f"{what} is longer than {longest:,} characters.", "Shorten it."))
    return text
