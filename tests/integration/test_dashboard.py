"""The dashboard over real tables: what it says, how far it reaches, and what it refuses."""

import csv
import io
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sextant.aws.settings import settings
from sextant.domain.admission import DAY_MS
from sextant.domain.buckets import Bucket
from sextant.store import marks
from sextant.store.days import DayItem
from tests.integration.analytics import (
    DASHBOARD,
    ask,
    dashboard,
    event,
    ministack,
    ministack_tables,
    payment,
    registration,
    send,
    tables,
    throttled,
    tick,
)
from tests.integration.conftest import ADMIN, CLIENT, SERVER_KEY, Answer, Call

__all__ = ["ministack", "ministack_tables", "tables"]

TODAY = datetime.now(UTC).date()
MARCH = "from=2026-03-02&to=2026-03-08"


def import_and_tick(client_api: Call, events: list[dict[str, Any]]) -> None:
    """Events of the past, counted."""
    accepted, _, rejected = send(client_api, events, **{"import": True})
    assert (accepted, rejected) == (len(events), [])
    tick()


def max_age(answer: Answer) -> int:
    """For how many seconds a browser may keep an answer."""
    kind, _, seconds = answer.headers["cache-control"].partition(", max-age=")
    assert kind == "private"
    return int(seconds)


@pytest.fixture
def two_weeks(client_api: Call) -> None:
    """The first week of March 2026, and a day of the week before."""
    refund = {"refundId": "f", "amountMinor": 300, "currency": "GBP"}
    status = {"requestId": "q", "status": "COMPLETED"}
    paid_with_a_fee = payment("p1", 500, at="2026-03-03T10:00:00Z")
    paid_with_a_fee["properties"]["feeMinor"] = 75
    import_and_tick(
        client_api,
        [
            registration("r0", at="2026-02-25T09:00:00Z"),
            payment("p0", 400, at="2026-02-25T10:00:00Z"),
            registration("r1", "CA", at="2026-03-02T09:00:00Z", userId="omar"),
            event("request_created", "q", {"requestId": "q"}, at="2026-03-03T09:00:00Z"),
            paid_with_a_fee,
            payment("p2", 100, at="2026-03-04T10:00:00Z"),
            payment("p3", 9_000, at="2026-03-04T10:00:00Z", currency="INR", userId="omar"),
            payment("p4", 70, at="2026-03-04T23:45:00Z", anonymousId="guest"),
            event("payment_refunded", "f", refund, at="2026-03-05T10:00:00Z"),
            event("request_status_changed", "s", status, at="2026-03-06T10:00:00Z"),
            event("page_viewed", "v", at="2026-03-08T10:00:00Z", userId="zoe"),
        ],
    )


@pytest.mark.usefixtures("two_weeks")
def test_every_figure_stands_beside_the_one_of_the_period_before(admin_api: Call) -> None:
    """Users, requests, revenue and engagement."""
    said = dashboard(admin_api, f"{MARCH}&compare=previous")
    assert (said["from"], said["to"], said["timeZone"], said["definitionVersion"]) == (
        "2026-03-02",
        "2026-03-08",
        "Europe/London",
        2,
    )
    assert said["period"] == {"from": "2026-03-02", "to": "2026-03-08"}
    assert said["users"] == {
        "new": {"value": 1, "previous": 1, "change": 0.0},
        "active": {"value": 3, "previous": 1, "change": 2.0},
        "newByRole": {
            "CA": {"value": 1, "previous": 0, "change": None},
            "CLIENT": {"value": 0, "previous": 1, "change": -1.0},
        },
        "activeByRole": {
            "CA": {"value": 1, "previous": 0, "change": None},
            "CLIENT": {"value": 1, "previous": 1, "change": 0.0},
            "UNKNOWN": {"value": 1, "previous": 0, "change": None},
        },
        "activeNew": {"value": 1, "previous": 1, "change": 0.0},
        "activeReturning": {"value": 1, "previous": 0, "change": None},
    }
    assert said["requests"] == {
        "created": {"value": 1, "previous": 0, "change": None},
        "byStatus": {"COMPLETED": {"value": 1, "previous": 0, "change": None}},
        "reached": {"COMPLETED": {"value": 1, "previous": 0, "change": None}},
        "reachedRate": {"COMPLETED": {"value": 1.0, "previous": None, "change": None}},
    }
    assert said["revenue"]["payingCustomers"] == {"value": 2, "previous": 1, "change": 1.0}
    assert said["revenue"]["newCustomers"] == {"value": 1, "previous": 1, "change": 0.0}
    assert said["revenue"]["returningCustomers"] == {"value": 1, "previous": 0, "change": None}
    assert said["revenue"]["byCurrency"]["GBP"] == {
        "payments": {"value": 3, "previous": 1, "change": 2.0},
        "gross": {"value": 670, "previous": 400, "change": 0.675},
        "refunds": {"value": 1, "previous": 0, "change": None},
        "refunded": {"value": 300, "previous": 0, "change": None},
        "net": {"value": 370, "previous": 400, "change": -0.075},
        "averageOrderValue": {"value": 223.333333, "previous": 400.0, "change": -0.441667},
        "arpu": {"value": 123.333333, "previous": 400.0, "change": -0.691667},
        "feeGross": {"value": 500, "previous": 0, "change": None},
        "fees": {"value": 75, "previous": 0, "change": None},
        "takeRate": {"value": 0.15, "previous": None, "change": None},
    }
    assert said["revenue"]["byCurrency"]["INR"]["gross"] == {"value": 9_000, "previous": 0, "change": None}
    assert said["engagement"] == {
        "dau": {"value": 1, "previous": 0, "change": None},
        "wau": {"value": 3, "previous": 1, "change": 2.0},
        "mau": {"value": 3, "previous": 1, "change": 2.0},
        "stickiness": {
            "value": round(7 / 30 / 3, 6),
            "previous": round(1 / 30, 6),
            "change": round((round(7 / 30 / 3, 6) - round(1 / 30, 6)) / round(1 / 30, 6), 6),
        },
    }
    assert said["completeness"] == {"status": "complete", "daysComplete": 7, "days": 7, "pendingBuckets": 0}
    assert said["daily"][2] == {
        "day": "2026-03-04",
        "newUsers": 0,
        "activeUsers": 2,
        "byCurrency": {
            "GBP": {"payments": 2, "gross": 170, "refunds": 0, "refunded": 0, "net": 170},
            "INR": {"payments": 1, "gross": 9_000, "refunds": 0, "refunded": 0, "net": 9_000},
        },
    }
    assert [day["day"] for day in said["daily"]] == [f"2026-03-0{number}" for number in range(2, 9)]


@pytest.mark.usefixtures("two_weeks")
def test_another_zone_has_other_days_of_the_same_events(admin_api: Call) -> None:
    """A quarter to midnight in London is the next morning in Kolkata, and the totals stay."""
    london, kolkata = (dashboard(admin_api, f"{MARCH}&timeZone={zone}") for zone in ("Europe/London", "Asia/Kolkata"))
    assert [london["daily"][day]["byCurrency"]["GBP"]["gross"] for day in (2,)] == [170]
    assert [kolkata["daily"][day]["byCurrency"]["GBP"]["gross"] for day in (2, 3)] == [100, 70]
    for part in ("users", "requests", "revenue", "engagement"):
        assert kolkata[part] == london[part]
    assert london["revenue"]["payingCustomers"] == {"value": 2, "previous": None, "change": None}


@pytest.mark.usefixtures("two_weeks")
def test_a_business_that_changes_its_zone_keeps_its_history(admin_api: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Days that are not stored in the new zone are computed from the roll-ups."""
    before = dashboard(admin_api, f"{MARCH}&timeZone=Asia/Kolkata")
    monkeypatch.setenv("BUSINESS_TIME_ZONE", "Asia/Kolkata")
    settings.forget()
    assert dashboard(admin_api, MARCH)["daily"] == before["daily"]


def test_a_business_that_changes_its_zone_back_gets_no_stale_days(
    client_api: Call, admin_api: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was stored before the first change does not know what was counted in between."""

    def live_by(zone: str) -> None:
        monkeypatch.setenv("BUSINESS_TIME_ZONE", zone)
        settings.forget()

    def gross(query: str = MARCH) -> list[int]:
        said = dashboard(admin_api, query)
        assert said["completeness"]["status"] == "complete"
        each = [day["byCurrency"].get("GBP", {}).get("gross", 0) for day in said["daily"]]
        assert sum(each) == said["revenue"]["byCurrency"]["GBP"]["gross"]["value"]
        return [amount for amount in each if amount]

    import_and_tick(client_api, [payment("p1", 100, at="2026-03-03T10:00:00Z")])
    assert gross() == [100]
    live_by("Asia/Kolkata")
    import_and_tick(client_api, [payment("p2", 7, at="2026-03-03T10:01:00Z")])
    assert gross() == gross(f"{MARCH}&timeZone=Europe/London") == [107]
    live_by("Europe/London")
    assert gross() == gross(f"{MARCH}&timeZone=Asia/Kolkata") == [107]
    tick()
    assert gross() == gross(f"{MARCH}&timeZone=Asia/Kolkata") == [107]
    import_and_tick(client_api, [payment("p3", 1, at="2026-03-04T10:00:00Z")])
    assert gross() == gross(f"{MARCH}&timeZone=Asia/Kolkata") == [107, 1]


@pytest.mark.usefixtures("two_weeks")
def test_a_day_that_was_stored_by_another_definition_is_computed_anew(admin_api: Call) -> None:
    """From the roll-ups, until a tick stores it again."""
    before = dashboard(admin_api, MARCH)
    for item in DayItem.query("daily#1#Europe/London"):
        item.update(actions=[DayItem.definition_version.set(0), DayItem.counts.set("{}")])
    after = dashboard(admin_api, MARCH)
    assert {**after, "asOf": None} == {**before, "asOf": None}


def test_a_registration_counts_on_its_day_though_another_event_has_its_id(client_api: Call, admin_api: Call) -> None:
    """What an app tells of the user may have the id of the registration, and is on another day."""
    told = event("identified", "r", {"plan": "pro"}, at="2026-03-05T10:00:00Z")
    import_and_tick(client_api, [told, registration("r", at="2026-03-03T10:00:00Z")])
    new = {day["day"]: day["newUsers"] for day in dashboard(admin_api, "from=2026-03-02&to=2026-03-06")["daily"]}
    assert {day for day, users in new.items() if users} == {"2026-03-03"}


def test_without_a_period_it_is_the_last_thirty_days(admin_api: Call) -> None:
    """Of a business in which nothing happened yet."""
    said = dashboard(admin_api)
    assert (said["from"], said["to"]) == (str(TODAY - timedelta(days=29)), str(TODAY))
    assert (len(said["daily"]), said["completeness"]["daysComplete"]) == (30, 29)
    assert said["engagement"]["stickiness"]["value"] is None


def test_engagement_is_seen_from_today_when_the_period_ends_later(client_api: Call, admin_api: Call) -> None:
    """Nobody is active on a day that has not begun; the other figures stay as they are too."""
    earlier = [f"{TODAY - timedelta(days=number)}T00:30:00Z" for number in (3, 20)]
    send(client_api, [event("seen"), *(event("seen", at=at, userId=f"user-{at}") for at in earlier)])
    tick()
    until_today = dashboard(admin_api, f"from={TODAY}&to={TODAY}&timeZone=UTC")
    assert [until_today["engagement"][name]["value"] for name in ("dau", "wau", "mau")] == [1, 2, 3]
    for ahead in (1, 8, 60):
        said = dashboard(admin_api, f"from={TODAY}&to={TODAY + timedelta(days=ahead)}&timeZone=UTC&compare=previous")
        for name, metric in until_today["engagement"].items():
            assert said["engagement"][name]["value"] == metric["value"]
        assert said["users"]["active"]["value"] == until_today["users"]["active"]["value"] == 1
        assert [day["day"] for day in said["daily"]] == [str(TODAY)]
        assert said["completeness"]["days"] == ahead + 1


def test_as_of_is_where_the_numbers_end(client_api: Call, admin_api: Call) -> None:
    """An event that waits to be counted holds it back, and its day is not complete."""
    tick()
    before = time.time()
    send(client_api, [payment("p", at=f"{TODAY - timedelta(days=3)}T10:00:00Z")])
    time.sleep(0.05)
    waiting = dashboard(admin_api)
    assert datetime.fromisoformat(waiting["asOf"]).timestamp() <= before + 0.05
    assert waiting["completeness"] == {"status": "partial", "daysComplete": 28, "days": 30, "pendingBuckets": 1}
    assert waiting["revenue"]["byCurrency"] == {}
    tick()
    counted = dashboard(admin_api)
    assert datetime.fromisoformat(counted["asOf"]).timestamp() > before
    assert counted["completeness"]["pendingBuckets"] == 0
    assert counted["revenue"]["byCurrency"]["GBP"]["gross"]["value"] == 100


def test_an_answer_is_kept_for_a_minute_and_keeps_its_as_of(client_api: Call, admin_api: Call) -> None:
    """What is told from memory does not pretend to be newer, nor may a browser keep it for another minute."""
    tick()
    first = admin_api("GET", DASHBOARD, caller=ADMIN)
    assert 50 <= max_age(first) <= 60
    send(client_api, [payment("p")])
    tick()
    time.sleep(1.1)
    again = admin_api("GET", DASHBOARD, caller=ADMIN)
    assert again.json == first.json
    assert max_age(again) < max_age(first)
    held = admin_api("GET", DASHBOARD, caller=ADMIN, headers={"if-none-match": first.headers["etag"]})
    assert (held.status, held.body) == (304, "")
    other = admin_api("GET", f"{DASHBOARD}?compare=previous", caller=ADMIN)
    assert other.json["revenue"]["byCurrency"]["GBP"]["payments"]["value"] == 1


@pytest.mark.usefixtures("two_weeks")
def test_the_dashboard_comes_as_a_table_too(admin_api: Call) -> None:
    """A row for each figure, called by its place in the JSON; what is true of all of them is said beside it."""
    answer = ask(admin_api, f"{MARCH}&compare=previous&format=csv")
    rows = {row["figure"]: row for row in csv.DictReader(io.StringIO(answer.body, newline=""))}
    assert answer.headers["x-row-count"] == str(len(rows))
    assert rows["revenue.byCurrency.GBP.net"]["value"] == "370"
    assert rows["revenue.byCurrency.GBP.net"]["change"] == "-0.075"
    assert rows["users.activeByRole.UNKNOWN"] == {
        "figure": "users.activeByRole.UNKNOWN",
        "value": "1",
        "previous": "0",
        "change": "",
    }
    beside = {name: answer.headers[name] for name in ("x-time-zone", "x-completeness", "x-definition-version")}
    assert beside == {"x-time-zone": "Europe/London", "x-completeness": "complete", "x-definition-version": "2"}
    assert datetime.fromisoformat(answer.headers["x-as-of"]) <= datetime.now(UTC)


def test_a_mark_far_away_does_not_make_the_period_incomplete(client_api: Call, admin_api: Call) -> None:
    """But nothing newer than it is promised."""
    tick()
    marks.mark(Bucket.of((time.time_ns() // 1_000_000) - 200 * DAY_MS), {0}, 1_772_668_800_000)
    said = dashboard(admin_api, "from=2026-02-01&to=2026-02-28")
    assert said["asOf"] == "2026-03-05T00:00:00.000Z"
    assert said["completeness"] == {"status": "complete", "daysComplete": 28, "days": 28, "pendingBuckets": 0}


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("from=2026-03-08&to=2026-03-02", ["from"]),
        ("from=2024-01-01&to=2026-03-02", ["to"]),
        ("from=2999-01-01&to=2999-01-02", ["from"]),
        ("from=1999-12-31&to=2000-01-02", ["from"]),
        ("to=0001-01-01", ["from"]),
        ("from=2026-02-30", ["from"]),
        ("from=yesterday&to=today", ["from", "to"]),
        ("from=20260302&to=1772409600", ["from", "to"]),
        ("from=2026-03-02T00:00:00%2B05:30", ["from"]),
        ("from=2026-03-02&from=2026-03-03", ["from"]),
        ("timeZone=Mars/Olympus", ["timeZone"]),
        ("timeZone=", ["timeZone"]),
        ("timeZone=../../etc/passwd", ["timeZone"]),
        ("compare=next", ["compare"]),
        ("from=2026-03-08&to=2026-03-02&compare=x&timeZone=y", ["timeZone", "from", "compare"]),
    ],
)
def test_a_question_without_an_answer_is_refused_by_field(admin_api: Call, query: str, fields: list[str]) -> None:
    """Each wrong parameter is named."""
    answer = ask(admin_api, query)
    assert answer.status == 422, answer.body
    assert [each["field"] for each in answer.json["errors"]] == fields


def test_four_hundred_days_may_be_asked_for(admin_api: Call) -> None:
    """In any zone."""
    first = TODAY - timedelta(days=399)
    assert (
        len(dashboard(admin_api, f"from={first}&to={TODAY}&compare=previous&timeZone=America/St_Johns")["daily"]) >= 399
    )


def test_only_admins_see_it(admin_api: Call) -> None:
    """Neither a client nor a server key."""
    for caller in (CLIENT, SERVER_KEY):
        assert admin_api("GET", DASHBOARD, caller=caller).status == 403
    assert admin_api("GET", DASHBOARD).status == 401


def test_a_database_that_does_not_answer_gives_503_and_no_wrong_number(admin_api: Call) -> None:
    """Rather than a day too few."""
    for after in (0, 1, 2, 10):
        settings.forget()
        with throttled("Query", after=after):
            answer = admin_api(
                "GET", f"{DASHBOARD}?timeZone=Asia/Kolkata&from={TODAY - timedelta(days=30 + after)}", caller=ADMIN
            )
        assert answer.status == 503, answer.body
