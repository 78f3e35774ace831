"""What is held of a user, shown and exported."""

import pytest

from sextant.aws.settings import settings
from sextant.domain.erasures import erasure_id
from sextant.store.events import EventItem
from tests.integration.aggregation_queue import aggregation_queue
from tests.integration.analytics import (
    event,
    ministack,
    ministack_tables,
    registration,
    send,
    tables,
)
from tests.integration.conftest import ADMIN, CLIENT, CLIENT_KEY, SERVER_KEY, Call
from tests.integration.erasing import LAPTOP, MAYA, PHONE, Tables, erase, export, finished, lines, live, settle
from tests.integration.everything_stored import naming

__all__ = ["aggregation_queue", "ministack", "ministack_tables", "tables"]

pytestmark = pytest.mark.usefixtures("aggregation_queue")


def test_a_user_is_shown_with_what_is_held(client_api: Call, admin_api: Call, tables: Tables) -> None:
    """Profile and counts before, and the erasure in their place after."""
    live(client_api)
    shown = admin_api("GET", f"/api/admin/users/{MAYA}", caller=ADMIN).json
    assert shown["profile"]["role"] == "CLIENT"
    assert shown["profile"]["devices"] == [PHONE, LAPTOP]
    assert shown["profile"]["money"]["GBP"]["gross"] == 1_011
    held = {each["what"]: each["count"] for each in shown["held"]}
    assert (held["behaviouralEvents"], held["businessEvents"], held["assignments"]) == (5, 7, 1)
    assert shown["erasure"] is None
    erase(admin_api)
    finished(admin_api)

    gone = admin_api("GET", f"/api/admin/users/{MAYA}", caller=ADMIN).json

    assert gone["profile"] is None
    assert gone["erasure"]["state"] == "done"


def test_an_export_tells_everything_and_nothing_once_erased(client_api: Call, admin_api: Call, tables: Tables) -> None:
    """As many lines as are held, each of them of this user."""
    live(client_api)
    told = lines(export(admin_api))
    assert told[0]["kind"] == "profile"
    assert told[0]["purchases"][-1]["gross"] == 311
    events = [each for each in told if each["kind"] == "event"]
    assert {each["eventId"] for each in events} == {
        f"{MAYA}-r",
        f"{MAYA}-p1",
        f"{MAYA}-p2",
        f"{MAYA}-b",
        f"{MAYA}-b0",
        f"{MAYA}-q",
        "seen",
        "seen-long-ago",
        f"is-{PHONE}",
        f"is-{LAPTOP}",
        "guest-seen",
        "guest-p",
    }
    paid = next(each for each in events if each["eventId"] == f"{MAYA}-p1")
    assert paid["properties"]["amountMinor"] == 700
    assert [each["kind"] for each in told].count("assignment") == 1
    assert [each["kind"] for each in told].count("alias") == 2
    assert [each["eventId"] for each in told if each["kind"] == "rejectedEvent"] == ["broken"]
    assert [each["kind"] for each in told].count("countedEvent") == 4
    entity = f"user:{erasure_id(MAYA)}"
    entries = admin_api("GET", f"/api/admin/audit?entity={entity}", caller=ADMIN).json["items"]
    assert [each["action"] for each in entries] == ["user.exported"]
    erase(admin_api)
    finished(admin_api)

    assert export(admin_api).status == 404


def test_an_export_comes_in_pages_that_add_up(client_api: Call, admin_api: Call, tables: Tables) -> None:
    """However small they are, no line is missing or told twice; a cursor is of its own export only."""
    live(client_api)
    whole = export(admin_api)
    assert "x-next-cursor" not in whole.headers
    for limit in (1, 4):
        told: list[str] = []
        query = f"?limit={limit}"
        while query:
            page = export(admin_api, query=query)
            assert page.headers["content-type"] == "application/x-ndjson"
            assert int(page.headers["x-row-count"]) == len(lines(page)) <= limit
            told += page.body.splitlines()
            cursor = page.headers.get("x-next-cursor")
            query = f"?limit={limit}&cursor={cursor}" if cursor else ""
            if cursor:
                assert page.headers["link"] == f'</api/admin/users/{MAYA}/export{query}>; rel="next"'
        assert told == whole.body.splitlines()
    cursor = export(admin_api, query="?limit=1").headers["x-next-cursor"]
    assert export(admin_api, "omar", f"?cursor={cursor}").status == 400


def test_an_export_does_not_tell_what_is_past_the_retention(
    client_api: Call, admin_api: Call, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted from the arrival, even while the row is still there."""
    send(client_api, [event("page_viewed", "seen", userId=MAYA), event("page_viewed", "old", userId=MAYA)])
    item = EventItem.get(MAYA, "#behavioural#old")
    item.received_at -= 91 * 24 * 3_600_000
    item.save()
    settings.forget()

    assert [each["eventId"] for each in lines(export(admin_api)) if each["kind"] == "event"] == ["seen"]


def test_rows_that_stay_are_told_however_old_they_are(client_api: Call, admin_api: Call, tables: Tables) -> None:
    """Where somebody counts as new has no retention: it is held until they are erased."""
    send(client_api, [registration("r", userId=MAYA)])
    for item in EventItem.query(MAYA):
        item.received_at -= 91 * 24 * 3_600_000
        item.save()

    assert [each["kind"] for each in lines(export(admin_api))] == ["profile", "derived"]


def test_only_an_admin_sees_exports_or_erases(admin_api: Call, tables: Tables) -> None:
    """Neither a user nor a key of any kind."""
    for caller in (CLIENT, SERVER_KEY, CLIENT_KEY):
        for method, path in (("DELETE", ""), ("GET", ""), ("GET", "/export"), ("GET", "/erasure")):
            assert admin_api(method, f"/api/admin/users/{MAYA}{path}", caller=caller).status == 403


def test_an_id_that_a_path_cannot_carry_is_given_in_base64(client_api: Call, admin_api: Call, tables: Tables) -> None:
    """Whoever has a slash in their id can be forgotten too."""
    send(client_api, [event("page_viewed", "seen", userId="a/b?")])
    settle()

    assert admin_api("DELETE", "/api/admin/users/~YS9iPw", caller=ADMIN).status == 202
    assert finished(admin_api, "~YS9iPw")["state"] == "done"

    assert naming(tables, "a/b?") == []
