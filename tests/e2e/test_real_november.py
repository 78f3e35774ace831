"""November 2011 of a real shop, imported through the API, against figures counted from the published data set."""

import random
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from infra.config import LOCAL
from local.aggregation import settle
from local.batches import Tally, send
from local.invoices import Event, events_of, read_invoices, within
from local.site import ROOT
from tests.e2e.running import Platform

NOVEMBER = "from=2011-11-01&to=2011-11-30"
# An answer from memory is a minute old at most, and a tick reaches to so many seconds before it began.
PATIENCE_SECONDS = 120
SETTLE_SECONDS = LOCAL.settle_seconds
PAUSE_SECONDS = 2.0
AGAIN = 1_000
"""How many are sent again here; the whole of them is where all invoices are imported, in tests/integration."""


@pytest.fixture(scope="module")
def november() -> list[Event]:
    """What happened, unshifted."""
    invoices = within(read_invoices(), date(2011, 11, 1), date(2011, 11, 30))
    return [event for invoice in invoices for event in events_of(invoice)]


def import_and_settle(platform: Platform, events: list[Event]) -> tuple[Tally, datetime]:
    """Send the events and let the aggregate function finish with them; what was stored, and when that was."""
    tally = send(platform.api(platform.keys["server"]), events, lambda _: None)
    ended = datetime.now(UTC)
    # Only a tick that begins this much later reaches beyond; whoever asks earlier is told the same for a minute.
    time.sleep(SETTLE_SECONDS + 1)
    settle(platform.deployment)
    assert not tally.rejected, tally
    return tally, ended


def dashboard(platform: Platform, query: str, since: datetime) -> dict[str, Any]:
    """What the dashboard says of everything up to a moment, the computation's own moments aside.

    The function remembers an answer for a minute: one that reaches further than the moment was made after it.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        answer = platform.admin.get(f"/api/admin/analytics/dashboard?{query}")
        assert answer.status == 200, answer
        said: dict[str, Any] = answer.body
        if datetime.fromisoformat(said["asOf"]) > since:
            return {name: part for name, part in said.items() if name != "asOf"}
        time.sleep(PAUSE_SECONDS)
        settle(platform.deployment)
    pytest.fail(f"the dashboard did not reach {since}, only {said['asOf']}")


def gross_by_day(said: dict[str, Any]) -> dict[str, int]:
    """The dashboard's pence of each day on which there were any."""
    gross = {day["day"]: day["byCurrency"].get("GBP", {}).get("gross", 0) for day in said["daily"]}
    return {day: pence for day, pence in gross.items() if pence}


def counted_by_day(events: list[Event], zone: str) -> dict[str, int]:
    """The pence of each day of November in this zone, counted straight from the events."""
    counted: dict[str, int] = {}
    for event in events:
        if event["name"] == "payment_completed":
            day = datetime.fromisoformat(event["timestamp"]).astimezone(ZoneInfo(zone)).date()
            counted[day.isoformat()] = counted.get(day.isoformat(), 0) + int(str(event["properties"]["amountMinor"]))
    return {day: pence for day, pence in counted.items() if day.startswith("2011-11-")}


@dataclass(frozen=True)
class Imported:
    """The platform with November on it, and since when."""

    platform: Platform
    since: datetime


@pytest.fixture(scope="module")
def imported(platform: Platform, november: list[Event]) -> Imported:
    """The platform with November on it."""
    tally, ended = import_and_settle(platform, november)
    assert tally.accepted == len(november)
    return Imported(platform, ended)


def test_the_dashboard_says_what_the_shop_sold(imported: Imported) -> None:
    """Payments, refunds and what remains, customers and new ones: each figure is exact."""
    first = dashboard(imported.platform, NOVEMBER, imported.since)
    assert first["timeZone"] == "Europe/London"
    assert first["completeness"]["status"] == "complete"
    expected = {"payments": 2769, "gross": 150_949_633, "refunds": 441, "refunded": 4_774_008, "net": 146_175_625}
    pounds = first["revenue"]["byCurrency"]["GBP"]
    assert {name: pounds[name]["value"] for name in expected} == expected
    assert first["revenue"]["payingCustomers"]["value"] == 1664
    assert first["users"]["new"]["value"] == 321
    assert first["users"]["newByRole"]["CLIENT"]["value"] == 321


def test_each_day_says_what_the_shop_took(imported: Imported, november: list[Event]) -> None:
    """Each day of the dashboard is what the file says of that day, whichever city's midnights divide them."""
    london = dashboard(imported.platform, NOVEMBER, imported.since)
    assert [day["day"] for day in london["daily"]] == [f"2011-11-{day:02}" for day in range(1, 31)]
    assert gross_by_day(london) == counted_by_day(november, "Europe/London")

    kolkata = dashboard(imported.platform, f"{NOVEMBER}&timeZone=Asia/Kolkata", imported.since)
    assert kolkata["timeZone"] == "Asia/Kolkata"
    assert gross_by_day(kolkata) == counted_by_day(november, "Asia/Kolkata")
    assert gross_by_day(kolkata) != gross_by_day(london)
    assert dashboard(imported.platform, NOVEMBER, imported.since) == london


def test_sending_events_twice_more_changes_nothing(imported: Imported, november: list[Event]) -> None:
    """However often and in whatever order an event is delivered, it counts once."""
    first = dashboard(imported.platform, NOVEMBER, imported.since)
    chance = random.Random(2011)  # noqa: S311 - an order, not a secret
    shuffled = chance.sample(november, AGAIN) * 2
    chance.shuffle(shuffled)
    again, ended = import_and_settle(imported.platform, shuffled)
    assert (again.accepted, again.duplicates) == (0, len(shuffled))
    kolkata = dashboard(imported.platform, f"{NOVEMBER}&timeZone=Asia/Kolkata", since=ended)
    assert gross_by_day(kolkata) == counted_by_day(november, "Asia/Kolkata")
    assert dashboard(imported.platform, NOVEMBER, since=ended) == first


def test_a_range_is_imported_by_one_command(platform: Platform) -> None:
    """`python -m local.seed` sends any days anywhere, and sending them again changes nothing."""
    where = ("--url", platform.url, "--key", platform.keys["server"])
    days = ("--from", "2011-12-01", "--to", "2011-12-01", "--unshifted")
    counts = []
    for _ in range(2):
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "local.seed", *where, *days], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        counts.append(re.findall(r"(\d+) events stored, (\d+) were there", done.stdout)[0])
    assert counts[0][1] == counts[1][0] == "0"
    assert counts[0][0] == counts[1][1]
