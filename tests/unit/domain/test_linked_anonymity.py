"""Linked rows without an identity count what they counted."""

from datetime import date

import pytest

from sextant.domain.bookings import Booking, BookingStatus, Stood, Timed
from sextant.domain.calendars import CaFirsts, CalendarDay
from sextant.domain.ledgers import Ledger, Paid
from sextant.domain.linked_anonymity import NO_EVENT, Anonymity, anonymised
from sextant.domain.linked_rows import LinkedRow
from sextant.domain.service_requests import Named, ServiceRequest

WHO = Anonymity("maya", "#erased#1", frozenset({"hers"}))


def row_of(ca: str, event: str) -> list[LinkedRow]:
    """One row of each kind, with a CA and an event of such a name."""
    return [
        Ledger(payment_id="p", payment=Paid(1, event, "SWIM", ca), paid={"GBP": 5}, refunded={"GBP": 2}),
        ServiceRequest(request_id="q", created_at=1, asked=Named(1, event, ca), taken=Named(2, event, ca)),
        Booking(booking_id="b", newest=Stood(1, event, BookingStatus.BOOKED, ca), slot=Timed(1, event, 5, 9)),
        CalendarDay(ca_id=ca, day=date(2026, 1, 17), available=((1, 2),), booked={"b": (1, 2)}),
        CaFirsts(ca_id=ca, offered_at=1),
    ]


@pytest.mark.parametrize("place", range(5))
def test_ca_and_event_give_way_to_what_says_nothing(place: int) -> None:
    """And nothing else of the row changes, so that it counts where it counted."""
    assert anonymised(row_of("maya", "hers")[place], WHO) == row_of("#erased#1", NO_EVENT)[place]


@pytest.mark.parametrize("place", range(5))
def test_what_is_somebody_elses_stays(place: int) -> None:
    """Their events and their names."""
    row = row_of("dora", "theirs")[place]
    assert anonymised(row, WHO) == row


def test_a_row_of_which_little_is_known_stays_so() -> None:
    """A refund may be known before its payment, a change of status before its request."""
    for row in (Ledger(payment_id="p"), ServiceRequest(request_id="q"), Booking(booking_id="b")):
        assert anonymised(row, WHO) == row
