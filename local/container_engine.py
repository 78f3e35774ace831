"""What SAM CLI runs its containers with: Docker, or what a command of the developer's own sets up."""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from local.trouble import TroubleError

SETUP: Final = "SEXTANT_SAM_SETUP"

# Runs the command, does what its export lines say, and tells what the environment is then.
_EXPORTED: Final = 'lines="$(bash -c "$0")" && eval "$lines" && exec "$@"'
_TOLD: Final = (sys.executable, "-c", "import json, os; print(json.dumps(dict(os.environ)))")


@dataclass(frozen=True)
class ContainerEngine:
    """How to call SAM CLI so that it finds its containers.

    Attributes:
        sam: the SAM CLI.
        options: what `sam local start-api` has to be told about the engine.
        environment: all of SAM's environment.
    """

    sam: str
    options: Sequence[str]
    environment: Mapping[str, str]


def find(environment: Mapping[str, str]) -> ContainerEngine:
    """The engine that the command in `SEXTANT_SAM_SETUP` sets up; Docker, if there is no such command.

    Raises:
        TroubleError: the command fails, or SAM CLI or Docker is missing.
    """
    if setup := environment.get(SETUP):
        after = _after(setup, environment)
        # Such an engine has no registry to pull from and no network of its own for its containers.
        return ContainerEngine(_sam(after), ("--skip-pull-image", "--docker-network", "host"), after)
    if not _docker_answers(environment):
        raise _missing()
    return ContainerEngine(_sam(environment), (), environment)


def _after(setup: str, environment: Mapping[str, str]) -> dict[str, str]:
    """The environment once the lines that a command prints have been executed by a shell."""
    # Not its stderr: what takes a minute and says so there should be seen.
    asked = subprocess.run(  # noqa: S603 - the developer named the command
        ["bash", "-c", _EXPORTED, setup, *_TOLD],  # noqa: S607 - wherever bash is
        env=dict(environment),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if asked.returncode:
        raise TroubleError(f"{SETUP} is {setup!r}. That command, or what it printed, ended with {asked.returncode}.")
    told: dict[str, str] = json.loads(asked.stdout)
    return told


def _sam(environment: Mapping[str, str]) -> str:
    sam = shutil.which("sam", path=environment["PATH"])
    if sam is None:
        raise _missing()
    return sam


def _docker_answers(environment: Mapping[str, str]) -> bool:
    docker = shutil.which("docker", path=environment["PATH"])
    if docker is None:
        return False
    asked = subprocess.run([docker, "info"], env=dict(environment), capture_output=True, check=False)  # noqa: S603
    return asked.returncode == 0


def _missing() -> TroubleError:
    return TroubleError(
        "SAM needs Docker and the SAM CLI. Install Docker (https://docs.docker.com/engine/install/), start it, install "
        "the SAM CLI (`pipx install aws-sam-cli`), and try again. For another engine, name a command that prints the "
        f"`export` lines which SAM needs: {SETUP}=… make sam. `make dev` needs none of this."
    )
