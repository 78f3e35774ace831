"""Forgetting a user: what goes, what stays without them, and what there is to show for it."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest

from sextant.aws.settings import settings
from sextant.domain.days import Period
from sextant.domain.erasures import erasure_id
from sextant.domain.marks import Cause
from sextant.store import assignments, dates, epochs, profiles, restatements, rollups
from sextant.store.base import forget_connection
from sextant.store.days import DayItem, partition
from sextant.store.events import EventItem
from sextant.store.transactions import commit
from tests.integration.aggregation_queue import aggregation_queue
from tests.integration.analytics import (
    dashboard,
    event,
    ministack,
    ministack_tables,
    send,
    tables,
)
from tests.integration.conftest import ADMIN, SERVER_KEY, Call
from tests.integration.enrolling import counted, running, variant_of
from tests.integration.erasing import (
    LAPTOP,
    LONG_AGO,
    MAYA,
    NOW,
    PERIOD,
    PHONE,
    Tables,
    at,
    bought,
    erase,
    finished,
    live,
    money,
    receipt,
    removed,
    settle,
)
from tests.integration.everything_stored import naming, sets_with

__all__ = ["aggregation_queue", "ministack", "ministack_tables", "tables"]

pytestmark = pytest.mark.usefixtures("aggregation_queue")


def test_an_erased_user_is_nowhere_and_the_money_stays(client_api: Call, admin_api: Call, tables: Tables) -> None:
    """Every table is looked through afterwards, by the user's id, by their devices' and by their number."""
    live(client_api)
    profile = profiles.read(MAYA)
    assert profile
    before = dashboard(admin_api, PERIOD)
    experiment = running("button2")

    assert erase(admin_api).status == 202
    said = finished(admin_api)

    after = dashboard(admin_api, PERIOD)
    assert naming(tables, MAYA, PHONE, LAPTOP) == []
    assert sets_with(tables, profile.ordinal) == []
    assert money(after) == money(before)
    for figure in ("active", "new"):
        assert after["users"][figure]["value"] == before["users"][figure]["value"] - 1
    assert after["revenue"]["payingCustomers"]["value"] == before["revenue"]["payingCustomers"]["value"] - 1
    assert after["requests"]["created"]["value"] == before["requests"]["created"]["value"] == 1
    assert after["completeness"]["status"] == before["completeness"]["status"]
    assert said["erasureId"] == erasure_id(MAYA)
    assert said["requestedBy"] == ADMIN.id
    assert said["finishedAt"] >= said["requestedAt"]
    assert {each["count"] for each in said["proof"]} == {0}
    assert counted(experiment) == {}


def test_the_receipt_says_what_was_removed_where(client_api: Call, admin_api: Call, tables: Tables) -> None:
    """By store, in numbers that anybody can check."""
    live(client_api)

    erase(admin_api)
    found = removed(finished(admin_api))

    assert found == {
        "behaviouralEvents": 5,
        "businessEvents": 7,
        "derivedRows": 2,
        "aliases": 2,
        "assignments": 1,
        "countedMarks": 4,
        "rejectedEvents": 1,
        "profiles": 1,
    }


def test_the_guest_that_a_user_was_goes_too(client_api: Call, admin_api: Call, tables: Tables) -> None:
    """What they did counts under that guest, whose assignment names them."""
    live(client_api)
    experiment = running("button4")
    for told in ({"anonymousId": "tablet-9"}, {"anonymousId": "tablet-9", "userId": MAYA}):
        assert client_api("GET", f"/api/experiments/button4/variant?{urlencode(told)}", caller=SERVER_KEY).status == 200
    guest = assignments.read(experiment.counted_as, "anonymous#tablet-9")
    assert guest is not None
    assert guest.signed_in == MAYA

    erase(admin_api)
    finished(admin_api)

    for subject in (MAYA, "anonymous#tablet-9"):
        assert assignments.read(experiment.counted_as, subject) is None


def test_sums_of_experiments_stay(client_api: Call, admin_api: Call, tables: Tables) -> None:
    """They name nobody."""
    live(client_api)
    experiment = running("button")
    variant_of(client_api, MAYA)
    before = counted(experiment)
    assert before

    erase(admin_api)
    finished(admin_api)

    assert counted(experiment) == before


def test_a_day_without_rows_loses_the_user_too(client_api: Call, admin_api: Call, tables: Tables) -> None:
    """As a sealed day is: nothing of it can be counted again, so the sets themselves are changed."""
    live(client_api)
    profile = profiles.read(MAYA)
    assert profile
    before = dashboard(admin_api, PERIOD)
    old = str(LONG_AGO.date())
    for item in EventItem.query(MAYA):
        if item.bucket_shard.startswith(old):
            item.delete()
    assert any(old in each for each in sets_with(tables, profile.ordinal))

    erase(admin_api)
    said = finished(admin_api)

    assert sets_with(tables, profile.ordinal) == []
    assert removed(said)["rollups"] == 1
    assert removed(said)["days"] == 1
    assert removed(said)["roles"] == 1
    after = dashboard(admin_api, PERIOD)
    assert money(after) == money(before)
    assert after["users"]["active"]["value"] == before["users"]["active"]["value"] - 1


def test_a_sealed_day_keeps_its_numbers_and_loses_the_user(client_api: Call, admin_api: Call, tables: Tables) -> None:
    """Its rows go without being counted again; its sets lose the user, and that it says less is a restatement."""
    old = NOW - timedelta(days=100)
    who = {"userId": MAYA}
    history = [bought("pay-0", "p0", 80, at=at(old), **who), event("page_viewed", "s0", at=at(old), **who)]
    assert send(client_api, history, **{"import": True})[2] == []
    settle()
    profile = profiles.read(MAYA)
    assert profile
    now = int(NOW.timestamp() * 1000)
    dates.refuse(old.date(), now)
    dates.seal(old.date(), now)
    for epoch in epochs.ever():
        for day in DayItem.query(partition(epoch)):
            day.update(actions=[DayItem.closed_at.set(now)])
    before = {bucket: stored.rollup for bucket, stored in rollups.of_date(old.date()).items()}
    forget_connection()

    erase(admin_api)
    said = finished(admin_api)

    after = {bucket: stored.rollup for bucket, stored in rollups.of_date(old.date()).items()}
    assert naming(tables, MAYA, "#erased#") == naming(tables, f"#erased#{said['erasureId']}")
    assert sets_with(tables, profile.ordinal) == []
    for bucket, rollup in before.items():
        assert (after[bucket].tally.events, after[bucket].tally.money) == (rollup.tally.events, rollup.tally.money)
    ((told, changes),) = [
        (each.causes, {change.figure: (change.before, change.after) for change in each.changes})
        for each in restatements.of_days(Period(old.date() - timedelta(days=1), old.date()), limit=9)
    ]
    assert told == {Cause.ERASURE}
    assert changes == {
        "revenue.newCustomers": (1, 0),
        "revenue.payingCustomers": (1, 0),
        "users.active": (1, 0),
    }


def test_days_of_a_zone_that_the_business_had_before_lose_the_user(
    client_api: Call, admin_api: Call, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are not shown any more, and are still stored."""
    live(client_api)
    profile = profiles.read(MAYA)
    assert profile
    monkeypatch.setenv("BUSINESS_TIME_ZONE", "Asia/Kolkata")
    settings.forget()
    send(client_api, [event("page_viewed", "later", userId=MAYA)])
    settle()
    zones = {each.split("#")[2].split(" ")[0] for each in sets_with(tables, profile.ordinal) if "daily" in each}
    assert zones == {"Europe/London", "Asia/Kolkata"}

    erase(admin_api)
    finished(admin_api)

    assert sets_with(tables, profile.ordinal) == []


def test_an_unknown_user_cannot_be_erased(admin_api: Call, tables: Tables) -> None:
    """Nor shown, nor exported; and no name of ours is a user's."""
    for method, path in (("DELETE", ""), ("GET", ""), ("GET", "/export"), ("GET", "/erasure")):
        assert admin_api(method, f"/api/admin/users/nobody{path}", caller=ADMIN).status == 404
        assert admin_api(method, f"/api/admin/users/~I2VyYXNlZCM{path}", caller=ADMIN).status == 422
    assert admin_api("DELETE", "/api/admin/users/~!", caller=ADMIN).status == 422
    assert admin_api("GET", f"/api/admin/erasures/{'0' * 64}", caller=ADMIN).status == 404


def test_events_without_a_profile_are_enough_to_be_erased(client_api: Call, admin_api: Call, tables: Tables) -> None:
    """Whatever became of the profile."""
    send(client_api, [event("page_viewed", "seen", userId=MAYA)])
    commit(profiles.deleting(MAYA))
    settle()
    assert admin_api("GET", f"/api/admin/users/{MAYA}", caller=ADMIN).json["profile"] is None

    assert erase(admin_api).status == 202
    finished(admin_api)

    assert naming(tables, MAYA) == []


def test_flags_that_name_the_user_are_told_until_they_are_edited(
    client_api: Call, admin_api: Call, tables: Tables
) -> None:
    """Also when only the hash of the id is left."""
    live(client_api)
    flag = {"key": "f", "name": "F", "userIds": [MAYA, "omar"]}
    assert admin_api("POST", "/api/admin/feature-flags", body=flag, caller=ADMIN).status == 201
    erase(admin_api)
    mentions = [{"kind": "flag", "key": "f", "fields": ["user_ids"]}]
    assert finished(admin_api)["mentions"] == mentions

    edit = {"userIds": ["omar"], "version": 1}
    assert admin_api("PUT", "/api/admin/feature-flags/f", body=edit, caller=ADMIN).status == 200

    assert receipt(admin_api)["mentions"] == []
