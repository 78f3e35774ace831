"""Each day's figures, their course, what they come to, and which days are missing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine

from sextant.aws.settings import settings
from sextant.store.base import forget_connection
from sextant.store.days import DayItem, partition
from sextant.store.epochs import Epoch
from tests.integration.analytics import event, ministack, ministack_tables, payment, registration, send, tables, tick
from tests.integration.conftest import ADMIN, Answer, Call

__all__ = ["ministack", "ministack_tables", "tables"]

METRICS = "/api/admin/metrics"
NOW = "2026-03-12T12:00"
FIRST, LAST = "2026-03-09", "2026-03-11"


@contextmanager
def at(moment: str = NOW) -> Iterator[None]:
    """It is this moment in UTC, and nothing is remembered from another."""
    forget_connection()
    with time_machine.travel(datetime.fromisoformat(moment).replace(tzinfo=UTC), tick=False):
        yield


def ask(admin_api: Call, what: str, **query: object) -> Answer:
    """An answer about the three days, unless the query says otherwise."""
    asked = {"from": FIRST, "to": LAST} | {name.rstrip("_"): value for name, value in query.items()}
    forget_connection()
    return admin_api("GET", f"{METRICS}/{what}?{urlencode(asked, doseq=True)}", caller=ADMIN)


def said(admin_api: Call, what: str, **query: object) -> dict[str, Any]:
    """What an answer says."""
    answer = ask(admin_api, what, **query)
    assert answer.status == 200, answer.body
    body: dict[str, Any] = answer.json
    return body


@pytest.fixture
def lived(client_api: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten days of payments: of the day's number in pence by Maya, on even days of twice as much by Omar too."""
    monkeypatch.setenv("EVENT_SHARDS", "1")  # so that the nightly check is quick
    settings.forget()
    with at():
        sent = [registration("r", at="2026-03-02T08:00:00Z")]
        for day in range(2, 12):
            moment = f"2026-03-{day:02d}T23:30:00Z"
            sent.append(payment(f"m{day}", day, at=moment))
            if day % 2 == 0:
                sent.append(payment(f"o{day}", 2 * day, at=moment, userId="omar"))
        sent.append(payment("eur", 5, at="2026-03-10T12:00:00Z", currency="EUR"))
        refund = {"amountMinor": 4, "currency": "GBP", "paymentId": "m9"}
        sent.append(event("payment_refunded", "b", refund, at="2026-03-11T12:00:00Z"))
        assert send(client_api, sent)[2] == []
        tick()
    with at("2026-03-12T12:11"):
        tick()


def test_each_day_says_how_far_it_is_counted(admin_api: Call, lived: None) -> None:
    """With its definition, its watermark, and whether it is over, closed and sealed."""
    with at("2026-03-12T13:00"):
        found = said(admin_api, "daily", to="2026-03-12")
    assert {name: found[name] for name in ("timeZone", "definitionVersion", "period")} == {
        "timeZone": "Europe/London",
        "definitionVersion": 2,
        "period": {"from": FIRST, "to": "2026-03-12"},
    }
    assert (found["completeness"]["status"], found["completeness"]["daysComplete"]) == ("partial", 3)
    first, *_, today = found["days"]
    money = first.pop("byCurrency")
    assert first == {
        "day": FIRST,
        "hours": 24.0,
        "newUsers": 0,
        "activeUsers": 1,
        "requestsCreated": 0,
        "payingCustomers": 1,
        "newCustomers": 0,
        "watermark": "2026-03-12T12:11:00.000Z",
        "complete": True,
        "closedAt": "2026-03-12T12:11:00.000Z",
        "sealed": False,
    }
    assert list(money) == ["EUR", "GBP"]
    assert (money["GBP"]["gross"], money["GBP"]["returned"], money["GBP"]["refunded"]) == (9, 4, 0)
    assert (today["day"], today["complete"], today["closedAt"]) == ("2026-03-12", False, None)


def test_days_of_another_zone_are_cut_at_its_midnights(admin_api: Call, lived: None) -> None:
    """Half past eleven in the evening in London is five in the morning in Kolkata; nothing of it is stored."""
    with at("2026-03-12T13:00"):
        days = said(admin_api, "daily", timeZone="Asia/Kolkata")["days"]
    assert [day["byCurrency"]["GBP"]["gross"] for day in days] == [8 + 16, 9, 10 + 20]
    assert {day["closedAt"] for day in days} == {None}


def test_days_on_which_clocks_change_say_so(client_api: Call, admin_api: Call) -> None:
    """23 hours in spring, 25 in autumn."""
    with at("2026-10-27T12:00"):
        for day in ("2026-03-29", "2026-10-25"):
            (shown,) = said(admin_api, "daily", from_=day, to=day)["days"]
            assert shown["hours"] == (23.0 if day == "2026-03-29" else 25.0)


def test_trends_hold_each_day_against_the_day_and_the_week_before(admin_api: Call, lived: None) -> None:
    """And the period against the one before; null where that was nothing."""
    with at("2026-03-12T13:00"):
        found = said(admin_api, "trends", metric=["revenue.gross", "users.active"], compare="previous")
    euros, pounds, active = found["trends"]
    assert [(each["metric"], each["currency"]) for each in (euros, pounds, active)] == [
        ("revenue.gross", "EUR"),
        ("revenue.gross", "GBP"),
        ("users.active", None),
    ]
    names = ("day", "value", "dayOverDay", "weekOverWeek", "previous", "change")
    assert [tuple(point[name] for name in names) for point in pounds["points"]] == [
        ("2026-03-09", 9, -0.625, 0.5, 18, -0.5),
        ("2026-03-10", 30, 2.333333, 9.0, 7, 3.285714),
        ("2026-03-11", 11, -0.633333, -0.083333, 24, -0.541667),
    ]
    assert {point["complete"] for point in pounds["points"]} == {True}
    assert pounds["total"] == {"value": 50, "previous": 49, "change": 0.020408}
    assert [euros["points"][1][name] for name in names] == ["2026-03-10", 5, None, None, 0, None]
    assert active["total"] == {"value": 2, "previous": 2, "change": 0.0}


def test_a_summary_counts_users_once_over_all_days(admin_api: Call, lived: None) -> None:
    """Sums for the rest, with the mean and the least and greatest of the days."""
    with at("2026-03-12T13:00"):
        found = said(admin_api, "summary", from_="2026-03-02", metric=["revenue.payingCustomers", "revenue.net"])
        one = said(admin_api, "summary", metric="revenue.payments", currency="GBP")
    paying, _, pounds = found["figures"]
    assert paying == {
        "metric": "revenue.payingCustomers",
        "currency": None,
        "total": {"value": 2, "previous": None, "change": None},
        "meanPerDay": {"value": 1.5, "previous": None, "change": None},
        "lowest": {"day": "2026-03-03", "value": 1},
        "highest": {"day": "2026-03-02", "value": 2},
    }
    gross = sum(range(2, 12)) + 2 * (2 + 4 + 6 + 8 + 10)
    assert (pounds["total"]["value"], pounds["highest"]) == (gross - 4, {"day": "2026-03-10", "value": 30})
    (payments,) = one["figures"]
    assert (payments["total"]["value"], payments["meanPerDay"]["value"]) == (4, 1.333333)


def test_figures_without_a_choice_are_all_there_are(admin_api: Call, lived: None) -> None:
    """Those of money in each currency."""
    with at("2026-03-12T13:00"):
        names = [each["metric"] for each in said(admin_api, "summary", currency="GBP")["figures"]]
    assert len(names) == len(set(names)) == 11


def test_every_answer_is_a_table_too(admin_api: Call, lived: None) -> None:
    """With the number of its rows, and what the JSON says of all figures in headers."""
    for what, rows, head in (
        ("daily", 6, "period,day,hours,newUsers,activeUsers,"),
        ("trends", 51, "metric,currency,day,value,dayOverDay,weekOverWeek,complete,previous,change"),
        ("summary", 17, "metric,currency,total,previous,change,meanPerDay,lowest,lowestDay,highest,highestDay"),
        ("missing-dates", 0, "day,reason,message"),
    ):
        with at("2026-03-12T13:00"):
            answer = ask(admin_api, what, format="csv")
            url, tag = f"{METRICS}/{what}?from={FIRST}&to={LAST}&format=csv", answer.headers["etag"]
            assert admin_api("GET", url, caller=ADMIN, headers={"If-None-Match": tag}).status == 304
        assert answer.headers["x-row-count"] == str(rows)
        assert answer.body.startswith(head)
        assert len(answer.body.splitlines()) == rows + 1
        assert answer.headers["x-time-zone"] == "Europe/London"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from": "2026-03-12", "to": "2026-03-10"}, "from"),
        ({"from": "2024-01-01"}, "to"),
        ({"from": "2026-04-01", "to": "2026-04-02"}, "from"),
    ],
)
def test_days_that_nobody_can_tell_of_are_refused(admin_api: Call, query: dict[str, str], field: str) -> None:
    """Reversed, too many, still to come."""
    with at():
        for what in ("daily", "trends", "summary", "missing-dates", "restatements", "checks"):
            answer = admin_api("GET", f"{METRICS}/{what}?{urlencode(query)}", caller=ADMIN)
            assert (answer.status, [error["field"] for error in answer.json["errors"]]) == (422, [field])


def test_what_there_is_not_is_refused_by_name(admin_api: Call) -> None:
    """Metric, currency, zone, comparison and format, each with what would have been right."""
    for query, field in {
        "trends?metric=revenue.love": "metric",
        "summary?metric=users.new&metric=nothing": "metric",
        "trends?currency=XYZ1": "currency",
        "daily?timeZone=Mars/Base": "timeZone",
        "summary?compare=later": "compare",
        "daily?format=pdf": "format",
    }.items():
        answer = admin_api("GET", f"{METRICS}/{query}", caller=ADMIN)
        assert (answer.status, [error["field"] for error in answer.json["errors"]]) == (422, [field]), query


def test_no_day_is_missing_that_was_closed(admin_api: Call, lived: None) -> None:
    """Those before anything is known and those that are not over should have no number."""
    with at("2026-03-12T13:00"):
        found = said(admin_api, "missing-dates", from_="2026-02-20", to="2026-03-12")
    assert (found["knownFrom"], found["daysExpected"], found["missing"]) == ("2026-03-02", 10, [])


def test_a_missing_day_says_why(admin_api: Call, lived: None) -> None:
    """It is gone, counted by another definition, still to be closed, or the ticks have stopped."""
    days = partition(Epoch(1, "Europe/London"))
    DayItem.get(days, "2026-03-09").delete()
    other = DayItem.get(days, "2026-03-10")
    other.definition_version = 1
    other.save()

    def reasons() -> dict[str, str]:
        return {each["day"]: each["reason"] for each in said(admin_api, "missing-dates", to="2026-03-14")["missing"]}

    with at("2026-03-12T13:00"):
        assert reasons() == {"2026-03-09": "lost", "2026-03-10": "otherDefinition"}
    with at("2026-03-13T00:00:01"):
        assert reasons()["2026-03-12"] == "aggregationStopped"
    with at("2026-03-12T23:59"):
        tick()
    with at("2026-03-13T00:00:01"):
        assert reasons()["2026-03-12"] == "notClosedYet"
        tick()
        assert "2026-03-12" not in reasons()


def test_nothing_is_missing_where_nothing_ever_was(admin_api: Call) -> None:
    """A new platform has no gaps."""
    with at():
        found = said(admin_api, "missing-dates")
    assert (found["knownFrom"], found["daysExpected"], found["daysMissing"]) == (None, 0, 0)


def test_a_trend_needs_the_week_before_its_period(client_api: Call, admin_api: Call) -> None:
    """And no more: the first day of all is compared with nothing."""
    day = date(2026, 3, 2)
    with at():
        send(
            client_api, [payment("p", 7, at=f"{day}T12:00:00Z"), payment("q", 14, at=f"{day + timedelta(7)}T12:00:00Z")]
        )
        tick()
        found = said(admin_api, "trends", metric="revenue.gross")["trends"][0]["points"][0]
    assert (found["value"], found["weekOverWeek"], found["dayOverDay"]) == (14, 1.0, None)
