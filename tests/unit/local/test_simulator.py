"""The simulated marketplace: that it says what it is, is the same for each seed, and leaves the shop's orders alone."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
from pydantic import TypeAdapter

from local.invoices import Event, Invoice, events_of, read_invoices, weeks_to_the_past_week
from local.simulated_requests import CURRENCY
from local.simulator import SEED, simulated, with_channel
from sextant.schemas.events import BusinessEvent

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
EVER = datetime(2100, 1, 1, tzinfo=UTC)
EVENTS: TypeAdapter[Any] = TypeAdapter(BusinessEvent)


@pytest.fixture(scope="module")
def invoices() -> list[Invoice]:
    """The orders that the demo loads."""
    return read_invoices()


@pytest.fixture(scope="module")
def weeks(invoices: list[Invoice]) -> int:
    """By how much they are moved."""
    return weeks_to_the_past_week(invoices, NOW)


@pytest.fixture(scope="module")
def events(invoices: list[Invoice], weeks: int) -> list[Event]:
    """What the simulation tells of them."""
    return simulated(invoices, weeks, EVER)


def named(events: list[Event], *names: str) -> list[Event]:
    """The events of these names."""
    return [event for event in events if event["name"] in names]


def slots_of(events: list[Event], name: str) -> dict[str, list[tuple[datetime, datetime]]]:
    """The slots that events of a name give to each CA."""
    found: dict[str, list[tuple[datetime, datetime]]] = {}
    for event in named(events, name):
        told = event["properties"]
        slot = datetime.fromisoformat(str(told["start"])), datetime.fromisoformat(str(told["end"]))
        found.setdefault(str(told.get("caId", event.get("userId"))), []).append(slot)
    return found


def are_apart(some: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> bool:
    """Whether two slots share nothing."""
    return some[1] <= other[0] or other[1] <= some[0]


def test_the_same_seed_tells_the_same_and_another_one_another_story(
    invoices: list[Invoice], weeks: int, events: list[Event]
) -> None:
    """So that a load that was cut short is taken up, and a figure can be computed again."""
    assert simulated(invoices, weeks, EVER) == events
    assert simulated(list(reversed(invoices)), weeks, EVER) == events
    assert simulated(invoices, weeks, EVER, seed=SEED + 1) != events


def test_every_event_says_that_it_is_made_up(events: list[Event]) -> None:
    """By its id, which no other event has, and by an attribute."""
    assert {event["eventId"][:4] for event in events} == {"sim-"}
    assert len({event["eventId"] for event in events}) == len(events)
    assert all(event["properties"]["attributes"] == {"simulated": True} for event in events)


def test_every_event_is_one_that_the_api_takes(events: list[Event]) -> None:
    """As the catalogue has it."""
    for event in events:
        EVENTS.validate_python(dict(event))


def test_no_pound_of_the_shops_is_touched(events: list[Event], invoices: list[Invoice]) -> None:
    """All money is in another currency, and no client is one that the shop does not have."""
    money = named(events, "payment_completed", "payment_refunded")
    assert {event["properties"]["currency"] for event in money} == {CURRENCY} != {"GBP"}
    customers = {f"customer-{invoice.customer}" for invoice in invoices if invoice.customer}
    assert {event["userId"] for event in events if not event["userId"].startswith("sim-ca-")} <= customers
    assert {event["properties"]["role"] for event in named(events, "user_registered")} == {"CA"}


def test_nothing_is_told_that_has_not_happened_yet(invoices: list[Invoice], weeks: int, events: list[Event]) -> None:
    """Slots may be to come, events may not; told later, it is the same and more."""
    then = NOW - timedelta(days=14)
    told = simulated(invoices, weeks, then)
    assert told == [event for event in events if datetime.fromisoformat(event["timestamp"]) <= then]
    assert 0 < len(told) < len(events)
    assert max(slot[1] for slots in slots_of(told, "availability_published").values() for slot in slots) > then


def test_moved_by_other_weeks_the_ids_stay(invoices: list[Invoice], weeks: int, events: list[Event]) -> None:
    """A platform that loads it again some weeks later finds duplicates."""
    later = simulated(invoices, weeks + 9, EVER)
    assert {event["eventId"] for event in later} == {event["eventId"] for event in events}


def test_there_is_something_of_everything_to_look_at(events: list[Event]) -> None:
    """All statuses, and every business event but few: a few thousand in all."""
    assert 2_000 < len(events) < 6_000
    counts = Counter(event["name"] for event in events)
    assert counts["booking_created"] > counts["booking_completed"] + counts["booking_cancelled"]
    assert counts["booking_cancelled"] == counts["payment_refunded"] > 10
    assert counts["review_created"] > 100
    statuses = Counter(event["properties"].get("status") for event in events)
    assert set(statuses) - {None} == {"ACCEPTED", "DECLINED", "IN_PROGRESS", "COMPLETED", "CANCELLED"}
    assert statuses["ACCEPTED"] + statuses["DECLINED"] < counts["request_created"]
    fees = ["feeMinor" in event["properties"] for event in named(events, "payment_completed")]
    assert {True, False} == set(fees)


def test_calendars_have_what_utilization_has_to_get_right(events: list[Event]) -> None:
    """Time offered twice, booked twice, booked outside of what is offered, and over midnight in UTC."""
    offered, booked = slots_of(events, "availability_published"), slots_of(events, "booking_created")
    assert any(not are_apart(*pair) for slots in offered.values() for pair in combinations(slots, 2))
    assert any(not are_apart(*pair) for slots in booked.values() for pair in combinations(slots, 2))
    assert any(start.date() < end.date() for slots in offered.values() for start, end in slots)
    assert booked.keys() - offered.keys() == {"sim-ca-09"}
    within = [
        any(start <= first and last <= end for start, end in offered.get(ca_id, ()))
        for ca_id, slots in booked.items()
        for first, last in slots
    ]
    assert 0.7 < sum(within) / len(within) < 1


def test_one_thing_follows_the_other(events: list[Event]) -> None:
    """Responses after requests, payments after bookings, reviews after meetings, and no refund over its payment."""
    at = {event["eventId"]: datetime.fromisoformat(event["timestamp"]) for event in events}
    order = ("request", "status-accepted", "booked", "paid", "met", "review")
    for event_id, moment in at.items():
        what, _, number = event_id.removeprefix("sim-").rpartition("-")
        for earlier in order[: order.index(what)] if what in order else ():
            assert at[f"sim-{earlier}-{number}"] < moment
    paid = {event["properties"]["paymentId"]: event["properties"] for event in named(events, "payment_completed")}
    for event in named(events, "payment_refunded"):
        assert event["properties"]["amountMinor"] == paid[event["properties"]["paymentId"]]["amountMinor"]


def test_channels_are_added_to_registrations_and_said_to_be_made_up(invoices: list[Invoice]) -> None:
    """Everything else of the shop's events stays as it is, ids above all."""
    before = [event for invoice in invoices for event in events_of(invoice)]
    after = [with_channel(event) for event in before]
    for one, other in zip(before, after, strict=True):
        if one["name"] != "user_registered":
            assert other is one
            continue
        told = other["properties"]
        assert {**other, "properties": one["properties"]} == one
        assert told["role"] == "CLIENT"
        assert told["attributes"] == {**_attributes(one), "channelSimulated": True}
        EVENTS.validate_python(dict(other))
    channels = Counter(event["properties"].get("channel") for event in named(after, "user_registered"))
    assert set(channels) == {"organic_search", "google_ads", "referral", "newsletter"}
    assert after == [with_channel(event) for event in before]


def _attributes(event: Event) -> dict[str, object]:
    found = event["properties"]["attributes"]
    assert isinstance(found, dict)
    return found
