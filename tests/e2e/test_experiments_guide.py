"""The experiments guide's way of calling the API, as somebody pastes it into a shell."""

import json
import os
import subprocess

from tests import guides
from tests.e2e.ofrep_flags import SETTLING_SECONDS
from tests.e2e.running import Platform
from tests.guides import EXPERIMENTS_GUIDE

PATIENCE_SECONDS = 90


def test_an_experiments_life_works_as_it_is_printed(platform: Platform) -> None:
    """The shell functions of the guide, then its first example: ann takes part and pays, and the flag serves blue."""
    functions, making, *_ = blocks = guides.blocks(EXPERIMENTS_GUIDE, "bash")
    script = f"{functions.text}{making.text}sleep {SETTLING_SECONDS}\n{blocks[2].text}"
    keys = {"ADMIN_TOKEN": platform.tokens["ADMIN"], "SERVER_KEY": platform.keys["server"]}
    done = subprocess.run(
        ["bash", "-s"],  # noqa: S607 - what people paste into
        input=script.replace("http://localhost:5000", platform.url),
        env=os.environ | keys,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=True,
    )
    made, started, given, counted, result, completed = (json.loads(line) for line in done.stdout.splitlines() if line)
    assert (made["status"], started["status"], completed["status"]) == ("DRAFT", "RUNNING", "COMPLETED")
    assert (given["reason"], counted["reason"]) == ("enrolled", "counted")
    assert (result["users"], result["decision"]["verdict"]) == (1, "keep_running")
    assert completed["conclusion"]["rolledOutTo"] == "first_try_colour"
    flag = platform.admin.get("/api/admin/feature-flags/first_try_colour").body
    assert (flag["enabled"], flag["value"], flag["defaultValue"]) == (True, "blue", "grey")
    assert platform.admin.delete("/api/admin/feature-flags/first_try_colour").status == 204
