"""Revenue over real tables: by day, week and month, by service type, and what is refused."""

import csv
import io
import json
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sextant.domain.money import MoneyFlow
from sextant.domain.rollups import Tally
from sextant.store import days, epochs
from sextant.store.base import forget_connection
from sextant.store.days import DayTally
from sextant.store.events import EventItem
from tests.integration.analytics import event, ministack, ministack_tables, payment, send, tables, tick
from tests.integration.conftest import ADMIN, CLIENT, Answer, Call

__all__ = ["ministack", "ministack_tables", "tables"]

REVENUE = "/api/admin/analytics/revenue"
SERVICES = "/api/admin/analytics/revenue-by-service"
MARCH = "from=2026-03-20&to=2026-04-05"


def asked(admin_api: Call, query: str, route: str = REVENUE, **headers: str) -> Answer:
    """What a route answers, not from memory."""
    forget_connection()
    return admin_api("GET", f"{route}?{query}", caller=ADMIN, headers=headers)


def said(admin_api: Call, query: str, route: str = REVENUE) -> dict[str, Any]:
    """What a route says, not from memory."""
    answer = asked(admin_api, query, route)
    assert answer.status == 200, answer.body
    found: dict[str, Any] = answer.json
    return found


def paid(event_id: str, amount: int, at: str, *, currency: str = "GBP", who: str = "maya", **more: Any) -> Any:  # noqa: ANN401 - JSON
    """A payment with more properties than the usual ones."""
    one = payment(event_id, amount, at=at, currency=currency, userId=who)
    return {**one, "properties": {**one["properties"], **more}}


def refund(event_id: str, of: str | None, amount: int, at: str) -> dict[str, Any]:
    """Money that goes back, of a payment that may not be known."""
    properties = {"refundId": event_id, "amountMinor": amount, "currency": "GBP", "paymentId": of}
    return event("payment_refunded", event_id, {name: said for name, said in properties.items() if said}, at=at)


@pytest.fixture
def spring(client_api: Call) -> None:
    """The weeks around the night in which London's clocks go forward, 29 March 2026."""
    events = [
        refund("f1", "p1", 200, "2026-04-02T10:00:00Z"),
        paid("p0", 50, "2026-03-10T10:00:00Z"),
        paid("p1", 1_000, "2026-03-20T10:00:00Z", serviceType="VISA", feeMinor=150),
        paid("p2", 400, "2026-03-28T23:30:00Z", serviceType="AUDIT"),
        paid("p3", 600, "2026-03-29T22:30:00Z", who="omar", serviceType="VISA", feeMinor=0),
        paid("p4", 700, "2026-03-29T23:30:00Z", who="omar"),
        paid("p5", 9_000, "2026-04-01T10:00:00Z", currency="INR", who="zoe", serviceType="VISA"),
        refund("f2", "nobody-knows", 30, "2026-03-30T10:00:00Z"),
    ]
    accepted, _, rejected = send(client_api, events, **{"import": True})
    assert (accepted, rejected) == (len(events), [])
    tick()


def test_a_refund_may_say_of_what_and_counts_for_what_its_payment_says(client_api: Call, admin_api: Call) -> None:
    """Service, CA and request as payments have them; the CA is not kept, since nothing is counted by it."""
    back = refund("f1", "p1", 200, "2026-04-02T10:00:00Z")
    back["properties"] |= {"serviceType": "AUDIT", "caId": "carla", "requestId": "q1"}
    sent = [back, paid("p1", 1_000, "2026-03-20T10:00:00Z", serviceType="VISA", caId="ben", requestId="q1")]
    assert send(client_api, sent, **{"import": True}) == (2, 0, [])
    tick()
    (visa,) = said(admin_api, MARCH, SERVICES)["rows"]
    assert (visa["serviceType"], visa["returned"]["value"], visa["unattributed"]["value"]) == ("VISA", 200, 0)
    (stored,) = [item for item in EventItem.scan() if item.event_id == "f1"]
    assert (stored.ca_id, json.loads(stored.properties)) == (
        None,
        {"paymentId": "p1", "refundId": "f1", "amountMinor": 200, "currency": "GBP", "serviceType": "AUDIT"}
        | {"requestId": "q1"},
    )


@pytest.mark.usefixtures("spring")
def test_weeks_tell_refunds_by_both_dates_and_add_up_to_the_totals(admin_api: Call) -> None:
    """Whole and partial ones; a payment of half past midnight in London is of the next week, its summer has begun."""
    found = said(admin_api, f"{MARCH}&granularity=week&currency=GBP")
    pounds = [row["byCurrency"]["GBP"] for row in found["rows"]]
    assert [(row["label"], row["from"], row["to"], row["partial"], row["hours"]) for row in found["rows"]] == [
        ("2026-W12", "2026-03-20", "2026-03-22", True, 72),
        ("2026-W13", "2026-03-23", "2026-03-29", False, 167),
        ("2026-W14", "2026-03-30", "2026-04-05", False, 168),
    ]
    assert [each["gross"] for each in pounds] == [1_000, 1_000, 700]
    assert [each["refunded"] for each in pounds] == [0, 0, 230]
    assert [each["returned"] for each in pounds] == [200, 0, 0]
    assert [each["unattributed"] for each in pounds] == [0, 0, 30]
    assert [each["net"] for each in pounds] == [1_000, 1_000, 470]
    assert [each["netByPaymentDate"] for each in pounds] == [800, 1_000, 670]
    assert [each["takeRate"] for each in pounds] == [0.15, 0.0, None]
    assert [row["payingCustomers"] for row in found["rows"]] == [1, 2, 2]
    totals = found["totals"]["GBP"]
    for name in ("payments", "gross", "refunds", "refunded", "net", "returned", "netByPaymentDate", "fees", "feeGross"):
        assert totals[name]["value"] == sum(each[name] for each in pounds), name
    assert totals["takeRate"]["value"] == 0.09375
    assert totals["averageOrderValue"]["value"] == 675.0
    assert found["payingCustomers"]["value"] == 3
    assert found["newCustomers"]["value"] == 2
    assert found["completeness"] == {"status": "complete", "daysComplete": 17, "days": 17, "pendingBuckets": 0}


@pytest.mark.usefixtures("spring")
def test_days_have_no_gaps_and_the_hours_of_their_zone(admin_api: Call) -> None:
    """London's 29 March has 23; in Kolkata the two payments of that night are of the day after."""
    found = said(admin_api, f"{MARCH}&compare=previous")
    by_day = {row["label"]: row for row in found["rows"]}
    assert len(by_day) == 17
    assert by_day["2026-03-29"]["hours"] == 23
    assert by_day["2026-03-29"]["byCurrency"]["GBP"]["gross"] == 600
    assert by_day["2026-03-30"]["byCurrency"]["GBP"]["gross"] == 700
    assert by_day["2026-03-25"]["byCurrency"]["GBP"]["gross"] == 0
    assert by_day["2026-03-25"]["byCurrency"]["INR"]["averageOrderValue"] is None
    assert found["totals"]["GBP"]["gross"] == {"value": 2_700, "previous": 50, "change": 53.0}
    assert found["previous"]["period"] == {"from": "2026-03-03", "to": "2026-03-19"}
    assert [row["byCurrency"]["GBP"]["gross"] for row in found["previous"]["rows"] if row["payingCustomers"]] == [50]
    kolkata = {row["label"]: row for row in said(admin_api, f"{MARCH}&timeZone=Asia/Kolkata")["rows"]}
    assert {row["hours"] for row in kolkata.values()} == {24}
    assert kolkata["2026-03-29"]["byCurrency"]["GBP"]["gross"] == 400
    assert kolkata["2026-03-30"]["byCurrency"]["GBP"]["gross"] == 1_300


@pytest.mark.usefixtures("spring")
def test_a_refund_by_its_payment_moves_when_the_payment_becomes_known(client_api: Call, admin_api: Call) -> None:
    """From the day of the refund to the day of the payment; net by refund date stays as it was."""
    before = said(admin_api, f"{MARCH}&granularity=month&currency=GBP")["rows"]
    late = paid("nobody-knows", 100, "2026-04-01T10:00:00Z", serviceType="AUDIT")
    send(client_api, [late], **{"import": True})
    tick()
    after = said(admin_api, f"{MARCH}&granularity=month&currency=GBP")["rows"]
    assert [row["label"] for row in after] == ["2026-03", "2026-04"]
    march, april = (row["byCurrency"]["GBP"] for row in after)
    assert (march["unattributed"], march["returned"], april["returned"]) == (0, 200, 30)
    assert before[0]["byCurrency"]["GBP"]["unattributed"] == 30
    assert march["net"] == before[0]["byCurrency"]["GBP"]["net"]


@pytest.mark.usefixtures("tables")
def test_thousands_of_service_types_are_told_in_one_answer(admin_api: Call) -> None:
    """5,000 a day with names as long as they may be, each to the penny."""
    services = {f"{number:04d}{'x' * 96}": {"GBP": MoneyFlow(1, 100 + number)} for number in range(5_000)}
    day = DayTally(Tally(services=services), watermark=0, complete=True)
    assert days.put(date(2026, 3, 20), epochs.begun(ZoneInfo("Europe/London")), day, based_on=None)
    found = said(admin_api, MARCH, SERVICES)
    told = {row["serviceType"]: row["gross"]["value"] for row in found["rows"]}
    assert told == {service: flows["GBP"].gross for service, flows in services.items()}
    assert asked(admin_api, f"{MARCH}&format=csv", SERVICES).headers["x-row-count"] == "5000"


@pytest.mark.usefixtures("spring")
def test_service_types_are_ranked_and_share_the_gross_of_their_currency(admin_api: Call) -> None:
    """Refunds count where the payment does; what names no type is UNKNOWN."""
    found = said(admin_api, f"{MARCH}&compare=previous", SERVICES)
    lines = [
        (
            row["currency"],
            row["serviceType"],
            row["gross"]["value"],
            row["returned"]["value"],
            row["unattributed"]["value"],
            row["share"]["value"],
        )
        for row in found["rows"]
    ]
    assert lines == [
        ("GBP", "VISA", 1_600, 200, 0, 0.592593),
        ("GBP", "UNKNOWN", 700, 0, 30, 0.259259),
        ("GBP", "AUDIT", 400, 0, 0, 0.148148),
        ("INR", "VISA", 9_000, 0, 0, 1.0),
    ]
    assert found["totals"]["GBP"]["gross"] == {"value": 2_700, "previous": 50, "change": 53.0}
    assert found["rows"][1]["share"]["previous"] == 1.0
    revenue = said(admin_api, MARCH)["totals"]
    for name in ("payments", "gross", "returned", "unattributed", "netByPaymentDate", "fees"):
        assert found["totals"]["GBP"][name]["value"] == revenue["GBP"][name]["value"], name


@pytest.mark.usefixtures("spring")
def test_tables_have_a_row_for_each_line(admin_api: Call) -> None:
    """Each day and currency, the period before after it; each service type and currency."""
    answer = asked(admin_api, f"{MARCH}&compare=previous&granularity=month&format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.body, newline="")))
    assert answer.headers["x-row-count"] == "6" == str(len(rows))
    assert answer.headers["content-disposition"] == (
        'attachment; filename="revenue-by-month-2026-03-20-2026-04-05.csv"'
    )
    told = [(row["period"], row["label"], row["partial"], row["currency"], row["gross"]) for row in rows]
    assert told == [
        ("current", "2026-03", "true", "GBP", "2700"),
        ("current", "2026-03", "true", "INR", "0"),
        ("current", "2026-04", "true", "GBP", "0"),
        ("current", "2026-04", "true", "INR", "9000"),
        ("previous", "2026-03", "true", "GBP", "50"),
        ("previous", "2026-03", "true", "INR", "0"),
    ]
    services = asked(admin_api, f"{MARCH}&format=csv", SERVICES)
    lines = list(csv.DictReader(io.StringIO(services.body, newline="")))
    assert services.headers["x-row-count"] == "4"
    assert (lines[0]["serviceType"], lines[0]["takeRate"], lines[0]["previousGross"]) == ("VISA", "0.09375", "")


def test_days_in_which_nothing_moved_are_rows_of_a_table_too(admin_api: Call) -> None:
    """As they are in JSON, of no currency."""
    query = "from=2026-02-01&to=2026-02-28&granularity=week"
    answer = asked(admin_api, f"{query}&format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.body, newline="")))
    assert [row["label"] for row in rows] == [row["label"] for row in said(admin_api, query)["rows"]]
    assert answer.headers["x-row-count"] == str(len(rows))
    assert {(row["currency"], row["gross"], row["payingCustomers"]) for row in rows} == {("", "", "0")}


def test_a_currency_in_which_nothing_moved_is_zeros(admin_api: Call) -> None:
    """And without data no ratio; an answer that is held is not sent again."""
    first = asked(admin_api, f"{MARCH}&currency=EUR")
    assert {row["byCurrency"]["EUR"]["gross"] for row in first.json["rows"]} == {0}
    assert first.json["totals"]["EUR"]["takeRate"] == {"value": None, "previous": None, "change": None}
    assert said(admin_api, f"{MARCH}&currency=EUR", SERVICES)["totals"]["EUR"]["gross"]["value"] == 0
    again = admin_api("GET", f"{REVENUE}?{MARCH}&currency=EUR", caller=ADMIN)
    held = {"if-none-match": again.headers["etag"]}
    assert admin_api("GET", f"{REVENUE}?{MARCH}&currency=EUR", caller=ADMIN, headers=held).status == 304


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("currency=XXX", ["currency"]),
        ("currency=gbp", ["currency"]),
        ("granularity=year", ["granularity"]),
        ("weekStart=someday", ["weekStart"]),
        ("format=xml", ["format"]),
        ("from=2026-03-08&to=2026-03-02&timeZone=Mars/Olympus&currency=X", ["timeZone", "from", "currency"]),
        ("from=2024-01-01&to=2026-03-02", ["to"]),
        ("from=2999-01-01&to=2999-01-02", ["from"]),
    ],
)
def test_a_question_without_an_answer_is_refused_by_field(admin_api: Call, query: str, fields: list[str]) -> None:
    """Each wrong parameter is named."""
    answer = asked(admin_api, query)
    assert answer.status == 422, answer.body
    assert [each["field"] for each in answer.json["errors"]] == fields


def test_only_admins_see_it(admin_api: Call) -> None:
    """Neither route."""
    for route in (REVENUE, SERVICES):
        assert admin_api("GET", route, caller=CLIENT).status == 403
