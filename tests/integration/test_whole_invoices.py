"""All invoices of a real shop, imported through the API, against the published totals and an independent database."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from local.invoices import events_of, read_invoices, within
from sextant.aws.settings import settings
from sextant.store.base import TableModel, forget_connection
from tests.integration import invoice_oracle as oracle
from tests.integration.analytics import send, tick
from tests.integration.conftest import ADMIN, Call, calls
from tests.integration.ministack import made_on, ministack

__all__ = ["ministack"]

# One worker imports them, and asks everything.
pytestmark = pytest.mark.xdist_group("whole-invoices")
FIRST, LAST = date(2010, 12, 1), date(2011, 12, 9)
PERIOD = f"from={FIRST}&to={LAST}"
BATCH = 500
ZONES = ("Europe/London", "Asia/Kolkata", "America/St_Johns")


@pytest.fixture(scope="module")
def tables(ministack: str) -> Iterator[dict[str, type[TableModel]]]:
    """All tables, for this module alone."""
    with pytest.MonkeyPatch.context() as patch, made_on(ministack, patch) as made:
        patch.setenv("SETTLE_SECONDS", "0")
        settings.forget()
        yield made


@pytest.fixture(scope="module")
def shop(tables: object) -> Call:
    """The admin function, once every invoice is imported and counted."""
    from api import admin, client

    client_api = calls(client.handler)
    events = [event for invoice in read_invoices(oracle.INVOICES) for event in events_of(invoice)]
    for first in range(0, len(events), BATCH):
        batch = events[first : first + BATCH]
        assert send(client_api, batch, **{"import": True}) == (len(batch), 0, [])
    while tick()["pending"]:
        pass
    return calls(admin.handler)


def asked(shop: Call, path: str, query: str) -> dict[str, Any]:
    """What the API says, not from memory."""
    forget_connection()
    answer = shop("GET", f"/api/admin/analytics/{path}?{PERIOD}&{query}", caller=ADMIN)
    assert answer.status == 200, answer.body
    said: dict[str, Any] = answer.json
    return said


def test_a_month_that_comes_twice_more_changes_nothing(shop: Call) -> None:
    """November, shuffled: every event is known, and no figure moves."""
    from api import client

    before = asked(shop, "dashboard", "")
    month = within(read_invoices(oracle.INVOICES), date(2011, 11, 1), date(2011, 11, 30))
    again = [event for invoice in month for event in events_of(invoice)] * 2
    random.Random(2011).shuffle(again)  # noqa: S311 - any order will do
    for first in range(0, len(again), BATCH):
        batch = again[first : first + BATCH]
        assert send(calls(client.handler), batch, **{"import": True}) == (0, len(batch), [])
    while tick()["pending"]:
        pass
    assert {**asked(shop, "dashboard", ""), "asOf": None} == {**before, "asOf": None}


def test_totals_tie_out_to_the_penny(shop: Call) -> None:
    """With what the data set's README publishes; an invoice of nothing is no payment, an adjustment no event."""
    said = asked(shop, "dashboard", "")
    pounds = {name: metric["value"] for name, metric in said["revenue"]["byCurrency"]["GBP"].items() if metric}
    assert pounds["payments"] == 22_061 - 2_102
    assert pounds["gross"] == 1_065_562_248
    assert pounds["refunds"] == 3_836
    assert pounds["refunded"] == 89_681_249
    assert pounds["net"] == 974_774_793 + 1_106_206
    assert said["users"]["new"]["value"] == 4_372
    assert said["completeness"]["status"] == "complete"


@pytest.mark.parametrize("granularity", ["day", "week", "month"])
@pytest.mark.parametrize("zone", ZONES)
def test_each_series_is_what_another_database_computes(shop: Call, zone: str, granularity: str) -> None:
    """Money and distinct paying customers of every day, ISO week and month, those without any included."""
    said = asked(shop, "revenue", f"granularity={granularity}&timeZone={zone}")
    expected = oracle.series(zone, granularity)
    nothing = oracle.Row(0, 0, 0, 0, 0)
    for row in said["rows"]:
        pounds = row["byCurrency"]["GBP"]
        amounts = (pounds[name] for name in ("payments", "gross", "refunds", "refunded"))
        first = begin(date.fromisoformat(row["from"]), granularity)
        assert oracle.Row(*amounts, row["payingCustomers"]) == expected.pop(first, nothing), row["label"]
    assert not expected


@pytest.mark.parametrize("zone", ZONES)
def test_new_customers_of_each_day_are_what_another_database_computes(shop: Call, zone: str) -> None:
    """By the day of their first invoice."""
    said = asked(shop, "dashboard", f"timeZone={zone}")
    counted = {date.fromisoformat(day["day"]): day["newUsers"] for day in said["daily"] if day["newUsers"]}
    assert counted == oracle.new_customers(zone)


@pytest.mark.parametrize(("day", "hours"), [(date(2011, 3, 27), 23), (date(2011, 10, 30), 25)])
def test_days_of_clock_changes_are_days_like_others(shop: Call, day: date, hours: int) -> None:
    """The two on which the shop's clocks changed have their own hours and exact figures."""
    said = asked(shop, "revenue", "granularity=day")
    (row,) = [row for row in said["rows"] if row["from"] == str(day)]
    assert row["hours"] == hours
    expected = oracle.series("Europe/London", "day").get(day)
    assert row["byCurrency"]["GBP"]["gross"] == (expected.gross if expected else 0)


def begin(day: date, granularity: str) -> date:
    """The first day of the week or month that a day is in."""
    match granularity:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case _:
            return day
