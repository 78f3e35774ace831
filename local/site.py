"""Where one run of the platform lives: its ports, its folder, and what follows from them."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REGION = "eu-west-2"
ACCOUNT = "000000000000"
BUSINESS_TIME_ZONE = "Europe/London"

_HIGHEST_PORT = 65535


class SiteError(ValueError):
    """The environment asks for a run that cannot be; the message says what to set instead."""


@dataclass(frozen=True)
class Site:
    """One run of the platform.

    Attributes:
        port: where people come in (the front door).
        aws_port: where MiniStack answers.
        home: everything that this run keeps; `make dev-reset` empties it.
    """

    port: int
    aws_port: int
    home: Path

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Site":
        """The site that `SEXTANT_PORT`, `SEXTANT_AWS_PORT` and `SEXTANT_HOME` describe, or the usual one.

        Raises:
            SiteError: a port is no port.
        """
        return cls(
            port=_port(environment, "SEXTANT_PORT", 5000),
            aws_port=_port(environment, "SEXTANT_AWS_PORT", 4566),
            home=(ROOT / environment.get("SEXTANT_HOME", ".local")).resolve(),
        )

    @property
    def url(self) -> str:
        """What a person opens in a browser."""
        return f"http://localhost:{self.port}"

    @property
    def aws_endpoint(self) -> str:
        """What stands for AWS."""
        return f"http://127.0.0.1:{self.aws_port}"

    @property
    def logs(self) -> Path:
        """What the parts of the platform say while they run."""
        return self.home / "logs"

    @property
    def state(self) -> Path:
        """What MiniStack keeps from one run to the next."""
        return self.home / "state"

    @property
    def outputs(self) -> Path:
        """The CDK outputs of the last deployment."""
        return self.home / "outputs.json"

    @property
    def assembly(self) -> Path:
        """The synthesized templates of the last deployment."""
        return self.home / "cdk.out"

    @property
    def demo(self) -> Path:
        """Demo accounts, tokens and SDK keys, for scripts and tests."""
        return self.home / "demo.json"

    @property
    def public(self) -> Path:
        """What the front door serves beside the UI: its runtime configuration."""
        return self.home / "public"

    def environment(self) -> dict[str, str]:
        """The environment of every process of this run.

        Nothing of the developer's own AWS account gets in, so that no slip of the pen can reach it.
        """
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PYTHON"))}
        return kept | {
            "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath))),
            "NO_PROXY": "localhost,127.0.0.1",
            "no_proxy": "localhost,127.0.0.1",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_ENDPOINT_URL": self.aws_endpoint,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }


def _port(environment: Mapping[str, str], name: str, usual: int) -> int:
    text = environment.get(name) or str(usual)
    if not text.isdecimal() or not 0 < int(text) <= _HIGHEST_PORT:
        raise SiteError(f"{name} is {text!r}; give a port between 1 and {_HIGHEST_PORT}, such as {name}={usual}.")
    return int(text)
