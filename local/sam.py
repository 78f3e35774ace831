"""The API stack in the real Lambda runtime: `sam local start-api`, which needs containers but no AWS account."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn

from local.deploy import CDK, Deployment
from local.processes import Child, Program
from local.site import REGION, ROOT, Site
from local.trouble import TroubleError

STACK: Final = "Sextant-prod-api"
ARCHITECTURE: Final = "x86_64"

# A stand-in for Docker and the Lambda image, on machines that were given one beside this repository.
_STAND_IN: Final = ROOT.parent / "shared" / "tools" / "sam-local-image"


@dataclass(frozen=True)
class _Engine:
    """What a SAM command needs before and after it to find its containers."""

    prefix: Sequence[str] = ()
    options: Sequence[str] = ()


_DOCKER: Final = _Engine()
_STAND_IN_ENGINE: Final = _Engine(
    # Runs what follows in the environment that the stand-in prints as exports.
    prefix=("bash", "-c", 'eval "$("$0")" && exec "$@"', str(_STAND_IN)),
    # Its image is made on this machine, and its containers have no network of their own.
    options=("--skip-pull-image", "--docker-network", "host"),
)


def start_api(site: Site, port: int) -> NoReturn:
    """Synthesize the API stack and become `sam local start-api` on it.

    Raises:
        TroubleError: there is no SAM CLI or no container engine, or the stack cannot be synthesized.
    """
    engine = _container_engine()
    folder = site.home / "sam"
    _synthesize(site, folder)
    template = folder / f"{STACK}.template.json"
    variables = folder / "env-vars.json"
    told = imported_variables(json.loads(template.read_text(encoding="utf-8")))
    variables.write_text(json.dumps(told, indent=2), encoding="utf-8")
    print(f"  http://127.0.0.1:{port}/api/health answers in a moment; stop with Ctrl-C.", flush=True)
    command = (
        *engine.prefix,
        *("sam", "local", "start-api", "--template", str(template), "--env-vars", str(variables)),
        *("--port", str(port), "--warm-containers", "LAZY"),
        *engine.options,
    )
    os.execvpe(command[0], command, site.environment() | {"SAM_CLI_TELEMETRY": "0"})  # noqa: S606 - all ours


def imported_variables(template: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """For each function the variables that another stack would fill in, with a stand-in for each.

    SAM leaves such a variable out altogether, and a function that misses one refuses to work.
    """
    found: dict[str, dict[str, str]] = {}
    for name, resource in template["Resources"].items():
        if resource["Type"] == "AWS::Lambda::Function":
            variables = resource["Properties"].get("Environment", {}).get("Variables", {})
            found[name] = {
                key: f"local-{key.lower()}" for key, value in variables.items() if not isinstance(value, str)
            }
    return found


def _container_engine() -> _Engine:
    if shutil.which("sam") and _docker_answers():
        return _DOCKER
    if _STAND_IN.exists():
        return _STAND_IN_ENGINE
    raise TroubleError(
        "SAM needs Docker and the SAM CLI. Install Docker (https://docs.docker.com/engine/install/), start it, install "
        "the SAM CLI (`pipx install aws-sam-cli`), and try again. `make dev` needs neither."
    )


def _docker_answers() -> bool:
    docker = shutil.which("docker")
    if docker is None:
        return False
    return subprocess.run([docker, "info"], capture_output=True, check=False).returncode == 0  # noqa: S603 - just docker


def _synthesize(site: Site, folder: Path) -> None:
    print(f"  Synthesizing {STACK} for {ARCHITECTURE} …", flush=True)
    child = Child(
        Program(
            name="cdk synth",
            command=(CDK, "synth", STACK, "--quiet", "--output", str(folder), *_context(site)),
            environment=site.environment() | {"JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "20", "NO_COLOR": "1"},
            folder=ROOT,
            log=site.logs / "cdk-synth.log",
        )
    )
    if child.finish():
        raise child.trouble("`cdk synth` failed.")


def _context(site: Site) -> Sequence[str]:
    """The issuer comes from outside, so that nothing about it is imported: the local platform's, if there is one."""
    pool = Deployment.read(site.outputs) if site.outputs.exists() else None
    pool_id, audience = (pool.user_pool_id, pool.user_pool_client_id) if pool else ("no-pool", "no-client")
    context = {
        "architecture": ARCHITECTURE,
        "oidc_issuer": f"https://cognito-idp.{REGION}.amazonaws.com/{pool_id}",
        "oidc_audience": audience,
        "oidc_jwks_url": f"{site.aws_endpoint}/{pool_id}/.well-known/jwks.json",
        "oidc_roles_claim": "cognito:groups",
    }
    return [part for name, value in context.items() for part in ("-c", f"{name}={value}")]
