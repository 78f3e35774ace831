"""One booking of a CA's time. Of what its events say the newest counts, so that their order makes no difference."""

from dataclasses import dataclass, replace
from enum import StrEnum

from sextant.domain.buckets import Bucket
from sextant.domain.ca_tallies import Interval
from sextant.domain.events import BusinessEvent, Event
from sextant.domain.ledgers import Sealed


class BookingStatus(StrEnum):
    """How a booking stands."""

    BOOKED = "BOOKED"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"


_STATUSES = {
    BusinessEvent.BOOKING_CREATED: BookingStatus.BOOKED,
    BusinessEvent.BOOKING_COMPLETED: BookingStatus.COMPLETED,
    BusinessEvent.BOOKING_CANCELLED: BookingStatus.CANCELLED,
}
BOOKING_EVENTS: frozenset[str] = frozenset(_STATUSES)


@dataclass(frozen=True, slots=True)
class Stood:
    """One report of a booking; the newest counts.

    Of two at one moment it is the one by which the time was used or given back, for it was booked before; and of two
    of these the one of the greater id.

    Attributes:
        at: When, in Unix milliseconds.
        event_id: The event that said so.
        status: How it stands since then.
        ca_id: Whose time it is.
    """

    at: int
    event_id: str
    status: BookingStatus
    ca_id: str

    @property
    def rank(self) -> tuple[int, bool, str]:
        """The greater, the newer."""
        return self.at, self.status is not BookingStatus.BOOKED, self.event_id


@dataclass(frozen=True, slots=True, order=True)
class Timed:
    """One report of when the booked slot is; the newest counts, and of two at one moment the one of the greater id.

    Attributes:
        at: When it was said, in Unix milliseconds.
        event_id: The event that said so.
        start: When the slot begins, in Unix milliseconds.
        end: When it ends.
    """

    at: int
    event_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """One booking.

    Attributes:
        booking_id: Its id.
        newest: How it stands.
        slot: When it is, or None while no event said so.
    """

    booking_id: str
    newest: Stood | None = None
    slot: Timed | None = None

    @property
    def ca_id(self) -> str | None:
        """Whose time it is."""
        return self.newest.ca_id if self.newest else None

    @property
    def status(self) -> BookingStatus | None:
        """How it stands."""
        return self.newest.status if self.newest else None

    @property
    def booked(self) -> Interval | None:
        """The time that it takes, if it is known and was not given back."""
        if self.slot is None or self.status is None or self.status is BookingStatus.CANCELLED:
            return None
        return self.slot.start, self.slot.end

    @property
    def bucket(self) -> Bucket | None:
        """Where it counts: when its slot begins, once it is used or given back."""
        if self.slot is None or self.status in {None, BookingStatus.BOOKED}:
            return None
        return Bucket.of(self.slot.start)


def after(booking: Booking, event: Event, sealed: Sealed) -> Booking:
    """The booking once one of its events is part of it; one whose day is sealed changes no more."""
    if booking.slot and sealed(booking.slot.start):
        return booking
    stood = Stood(event.at, event.event_id, _STATUSES[BusinessEvent(event.name)], event.ca_id or "")
    changed = replace(booking, newest=max(booking.newest or stood, stood, key=lambda each: each.rank))
    if event.facts.start is None or event.facts.end is None:
        return changed
    timed = Timed(event.at, event.event_id, event.facts.start, event.facts.end)
    return replace(changed, slot=max(changed.slot or timed, timed))
