"""Loading the simulated marketplace into an API that takes it, takes part of it, or refuses, over real HTTP."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from moto import mock_aws

from local import demo_marketplace, notes
from local.api_client import Api
from local.invoices import Event
from local.trouble import TroubleError

Told = dict[str, Any]


@pytest.fixture(autouse=True)
def _noted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Notes in a moto of their own, in which the orders are loaded."""
    for name, value in (("DEFAULT_REGION", "eu-west-2"), ("ACCESS_KEY_ID", "test"), ("SECRET_ACCESS_KEY", "test")):
        monkeypatch.setenv(f"AWS_{name}", value)
    with mock_aws():
        notes.write("demo-data", weeks=760, done=True)
        yield


@contextmanager
def an_api(answer: Callable[[list[Event]], Told]) -> Iterator[Api]:
    """An API that answers batches so."""

    class Track(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(202)
            self.end_headers()
            self.wfile.write(json.dumps(answer(body["events"])).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Track)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Api(f"http://127.0.0.1:{server.server_port}", "key")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def refusing(reason: str) -> Callable[[list[Event]], Told]:
    """An answer that refuses the first event of each batch for good."""

    def answer(events: list[Event]) -> Told:
        first = {"index": 0, "eventId": events[0]["eventId"], "reason": reason, "message": "No.", "retryable": False}
        return {"accepted": len(events) - 1, "duplicates": 0, "rejected": [first]}

    return answer


def test_it_is_said_to_be_simulated_and_with_which_seed(capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything is sent; afterwards it is noted, with the seed."""
    sent: list[Event] = []

    def answer(events: list[Event]) -> Told:
        sent.extend(events)
        return {"accepted": len(events), "duplicates": 0, "rejected": []}

    assert not demo_marketplace.is_loaded()
    with an_api(answer) as api:
        demo_marketplace.load(api)
    assert "SIMULATED (seed 2011)" in capsys.readouterr().out
    assert len(sent) > 2_000
    demo_marketplace.remember_as_loaded()
    assert demo_marketplace.is_loaded()
    assert notes.read("demo-marketplace") == {"seed": 2011, "done": True}


def test_what_falls_on_sealed_days_is_left_out() -> None:
    """A platform of long ago starts all the same."""
    with an_api(refusing("day_sealed")) as api:
        demo_marketplace.load(api)


def test_anything_else_that_is_refused_is_told() -> None:
    """With how often, and an example."""
    with an_api(refusing("invalid")) as api, pytest.raises(TroubleError, match=r"rejected: {'invalid': \d+}.*sim-"):
        demo_marketplace.load(api)


def test_an_api_that_does_not_answer_is_told(unused_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """As trouble with the simulation."""
    monkeypatch.setattr("local.batches._FIRST_PAUSE_SECONDS", 0.001)
    with pytest.raises(TroubleError, match="could not be loaded"):
        demo_marketplace.load(Api(f"http://127.0.0.1:{unused_port}", "key"))
