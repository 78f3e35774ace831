"""Why an event of a batch was not stored."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """The kinds of rejection; their values are part of the API."""

    INVALID = "invalid"
    EVENT_TOO_LARGE = "event_too_large"
    EVENT_ID_MISSING = "event_id_missing"
    USER_MISSING = "user_missing"
    NOT_ALLOWED = "not_allowed"
    TIMESTAMP_IN_FUTURE = "timestamp_in_future"
    OLDER_THAN_RETENTION = "older_than_retention"
    DAY_SEALED = "day_sealed"
    USER_ERASED = "user_erased"
    SCHEMA_VIOLATED = "schema_violated"
    REFUND_EXCEEDS_PAYMENT = "refund_exceeds_payment"
    CURRENCY_DIFFERS = "currency_differs"
    CALENDAR_FULL = "calendar_full"
    THROTTLED = "throttled"
    OUT_OF_TIME = "out_of_time"

    @property
    def retryable(self) -> bool:
        """Whether the same event may be taken a moment later."""
        return self in {Reason.THROTTLED, Reason.OUT_OF_TIME}


class ContradictionError(Exception):
    """An event does not fit what is known of the thing that it is about, such as a refund of more than was paid."""

    def __init__(self, reason: Reason) -> None:
        """Say why it is not taken."""
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Rejection:
    """One event that was not stored.

    Attributes:
        index: Its place in the batch, from 0.
        event_id: Its id, if it came with one.
        reason: Why, for programs.
        message: Why and what to do, for people.
    """

    index: int
    event_id: str | None
    reason: Reason
    message: str
