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
EXPERIMENT = "/api/admin/experiments/pay_button"
# A page stays open; a script has to end.
LEAVE = {"js": "\nif (typeof OpenFeature !== 'undefined') await OpenFeature.close();\n"}


@cache
def examples() -> tuple[Block, ...]:
    """Those that print what the guide says they print."""
    return tuple(block for block in guides.blocks(SDK_GUIDE, "python", "js") if block.expected)


def commands(*, of_experiments: bool) -> list[Block]:
    """The shell's blocks about experiments, or those about flags; the first of both makes what the others need."""
    names = ("/experiments", "/analytics/track")
    blocks = guides.blocks(SDK_GUIDE, "bash")
    return [block for block in blocks if any(name in block.text for name in names) is of_experiments]


@pytest.fixture(scope="module")
def prepared(platform: Platform) -> Iterator[Platform]:
    """The flag and the experiment of the guide are there, as its own commands make them."""
    for making, *_ in (commands(of_experiments=False), commands(of_experiments=True)):
        run(platform, making)
    time.sleep(SETTLING_SECONDS)
    yield platform
    assert platform.admin.delete(f"{FLAGS}/{FLAG}").status == 204
    assert platform.admin.put(f"{EXPERIMENT}/pause", {}).status == 200
    assert platform.admin.delete(EXPERIMENT).status == 204


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
    _, *others = commands(of_experiments=False)
    for block in others:
        assert run(prepared, block).count('"blue"') >= block.text.count("curl ")


def test_everybody_in_the_examples_of_experiments_counts_once(prepared: Platform) -> None:
    """Ann by two calls and by what is tracked, and the two whose devices tell; each of them paid."""
    _, calling, tracking = commands(of_experiments=True)
    called = run(prepared, calling)
    assert '"enrolled":true' in called
    assert '"counted":true' in called
    assert '"accepted":1' in run(prepared, tracking)
    devices = [block for block in examples() if "experiment_viewed" in block.text]
    assert len(devices) == 2
    for block in devices:
        run(prepared, block)
    result = prepared.admin.get(f"{EXPERIMENT}/metrics").body
    (paid,) = result["metrics"]
    assert sum(each["users"] for each in paid["variants"]) == 3
    assert sum(each["conversions"] for each in paid["variants"]) == 3


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
    """OpenFeature in Python, in the browser and in Node; GrowthBook, also for experiments, and Segment in both."""
    assert [block.language for block in examples()] == ["python", "js", "js", *["python", "js"] * 3]
