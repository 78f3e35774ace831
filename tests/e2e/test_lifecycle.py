"""Starting, stopping and starting again: what is there stays there, and nothing is left running."""

import http.client
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from local.api_client import Api
from local.deploy import api_url
from local.preflight import is_taken
from local.site import Site
from tests.e2e.running import Command, Platform, spare_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A site of the test's own; whatever a failed test leaves running there is stopped by the next command on it."""
    site = spare_site(tmp_path)
    yield site
    reset = Command(site, "reset")
    assert reset.finish() == 0, reset.said


def dashboard(platform: Platform) -> dict[str, Any]:
    """The last 60 days."""
    answer = Api(api_url(platform.site, platform.deployment), platform.tokens["ADMIN"]).get(_last_sixty_days())
    assert answer.status == 200, answer
    revenue: dict[str, Any] = answer.body["revenue"]
    return revenue


def _last_sixty_days() -> str:
    first, last = (time.strftime("%Y-%m-%d", time.gmtime(time.time() - back * 86_400)) for back in (60, 0))
    return f"/api/admin/analytics/dashboard?from={first}&to={last}"


def test_a_run_that_was_killed_is_taken_up_by_the_next(site: Site) -> None:
    """The demo orders are on the dashboard at once, survive a killed run, and are not loaded twice."""
    first = Command(site, "--headless")
    first.wait_for("Sextant is ready")
    assert "Loading orders: 100%" in first.said
    revenue = dashboard(Platform.of(site))
    pounds = {name: metric["value"] for name, metric in revenue["byCurrency"]["GBP"].items()}
    assert pounds["payments"] == 3588
    assert pounds["gross"] == 214_828_901
    assert pounds["refunded"] == 25_286_475

    first.stop(signal.SIGKILL)
    assert is_taken(site.aws_port)

    second = Command(site, "--headless")
    second.wait_for("Sextant is ready")
    assert "had left MiniStack running" in second.said
    assert "Loading orders" not in second.said
    assert dashboard(Platform.of(site)) == revenue

    third = Command(site, "--headless")
    assert third.finish() == 1
    assert "is running already" in third.said

    assert second.stop(signal.SIGINT) == 0
    assert "Stopped." in second.said
    assert not is_taken(site.aws_port)


def test_a_port_in_use_is_told_before_anything_starts(site: Site) -> None:
    """The message names the port and the variable that moves it."""
    with closing(socket.socket()) as somebody:
        somebody.bind(("127.0.0.1", site.port))
        somebody.listen()
        refused = Command(site)
        assert refused.finish() == 1
    assert f"Port {site.port}, which the front door needs, is in use" in refused.said
    assert "SEXTANT_PORT=" in refused.said
    assert "Traceback" not in refused.said
    assert not is_taken(site.aws_port)


def test_ctrl_c_while_it_deploys_leaves_nothing_running(site: Site) -> None:
    """Impatience is no reason for orphans."""
    command = Command(site, "--headless", "--no-seed")
    command.wait_for("MiniStack, the local AWS")
    time.sleep(2)
    assert command.stop(signal.SIGINT) == 0
    assert "Traceback" not in command.said
    assert not is_taken(site.aws_port)


def test_a_deployment_that_was_cut_off_is_told(site: Site) -> None:
    """A stack that nobody works on any more is not waited for."""
    command = Command(site, "--headless", "--no-seed")
    command.wait_for("Sextant is ready")
    assert command.stop(signal.SIGTERM) == 0
    kept = site.state / "cloudformation.json"
    kept.write_text(kept.read_text().replace('"StackStatus": "CREATE_COMPLETE"', '"StackStatus": "CREATE_IN_PROGRESS"'))
    refused = Command(site, "--headless", "--no-seed")
    assert refused.finish() == 1
    assert "Sextant-local-data (CREATE_IN_PROGRESS)" in refused.said
    assert "make dev-reset" in refused.said
    assert not is_taken(site.aws_port)


def test_the_front_door_serves_the_page_and_the_documentation(platform: Platform) -> None:
    """The UI, its configuration and Swagger UI are on one origin."""
    connection = http.client.HTTPConnection("127.0.0.1", platform.site.port, timeout=30)
    for path, expected in (("/", b"<div id="), ("/config.json", b"userPoolClientId"), ("/api/docs", b"swagger")):
        connection.request("GET", path, headers={"Accept": "text/html,application/json"})
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, path
        assert expected in body, path
    connection.close()
