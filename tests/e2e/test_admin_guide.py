"""The admin guide's way of calling the API, as somebody pastes it into a shell."""

import json
import os
import subprocess

from tests import guides
from tests.e2e.running import Platform
from tests.guides import ADMIN_GUIDE

PATIENCE_SECONDS = 60


def test_a_flags_life_works_as_it_is_printed(platform: Platform) -> None:
    """The shell function of the guide, then its first example: a flag is made, rolled out, stopped and deleted."""
    function, life, *_ = guides.blocks(ADMIN_GUIDE, "bash")
    script = (function.text + life.text).replace("http://localhost:5000", platform.url)
    done = subprocess.run(
        ["bash", "-s"],  # noqa: S607 - what people paste into
        input=script,
        env=os.environ | {"ADMIN_TOKEN": platform.tokens["ADMIN"]},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=True,
    )
    flags = [json.loads(line) for line in done.stdout.splitlines() if line]
    assert [(flag["enabled"], flag["rolloutPercentage"], flag["archived"]) for flag in flags] == [
        (False, 100, False),
        (False, 10, False),
        (True, 10, False),
        (True, 50, False),
        (False, 50, False),
        (False, 50, True),
    ]
