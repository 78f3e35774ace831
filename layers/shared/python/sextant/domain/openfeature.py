"""OpenFeature's words for what can go wrong with an evaluation."""

from enum import StrEnum
from typing import NamedTuple


class ErrorCode(StrEnum):
    """Why a flag has no value."""

    FLAG_NOT_FOUND = "FLAG_NOT_FOUND"
    GENERAL = "GENERAL"
    INVALID_CONTEXT = "INVALID_CONTEXT"
    PARSE_ERROR = "PARSE_ERROR"
    TARGETING_KEY_MISSING = "TARGETING_KEY_MISSING"


class Undecided(NamedTuple):
    """A flag that has no value for a user.

    Attributes:
        code: Why, for a program.
        details: Why, for a person.
    """

    code: ErrorCode
    details: str
