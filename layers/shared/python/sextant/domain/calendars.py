"""The time of a CA on one UTC date: what they offer, and what of it is booked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from sextant.domain.bookings import Booking
from sextant.domain.buckets import Bucket
from sextant.domain.ca_tallies import Interval
from sextant.domain.events import BusinessEvent, Event
from sextant.domain.rejections import ContradictionError, Reason

MOST_SLOTS = 300
"""Slots offered and booked of one CA on one UTC date."""
_EPOCH = date(1970, 1, 1)
_DAY_MS = 24 * 60 * 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """A CA's time on one UTC date; every slot is cut at midnight.

    Attributes:
        ca_id: Whose time.
        day: The UTC date.
        available: The slots offered, ascending, none twice.
        booked: The slot of each booking that was not given back.
    """

    ca_id: str
    day: date
    available: tuple[Interval, ...] = ()
    booked: Mapping[str, Interval] = field(default_factory=dict)

    @property
    def bucket(self) -> Bucket | None:
        """Where it counts: in the first bucket of its date. None while it is empty."""
        return Bucket.starting(datetime(*self.day.timetuple()[:3], tzinfo=UTC)) if self.slots else None

    def offering(self, slot: Interval) -> "CalendarDay":
        """The day with one more slot offered.

        Raises:
            ContradictionError: There are too many.
        """
        return _checked(replace(self, available=tuple(sorted({*self.available, slot}))))

    def holding(self, booking_id: str, slot: Interval | None) -> "CalendarDay":
        """The day with a booking that takes this slot of it, or None.

        Raises:
            ContradictionError: There are too many slots.
        """
        booked = {each: taken for each, taken in self.booked.items() if each != booking_id}
        if slot is None:
            return replace(self, booked=booked)
        return _checked(replace(self, booked=dict(sorted({**booked, booking_id: slot}.items()))))

    @property
    def slots(self) -> int:
        """How many slots there are, offered and booked."""
        return len(self.available) + len(self.booked)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaFirsts:
    """What a CA did first, each in Unix milliseconds.

    Attributes:
        ca_id: Who.
        offered_at: Their earliest publication of availability.
        booked_at: Their earliest booking.
        completed_at: Their earliest completed booking.
    """

    ca_id: str
    offered_at: int | None = None
    booked_at: int | None = None
    completed_at: int | None = None

    @property
    def bucket(self) -> None:
        """It counts nowhere: what somebody did first is looked up, not added."""

    def after(self, event: Event) -> "CaFirsts":
        """What they did first, once this event is known."""
        match event.name:
            case BusinessEvent.AVAILABILITY_PUBLISHED:
                return replace(self, offered_at=_earliest(self.offered_at, event.at))
            case BusinessEvent.BOOKING_CREATED:
                return replace(self, booked_at=_earliest(self.booked_at, event.at))
            case BusinessEvent.BOOKING_COMPLETED:
                return replace(self, completed_at=_earliest(self.completed_at, event.at))
        return self


def cut_by_date(slot: Interval) -> Iterator[tuple[date, Interval]]:
    """The UTC dates that a slot touches, each with its part of the slot."""
    start, end = slot
    for number in range(start // _DAY_MS, (end - 1) // _DAY_MS + 1):
        yield _EPOCH + timedelta(days=number), (max(start, number * _DAY_MS), min(end, (number + 1) * _DAY_MS))


def days_of(booking: Booking) -> dict[tuple[str, date], Interval]:
    """The calendar days that a booking takes time of: CA and UTC date, with the part taken."""
    if booking.booked is None or booking.ca_id is None:
        return {}
    return {(booking.ca_id, day): part for day, part in cut_by_date(booking.booked)}


def _checked(day: CalendarDay) -> CalendarDay:
    if day.slots > MOST_SLOTS:
        raise ContradictionError(Reason.CALENDAR_FULL)
    return day


def _earliest(known: int | None, at: int) -> int:
    return at if known is None else min(known, at)
