"""November 2011 of a real shop, imported through the API, against figures counted from the published invoices."""

import random
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from aggregate.handler import handler as aggregate
from local.invoices import Event, events_of, read_invoices, within
from sextant.aws.settings import settings
from sextant.store.base import TableModel, forget_connection
from tests.integration.conftest import ADMIN, CONTEXT, SERVER_KEY, Call
from tests.integration.ministack import ministack, ministack_tables

__all__ = ["ministack", "ministack_tables"]

DASHBOARD = "/api/admin/analytics/dashboard?from=2011-11-01&to=2011-11-30"
BATCH = 500


@pytest.fixture
def tables(
    ministack_tables: dict[str, type[TableModel]], monkeypatch: pytest.MonkeyPatch
) -> dict[str, type[TableModel]]:
    """All tables on MiniStack; what is marked is settled at once."""
    monkeypatch.setenv("SETTLE_SECONDS", "0")
    settings.forget()
    return ministack_tables


@pytest.fixture(scope="module")
def november() -> list[Event]:
    """What happened in November 2011."""
    invoices = within(read_invoices(), date(2011, 11, 1), date(2011, 11, 30))
    return [event for invoice in invoices for event in events_of(invoice)]


def send(client_api: Call, events: Sequence[Event]) -> tuple[int, int]:
    """Import the events; how many were new and how many known."""
    accepted = duplicates = 0
    for first in range(0, len(events), BATCH):
        body = {"events": events[first : first + BATCH], "import": True}
        answer = client_api("POST", "/api/analytics/track", body=body, caller=SERVER_KEY)
        assert answer.status == 202, answer.body
        assert answer.json["rejected"] == []
        accepted += answer.json["accepted"]
        duplicates += answer.json["duplicates"]
    return accepted, duplicates


def tick_until_done() -> None:
    """Let the aggregate function work until nothing is pending."""
    while aggregate({"action": "tick"}, CONTEXT)["pending"]:
        pass


def dashboard(admin_api: Call, query: str = "") -> dict[str, Any]:
    """What the dashboard says about November, not from memory."""
    forget_connection()
    answer = admin_api("GET", DASHBOARD + query, caller=ADMIN)
    assert answer.status == 200, answer.body
    said: dict[str, Any] = answer.json
    return said


def figures(said: dict[str, Any]) -> dict[str, int]:
    """The figures that the published invoices give too."""
    pounds = said["revenue"]["byCurrency"]["GBP"]
    return {
        **{name: pounds[name]["value"] for name in ("payments", "gross", "refunds", "refunded", "net")},
        "paying": said["revenue"]["payingCustomers"]["value"],
        "new": said["users"]["new"]["value"],
    }


def test_november_ties_out_to_the_penny(client_api: Call, admin_api: Call, november: list[Event]) -> None:
    """And still does when everything came twice more, shuffled, and another zone's days were asked for."""
    published = {
        "payments": 2_769,
        "gross": 150_949_633,
        "refunds": 441,
        "refunded": 4_774_008,
        "net": 146_175_625,
        "paying": 1_664,
        "new": 321,
    }
    assert send(client_api, november) == (len(november), 0)
    tick_until_done()
    first = dashboard(admin_api)
    assert figures(first) == published
    assert first["completeness"]["status"] == "complete"

    again = november * 2
    random.Random(2011).shuffle(again)  # noqa: S311 - any order will do
    assert send(client_api, again) == (0, len(again))
    tick_until_done()
    kolkata = dashboard(admin_api, "&timeZone=Asia/Kolkata")
    assert kolkata["timeZone"] == "Asia/Kolkata"
    second = dashboard(admin_api)
    assert figures(second) == published
    assert {**second, "asOf": None} == {**first, "asOf": None}
