"""What is missing is said with its remedy."""

import json
import socket
from contextlib import closing, suppress
from pathlib import Path

import pytest

from local import preflight
from local.site import ROOT, Site
from local.trouble import TroubleError


def a_node(folder: Path, version: str) -> None:
    """Put a program called node into a folder, which says it is of that version."""
    node = folder / "node"
    node.write_text(f"#!/bin/sh\necho {version}\n")
    node.chmod(0o755)


def test_a_port_in_use_is_named_with_the_way_round_it(unused_port: int) -> None:
    """The message names the port and the variable that moves it."""
    site = Site(port=1, aws_port=unused_port, home=Path())
    with closing(socket.socket()) as somebody:
        somebody.bind(("127.0.0.1", unused_port))
        somebody.listen()
        with pytest.raises(TroubleError, match=rf"Port {unused_port}, which MiniStack needs.*SEXTANT_AWS_PORT="):
            preflight.check_ports(site, front_door=False)
    preflight.check_ports(site, front_door=False)


def loopbacks() -> list[tuple[socket.AddressFamily, str]]:
    """The loopback addresses that this machine has: a container may lack IPv6's."""
    found = []
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with suppress(OSError), closing(socket.socket(family)) as probe:
            probe.bind((host, 0))
            found.append((family, host))
    return found


@pytest.mark.parametrize(("family", "host"), loopbacks())
def test_a_port_in_use_on_either_loopback_counts(family: socket.AddressFamily, host: str, unused_port: int) -> None:
    """Browsers try IPv6 first when they are told localhost."""
    with closing(socket.socket(family)) as somebody:
        somebody.bind((host, unused_port))
        somebody.listen()
        assert preflight.is_taken(unused_port)


def test_a_missing_node_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """With where to get it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(TroubleError, match=r"Node\.js is missing.*nodejs\.org"):
        preflight.check_node(front_door=True)


def test_an_old_node_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """With the version that it is, and the one that is needed."""
    a_node(tmp_path, "v18.19.0")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(TroubleError, match=r"Node\.js 20.* or newer is needed.*v18\.19\.0"):
        preflight.check_node(front_door=True)


def test_all_that_runs_on_node_asks_for_the_same() -> None:
    """Vite needs the newest, so whoever has it has enough for the CDK."""
    packages = [ROOT / "package.json", ROOT / "frontend" / "package.json"]

    assert {json.loads(each.read_text(encoding="utf-8"))["engines"]["node"] for each in packages} == {">=20.19"}
    assert "Sextant needs Node 20.19 or newer" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_a_missing_python_package_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """By its name, with the command that installs it."""
    monkeypatch.setattr(preflight, "_PYTHON_PARTS", ("json", "a_package_that_is_not_there"))
    with pytest.raises(TroubleError, match=r"lacks a_package_that_is_not_there.*make dev"):
        preflight.check_python()
