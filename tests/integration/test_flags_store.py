"""Flags when several people change them at once, and when DynamoDB is busy."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from sextant.domain.flags import MAX_FLAGS
from sextant.store import flags as store
from sextant.store.base import connection
from sextant.store.flags_version import FlagsVersionItem, read
from tests.integration.conftest import ADMIN, Call
from tests.integration.dynamodb_faults import refusing

URL = "/api/admin/feature-flags"
CANCELED = "TransactionCanceledException"
CONFLICT = ("None", "TransactionConflict")


@pytest.fixture
def flag(admin_api: Call) -> dict[str, Any]:
    """A flag at version 1."""
    made: dict[str, Any] = admin_api("POST", URL, body={"key": "flag", "name": "Flag"}, caller=ADMIN).json
    return made


@contextmanager
def somebody_renames_it_first(*, again_and_again: bool = False) -> Iterator[None]:
    """Another admin's change lands after our read and before our write."""
    client = connection().client
    event = "before-call.dynamodb.TransactWriteItems"

    def rename(**_event: object) -> None:
        if not again_and_again:
            client.meta.events.unregister(event, rename)
        item = store.FlagItem.get("flags", "flag")
        item.update(actions=[store.FlagItem.name.set("Renamed"), store.FlagItem.version.add(1)])

    client.meta.events.register_first(event, rename)
    yield
    client.meta.events.unregister(event, rename)


@pytest.mark.usefixtures("flag")
def test_a_switch_lands_though_somebody_else_was_faster(admin_api: Call) -> None:
    """Neither change is lost."""
    with somebody_renames_it_first():
        switched = admin_api("PUT", f"{URL}/flag/enable", caller=ADMIN).json
    assert (switched["enabled"], switched["name"], switched["version"]) == (True, "Renamed", 3)


@pytest.mark.usefixtures("flag")
def test_a_change_of_a_version_loses_to_somebody_faster(admin_api: Call) -> None:
    """Even when both read the same version: the write itself is conditional."""
    with somebody_renames_it_first():
        answer = admin_api("PUT", f"{URL}/flag", body={"enabled": True, "version": 1}, caller=ADMIN)
    assert (answer.status, answer.json["current"]["name"], answer.json["current"]["enabled"]) == (409, "Renamed", False)


@pytest.mark.usefixtures("flag")
def test_a_deletion_lands_though_somebody_else_was_faster(admin_api: Call) -> None:
    """Without a version it means whatever is current."""
    with somebody_renames_it_first():
        assert admin_api("DELETE", f"{URL}/flag", caller=ADMIN).status == 204


@pytest.mark.usefixtures("flag")
def test_a_flag_that_never_stands_still_is_said_to_be_busy(admin_api: Call) -> None:
    """503 for the switch and for the deletion, and the others' changes stand."""
    with somebody_renames_it_first(again_and_again=True):
        switched = admin_api("PUT", f"{URL}/flag/enable", caller=ADMIN)
        deleted = admin_api("DELETE", f"{URL}/flag", caller=ADMIN)
    assert (switched.status, deleted.status) == (503, 503)
    assert admin_api("GET", f"{URL}/flag", caller=ADMIN).json["enabled"] is False


@pytest.mark.usefixtures("flag")
def test_changes_of_different_flags_at_once_both_land(admin_api: Call) -> None:
    """They meet at the version item, where DynamoDB refuses the later one; it is made again."""
    client = connection().client
    with refusing(client, "TransactWriteItems", code=CANCELED, reasons=CONFLICT, times=2):
        assert admin_api("PUT", f"{URL}/flag/enable", caller=ADMIN).json["version"] == 2
    assert read().number == 2


@pytest.mark.usefixtures("flag")
def test_conflicts_without_end_are_said_to_pass(admin_api: Call) -> None:
    """503 and nothing changed."""
    client = connection().client
    with refusing(client, "TransactWriteItems", code=CANCELED, reasons=CONFLICT):
        answer = admin_api("PUT", f"{URL}/flag/enable", caller=ADMIN)
    assert (answer.status, answer.headers["retry-after"]) == (503, "1")
    assert admin_api("GET", f"{URL}/flag", caller=ADMIN).json["version"] == 1


@pytest.mark.usefixtures("flag")
def test_a_retried_write_counts_once(admin_api: Call) -> None:
    """Each transaction carries a token, so that an answer that got lost is not mistaken for somebody else's change."""
    sent: list[bool] = []

    def note(params: dict[str, Any], **_event: object) -> None:
        sent.append("ClientRequestToken" in json.loads(params["body"]))

    connection().client.meta.events.register("before-call.dynamodb.TransactWriteItems", note)
    admin_api("PUT", f"{URL}/flag/enable", caller=ADMIN)
    assert sent == [True]


@pytest.mark.usefixtures("flag")
def test_there_is_room_for_so_many_flags_only(admin_api: Call) -> None:
    """At the limit another is refused, and one deleted makes room again."""
    FlagsVersionItem("version", "flags").update(actions=[FlagsVersionItem.flags.set(MAX_FLAGS)])
    full = admin_api("POST", URL, body={"key": "one-more", "name": "One more"}, caller=ADMIN)
    assert (full.status, "5,000" in full.json["detail"]) == (422, True)
    assert admin_api("PUT", f"{URL}/flag/enable", caller=ADMIN).status == 200
    assert admin_api("DELETE", f"{URL}/flag", caller=ADMIN).status == 204
    assert admin_api("POST", URL, body={"key": "one-more", "name": "One more"}, caller=ADMIN).status == 201
