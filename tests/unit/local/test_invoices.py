"""The mapping of the real invoices to events, against figures counted from the published data set."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from local.invoices import (
    SHOP_TIME_ZONE,
    Event,
    Invoice,
    Kind,
    events_of,
    read_invoices,
    weeks_to_the_past_week,
    within,
)

NOVEMBER = (date(2011, 11, 1), date(2011, 11, 30))


@pytest.fixture(scope="module")
def invoices() -> list[Invoice]:
    """The extract."""
    return read_invoices()


@pytest.fixture(scope="module")
def november(invoices: list[Invoice]) -> list[Event]:
    """What happened in November 2011."""
    return [event for invoice in within(invoices, *NOVEMBER) for event in events_of(invoice)]


def named(events: list[Event], name: str) -> list[Event]:
    """The events of one name."""
    return [event for event in events if event["name"] == name]


def pence(events: list[Event]) -> int:
    """Their amounts together."""
    return sum(int(str(event["properties"]["amountMinor"])) for event in events)


def an_invoice(**changed: object) -> Invoice:
    """A payment of 12.34 by a customer who came before."""
    usual: dict[str, object] = {
        "number": "536365",
        "kind": Kind.PAYMENT,
        "at": datetime(2011, 11, 1, 9, 30),  # noqa: DTZ001 - the shop's wall clock
        "customer": "17850",
        "country": "France",
        "amount_minor": 1234,
        "first": False,
    }
    return Invoice(**(usual | changed))  # type: ignore[arg-type]


def test_the_extract_holds_november_and_december(invoices: list[Invoice]) -> None:
    """It holds 4,477 invoices, of which 3,588 moved money in."""
    assert len(invoices) == 4477
    assert min(invoice.at.date() for invoice in invoices) == date(2011, 11, 1)
    assert max(invoice.at.date() for invoice in invoices) == date(2011, 12, 9)
    assert sum(invoice.kind is Kind.PAYMENT and invoice.amount_minor > 0 for invoice in invoices) == 3588


def test_november_payments_are_what_the_shop_took(november: list[Event]) -> None:
    """2,769 payments of 150,949,633 pence, by 1,664 named customers and by guests."""
    payments = named(november, "payment_completed")
    assert len(payments) == 2769
    assert pence(payments) == 150_949_633
    assert len({event["userId"] for event in payments if "userId" in event}) == 1664


def test_november_refunds_are_what_the_shop_gave_back(november: list[Event]) -> None:
    """441 refunds of 4,774,008 pence, so 146,175,625 remain."""
    refunds = named(november, "payment_refunded")
    assert len(refunds) == 441
    assert pence(refunds) == 4_774_008
    assert pence(named(november, "payment_completed")) - pence(refunds) == 146_175_625


def test_november_registrations_are_first_invoices_ever(november: list[Event]) -> None:
    """321 customers had never bought in the year before."""
    assert len(named(november, "user_registered")) == 321


def test_every_event_id_is_used_once(invoices: list[Invoice]) -> None:
    """The API drops duplicates, so a clash would lose money."""
    ids = Counter(event["eventId"] for invoice in invoices for event in events_of(invoice))
    assert ids.total() == 4537
    assert set(ids.values()) == {1}


def test_a_payment_carries_its_invoice_and_country() -> None:
    """Its properties are those of the typed catalogue, with the country among the free attributes."""
    (event,) = events_of(an_invoice())
    assert event == {
        "eventId": "invoice-536365",
        "name": "payment_completed",
        "userId": "customer-17850",
        "timestamp": "2011-11-01T09:30:00+00:00",
        "properties": {
            "paymentId": "536365",
            "amountMinor": 1234,
            "currency": "GBP",
            "attributes": {"country": "France"},
        },
    }


def test_a_refund_is_positive() -> None:
    """The sign is said by the event's name."""
    (event,) = events_of(an_invoice(kind=Kind.REFUND, amount_minor=-700))
    assert event["name"] == "payment_refunded"
    assert event["properties"]["amountMinor"] == 700
    assert event["properties"]["refundId"] == "536365"


def test_a_first_invoice_also_registers_its_customer() -> None:
    """The registration comes first and at the same moment."""
    registered, paid = events_of(an_invoice(first=True))
    assert registered["name"] == "user_registered"
    assert registered["eventId"] == "registered-17850"
    assert registered["properties"]["role"] == "CLIENT"
    assert registered["timestamp"] == paid["timestamp"]


def test_an_amount_of_zero_is_no_payment() -> None:
    """Yet a customer who begins with one is registered."""
    assert list(events_of(an_invoice(amount_minor=0))) == []
    assert [event["name"] for event in events_of(an_invoice(amount_minor=0, first=True))] == ["user_registered"]


def test_an_adjustment_says_nothing() -> None:
    """It corrects the books, and nobody bought or returned anything."""
    assert list(events_of(an_invoice(kind=Kind.ADJUSTMENT, customer=None))) == []


def test_a_guest_is_anonymous() -> None:
    """Each guest's invoice is somebody else's."""
    (event,) = events_of(an_invoice(customer=None))
    assert event["anonymousId"] == "guest-536365"
    assert "userId" not in event


@pytest.mark.parametrize(("weeks", "moved"), [(0, "2011-11-01T09:30:00+00:00"), (26, "2012-05-01T09:30:00+01:00")])
def test_moving_keeps_the_wall_clock(weeks: int, moved: str) -> None:
    """Half past nine stays half past nine when the clocks have changed in between."""
    (event,) = events_of(an_invoice(), weeks)
    assert event["timestamp"] == moved


@pytest.mark.parametrize("now", ["2026-11-23T21:00:00+00:00", "2026-07-03T00:30:00+02:00", "2011-12-09T12:50:00+00:00"])
def test_the_last_order_lands_in_the_past_week(invoices: list[Invoice], now: str) -> None:
    """It is never in the future and never a week old."""
    moment = datetime.fromisoformat(now)
    weeks = weeks_to_the_past_week(invoices, moment)
    last = max(
        datetime.fromisoformat(event["timestamp"]) for invoice in invoices for event in events_of(invoice, weeks)
    )
    assert timedelta(0) <= moment - last < timedelta(weeks=1, hours=1)
    assert last.astimezone(SHOP_TIME_ZONE).isoweekday() == 5


def test_the_moment_counts_in_the_shops_own_time(invoices: list[Invoice]) -> None:
    """A week after the last order, to the minute, it is moved by that week."""
    last = datetime(2011, 12, 9, 12, 50, tzinfo=UTC)
    assert weeks_to_the_past_week(invoices, last + timedelta(days=7, minutes=-1)) == 0
    assert weeks_to_the_past_week(invoices, last + timedelta(days=7)) == 1
