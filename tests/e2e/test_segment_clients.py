"""Segment's own clients, Python and Node, send ten thousand events each, with their own batching and retries."""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from segment.analytics import Client

from local.aggregation import settle
from tests.e2e import npm_clients
from tests.e2e.running import Platform
from tests.e2e.wire import Wire, recorded

EVENTS = 10_000
USERS = 40
LOST = 7
"""Which batch is answered 500 though it was stored."""
BATCH = 100
FIGURES_PATIENCE_SECONDS = 120


@dataclass(frozen=True)
class Sent:
    """One event.

    Attributes:
        id: Its message id.
        user: Who did it.
        at: When.
    """

    id: str
    user: str
    at: datetime


def events_of(client: str, days_ago: int) -> list[Sent]:
    """Ten thousand events of forty users, over all of a day of the client's own."""
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days_ago)
    apart = timedelta(days=1) / EVENTS
    return [
        Sent(f"{client}-{number}", f"{client}-user-{number % USERS}", midnight + number * apart)
        for number in range(EVENTS)
    ]


@pytest.fixture
def wire(platform: Platform) -> Iterator[Wire]:
    """The platform behind a wire that loses one answer: the batch is stored, and the client is told 500."""
    with recorded(platform.url, lost=LOST) as wire:
        yield wire


def test_the_python_client_sends_ten_thousand_events_that_count_once(platform: Platform, wire: Wire) -> None:
    """Packed by gzip; the batch whose answer is lost is sent again, and changes nothing."""
    events = events_of("python", days_ago=20)
    failed: list[Exception] = []
    client = Client(
        platform.keys["client"],
        host=wire.url,
        gzip=True,
        upload_size=BATCH,
        max_queue_size=2 * EVENTS,
        timeout=30,
        on_error=lambda error, _items: failed.append(error),
    )
    for sent in events:
        queued, _ = client.track(sent.user, "price_seen", {"path": "/prices"}, timestamp=sent.at, message_id=sent.id)
        assert queued
    client.shutdown()
    assert failed == []
    assert {exchange.asked.get("content-encoding") for exchange in wire.exchanges} == {"gzip"}
    check_wire(wire)
    check_counts(platform, events)


def test_the_node_client_sends_ten_thousand_events_that_count_once(platform: Platform, wire: Wire) -> None:
    """Several batches at once; the one whose answer is lost is sent again, and changes nothing."""
    events = events_of("node", days_ago=22)
    told = npm_clients.run(
        "segment.mjs",
        {
            "url": wire.url,
            "writeKey": platform.keys["client"],
            "events": [
                {"id": sent.id, "user": sent.user, "name": "price_seen", "at": sent.at.isoformat()} for sent in events
            ],
        },
        patience=300,
    )
    assert told == {"delivered": EVENTS, "failed": []}
    check_wire(wire)
    check_counts(platform, events)


def check_wire(wire: Wire) -> None:
    """What passed: batches with the key as user name, each answered 200, and one of them twice."""
    assert {(each.method, each.path) for each in wire.exchanges} == {("POST", "/v1/batch")}
    assert all(each.asked["authorization"].startswith("Basic ") for each in wire.exchanges)
    assert [each.status for each in wire.exchanges] == [200] * len(wire.exchanges)
    again = [each for each in wire.exchanges if each.asked.get("x-retry-count")]
    assert len(again) == 1
    answers = [json.loads(each.content) for each in wire.exchanges]
    assert not any(answer["rejected"] for answer in answers)
    # A write whose own answer is lost on the way to the table is found to be a duplicate, too: the sum is what is sure.
    sizes = [answer["accepted"] + answer["duplicates"] for answer in answers]
    repeated = json.loads(again[0].content)
    assert (repeated["accepted"], repeated["duplicates"]) == (0, sizes[LOST])
    assert sum(sizes) == EVENTS + sizes[LOST]


def check_counts(platform: Platform, events: Sequence[Sent]) -> None:
    """What is held of the users is exactly what was sent, and the dashboard counts every one of them on that day."""
    held: list[tuple[str, str]] = []
    for user in {sent.user for sent in events}:
        answer = platform.admin.get(f"/api/admin/users/{quote(user)}/export")
        assert answer.status == 200, answer
        lines = [json.loads(line) for line in answer.body.splitlines()]
        held += [(user, line["eventId"]) for line in lines if line["kind"] == "event"]
    assert sorted(held) == sorted((sent.user, sent.id) for sent in events)
    day = events[0].at.date()
    deadline = time.monotonic() + FIGURES_PATIENCE_SECONDS
    active = None
    while active != USERS and time.monotonic() < deadline:
        settle(platform.deployment)
        path = f"/api/admin/analytics/dashboard?from={day}&to={day}&timeZone=UTC"
        active = platform.admin.get(path).body["users"]["active"]["value"]
        if active != USERS:
            time.sleep(5)  # the function remembers an answer for a minute
    assert active == USERS
