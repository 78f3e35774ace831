"""Starting, stopping and starting again: what is there stays there, and nothing is left running."""

import http.client
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

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
