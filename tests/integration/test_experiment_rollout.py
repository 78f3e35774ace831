"""Completing an experiment and rolling its winner out: everybody gets it, and half-done work is finished."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from typing import Any

import pytest

from sextant.store.base import connection
from tests.integration.conftest import ADMIN, SERVER_KEY, Answer, Call
from tests.integration.dynamodb_faults import refusing
from tests.integration.experiments import fields, problem, put, read, started

FLAGS = "/api/admin/feature-flags"
COLOURS = [{"id": "a", "weight": 1, "value": "grey"}, {"id": "b", "weight": 1, "value": "blue"}]
ENDING = {"winner": "b", "reason": "12 % more", "rollOut": {"flag": "pay_button"}}


def complete(admin_api: Call, **changes: object) -> Answer:
    """Complete the experiment so."""
    return put(admin_api, "button/complete", {**ENDING, **changes})


def flag(admin_api: Call, key: str = "pay_button") -> dict[str, Any]:
    """The flag as admins see it."""
    answer = admin_api("GET", f"{FLAGS}/{key}", caller=ADMIN)
    assert answer.status == 200, answer.body
    found: dict[str, Any] = answer.json
    return found


def make_flag(admin_api: Call, **settings: object) -> dict[str, Any]:
    """A flag that is there before."""
    body = {"key": "pay_button", "name": "Pay", "valueType": "string", "value": "red", "defaultValue": "grey"}
    answer = admin_api("POST", FLAGS, body={**body, **settings}, caller=ADMIN)
    assert answer.status == 201, answer.body
    made: dict[str, Any] = answer.json
    return made


def served(client_api: Call, query: str = "") -> object:
    """What somebody gets of the flag."""
    return client_api("GET", f"/api/feature-flags/pay_button/check?{query}", caller=SERVER_KEY).json["value"]


def actions(admin_api: Call) -> list[str]:
    """What the audit knows, the latest last."""
    items = admin_api("GET", "/api/admin/audit?limit=100", caller=ADMIN).json["items"]
    return [item["action"] for item in items][::-1]


def test_a_new_flag_serves_the_winner_to_everybody(admin_api: Call, client_api: Call) -> None:
    """Also to somebody without an id; switched off, it serves the control."""
    started(admin_api, variants=COLOURS)
    ended = complete(admin_api).json
    assert ended["conclusion"]["rolledOutTo"] == "pay_button"
    assert (ended["status"], ended["version"]) == ("COMPLETED", 4)
    assert [served(client_api, query) for query in ("userId=maya", "userId=noor&role=CA", "")] == ["blue"] * 3
    made = flag(admin_api)
    assert (made["valueType"], made["defaultValue"], made["clientVisible"]) == ("string", "grey", True)
    assert actions(admin_api)[2:] == ["experiment.completed", "flag.created", "experiment.rolled_out"]


@pytest.mark.parametrize(
    ("values", "value_type"),
    [
        ((None, None), "string"),
        ((False, True), "boolean"),
        ((1, 2.5), "number"),
        (({"limit": 1}, {"limit": 2}), "json"),
        (("none", 5), "json"),
        ((False, 1), "json"),
    ],
)
def test_the_flag_is_of_the_type_that_takes_the_values(
    admin_api: Call, client_api: Call, values: tuple[object, object], value_type: str
) -> None:
    """A variant without a value is worth its id."""
    variants = [{"id": name, "weight": 1, "value": value} for name, value in zip("ab", values, strict=True)]
    started(admin_api, variants=variants)
    assert complete(admin_api).status == 200
    made = flag(admin_api)
    winner = "b" if values[1] is None else values[1]
    assert (made["valueType"], made["value"]) == (value_type, winner)
    assert served(client_api, "userId=maya") == winner


def test_a_flag_that_is_there_is_changed_for_everybody(admin_api: Call, client_api: Call) -> None:
    """Whatever kept it from somebody before; what it is off, and its seed, stay."""
    assert admin_api("POST", FLAGS, body={"key": "base", "name": "Base"}, caller=ADMIN).status == 201
    before = make_flag(
        admin_api,
        userIds=["maya"],
        excludedUserIds=["noor"],
        roles=["CA"],
        segments=["s"],
        rolloutPercentage=5,
        rules=[{"force": "green", "condition": {"id": "lee"}}],
        prerequisites=[{"flag": "base"}],
        schedule=[{"at": "2099-01-01T00:00:00Z", "enabled": False}],
        progressiveRollout={"steps": [{"at": "2099-01-01T00:00:00Z", "percentage": 50}]},
    )
    started(admin_api, variants=COLOURS)
    assert complete(admin_api).status == 200
    after = flag(admin_api)
    assert [served(client_api, f"userId={user}") for user in ("maya", "noor", "lee")] == ["blue"] * 3
    assert served(client_api) == "blue"
    assert (after["enabled"], after["defaultValue"], after["seed"]) == (True, "grey", before["seed"])
    assert (after["name"], after["schedule"], after["progressiveRollout"]) == ("Pay", [], None)
    assert actions(admin_api)[-3:] == ["experiment.completed", "flag.updated", "experiment.rolled_out"]


def test_what_cannot_be_rolled_out_is_told_before_anything_is_written(admin_api: Call) -> None:
    """The experiment goes on."""
    before = started(admin_api, variants=COLOURS)
    started(admin_api, "other")
    make_flag(admin_api, key="switch", valueType="boolean", value=True, defaultValue=False)
    make_flag(admin_api, key="old")
    assert admin_api("PUT", f"{FLAGS}/old/archive", caller=ADMIN).status == 200
    for key in ("switch", "old", "other", "button", "import"):
        answer = complete(admin_api, rollOut={"flag": key})
        assert fields(answer) == ["rollOut.flag"], key
    assert fields(complete(admin_api, winner=None)) == ["rollOut"]
    assert fields(complete(admin_api, winner="c")) == ["winner"]
    assert read(admin_api) == before


def test_values_that_a_flags_schema_refuses_are_not_rolled_out_to_it(admin_api: Call) -> None:
    """Said by what the flag would be refused for."""
    objects = [{"id": name, "weight": 1, "value": {"limit": limit}} for name, limit in (("a", 1), ("b", 20))]
    before = started(admin_api, variants=objects)
    limited = {"properties": {"limit": {"maximum": 10}}}
    make_flag(admin_api, valueType="json", value={"limit": 2}, defaultValue={"limit": 1}, valueSchema=limited)
    told = problem(complete(admin_api), 422)
    assert (told["errors"][0]["field"], "value.limit" in told["detail"]) == ("rollOut.flag", True)
    assert read(admin_api) == before


@pytest.mark.parametrize("written", [1, 2])
def test_a_roll_out_that_stopped_half_way_is_finished_by_the_same_request(
    admin_api: Call, client_api: Call, written: int
) -> None:
    """Whether the flag was written already or not, also with the version that the first request was based on."""
    started(admin_api, variants=COLOURS)
    with _stopping_after(written):
        assert complete(admin_api, version=2).status == 503
    half = read(admin_api)
    assert (half["status"], half["conclusion"]["rolledOutTo"]) == ("COMPLETED", None)
    healed = complete(admin_api, version=2)
    assert (healed.status, healed.json["conclusion"]["rolledOutTo"]) == (200, "pay_button")
    assert served(client_api, "userId=maya") == "blue"
    assert actions(admin_api)[2:] == ["experiment.completed", "flag.created", "experiment.rolled_out"]
    again = complete(admin_api, version=2)
    assert (again.status, again.json) == (200, healed.json)


def test_what_ended_otherwise_is_not_finished(admin_api: Call) -> None:
    """Another winner, another reason or another flag is another request, which comes too late."""
    started(admin_api, variants=COLOURS)
    complete(admin_api)
    for other in ({"winner": "a"}, {"reason": "No"}, {"rollOut": {"flag": "other"}}, {"rollOut": None}):
        assert problem(complete(admin_api, **other), 409)["state"] == "COMPLETED"
    assert admin_api("GET", f"{FLAGS}/other", caller=ADMIN).status == 404


def test_a_winner_may_be_rolled_out_later(admin_api: Call) -> None:
    """By the same ending, now with a flag."""
    started(admin_api, variants=COLOURS)
    assert complete(admin_api, rollOut=None).json["conclusion"]["rolledOutTo"] is None
    assert complete(admin_api).json["conclusion"]["rolledOutTo"] == "pay_button"


@contextmanager
def _stopping_after(transactions: int) -> Iterator[None]:
    """DynamoDB takes so many transactions and is then too busy for any."""
    client, event = connection().client, "before-call.dynamodb.TransactWriteItems"
    taken = count(1)
    with ExitStack() as stack:

        def note(**_event: object) -> None:
            if next(taken) == transactions:
                stack.enter_context(refusing(client, "TransactWriteItems", code="ThrottlingException"))

        client.meta.events.register(event, note)
        stack.callback(client.meta.events.unregister, event, note)
        yield
