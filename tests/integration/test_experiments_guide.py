"""The examples of the experiments guide: its commands, its settings, and every figure of its result."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from sextant.store import experiments
from tests import guides
from tests.guides import EXPERIMENTS_GUIDE, Block
from tests.integration.conftest import ADMIN, Call
from tests.integration.counted import START, converted, count, noon
from tests.integration.experiments import URL, VARIANTS
from tests.integration.followed_guides import follow

RESULT = "The result"


def blocks_of_result() -> list[Block]:
    """Parts of an answer, in the section on the result."""
    return [block for block in guides.blocks(EXPERIMENTS_GUIDE, "json") if block.section == RESULT][1:]


@pytest.fixture
def result(admin_api: Call) -> Any:  # noqa: ANN401 - any JSON
    """What the API says of the guide's example, once the counters hold what its table says."""
    setup = next(block for block in guides.blocks(EXPERIMENTS_GUIDE, "json") if block.section == RESULT)
    sent = json.loads(setup.text)
    with time_machine.travel(START, tick=False):
        assert admin_api("POST", URL, body=sent, caller=ADMIN).status == 201
        assert admin_api("PUT", f"{URL}/{sent['key']}/start", caller=ADMIN).status == 200
    experiment = experiments.get(sent["key"])
    assert experiment
    rows = guides.rows(EXPERIMENTS_GUIDE, "An example")
    for row in rows:
        variant = row[1].strip("`")
        day, users, paid, complaints, spent, squares = (int(row[at].replace(",", "")) for at in (0, 2, 3, 4, 5, 6))
        sums = converted(paid) | converted(complaints, "complaints")
        count(experiment, day, variant, users, {**sums, "spent": {"users": paid, "y": spent, "yy": squares}})
    with time_machine.travel(noon(len(rows) // 2 + 1), tick=False):
        answer = admin_api("GET", f"{URL}/{sent['key']}/metrics", caller=ADMIN)
    assert answer.status == 200, answer.body
    return answer.json


def test_every_command_does_what_the_guide_says(admin_api: Call, client_api: Call) -> None:
    """In order, and what follows builds on what came before."""
    follow(EXPERIMENTS_GUIDE, {"api": admin_api, "app": client_api})
    changes = admin_api("GET", "/api/admin/audit?entity=experiment:blue_button", caller=ADMIN).json["items"]
    assert [change["action"].removeprefix("experiment.") for change in reversed(changes)] == [
        "created",
        "updated",
        "started",
        "updated",
        "phase_opened",
        "paused",
        "resumed",
        "completed",
        "rolled_out",
        "deleted",
    ]


def test_every_setting_in_json_is_taken(admin_api: Call) -> None:
    """Each is a part of a new experiment, and stands in it as it was sent."""
    fragments = [block for block in guides.blocks(EXPERIMENTS_GUIDE, "json") if block.section != RESULT]
    assert len(fragments) > 5
    for number, block in enumerate(fragments):
        sent = {"key": f"fragment_{number}", "name": "A part of the guide", "variants": VARIANTS}
        sent |= json.loads(block.text)
        made = admin_api("POST", URL, body=sent, caller=ADMIN)
        assert made.status == 201, f"line {block.line}: {made.body}"
        assert _differences(sent, made.json) == [], block.line


def test_every_figure_of_the_result_is_what_the_counters_come_to(result: dict[str, Any]) -> None:
    """To the digit at which the guide rounds it."""
    assert len(blocks_of_result()) > 5
    for block in blocks_of_result():
        told = json.loads(block.text, parse_float=Decimal)
        assert _differences(told, result) == [], block.line


def test_the_plan_comes_to_what_the_guide_says(admin_api: Call) -> None:
    """R's users for one look, times the price of looking."""
    question = {"baseline": 0.2, "minimumEffect": 0.12, "usersPerDay": 2500}
    plan = admin_api("POST", f"{URL}/plan", body=question, caller=ADMIN).json
    assert [each["users"] for each in plan["usersPerVariant"]] == [4_641, 4_641]
    assert (plan["users"], plan["days"], round(plan["inflation"], 4)) == (9_282, 4, 1.0196)


def test_a_phase_moves_whom_the_guide_says(admin_api: Call) -> None:
    """A quarter when a third variant takes half of the second, and a sixth from thirds to half and quarters."""
    assert _moved(admin_api, "two", {"grey": 50, "blue": 50}, {"grey": 50, "blue": 25, "green": 25}) == 0.25
    thirds = dict.fromkeys(("grey", "blue", "green"), 1)
    moved = _moved(admin_api, "three", thirds, {"grey": 50, "blue": 25, "green": 25})
    assert moved == pytest.approx(1 / 6, abs=1e-4)


def _moved(admin_api: Call, key: str, before: Mapping[str, float], after: Mapping[str, float]) -> float:
    sent = {"key": key, "name": key, "variants": _weighted(before), "metrics": [{"event": "checkout_paid"}]}
    assert admin_api("POST", URL, body=sent, caller=ADMIN).status == 201
    assert admin_api("PUT", f"{URL}/{key}/start", caller=ADMIN).status == 200
    phase = {"variants": _weighted(after), "reason": "As the guide says.", "dryRun": True}
    preview = admin_api("POST", f"{URL}/{key}/phases", body=phase, caller=ADMIN)
    assert preview.status == 200, preview.body
    share: float = preview.json["movedShare"]
    return share


def _weighted(weights: Mapping[str, float]) -> list[dict[str, object]]:
    return [{"id": name, "weight": weight} for name, weight in weights.items()]


def _differences(told: Any, found: Any, path: str = "") -> list[str]:  # noqa: ANN401 - any JSON
    """Where an answer is not what the guide says; what the guide leaves out may be anything."""
    if isinstance(told, dict) and isinstance(found, dict):
        return [each for name in told for each in _differences(told[name], found.get(name), f"{path}.{name}")]
    if isinstance(told, list) and isinstance(found, list):
        pairs = _pairs(told, found)
        return [each for at, pair in enumerate(pairs) for each in _differences(*pair, f"{path}[{at}]")]
    same = _rounds_to(found, told) if isinstance(told, Decimal) else found == told
    return [] if same else [f"{path}: {found}, and not {told}"]


def _pairs(told: Sequence[Any], found: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Each element that is told with the one that it tells of: things by what names them, all else by place."""
    if told and isinstance(told[0], dict):
        names = {"id", "variant", "metric", "number", "code", "userId"}
        return [
            (each, next((one for one in found if all(one.get(name) == each[name] for name in names & set(each))), None))
            for each in told
        ]
    return list(zip(told, found, strict=True))


def _rounds_to(found: object, told: Decimal) -> bool:
    if isinstance(found, bool) or not isinstance(found, int | float):
        return False
    half = Decimal(5).scaleb(int(told.as_tuple().exponent) - 1)
    return abs(Decimal(found) - told) <= half
