"""A local platform that tests start and stop as a developer does, beside whatever the developer runs."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from local.api_client import Api
from local.deploy import Deployment
from local.preflight import is_taken
from local.site import ROOT, Site

# The first deployment of a machine also installs the layer's wheels.
START_PATIENCE_SECONDS = 600
STOP_PATIENCE_SECONDS = 240


class Command:
    """`python -m local …`, running on a site; what it says is kept."""

    def __init__(self, site: Site, *arguments: str) -> None:
        """Start it."""
        self._said = site.home.with_name(f"{site.home.name}.{time.monotonic_ns()}.log")
        moved = {"SEXTANT_PORT": str(site.port), "SEXTANT_AWS_PORT": str(site.aws_port), "SEXTANT_HOME": str(site.home)}
        with self._said.open("wb") as said:
            self.process = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", "local", *arguments],
                cwd=ROOT,
                env=os.environ | moved,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        """Everything it printed so far."""
        return self._said.read_text(encoding="utf-8", errors="replace")

    def wait_for(self, words: str) -> None:
        """Return once it has printed these words; fail if it ends first or takes too long."""
        deadline = time.monotonic() + START_PATIENCE_SECONDS
        while words not in self.said:
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop(signal.SIGTERM)
                pytest.fail(f"the platform never said {words!r}. It said:\n{self.said}")
            time.sleep(0.2)

    def finish(self) -> int:
        """Wait for its end; its exit code."""
        return self.process.wait(timeout=START_PATIENCE_SECONDS)

    def stop(self, number: signal.Signals) -> int:
        """Send a signal, as Ctrl-C or a closing terminal does, and wait for its end; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(timeout=STOP_PATIENCE_SECONDS)


@dataclass(frozen=True)
class Account:
    """A demo account."""

    email: str
    password: str


@dataclass(frozen=True)
class Platform:
    """The running platform.

    Attributes:
        site: its ports and its folder.
        url: the front door.
        tokens: an ID token for each of `ADMIN`, `CLIENT` and `CA`.
        keys: the secret of the `server` and of the `client` SDK key.
        accounts: who can sign in, by role.
    """

    site: Site
    url: str
    tokens: dict[str, str]
    keys: dict[str, str]
    accounts: dict[str, Account]

    @classmethod
    def of(cls, site: Site) -> "Platform":
        """The platform that runs on this site."""
        demo: dict[str, Any] = json.loads(site.demo.read_text(encoding="utf-8"))
        return cls(
            site=site,
            url=demo["url"],
            tokens=demo["tokens"],
            keys={kind: key["secret"] for kind, key in demo["keys"].items()},
            accounts={role: Account(**account) for role, account in demo["accounts"].items()},
        )

    @property
    def deployment(self) -> Deployment:
        """What CloudFormation named."""
        return Deployment.read(self.site.outputs)

    def api(self, credential: str) -> Api:
        """The HTTP API through the front door, called with a token or a key."""
        return Api(self.url, credential)

    @property
    def admin(self) -> Api:
        """The HTTP API, called by the demo admin."""
        return self.api(self.tokens["ADMIN"])


def spare_ports(count: int) -> list[int]:
    """Ports that nobody listens on, below those that the system gives to outgoing connections meanwhile."""
    candidates = random.sample(range(20_000, 32_000), 100)
    return list(islice((port for port in candidates if not is_taken(port)), count))


def spare_site(folder: Path) -> Site:
    """A site beside whatever a developer runs."""
    port, aws_port = spare_ports(2)
    return Site(port=port, aws_port=aws_port, home=folder / "home")
