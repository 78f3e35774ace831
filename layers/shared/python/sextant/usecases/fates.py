"""What becomes of an event that is to be stored."""

from collections.abc import Mapping
from enum import Enum, auto

from sextant.domain.calendars import MOST_SLOTS
from sextant.domain.rejections import Reason

BUSY = "The database is busy: send this event again in a moment."


class Fate(Enum):
    """What became of one event."""

    ACCEPTED = auto()
    DUPLICATE = auto()
    THROTTLED = auto()
    OUT_OF_TIME = auto()
    REFUND_EXCEEDS_PAYMENT = auto()
    CURRENCY_DIFFERS = auto()
    CALENDAR_FULL = auto()
    DAY_SEALED = auto()


STORED = frozenset({Fate.ACCEPTED, Fate.DUPLICATE})
"""What becomes of an event that is stored, now or before."""

CONTRADICTIONS: Mapping[Reason, Fate] = {
    Reason.REFUND_EXCEEDS_PAYMENT: Fate.REFUND_EXCEEDS_PAYMENT,
    Reason.CURRENCY_DIFFERS: Fate.CURRENCY_DIFFERS,
    Reason.CALENDAR_FULL: Fate.CALENDAR_FULL,
    Reason.DAY_SEALED: Fate.DAY_SEALED,
}
"""What becomes of an event that does not fit what is known."""

REJECTIONS: Mapping[Fate, tuple[Reason, str]] = {
    Fate.THROTTLED: (Reason.THROTTLED, BUSY),
    Fate.OUT_OF_TIME: (Reason.OUT_OF_TIME, "There was no time left: send this event again, in a smaller batch."),
    Fate.REFUND_EXCEEDS_PAYMENT: (
        Reason.REFUND_EXCEEDS_PAYMENT,
        "With the refunds before it this would be more than was paid: check amountMinor and paymentId.",
    ),
    Fate.CURRENCY_DIFFERS: (
        Reason.CURRENCY_DIFFERS,
        "The payment was in another currency, and refunds are in the payment's: check currency and paymentId.",
    ),
    Fate.CALENDAR_FULL: (
        Reason.CALENDAR_FULL,
        f"The CA has {MOST_SLOTS} slots, offered and booked, on a UTC date of this one: check caId, start and end.",
    ),
    Fate.DAY_SEALED: (
        Reason.DAY_SEALED,
        "The slot lies on a day whose numbers are final, so that it could not be counted: check start and end.",
    ),
}
"""Why an event was not stored, for programs and for people."""
