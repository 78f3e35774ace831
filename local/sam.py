"""The API stack in the real Lambda runtime: `sam local start-api`, which needs containers but no AWS account."""

import json
import os
import time
from collections.abc import Mapping, Sequence
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, Final, NoReturn

from local import container_engine
from local.deploy import CDK, Deployment
from local.preflight import is_taken
from local.processes import Child, Program
from local.site import REGION, ROOT, Site
from local.trouble import TroubleError

STACK: Final = "Sextant-prod-api"
ARCHITECTURE: Final = "x86_64"

# What SAM has to answer without anybody's credentials.
EXPECTED: Final = {"/api/health": 200, "/api/admin/feature-flags": 401}

_START_PATIENCE_SECONDS: Final = 60.0
# The first request of all has SAM build an image, and each function's first one start a container.
_ANSWER_PATIENCE_SECONDS: Final = 300.0
# SAM removes its containers before it ends.
_STOP_PATIENCE_SECONDS: Final = 30.0


def start_api(site: Site, port: int) -> NoReturn:
    """Synthesize the API stack and become `sam local start-api` on it.

    Raises:
        TroubleError: there is no SAM CLI or no container engine, or the stack cannot be synthesized.
    """
    program = _program(site, port)
    print(f"  http://127.0.0.1:{port}/api/health answers in a moment; stop with Ctrl-C.", flush=True)
    os.execvpe(program.command[0], list(program.command), dict(program.environment))  # noqa: S606 - all ours


def check_api(site: Site, port: int) -> None:
    """Start SAM, ask it what needs no credentials, and stop it.

    Raises:
        TroubleError: it answers anything else than it should; or as for `start_api`.
    """
    if is_taken(port):
        raise TroubleError(f"Port {port} is in use by another program. Choose another one with --sam-port.")
    child = Child(_program(site, port))
    try:
        _wait_until_listening(child, port)
        answered = {path: _status(child, port, path) for path in EXPECTED}
    finally:
        child.stop(_STOP_PATIENCE_SECONDS)
    for path, status in answered.items():
        print(f"  {'✓' if status == EXPECTED[path] else '✗'} GET {path}: {status}", flush=True)
    if answered != EXPECTED:
        raise child.trouble(f"SAM should have answered {EXPECTED}.")


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


def _program(site: Site, port: int) -> Program:
    """SAM on the API stack as the code is now."""
    engine = container_engine.find(site.environment())
    folder = site.home / "sam"
    _synthesize(site, folder)
    template, variables = folder / f"{STACK}.template.json", folder / "env-vars.json"
    told = imported_variables(json.loads(template.read_text(encoding="utf-8")))
    variables.write_text(json.dumps(told, indent=2), encoding="utf-8")
    start = ("local", "start-api", "--template", str(template), "--env-vars", str(variables))
    return Program(
        name="SAM",
        command=(engine.sam, *start, "--port", str(port), "--warm-containers", "LAZY", *engine.options),
        environment={**engine.environment, "SAM_CLI_TELEMETRY": "0"},
        folder=ROOT,
        log=site.logs / "sam.log",
    )


def _wait_until_listening(child: Child, port: int) -> None:
    deadline = time.monotonic() + _START_PATIENCE_SECONDS
    while not is_taken(port):
        if child.ended or time.monotonic() > deadline:
            raise child.trouble("SAM did not start.")
        time.sleep(0.2)


def _status(child: Child, port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=_ANSWER_PATIENCE_SECONDS)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, HTTPException) as error:
        raise child.trouble(f"SAM did not answer GET {path} ({error}).") from error
    finally:
        connection.close()


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
