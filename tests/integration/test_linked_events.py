"""Events that several are about one thing: what is refused of them, and what is exact though many write at once."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

from sextant.domain.bookings import Booking
from sextant.domain.calendars import MOST_SLOTS, CalendarDay
from sextant.domain.ledgers import Ledger
from sextant.domain.linked_rows import RowKey
from sextant.domain.service_requests import ServiceRequest
from sextant.schemas.submissions import read
from sextant.store import linked_rows, profiles
from sextant.store.base import connection
from sextant.usecases.deadlines import Deadline
from sextant.usecases.events import track
from tests.integration.analytics import event, ministack, ministack_tables, payment, send, tables
from tests.integration.conftest import SERVER_KEY, Call

__all__ = ["ministack", "ministack_tables", "tables"]

Sent = dict[str, Any]


def refund(event_id: str, amount: int, payment_id: str | None = "p", *, currency: str = "GBP", **who: str) -> Sent:
    """A refund, of Maya unless somebody else is named."""
    properties = {"paymentId": payment_id, "amountMinor": amount, "currency": currency}
    return event("payment_refunded", event_id, {k: v for k, v in properties.items() if v is not None}, **who)


def booking(name: str, event_id: str, ca: str, slot: tuple[int, int] | None = None, **who: str) -> Sent:
    """An event of a booking, whose slot is given in hours from now."""
    return event(f"booking_{name}", event_id, {"bookingId": "b", "caId": ca, **hours(slot)}, **who)


def hours(slot: tuple[int, int] | None) -> dict[str, str]:
    """A slot as it is sent, in hours from the coming midnight in UTC."""
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    moments = [(midnight + timedelta(hours=hour)).isoformat() for hour in slot or ()]
    return dict(zip(("start", "end"), moments, strict=False))


def row_of(partition: str, sort: str) -> linked_rows.LinkedRow:
    """A linked row as it is stored."""
    key = RowKey(partition, sort)
    return linked_rows.read_many([key])[key].row


def calendar(ca: str) -> dict[str, tuple[int, int]]:
    """How many slots a CA offers and has booked on each date that has any."""
    found = {}
    for item in linked_rows.LinkedItem.query(f"#calendar#{ca}"):
        row = linked_rows.read(item.name, item.state)
        if isinstance(row, CalendarDay) and row.slots:
            found[str(row.day)] = (len(row.available), len(row.booked))
    return found


def reasons(rejected: list[Sent]) -> list[tuple[str, str, bool]]:
    """What was rejected, why, and whether it is worth another try."""
    return [(each["eventId"], each["reason"], each["retryable"]) for each in rejected]


def test_no_more_goes_back_than_was_paid(client_api: Call) -> None:
    """One penny more is refused for good, in whatever request it comes, and so is another currency."""
    send(client_api, [payment("p", 100)])
    sent = [refund("f1", 60), refund("f2", 41), refund("f3", 1, currency="INR"), refund("f4", 40)]
    accepted, _, rejected = send(client_api, sent)
    assert accepted == 2
    assert reasons(rejected) == [("f2", "refund_exceeds_payment", False), ("f3", "currency_differs", False)]
    assert "check amountMinor and paymentId" in rejected[0]["message"]
    assert reasons(send(client_api, [refund("f5", 1)])[2]) == [("f5", "refund_exceeds_payment", False)]
    assert profiles.read("maya").money["GBP"].refunded == 100  # type: ignore[union-attr]


def test_a_refund_that_was_taken_is_a_duplicate_when_it_comes_again(client_api: Call) -> None:
    """Though it would now be more than is left, and whatever else is in the request."""
    send(client_api, [payment("p", 100), refund("f1", 60)])
    assert send(client_api, [refund("f1", 60)]) == (0, 1, [])
    accepted, duplicates, rejected = send(client_api, [refund("f1", 60), refund("f2", 40), refund("f3", 1)])
    assert (accepted, duplicates) == (1, 1)
    assert reasons(rejected) == [("f3", "refund_exceeds_payment", False)]


def test_a_refund_may_come_before_its_payment(client_api: Call) -> None:
    """Also of somebody else, or of a guest; what is known by then is judged."""
    assert send(client_api, [refund("f1", 60, anonymousId="guest")]) == (1, 0, [])
    assert send(client_api, [payment("p", 100)]) == (1, 0, [])
    assert reasons(send(client_api, [refund("f2", 41, userId="omar")])[2]) == [("f2", "refund_exceeds_payment", False)]
    assert send(client_api, [refund("f3", 500, None)]) == (1, 0, [])
    ledger = row_of("#payment#p", "#payment")
    assert isinstance(ledger, Ledger)
    assert (dict(ledger.paid), dict(ledger.refunded)) == ({"GBP": 100}, {"GBP": 60})


def test_refunds_that_are_sent_at_once_are_judged_one_after_the_other(client_api: Call) -> None:
    """Of sixteen that want 30 of 100 each, three get it."""
    send(client_api, [payment("p", 100)])

    def refund_by(number: int) -> int:
        sent = read({"events": [refund(f"f{number}", 30, userId=f"user-{number}")]})
        now = time.time_ns() // 1_000_000
        outcome = track(sent, SERVER_KEY, now=now, deadline=Deadline.in_seconds(60))
        assert all(each.reason.value == "refund_exceeds_payment" for each in outcome.rejected)
        return outcome.accepted

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(refund_by, range(16))) == 3
    ledger = row_of("#payment#p", "#payment")
    assert isinstance(ledger, Ledger)
    assert dict(ledger.refunded) == {"GBP": 90}


def test_many_users_about_one_thing_are_stored_in_one_request(client_api: Call) -> None:
    """Nobody waits in vain for another of the same request, and each transaction holds a row once."""
    sent = [event("request_created", f"c{number}", {"requestId": "q"}, userId=f"user-{number}") for number in range(40)]
    statuses = [event("request_status_changed", f"s{n}", {"requestId": "q", "status": f"S{n % 5}"}) for n in range(40)]
    assert send(client_api, [*sent, *statuses]) == (80, 0, [])
    request = row_of("#request#q", "#request")
    assert isinstance(request, ServiceRequest)
    assert len(request.reached) == 5


def test_a_calendar_takes_so_many_slots_of_a_date(client_api: Call) -> None:
    """What is offered twice is one slot; the first slot too many is refused for good."""

    def offer(number: int) -> Sent:
        slot = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1, minutes=number)
        properties = {"start": slot.isoformat(), "end": (slot + timedelta(minutes=1)).isoformat()}
        return event("availability_published", f"a{number}", properties, userId="carla")

    assert send(client_api, [offer(number) for number in range(MOST_SLOTS)]) == (MOST_SLOTS, 0, [])
    again = offer(0) | {"eventId": "again"}
    accepted, _, rejected = send(client_api, [again, offer(MOST_SLOTS)])
    assert (accepted, reasons(rejected)) == (1, [(f"a{MOST_SLOTS}", "calendar_full", False)])
    assert list(calendar("carla").values()) == [(MOST_SLOTS, 0)]


def test_a_long_booking_moves_whole(client_api: Call) -> None:
    """To other dates and another CA, with every day of it, in one transaction; nothing of it is left behind."""
    month = 31 * 24
    assert send(client_api, [booking("created", "b1", "carla", (0, month))]) == (1, 0, [])
    assert len(calendar("carla")) == 31
    moved = [booking("created", "b2", "carla", (month + 12, 2 * month + 12)), booking("completed", "b3", "cem")]
    assert send(client_api, moved) == (2, 0, [])
    assert (calendar("carla"), len(calendar("cem"))) == ({}, 32)
    assert send(client_api, [booking("cancelled", "b4", "cem")]) == (1, 0, [])
    assert calendar("cem") == {}
    stood = row_of("#booking#b", "#booking")
    assert isinstance(stood, Booking)
    assert stood.ca_id == "cem"


def test_many_long_slots_in_one_request_are_stored(client_api: Call) -> None:
    """In as many transactions as it takes; a whole day offered again and again is one slot."""
    sent = [
        event("availability_published", f"a{number}", hours((number, number + 31 * 24)), userId="carla")
        for number in range(1, 12)
    ]
    assert send(client_api, sent) == (11, 0, [])
    assert list(calendar("carla").values()) == [(11, 0), *[(1, 0)] * 30, (11, 0)]


def test_a_payment_costs_one_look_and_one_transaction(client_api: Call) -> None:
    """Whatever it changes: the rows that the events of a request are about are read together."""
    send(client_api, [payment(f"warm-{number}", 5, userId=f"user-{number}") for number in range(20)])
    client = connection().client
    sent: list[str] = []
    client.meta.events.register_first(
        "before-call.dynamodb.*", lambda event_name, **_: sent.append(event_name.rsplit(".")[-1])
    )
    send(client_api, [payment(f"p{number}", 7, userId=f"user-{number}") for number in range(20)])
    transactions = [each for each in sent if each == "TransactWriteItems"]
    others = sorted(each for each in sent if each != "TransactWriteItems")
    # Who was erased, the profiles, the rows; and the mark.
    assert (len(transactions), others) == (20, ["BatchGetItem"] * 3 + ["UpdateItem"])
