"""A flag that an admin disables is off for real OFREP web clients in good time, in Node and in a page."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request

from tests.e2e import npm_clients
from tests.e2e.ofrep_flags import FLAGS, SETTLING_SECONDS, Json, there
from tests.e2e.running import Platform, spare_ports

KILL_SECONDS = 10
"""A client that polls each second, of functions that look for changed flags every five."""


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
    elsewhere = f"http://127.0.0.1:{spare_ports(1)[0]}/"
    script = npm_clients.bundled("ofrep-page.mjs", tmp_path)
    page.route(elsewhere, lambda route: route.fulfill(content_type="text/html", body=f"<script>{script}</script>"))
    polls: list[Request] = []
    page.on("requestfinished", lambda each: polls.append(each) if each.method == "POST" else None)
    page.goto(elsewhere)
    page.evaluate("told => window.watch(told)", doomed.watched)
    page.wait_for_function("() => document.title === 'true'")
    page.wait_for_timeout(2_500)
    doomed.switch_off()
    began = time.monotonic()
    page.wait_for_function("() => document.title === 'false'", timeout=KILL_SECONDS * 1_000)
    seconds = time.monotonic() - began
    with capsys.disabled():
        print(f" off for a page in Chromium after {seconds:.1f} s ", end="")  # noqa: T201 - the figure is wanted
    assert seconds < KILL_SECONDS
    assert all(request.headers["origin"] == elsewhere.rstrip("/") for request in polls)
    statuses = [response.status for request in polls if (response := request.response())]
    assert statuses[0] == 200
    assert 304 in statuses
