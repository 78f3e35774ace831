"""What can go wrong, in the product's own words; `functions/api/problems.py` maps each to a problem document."""

from collections.abc import Sequence
from dataclasses import dataclass

_MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with one field.

    Attributes:
        field: Path of the field in the request, such as `events[3].timestamp`.
        message: What is wrong with it and what to do.
        expected: What would have been right, in a few words.
    """

    field: str
    message: str
    expected: str | None = None


class SextantError(Exception):
    """Anything that a caller may be told; its message is fit to be shown to them."""

    def __init__(self, message: str, errors: Sequence[FieldError] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.errors = tuple(errors)


class MalformedError(SextantError):
    """The body is not JSON at all."""


class BadCursorError(SextantError):
    """A page cursor that this deployment did not hand out for this list."""


class InvalidError(SextantError):
    """The request is readable and breaks a rule; `errors` say which fields."""


class UnauthenticatedError(SextantError):
    """The caller did not prove who they are."""


class ForbiddenError(SextantError):
    """The caller is known and may not do this."""


class NotFoundError(SextantError):
    """What the request names does not exist."""


class MethodNotAllowedError(SextantError):
    """The path exists, but not with this method."""

    def __init__(self, message: str, allowed: Sequence[str]) -> None:
        super().__init__(message)
        self.allowed = tuple(allowed)


class AlreadyExistsError(SextantError):
    """What the request would make exists already."""


class StaleVersionError(SextantError):
    """The change was based on a version that is no longer current.

    Attributes:
        current: What is stored now, as the API would show it, or None when it cannot be told.
        precondition: Whether the version came as `If-Match` (412) and not in the body (409).
    """

    def __init__(self, message: str, current: object = None, *, precondition: bool = False) -> None:
        super().__init__(message)
        self.current = current
        self.precondition = precondition


class IllegalMoveError(SextantError):
    """What the request asks for is not possible in the state that a thing is in.

    Attributes:
        status: That state.
        allowed: What can be done in it.
    """

    def __init__(self, message: str, status: str, allowed: Sequence[str]) -> None:
        possible = f"What can be done: {', '.join(allowed)}." if allowed else "Nothing can be done to it any more."
        super().__init__(f"{message} {possible}")
        self.status = status
        self.allowed = tuple(allowed)


class RequiredByError(SextantError):
    """What the request would take away is required by others.

    Attributes:
        keys: Their keys.
    """

    def __init__(self, message: str, keys: Sequence[str]) -> None:
        named = ", ".join(keys[:_MOST_NAMED]) + (f" and {len(keys) - _MOST_NAMED} more" * (len(keys) > _MOST_NAMED))
        super().__init__(f"{message} They are: {named}.")
        self.keys = tuple(keys)


class PayloadTooLargeError(SextantError):
    """The body, or one part of it, is over its limit."""


class AnswerTooLargeError(SextantError):
    """What was asked for is more than one answer may hold."""


class UnsupportedMediaTypeError(SextantError):
    """The body is not `application/json`."""


class ImportInterruptedError(SextantError):
    """An import stopped half-way; the same import may finish later.

    Attributes:
        written: What it had done until then, as the API would show it.
    """

    def __init__(self, message: str, errors: Sequence[FieldError] = (), *, written: object) -> None:
        super().__init__(message, errors)
        self.written = written


class UnavailableError(SextantError):
    """Something this needs does not answer just now; the same request may succeed later."""
