"""The developers' guide as somebody tries it: each of its examples, run as it is printed."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache

import pytest

from tests import guides
from tests.e2e.npm_clients import CLIENTS
from tests.e2e.ofrep_flags import FLAGS, SETTLING_SECONDS
from tests.e2e.running import Platform
from tests.guides import README, SDK_GUIDE, Block

PATIENCE_SECONDS = 60
FLAG = "checkout_color"
# A page stays open; a script has to end.
LEAVE = {"js": "\nif (typeof OpenFeature !== 'undefined') await OpenFeature.close();\n"}


@cache
def examples() -> tuple[Block, ...]:
    """Those that print what the guide says they print."""
    return tuple(block for block in guides.blocks(SDK_GUIDE, "python", "js") if block.expected)


@pytest.fixture(scope="module")
def prepared(platform: Platform) -> Iterator[Platform]:
    """The flag of the guide is there, as its own command makes it."""
    making, *_ = guides.blocks(SDK_GUIDE, "bash")
    run(platform, making)
    time.sleep(SETTLING_SECONDS)
    yield platform
    assert platform.admin.delete(f"{FLAGS}/{FLAG}").status == 204


def run(platform: Platform, block: Block) -> str:
    """What a block prints, on this platform's port and with its keys."""
    program = {
        "python": [sys.executable, "-"],
        "js": ["node", "--input-type=module", "-"],
        "bash": ["bash", "-e", "-o", "pipefail", "-s"],
    }[block.language]
    text = block.text.replace("http://localhost:5000", platform.url).replace("sx_client_…", platform.keys["client"])
    if block.language == "bash":
        text = text.replace("curl ", "curl --no-progress-meter --fail-with-body ")
    credentials = {
        "ADMIN_TOKEN": platform.tokens["ADMIN"],
        "SERVER_KEY": platform.keys["server"],
        "CLIENT_KEY": platform.keys["client"],
    }
    done = subprocess.run(  # noqa: S603 - our own guide
        program,
        input=text + LEAVE.get(block.language, ""),
        cwd=CLIENTS,
        env=os.environ | credentials,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"line {block.line}: {done.stdout}{done.stderr}"
    return done.stdout


@pytest.mark.parametrize("block", examples(), ids=lambda block: f"{block.language}-{block.line}")
def test_an_example_prints_what_the_guide_says(prepared: Platform, block: Block) -> None:
    """Line by line."""
    assert run(prepared, block).splitlines()[: len(block.expected)] == block.expected


def test_plain_http_works_as_it_is_printed(prepared: Platform) -> None:
    """Every command succeeds, and says what the flag is worth."""
    _, *others = guides.blocks(SDK_GUIDE, "bash")
    for block in others:
        assert run(prepared, block).count('"blue"') >= block.text.count("curl ")


def test_the_first_steps_of_the_readme_work(platform: Platform) -> None:
    """Its commands, and then a flag that the first of them made, asked for by OpenFeature."""
    _, trying, *_ = guides.blocks(README, "bash")
    asking, *_ = guides.blocks(README, "python")
    run(platform, trying)
    time.sleep(SETTLING_SECONDS)
    told = run(platform, asking)
    assert platform.admin.delete(f"{FLAGS}/new_checkout").status == 204
    assert "flag_key='new_checkout'" in told
    assert "error_code=None" in told


def test_there_is_an_example_for_each_sdk() -> None:
    """OpenFeature in Python, in the browser and in Node; GrowthBook in Python and in JavaScript."""
    assert [block.language for block in examples()] == ["python", "js", "js", "python", "js"]
