"""What several events are about: payments, service requests, bookings and the time of CAs.

Each is kept in one row, which is changed in the transaction that stores the event, so that no event can be part of it
twice or be missing from it.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from sextant.domain import bookings, ledgers, service_requests
from sextant.domain.bookings import BOOKING_EVENTS, Booking
from sextant.domain.ca_tallies import Interval
from sextant.domain.calendars import CaFirsts, CalendarDay, cut_by_date, days_of
from sextant.domain.events import BusinessEvent, Event
from sextant.domain.ledgers import Ledger, Sealed
from sextant.domain.rejections import ContradictionError, Reason
from sextant.domain.service_requests import ServiceRequest

LinkedRow = Ledger | ServiceRequest | Booking | CalendarDay | CaFirsts
Rows = Mapping["RowKey", LinkedRow]

PAYMENT, REQUEST, BOOKING, CALENDAR, FIRSTS = "#payment", "#request", "#booking", "#calendar", "#firsts"
_MONEY = frozenset({BusinessEvent.PAYMENT_COMPLETED, BusinessEvent.PAYMENT_REFUNDED})
_REQUESTS = frozenset({BusinessEvent.REQUEST_CREATED, BusinessEvent.REQUEST_STATUS_CHANGED})


class RowKey(NamedTuple):
    """Where a linked row is kept in the table of events.

    Attributes:
        partition: What it is about, such as `#payment#p-17`.
        sort: What it says, such as `#payment`, or the date of a calendar's day.
    """

    partition: str
    sort: str


def blank(key: RowKey) -> LinkedRow:
    """The row of which nothing is known yet."""
    _, kind, about = key.partition.split("#", 2)
    match f"#{kind}":
        case "#payment":
            return Ledger(payment_id=about)
        case "#request":
            return ServiceRequest(request_id=about)
        case "#booking":
            return Booking(booking_id=about)
    return CaFirsts(ca_id=about) if key.sort == FIRSTS else CalendarDay(ca_id=about, day=date.fromisoformat(key.sort))


def needed(event: Event, known: Rows) -> set[RowKey]:
    """The rows that have to be known before an event can become part of them.

    Which days a booking takes time of is said by its own row: while that is not known, the answer is not all of it.
    """
    facts = event.facts
    if event.name in _MONEY:
        return {RowKey(f"{PAYMENT}#{facts.payment_id}", PAYMENT)} if facts.payment_id else set()
    if event.name in _REQUESTS:
        return {RowKey(f"{REQUEST}#{facts.request_id}", REQUEST)}
    if event.name == BusinessEvent.AVAILABILITY_PUBLISHED and event.ca_id:
        return {firsts_key(event.ca_id), *_days(event)}
    if event.name in BOOKING_EVENTS and event.ca_id:
        key = _booking(event)
        row = known.get(key)
        keys = {key, firsts_key(event.ca_id), *_days(event)}
        return keys | _days_taken(row, event) if isinstance(row, Booking) else keys
    return set()


def after(known: Rows, event: Event, sealed: Sealed) -> dict[RowKey, LinkedRow]:
    """The rows that an event changes, as they are with it; all that are needed have to be known.

    Raises:
        ContradictionError: The event does not fit what is known, or is about time on a day that is sealed.
    """
    if event.name in _MONEY or event.name in _REQUESTS:
        changed = {key: _after(known[key], event, sealed) for key in needed(event, known)}
    elif event.name == BusinessEvent.AVAILABILITY_PUBLISHED and event.ca_id:
        changed = _offered(known, event, sealed)
    elif event.name in BOOKING_EVENTS and event.ca_id:
        changed = _booked(known, event, sealed)
    else:
        changed = {}
    return {key: row for key, row in changed.items() if row != known[key]}


def is_detached(known: Rows, event: Event, sealed: Sealed) -> bool:
    """Whether a refund counts by itself, on its own date, although it names its payment: the day there is sealed."""
    if event.name != BusinessEvent.PAYMENT_REFUNDED:
        return False
    rows = [known[key] for key in needed(event, known)]
    return any(isinstance(row, Ledger) and row.is_closed(sealed) for row in rows)


def _after(row: LinkedRow, event: Event, sealed: Sealed) -> LinkedRow:
    if isinstance(row, Ledger):
        return ledgers.after(row, event, sealed)
    if isinstance(row, ServiceRequest):
        return service_requests.after(row, event, sealed)
    raise TypeError(f"{row!r} is not changed by {event.name}")


def _offered(known: Rows, event: Event, sealed: Sealed) -> dict[RowKey, LinkedRow]:
    changed: dict[RowKey, LinkedRow] = _first(known, event)
    for day, part in cut_by_date((event.facts.start or 0, event.facts.end or 0)):
        _check_open(part, sealed)
        key = _calendar(event.ca_id or "", day)
        changed[key] = _day(known, key).offering(part)
    return changed


def _booked(known: Rows, event: Event, sealed: Sealed) -> dict[RowKey, LinkedRow]:
    before = known[_booking(event)]
    if not isinstance(before, Booking):
        raise TypeError(f"{before!r} is no booking")
    booking = bookings.after(before, event, sealed)
    taken = {_calendar(*place): part for place, part in days_of(booking).items()}
    held = {_calendar(*place): part for place, part in days_of(before).items()}
    for key, part in taken.items():
        if held.get(key) != part:
            _check_open(part, sealed)
    left = held.keys() - taken.keys()
    changed: dict[RowKey, LinkedRow] = {**_first(known, event), _booking(event): booking}
    changed |= {key: _day(known, key).holding(booking.booking_id, None) for key in left}
    changed |= {key: _day(known, key).holding(booking.booking_id, part) for key, part in taken.items()}
    return changed


def _check_open(part: Interval, sealed: Sealed) -> None:
    """Nothing can be counted any more on a day that is sealed: better to say so than to take it in for nothing."""
    if sealed(part[0]):
        raise ContradictionError(Reason.DAY_SEALED)


def _first(known: Rows, event: Event) -> dict[RowKey, LinkedRow]:
    key = firsts_key(event.ca_id or "")
    firsts = known[key]
    return {key: firsts.after(event)} if isinstance(firsts, CaFirsts) else {}


def _day(known: Rows, key: RowKey) -> CalendarDay:
    day = known[key]
    if not isinstance(day, CalendarDay):
        raise TypeError(f"{day!r} is no day of a calendar")
    return day


def _days(event: Event) -> Iterable[RowKey]:
    """The days of the slot that an event names."""
    start, end = event.facts.start, event.facts.end
    if start is None or end is None:
        return []
    return [_calendar(event.ca_id or "", day) for day, _part in cut_by_date((start, end))]


def _days_taken(booking: Booking, event: Event) -> set[RowKey]:
    """The days that a booking takes time of, before an event and after it."""
    changed = bookings.after(booking, event, lambda _at: False)
    return {_calendar(*place) for each in (booking, changed) for place in days_of(each)}


def _booking(event: Event) -> RowKey:
    return RowKey(f"{BOOKING}#{event.facts.booking_id}", BOOKING)


def _calendar(ca_id: str, day: date) -> RowKey:
    return RowKey(f"{CALENDAR}#{ca_id}", str(day))


def firsts_key(ca_id: str) -> RowKey:
    """Where it is kept what a CA did first."""
    return RowKey(f"{CALENDAR}#{ca_id}", FIRSTS)
