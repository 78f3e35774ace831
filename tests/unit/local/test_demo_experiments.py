"""Making the demo's experiments with an API that lags, refuses, or has them already, over real HTTP."""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from local import demo_experiments
from local.api_client import Api
from local.marketplace_experiments import marketplace_experiments
from local.trouble import TroubleError

Told = tuple[int, dict[str, Any]]


@contextmanager
def an_api(answer: Callable[[str, str, dict[str, Any]], Told]) -> Iterator[Api]:
    """An API that answers method, path and body so."""

    class Experiments(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def do_PUT(self) -> None:
            self.do_POST()

        def log_message(self, *_: object) -> None:
            pass

        def _answer(self, body: dict[str, Any]) -> None:
            status, told = answer(self.command, self.path, body)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(told).encode())

    server = ThreadingHTTPServer(("127.0.0.1", 0), Experiments)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Api(f"http://127.0.0.1:{server.server_port}", "token")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_experiments, "_LOOK_AGAIN_SECONDS", 0.001)


def variant_of(path: str) -> str:
    """The variant that everybody who asks here gets: the first of the experiment."""
    key = path.split("/")[3]
    (found,) = (each for each in marketplace_experiments(datetime.now(UTC)) if each.key == key)
    return next(iter(next(iter(found.chances.values()))))


def given(path: str) -> Told:
    """That somebody takes part."""
    return 200, {"status": "RUNNING", "enrolled": True, "variant": {"id": variant_of(path)}}


def test_those_with_visitors_are_started_and_those_with_a_winner_completed() -> None:
    """The draft stays a draft."""
    asked: list[str] = []

    def answer(method: str, path: str, body: dict[str, Any]) -> Told:
        asked.append(
            f"{method} {path.removeprefix('/api/admin/experiments')} {body.get('key', body.get('winner', ''))}"
        )
        return 201 if method == "POST" else 200, {}

    with an_api(answer) as admin:
        demo_experiments.make(admin)
        demo_experiments.complete(admin)
    assert [each.strip() for each in asked] == [
        "POST  fee_before_search",
        "POST  search_first",
        "PUT /search_first/start",
        "POST  reminder_wording",
        "PUT /reminder_wording/start",
        "PUT /reminder_wording/complete personal",
    ]


def test_what_is_there_already_is_left_as_it_is() -> None:
    """A start that was cut short is taken up by the next one."""
    with an_api(lambda *_: (409, {})) as admin:
        demo_experiments.make(admin)
        demo_experiments.complete(admin)


def test_visitors_wait_until_the_api_knows_that_an_experiment_runs_and_then_convert() -> None:
    """Everybody asks until they get a variant, and does what is simulated for it."""
    asked: Counter[str] = Counter()
    converted: list[dict[str, Any]] = []

    def answer(method: str, path: str, body: dict[str, Any]) -> Told:
        if method == "POST":
            converted.append(body)
            return 200, {}
        visitor = parse_qs(urlsplit(path).query)["userId"][0]
        asked[visitor] += 1
        if visitor == "simulated-visitor-7" and asked[visitor] == 1:
            return 404, {}
        if visitor == "simulated-visitor-7" and asked[visitor] == 2:
            return 200, {"status": "DRAFT", "enrolled": False, "variant": None}
        return given(path)

    with an_api(answer) as server:
        demo_experiments.visit(server)
    expected = [
        dict(conversion)
        for each in marketplace_experiments(datetime.now(UTC))
        for visitor in each.visitor_ids()
        for conversion in each.conversions_of(visitor, variant_of(f"/api/experiments/{each.key}"))
    ]
    assert sorted(map(json.dumps, converted)) == sorted(map(json.dumps, expected))
    assert asked["simulated-visitor-7"] == asked["simulated-visitor-8"] + 2


def test_who_gets_no_variant_converts_nothing() -> None:
    """As those outside the traffic, and everybody once it is over."""

    def answer(method: str, _path: str, _body: dict[str, Any]) -> Told:
        assert method == "GET"
        return 200, {"status": "COMPLETED", "enrolled": False, "variant": {"id": "personal"}}

    with an_api(answer) as server:
        demo_experiments.visit(server)


def test_an_api_that_refuses_is_told() -> None:
    """With what it answered."""
    with an_api(lambda *_: (422, {"title": "No"})) as admin, pytest.raises(TroubleError, match=r"cannot be made.*422"):
        demo_experiments.make(admin)


def test_an_api_that_never_hears_of_an_experiment_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Instead of asking for ever."""
    monkeypatch.setattr(demo_experiments, "_PATIENCE_SECONDS", 0.01)
    with an_api(lambda *_: (404, {})) as server, pytest.raises(TroubleError, match="does not know of it"):
        demo_experiments.visit(server)


def test_an_api_that_does_not_answer_is_told(unused_port: int) -> None:
    """As trouble with the demo."""
    with pytest.raises(TroubleError, match="could not be loaded"):
        demo_experiments.make(Api(f"http://127.0.0.1:{unused_port}", "token"))
