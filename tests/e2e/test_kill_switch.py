"""A flag that an admin disables is off for real OFREP web clients in good time, in Node and in a page."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Page, Request

from tests.e2e import npm_clients
from tests.e2e.ofrep_flags import FLAGS, SETTLING_SECONDS, Json, there
from tests.e2e.running import Platform

KILL_SECONDS = 10
"""A client that polls each second, of functions that look for changed flags every five."""
POLLS_MILLISECONDS = 2_500


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The files of a folder at an origin of their own."""

    class Handler(SimpleHTTPRequestHandler):
        def __init__(self, *arguments: Any) -> None:  # noqa: ANN401 - its own signature
            super().__init__(*arguments, directory=str(folder))

        def log_message(self, *_arguments: Any) -> None:  # noqa: ANN401 - its own signature
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@dataclass(frozen=True)
class Doomed:
    """A flag that is on for everybody until somebody switches it off."""

    platform: Platform
    key: str

    @property
    def watched(self) -> Json:
        """What a watching client is told."""
        return {
            "url": self.platform.url,
            "key": self.platform.keys["client"],
            "flag": self.key,
            "context": {"targetingKey": "somebody"},
        }

    def switch_off(self) -> None:
        """As an admin does it in an emergency."""
        answer = self.platform.admin.put(f"{FLAGS}/{self.key}/disable", {})
        assert answer.status == 200, answer


@pytest.fixture
def doomed(platform: Platform, request: pytest.FixtureRequest) -> Iterator[Doomed]:
    """A flag of the test's own, known to every function."""
    key = f"doomed_{'page' if 'page' in request.fixturenames else 'node'}"
    with there(platform, {"key": key, "name": "Doomed", "enabled": True}):
        yield Doomed(platform, key)


def test_a_disabled_flag_is_off_for_a_web_client_within_ten_seconds(
    doomed: Doomed, capsys: pytest.CaptureFixture[str]
) -> None:
    """From the admin's answer to the client's event, with a client that polls each second."""
    with npm_clients.Running("ofrep-watch.mjs", doomed.watched) as client:
        client.tells(True, within=SETTLING_SECONDS)
        doomed.switch_off()
        seconds = client.tells(False, within=KILL_SECONDS)
    with capsys.disabled():
        print(f" off for a web client in Node after {seconds:.1f} s ", end="")  # noqa: T201 - the figure is wanted
    assert seconds < KILL_SECONDS


def test_a_disabled_flag_is_off_in_a_page_of_another_origin(
    doomed: Doomed, page: Page, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Chromium lets a page from elsewhere send its key and read the ETag, without which it could not ask for a 304."""
    npm_clients.bundle("ofrep-page.mjs", tmp_path / "watch.js")
    (tmp_path / "index.html").write_text('<script src="watch.js"></script>', encoding="utf-8")
    polls: list[Request] = []
    page.on("requestfinished", lambda each: polls.append(each) if each.method == "POST" else None)
    with served(tmp_path) as elsewhere:
        page.goto(elsewhere)
        page.evaluate("told => window.watch(told)", doomed.watched)
        page.wait_for_function("() => document.title === 'true'")
        page.wait_for_timeout(POLLS_MILLISECONDS)
        doomed.switch_off()
        began = time.monotonic()
        page.wait_for_function("() => document.title === 'false'", timeout=KILL_SECONDS * 1_000)
        seconds = time.monotonic() - began
    with capsys.disabled():
        print(f" off for a page in Chromium after {seconds:.1f} s ", end="")  # noqa: T201 - the figure is wanted
    assert seconds < KILL_SECONDS
    assert all(request.header_value("origin") == elsewhere for request in polls)
    statuses = [response.status for request in polls if (response := request.response())]
    assert statuses[0] == 200
    assert 304 in statuses
