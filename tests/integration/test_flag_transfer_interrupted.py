"""Imports that others, or faults, come in between."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from sextant.store.base import connection
from tests.integration.conftest import ADMIN, CONTEXT, Call, gateway_event
from tests.integration.dynamodb_faults import refusing
from tests.integration.transfers import (
    IMPORT,
    URL,
    actions,
    document,
    done,
    stored,
    take_in,
)


def test_an_import_that_stops_half_way_says_so_and_is_finished_by_another(admin_api: Call) -> None:
    """503 with what is written; every flag that is written is written whole, with its entry."""
    wanted = document(*({"key": f"f{number}", "tags": ["t"]} for number in range(6)))
    with failing_after(3):
        answer = take_in(admin_api, wanted)
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (503, "import-interrupted")
    assert answer.headers["retry-after"] == "1"
    assert answer.json["written"]["created"] == [flag.key for flag in stored()] == ["f0", "f1", "f2"]
    assert len(actions(admin_api)) == 3
    assert done(take_in(admin_api, wanted))["created"] == ["f3", "f4", "f5"]
    assert len(actions(admin_api)) == 6


def test_an_import_that_cannot_begin_says_that_nothing_is_written(admin_api: Call) -> None:
    """503 either way."""
    with refusing(connection().client, "TransactWriteItems", code="ThrottlingException"):
        answer = take_in(admin_api, document({"key": "f"}))
    assert (answer.status, answer.json["written"]["created"], stored()) == (503, [], [])


def test_an_import_stops_before_the_function_is_cut_off(tables: object) -> None:
    """With the answer still getting out."""
    from api import admin

    late = SimpleNamespace(**{**vars(CONTEXT), "get_remaining_time_in_millis": lambda: 2_000})
    event = gateway_event("POST", IMPORT, body=document({"key": "f"}), caller=ADMIN, headers=None)
    answer = admin.handler(event, late)  # type: ignore[arg-type] # all that is asked of it
    assert (answer["statusCode"], stored()) == (503, [])
    assert "time of one request" in json.loads(answer["body"])["detail"]


def test_a_change_by_somebody_else_meanwhile_is_seen(admin_api: Call) -> None:
    """What is left is planned anew, so that nobody's change is lost or undermined."""
    done(take_in(admin_api, document({"key": "base"}, {"key": "f"})))
    wanted = document({"key": "f", "prerequisites": [{"flag": "base"}]})
    client, event = connection().client, "before-call.dynamodb.TransactWriteItems"

    def delete_base(**_event: object) -> None:
        client.meta.events.unregister(event, delete_base)
        assert admin_api("DELETE", f"{URL}/base", caller=ADMIN).status == 204

    client.meta.events.register_first(event, delete_base)
    answer = take_in(admin_api, wanted)
    assert (answer.status, answer.json["errors"][0]["field"]) == (422, "flags[0].prerequisites[0].flag")
    assert [(flag.key, flag.prerequisites) for flag in stored()] == [("f", ())]


def test_a_change_of_another_flag_meanwhile_is_no_hindrance(admin_api: Call) -> None:
    """The import goes on with what is left."""
    done(take_in(admin_api, document({"key": "other"})))
    client, event = connection().client, "before-call.dynamodb.TransactWriteItems"
    calls: list[int] = []

    def switch_other(**_event: object) -> None:
        calls.append(1)
        if len(calls) == 2:
            assert admin_api("PUT", f"{URL}/other/enable", caller=ADMIN).status == 200

    client.meta.events.register_first(event, switch_other)
    outcome = done(take_in(admin_api, document({"key": "a"}, {"key": "b"}, {"key": "c"})))
    client.meta.events.unregister(event, switch_other)
    assert outcome["created"] == ["a", "b", "c"]
    assert {flag.key: flag.version for flag in stored()} == {"a": 1, "b": 1, "c": 1, "other": 2}


@contextmanager
def failing_after(writes: int) -> Iterator[None]:
    """DynamoDB takes so many transactions and throttles all others."""
    client, event = connection().client, "before-call.dynamodb.TransactWriteItems"
    left = [writes]

    def count(**_event: object) -> Any:  # noqa: ANN401 - as botocore has it
        left[0] -= 1
        if left[0] >= 0:
            return None
        from botocore.awsrequest import AWSResponse

        error = {"Error": {"Code": "ThrottlingException", "Message": "slow down"}}
        return AWSResponse("", 400, {}, None), error

    client.meta.events.register_first(event, count)
    yield
    client.meta.events.unregister(event, count)
