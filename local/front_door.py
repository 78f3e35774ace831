"""The front door: Vite's server, which serves the UI and hands the API and the user pool on, as CloudFront does."""

import json
import time
from typing import Final

from local.deploy import Deployment, api_url
from local.preflight import is_taken
from local.processes import Child, Program
from local.site import REGION, ROOT, Site

NAME: Final = "the front door"
STOP_PATIENCE_SECONDS: Final = 5.0

_FOLDER: Final = ROOT / "frontend"
_START_PATIENCE_SECONDS: Final = 60.0


def write_ui_configuration(site: Site, deployment: Deployment) -> None:
    """Write the `config.json` that the UI asks for when it starts: where to sign in."""
    site.public.mkdir(parents=True, exist_ok=True)
    told = {
        "cognitoEndpoint": "/_cognito",
        "userPoolClientId": deployment.user_pool_client_id,
        "region": REGION,
    }
    (site.public / "config.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


def program(site: Site, deployment: Deployment) -> Program:
    """Vite on the site's port, and on no other."""
    targets = {
        "SEXTANT_API_TARGET": api_url(site, deployment),
        "SEXTANT_COGNITO_TARGET": site.aws_endpoint,
        "SEXTANT_PUBLIC_DIR": str(site.public),
    }
    vite = str(_FOLDER / "node_modules" / ".bin" / "vite")
    return Program(
        name=NAME,
        # Vite itself and not `npm run dev`: one process less between a signal and its receiver.
        command=(vite, "--host", "127.0.0.1", "--port", str(site.port), "--strictPort"),
        environment=site.environment() | targets,
        folder=_FOLDER,
        log=site.logs / "front-door.log",
    )


def wait_until_ready(site: Site, child: Child) -> None:
    """Return once it listens.

    Raises:
        TroubleError: it ended, or stayed silent for a minute.
    """
    deadline = time.monotonic() + _START_PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if child.ended:
            raise child.trouble("The front door ended while it started.")
        if is_taken(site.port):
            return
        time.sleep(0.1)
    raise child.trouble(f"The front door has not answered on {site.url} for {_START_PATIENCE_SECONDS:.0f} s.")
