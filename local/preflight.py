"""What must be there before anything is started; whatever is missing is said with its remedy."""

import json
import re
import shutil
import socket
import subprocess
import sys
from contextlib import closing
from importlib.util import find_spec

from local.site import ROOT, Site
from local.trouble import TroubleError

OLDEST_PYTHON = (3, 11)
# Import names; `cryptography` because MiniStack's user pool cannot sign tokens without it.
_PYTHON_PARTS = ("aws_cdk", "boto3", "cryptography", "ministack", "tqdm")
_CDK = ROOT / "node_modules" / ".bin" / "cdk"
_VITE = ROOT / "frontend" / "node_modules" / ".bin" / "vite"
_LOOPBACKS = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


def check_python() -> None:
    """Raise TroubleError unless this is a Python that has what the platform needs."""
    if sys.version_info < OLDEST_PYTHON:
        raise TroubleError(f"Python 3.11 or newer is needed, and this is {sys.version.split()[0]}. Run `make dev`.")
    missing = [part for part in _PYTHON_PARTS if find_spec(part) is None]
    if missing:
        raise TroubleError(
            f"{sys.executable} lacks {', '.join(missing)}. Start the platform with `make dev`, which installs them; if "
            "that does not help, remove the folder .venv and try again."
        )


def check_node(*, front_door: bool) -> None:
    """Raise TroubleError unless there is a Node that is new enough, with the packages of this repository."""
    node = shutil.which("node")
    oldest = _oldest_node()
    wanted = ".".join(map(str, oldest))
    if node is None:
        raise TroubleError(f"Node.js is missing. Install Node.js {wanted} or newer (https://nodejs.org) and try again.")
    asked = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603 - just node
    version = tuple(map(int, re.findall(r"\d+", asked.stdout)[:3]))
    if version < oldest:
        raise TroubleError(
            f"Node.js {wanted} or newer is needed, and {node} is {asked.stdout.strip() or 'broken'}. Install a newer "
            "one (https://nodejs.org) and try again."
        )
    for part in (_CDK, _VITE) if front_door else (_CDK,):
        if not part.exists():
            raise TroubleError(f"{part.relative_to(ROOT)} is missing. `make dev` installs it (npm ci); use that.")


def check_ports(site: Site, *, front_door: bool) -> None:
    """Raise TroubleError unless the site's ports are free."""
    if is_taken(site.aws_port):
        raise TroubleError(_taken(site.aws_port, "MiniStack", "SEXTANT_AWS_PORT", 4567))
    if front_door and is_taken(site.port):
        raise TroubleError(_taken(site.port, "the front door", "SEXTANT_PORT", 5001))


def is_taken(port: int) -> bool:
    """Whether somebody listens on this port of the loopback, in either address family."""
    return any(_answers(family, host, port) for family, host in _LOOPBACKS)


def _answers(family: socket.AddressFamily, host: str, port: int) -> bool:
    try:
        with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
            probe.settimeout(1)
            return probe.connect_ex((host, port)) == 0
    except OSError:
        return False  # a machine without IPv6


def _taken(port: int, part: str, variable: str, other: int) -> str:
    airplay = " (On macOS that may be the AirPlay Receiver.)" if port == 5000 else ""  # noqa: PLR2004 - AirPlay's port
    return (
        f"Port {port}, which {part} needs, is in use by another program.{airplay} `lsof -i :{port}` says by which. "
        f"Stop it, or choose another port: {variable}={other} make dev"
    )


def _oldest_node() -> tuple[int, ...]:
    engines = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["engines"]
    return tuple(map(int, re.findall(r"\d+", engines["node"])))
