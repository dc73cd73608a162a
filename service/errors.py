"""The errors Fairpanel answers with, in one catalogue.

A use case raises one of these; a door (page, JSON API or command) turns it into its own form. Every message is a
sentence for the person who caused it and says what to do. None carries a protected characteristic.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input: where it is, what is wrong, and the remedy."""

    where: str
    message: str
    remedy: str = ""
    row: int | None = None
    column: str | None = None


class FairpanelError(Exception):
    """Something a person asked for cannot be done; the message says why and what to do."""

    status = 500
    title = "Something went wrong"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).__name__


class NotFoundError(FairpanelError):
    """The thing does not exist, or lies outside what this person may see; the two are never told apart."""

    status = 404
    title = "Not found"

    def __init__(self, message: str = "There is nothing here, or it is not yours to see.") -> None:
        super().__init__(message)


class ForbiddenError(FairpanelError):
    """The person's role does not include this action."""

    status = 403
    title = "Not allowed"

    def __init__(self, message: str = "Your role does not include this action.") -> None:
        super().__init__(message)


class SignInRequiredError(FairpanelError):
    """Nobody is signed in."""

    status = 401
    title = "Sign in"

    def __init__(self, message: str = "Sign in, or send an API token.") -> None:
        super().__init__(message)


class ConflictError(FairpanelError):
    """The state of the thing does not allow this action now."""

    status = 409
    title = "Not possible now"


class StaleError(FairpanelError):
    """Somebody else changed the thing after this person read it."""

    status = 412
    title = "Changed meanwhile"

    def __init__(
        self, message: str = "Somebody changed this after you opened it. Look at it again, then repeat."
    ) -> None:
        super().__init__(message)


class PreconditionRequiredError(FairpanelError):
    """A change of an existing thing must say which version it was based on."""

    status = 428
    title = "Version needed"

    def __init__(self, message: str = "Send If-Match with the ETag of the version you read.") -> None:
        super().__init__(message)


class TooManyAttemptsError(FairpanelError):
    """A limit on repeated attempts was reached."""

    status = 429
    title = "Too many attempts"

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ConfigurationError(FairpanelError):
    """The service's settings are incomplete or contradict each other."""

    title = "Settings"


class InvalidInputError(FairpanelError):
    """The input is wrong; every problem found is listed, and nothing was changed."""

    status = 422
    title = "Check what you entered"

    def __init__(self, problems: Sequence[Problem], message: str | None = None) -> None:
        first = problems[0].message if problems else "The input is not valid."
        super().__init__(message or (first if len(problems) == 1 else f"{len(problems)} things need correcting."))
        self.problems = tuple(problems)

    @classmethod
    def one(cls, where: str, message: str, remedy: str = "") -> "InvalidInputError":
        """Return the error for a single problem at one field."""
        return cls([Problem(where, message, remedy)])
