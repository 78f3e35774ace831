"""The demo's simulated marketplace through the API, its CA figures against a look at every minute of its events."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from local.invoices import Event, read_invoices, weeks_to_the_past_week
from local.simulator import simulated
from sextant.store.base import forget_connection
from tests.integration.analytics import ministack, ministack_tables, send, tables, tick
from tests.integration.conftest import ADMIN, Call

__all__ = ["ministack", "ministack_tables", "tables"]

KOLKATA = ZoneInfo("Asia/Kolkata")
DAYS = 4
AT_ONCE = 100

Minutes = set[tuple[str, int]]
"""Minutes of CAs: whose, and the minute's number since 1970."""


@pytest.fixture
def first_days() -> list[Event]:
    """What is simulated of the first orders' days, shuffled; calendars reach beyond them."""
    invoices = read_invoices()
    weeks = weeks_to_the_past_week(invoices, datetime.now(UTC))
    begin = (min(invoice.at for invoice in invoices) + timedelta(weeks=weeks)).replace(tzinfo=UTC)
    events = simulated(invoices, weeks, begin + timedelta(days=DAYS))
    random.Random(1).shuffle(events)  # noqa: S311 - an order
    return events


@pytest.mark.usefixtures("tables")
def test_each_day_in_kolkata_is_what_a_look_at_every_minute_says(
    first_days: list[Event], client_api: Call, admin_api: Call
) -> None:
    """Sent in any order, part of it twice, with a tick in between; money is that of the events, and no pound."""
    batches = [first_days[at : at + AT_ONCE] for at in range(0, len(first_days), AT_ONCE)]
    for number, batch in enumerate([*batches, batches[0]]):
        accepted, duplicates, rejected = send(client_api, batch, **{"import": True})
        assert (accepted + duplicates, rejected) == (len(batch), [])
        assert duplicates == (len(batch) if number == len(batches) else 0)
        if number == 1:
            tick(300_000)
    tick(300_000)

    offered, booked, twice = minutes_of(first_days)
    days = sorted({day_of(minute) for _, minute in offered})[:-1]
    query = f"from={days[0]}&to={min(days[-1], datetime.now(KOLKATA).date())}&timeZone=Asia/Kolkata"
    found = said(admin_api, f"ca-utilization?{query}&limit=100")
    assert {row["label"] for row in found["rows"]} >= {str(day) for day in days[:DAYS]}
    for row in found["rows"]:
        day = date.fromisoformat(row["label"])
        assert row["availableMinutes"] == len(on(day, offered))
        assert row["utilizedMinutes"] == len(on(day, offered & booked))
        assert row["outsideMinutes"] == len(on(day, booked - offered))
        assert row["doubleBookedMinutes"] == len(on(day, twice))
    assert {each["caId"] for each in found["top"]} <= {ca_id for ca_id, _ in offered}

    revenue = said(admin_api, f"revenue?{query}")
    paid = [event["properties"] for event in first_days if event["name"] == "payment_completed"]
    assert revenue["totals"].keys() == {"INR"}
    assert revenue["totals"]["INR"]["gross"]["value"] == sum(int(str(each["amountMinor"])) for each in paid)
    cards = said(admin_api, f"cas?{query}&limit=100")["items"]
    assert sum(card["byCurrency"].get("INR", {}).get("payments", 0) for card in cards) == len(paid) > 0


def said(admin_api: Call, route: str) -> dict[str, Any]:
    """What a route says, not from memory."""
    forget_connection()
    answer = admin_api("GET", f"/api/admin/analytics/{route}", caller=ADMIN)
    assert answer.status == 200, answer.body
    found: dict[str, Any] = answer.json
    return found


def minutes_of(events: Sequence[Event]) -> tuple[Minutes, Minutes, Minutes]:
    """Every minute that is offered, booked and not given back, and booked twice."""
    cancelled = {each["properties"]["bookingId"] for each in events if each["name"] == "booking_cancelled"}
    offered: Minutes = set()
    depth: dict[tuple[str, int], int] = defaultdict(int)
    for event in events:
        told = event["properties"]
        if event["name"] == "availability_published":
            offered |= {(event["userId"], minute) for minute in slot_of(told)}
        elif event["name"] == "booking_created" and told["bookingId"] not in cancelled:
            for minute in slot_of(told):
                depth[str(told["caId"]), minute] += 1
    return offered, set(depth), {minute for minute, times in depth.items() if times > 1}


def slot_of(told: dict[str, object]) -> Iterator[int]:
    """The minutes of a slot."""
    start, end = (datetime.fromisoformat(str(told[name])) for name in ("start", "end"))
    yield from range(int(start.timestamp()) // 60, int(end.timestamp()) // 60)


def day_of(minute: int) -> date:
    """The day of a minute in Kolkata."""
    return datetime.fromtimestamp(minute * 60, KOLKATA).date()


def on(day: date, minutes: Minutes) -> Minutes:
    """Those of one day."""
    return {each for each in minutes if day_of(each[1]) == day}
