"""MiniStack, which stands for AWS: one process on the loopback, with a state that survives it."""

import shutil
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from local.processes import Child, Program
from local.site import REGION, Site

NAME = "MiniStack"
# It starts in 2 s, and reads a state of a few thousand events in less.
_START_PATIENCE_SECONDS = 60.0
# It writes its state while it stops, and loses what it cannot write.
STOP_PATIENCE_SECONDS = 60.0


def program(site: Site) -> Program:
    """MiniStack for this site, enforcing IAM: what a function's role lacks fails here as it would on AWS."""
    settings = {
        "AUTH": "true",
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(site.aws_port),
        "LAMBDA_EXECUTOR": "local",
        "MINISTACK_REGION": REGION,
        "PERSIST_STATE": "1",
        "STATE_DIR": str(site.state),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(_objects(site)),
        # Workers unpack themselves here, so that whatever a killed run leaves is cleared with the rest.
        "TMPDIR": str(_unpacked(site)),
        # Two listeners that it would open on every interface, for services that Sextant does not use.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
    }
    return Program(
        name=NAME,
        command=(sys.executable, "-m", "ministack"),
        environment=site.environment() | settings,
        folder=_unpacked(site),
        log=site.logs / "ministack.log",
    )


def clear_leftovers(site: Site) -> None:
    """Remove what a run that was killed left in the site's folder and no later run can use."""
    shutil.rmtree(_unpacked(site), ignore_errors=True)
    _unpacked(site).mkdir(parents=True)
    # Objects are written at once, and all else when MiniStack stops: killed before it ever stopped, it leaves buckets
    # that no stack knows of, and that the next deployment could not make again.
    if not (site.state / "cloudformation.json").exists():
        shutil.rmtree(_objects(site), ignore_errors=True)


def wait_until_ready(site: Site, child: Child) -> None:
    """Return once it answers.

    Raises:
        TroubleError: it ended, or stayed silent for a minute.
    """
    deadline = time.monotonic() + _START_PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if child.ended:
            raise child.trouble("MiniStack ended while it started.")
        if _is_ready(site):
            return
        time.sleep(0.1)
    raise child.trouble(f"MiniStack has not answered on {site.aws_endpoint} for {_START_PATIENCE_SECONDS:.0f} s.")


def _objects(site: Site) -> Path:
    return site.home / "s3"


def _unpacked(site: Site) -> Path:
    return site.home / "tmp"


def _is_ready(site: Site) -> bool:
    connection = HTTPConnection("127.0.0.1", site.aws_port, timeout=5)
    try:
        connection.request("GET", "/_ministack/ready")
        return connection.getresponse().status == 200  # noqa: PLR2004 - OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
