"""Sending events to an API that is slow, refuses, or half-accepts, over real HTTP."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from local import batches
from local.api_client import Api, UnreachableError
from local.batches import RefusedError, send
from local.invoices import Event

Told = tuple[int, dict[str, Any]]


@contextmanager
def an_api(answer: Callable[[list[Event]], Told]) -> Iterator[str]:
    """An API that answers batches so; its URL."""

    class Track(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            assert body["import"] is True
            status, told = answer(body["events"])
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(told).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Track)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "_FIRST_PAUSE_SECONDS", 0.001)


def some_events(count: int) -> list[Event]:
    """That many events."""
    return [
        Event(eventId=f"invoice-{number}", name="payment_completed", timestamp="2011-11-01T10:00:00Z", properties={})
        for number in range(count)
    ]


def accepted(count: int) -> Told:
    """All is well."""
    return 202, {"accepted": count, "duplicates": 0, "rejected": []}


def test_events_travel_in_batches_that_the_api_takes() -> None:
    """1,100 events are two batches of 500 and one of 100, and progress is told for each."""
    sizes: list[int] = []
    progress: list[int] = []

    def answer(events: list[Event]) -> Told:
        sizes.append(len(events))
        return accepted(len(events))

    with an_api(answer) as url:
        tally = send(Api(url, "key"), some_events(1100), progress.append)
    assert sorted(sizes) == [100, 500, 500]
    assert progress == [500, 500, 100]
    assert tally.accepted == 1100


def test_only_what_was_rejected_as_retryable_is_sent_again() -> None:
    """What is stored is not sent twice, and what is wrong for good is counted with its reason."""
    calls: list[list[str]] = []

    def answer(events: list[Event]) -> Told:
        calls.append([event["eventId"] for event in events])
        if len(calls) > 1:
            return accepted(len(events))
        rejected = [
            {"index": 1, "eventId": "invoice-1", "reason": "throttled", "message": "busy", "retryable": True},
            {"index": 2, "eventId": "invoice-2", "reason": "day_sealed", "message": "too late", "retryable": False},
        ]
        return 202, {"accepted": 1, "duplicates": 0, "rejected": rejected}

    with an_api(answer) as url:
        tally = send(Api(url, "key"), some_events(3), lambda _: None)
    assert calls == [["invoice-0", "invoice-1", "invoice-2"], ["invoice-1"]]
    assert tally.accepted == 2
    assert tally.rejected == {"day_sealed": 1}
    assert tally.example == "invoice-2: too late"


def test_a_busy_api_is_asked_again() -> None:
    """A batch that was throttled as a whole is sent once more."""
    statuses = iter([429, 503, 202])

    def answer(events: list[Event]) -> Told:
        status = next(statuses)
        return accepted(len(events)) if status == 202 else (status, {})

    with an_api(answer) as url:
        assert send(Api(url, "key"), some_events(2), lambda _: None).accepted == 2


def test_a_refusal_ends_it_with_the_apis_own_words() -> None:
    """A wrong key does not become right by trying again."""
    with (
        an_api(lambda _: (401, {"title": "The key is revoked"})) as url,
        pytest.raises(RefusedError, match=r"401.*The key is revoked"),
    ):
        send(Api(url, "key"), some_events(2), lambda _: None)


def test_an_event_that_stays_rejected_is_counted_in_the_end() -> None:
    """It does not go round for ever."""
    rejection = {"index": 0, "eventId": "invoice-0", "reason": "throttled", "message": "busy", "retryable": True}
    with an_api(lambda _: (202, {"accepted": 0, "duplicates": 0, "rejected": [rejection]})) as url:
        tally = send(Api(url, "key"), some_events(1), lambda _: None)
    assert tally.rejected == {"throttled": 1}


def test_nobody_there_is_said(unused_port: int) -> None:
    """The URL is in the message."""
    with pytest.raises(UnreachableError, match=str(unused_port)):
        send(Api(f"http://127.0.0.1:{unused_port}", "key"), some_events(1), lambda _: None)
