"""Linked rows as compact JSON."""

import json
from collections.abc import Callable, Mapping
from dataclasses import astuple
from datetime import date
from typing import Any

from sextant.domain.bookings import Booking, BookingStatus, Stood, Timed
from sextant.domain.calendars import CaFirsts, CalendarDay
from sextant.domain.ledgers import Ledger, Paid
from sextant.domain.linked_rows import BOOKING, CALENDAR, FIRSTS, PAYMENT, REQUEST, LinkedRow
from sextant.domain.service_requests import Named, ServiceRequest

_Json = list[Any]


def kind_of(row: LinkedRow) -> str:
    """What kind of row it is: under this name it stands among the events."""
    return _KINDS[type(row)]


def told(row: LinkedRow) -> str:
    """A row as JSON."""
    return json.dumps(_TELLERS[type(row)](row), separators=(",", ":"), ensure_ascii=False)


def read(kind: str, state: str) -> LinkedRow:
    """The row of a kind that was told so."""
    return _READERS[kind](json.loads(state))


def _ledger_told(row: Ledger) -> _Json:
    payment = astuple(row.payment) if row.payment else None
    return [row.payment_id, payment, row.paid, row.first_refund_at, row.refunded, row.settled]


def _ledger(state: _Json) -> Ledger:
    payment_id, payment, paid, first_refund_at, refunded, settled = state
    return Ledger(
        payment_id=payment_id,
        payment=Paid(*payment) if payment else None,
        paid=paid,
        first_refund_at=first_refund_at,
        refunded=refunded,
        settled=settled,
    )


def _request_told(row: ServiceRequest) -> _Json:
    asked, taken = (astuple(named) if named else None for named in (row.asked, row.taken))
    return [row.request_id, row.created_at, asked, taken, row.reached, row.changes]


def _request(state: _Json) -> ServiceRequest:
    request_id, created_at, asked, taken, reached, changes = state
    return ServiceRequest(
        request_id=request_id,
        created_at=created_at,
        asked=Named(*asked) if asked else None,
        taken=Named(*taken) if taken else None,
        reached=reached,
        changes=tuple(changes),
    )


def _booking_told(row: Booking) -> _Json:
    return [row.booking_id, *(astuple(part) if part else None for part in (row.newest, row.slot))]


def _booking(state: _Json) -> Booking:
    booking_id, newest, slot = state
    return Booking(
        booking_id=booking_id,
        newest=Stood(newest[0], newest[1], BookingStatus(newest[2]), newest[3]) if newest else None,
        slot=Timed(*slot) if slot else None,
    )


def _day_told(row: CalendarDay) -> _Json:
    return [row.ca_id, str(row.day), row.available, row.booked]


def _day(state: _Json) -> CalendarDay:
    ca_id, day, available, booked = state
    return CalendarDay(
        ca_id=ca_id,
        day=date.fromisoformat(day),
        available=tuple((start, end) for start, end in available),
        booked={booking_id: (start, end) for booking_id, (start, end) in booked.items()},
    )


def _firsts_told(row: CaFirsts) -> _Json:
    return [row.ca_id, row.offered_at, row.booked_at, row.completed_at]


def _firsts(state: _Json) -> CaFirsts:
    ca_id, offered_at, booked_at, completed_at = state
    return CaFirsts(ca_id=ca_id, offered_at=offered_at, booked_at=booked_at, completed_at=completed_at)


_KINDS: Mapping[type[LinkedRow], str] = {
    Ledger: PAYMENT,
    ServiceRequest: REQUEST,
    Booking: BOOKING,
    CalendarDay: CALENDAR,
    CaFirsts: FIRSTS,
}
_TELLERS: Mapping[type[LinkedRow], Callable[[Any], _Json]] = {
    Ledger: _ledger_told,
    ServiceRequest: _request_told,
    Booking: _booking_told,
    CalendarDay: _day_told,
    CaFirsts: _firsts_told,
}
_READERS: Mapping[str, Callable[[_Json], LinkedRow]] = {
    PAYMENT: _ledger,
    REQUEST: _request,
    BOOKING: _booking,
    CALENDAR: _day,
    FIRSTS: _firsts,
}
LINKED_KINDS = frozenset(_READERS)
