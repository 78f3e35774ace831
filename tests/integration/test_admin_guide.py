"""The examples of the admin guide, sent to the admin function as they are printed."""

import json
import re
from typing import Any

import pytest

from sextant.schemas.flag_transfer import FlagImportOutcome
from tests import guides
from tests.guides import ADMIN_GUIDE, Block
from tests.integration.conftest import ADMIN, Call
from tests.integration.followed_guides import follow

FLAGS = "/api/admin/feature-flags"


@pytest.fixture
def guide(admin_api: Call) -> Call:
    """The admin function, once every command of the guide was sent to it in the order of the guide."""
    follow(ADMIN_GUIDE, {"api": admin_api})
    return admin_api


def test_every_command_does_what_the_guide_says(guide: Call) -> None:
    """In order, and what follows builds on what came before."""
    changes = guide("GET", "/api/admin/audit?entity=flag:gift_wrap", caller=ADMIN).json["items"]
    done = {change["action"] for change in changes}
    assert done >= {
        "flag.created",
        "flag.updated",
        "flag.archived",
        "flag.deleted",
        "flag.reverted",
        "flag.imported",
    }


def test_a_deleted_flag_comes_back_as_the_guide_says(guide: Call) -> None:
    """With its old seed, while a flag that is made anew under the key gets another and goes on counting."""
    gift_wrap = f"{FLAGS}/gift_wrap"
    before = guide("GET", gift_wrap, caller=ADMIN).json
    assert guide("DELETE", gift_wrap, caller=ADMIN).status == 204
    back = guide("PUT", f"{gift_wrap}/revert", body={"toVersion": before["version"]}, caller=ADMIN).json
    assert (back["seed"], back["version"]) == (before["seed"], before["version"] + 2)
    assert guide("DELETE", gift_wrap, caller=ADMIN).status == 204
    anew = guide("POST", FLAGS, body={"key": "gift_wrap", "name": "Another"}, caller=ADMIN).json
    assert (anew["seed"] != before["seed"], anew["version"]) == (True, back["version"] + 2)
    reverted = guide("PUT", f"{gift_wrap}/revert", body={"toVersion": back["version"]}, caller=ADMIN).json
    assert (reverted["seed"], reverted["name"]) == (anew["seed"], back["name"])


def test_the_guide_says_what_an_import_answers_and_takes() -> None:
    """Every field of the answer, and every choice of the query."""
    rows = {name for row in guides.rows(ADMIN_GUIDE, "Import") for name in re.findall(r"`(\w+)(?:=\w+)?`", row[0])}
    assert set(FlagImportOutcome.model_json_schema(by_alias=True)["properties"]) <= rows
    assert {"mode", "allowSeedChange"} <= rows


def test_every_flag_in_json_is_taken(guide: Call) -> None:
    """Each is a part of a new flag, and stands in it as it was sent."""
    fragments = [block for block in guides.blocks(ADMIN_GUIDE, "json") if "features" not in json.loads(block.text)]
    assert len(fragments) > 20
    for number, block in enumerate(fragments):
        sent = {"key": f"fragment_{number}", "name": "A part of the guide"} | json.loads(block.text)
        made = guide("POST", FLAGS, body=sent, caller=ADMIN)
        assert made.status == 201, f"line {block.line}: {made.body}"
        assert _missing(sent, made.json, block) == {}


@pytest.mark.parametrize("heading", ["Conditions", "Operators"])
def test_every_condition_in_a_table_is_taken(guide: Call, heading: str) -> None:
    """Each is the condition of a rule."""
    for number, (operator, *_, example) in enumerate(guides.rows(ADMIN_GUIDE, heading)):
        condition = re.fullmatch(r"`(.+)`", example)
        if condition is None:
            continue
        assert operator.strip("`") in condition[1]
        rule = {"condition": json.loads(condition[1].replace("\\|", "|")), "force": True}
        body = {"key": f"{heading}_{number}", "name": operator, "rules": [rule]}
        made = guide("POST", FLAGS, body=body, caller=ADMIN)
        assert made.status == 201, f"{operator}: {made.body}"


def _missing(sent: dict[str, Any], shown: dict[str, Any], block: Block) -> dict[str, Any]:
    """What was sent and is not shown; rules gain what was left out, and moments are shown in UTC."""
    assert "stale" in shown, block.line
    plain = set(sent) - {"rules", "schedule", "progressiveRollout"}
    assert all(len(shown[name]) == len(sent[name]) for name in {"rules", "schedule"} & set(sent)), block.line
    return {name: sent[name] for name in plain if shown[name] != sent[name]}
