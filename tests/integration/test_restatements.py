"""A closed day whose numbers change is recorded with before, after, why and when."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import time_machine

from sextant.domain.buckets import Bucket
from sextant.domain.marks import Cause
from sextant.store import marks
from sextant.store.days import DayItem, partition
from sextant.store.epochs import Epoch
from tests.integration.analytics import (
    event,
    ministack,
    ministack_tables,
    payment,
    registration,
    send,
    tables,
    tick,
)
from tests.integration.conftest import ADMIN, Call

__all__ = ["ministack", "ministack_tables", "tables"]

RESTATEMENTS = "/api/admin/metrics/restatements"


@contextmanager
def at(moment: str) -> Iterator[None]:
    """It is this moment in UTC, which is London's in winter."""
    with time_machine.travel(datetime.fromisoformat(moment).replace(tzinfo=UTC), tick=False):
        yield


def close_march(client_api: Call) -> None:
    """Two payments on the second of March, which is closed a minute after its end."""
    with at("2026-03-02T12:00"):
        send(client_api, [payment("p1", 100, at="2026-03-02T10:00:00Z"), payment("p2", 50, at="2026-03-02T11:00:00Z")])
        tick()
    with at("2026-03-03T00:01"):
        tick()


def restated(admin_api: Call, query: str = "from=2026-03-01&to=2026-03-10") -> list[dict[str, Any]]:
    """The restatements, which are all on one page."""
    answer = admin_api("GET", f"{RESTATEMENTS}?{query}", caller=ADMIN)
    assert (answer.status, answer.json["nextCursor"]) == (200, None), answer.body
    items: list[dict[str, Any]] = answer.json["items"]
    return items


def test_a_late_event_restates_the_day_it_belongs_to(client_api: Call, admin_api: Call) -> None:
    """With what each figure was, what it is, why and when; figures that stayed are not named."""
    close_march(client_api)
    with at("2026-03-10T08:00"):
        assert restated(admin_api) == []
        send(client_api, [payment("p3", 7, at="2026-03-02T12:00:00Z", userId="omar")])
        tick()
        (found,) = restated(admin_api)
    changes = {change.pop("figure"): change for change in found.pop("changes")}
    assert found == {
        "day": "2026-03-02",
        "timeZone": "Europe/London",
        "closedAt": "2026-03-03T00:01:00.000Z",
        "restatedAt": "2026-03-10T08:00:00.000Z",
        "causes": ["event"],
        "definitionVersion": 2,
    }
    assert changes == {
        "events.payment_completed": {"before": 2, "after": 3},
        "revenue.gross.GBP": {"before": 150, "after": 157},
        "revenue.net.GBP": {"before": 150, "after": 157},
        "revenue.newCustomers": {"before": 1, "after": 2},
        "revenue.payingCustomers": {"before": 1, "after": 2},
        "revenue.payments.GBP": {"before": 2, "after": 3},
        "revenueByService.gross.UNKNOWN.GBP": {"before": 150, "after": 157},
        "revenueByService.net.UNKNOWN.GBP": {"before": 150, "after": 157},
        "revenueByService.payments.UNKNOWN.GBP": {"before": 2, "after": 3},
        "users.active": {"before": 1, "after": 2},
    }


def test_a_day_counted_again_without_a_change_is_not_restated(client_api: Call, admin_api: Call) -> None:
    """A duplicate marks its quarter of an hour, and says nothing new."""
    close_march(client_api)
    with at("2026-03-10T08:00"):
        send(client_api, [payment("p1", 999, at="2026-03-02T10:00:00Z")])
        assert tick()["days"] == 1
        assert restated(admin_api) == []


def test_a_day_that_is_not_over_is_not_restated(client_api: Call, admin_api: Call) -> None:
    """Its numbers are expected to change."""
    with at("2026-03-02T12:00"):
        for number in range(3):
            send(client_api, [payment(f"p{number}", at="2026-03-02T10:00:00Z")])
            tick()
        assert restated(admin_api) == []


def test_history_that_comes_into_a_closed_day_says_so(client_api: Call, admin_api: Call) -> None:
    """Together with whatever else came in the same minute."""
    close_march(client_api)
    with at("2026-03-10T08:00"):
        send(client_api, [event("seen", "e1", at="2026-03-02T12:00:00Z")], **{"import": True})
        tick()
        send(client_api, [event("seen", "e2", at="2026-03-02T12:00:00Z")], **{"import": True})
        send(client_api, [event("seen", "e3", at="2026-03-02T18:00:00Z")])
        tick()
        assert [each["causes"] for each in restated(admin_api)] == [["event", "import"], ["import"]]


def test_what_moves_between_days_restates_both(client_api: Call, admin_api: Call) -> None:
    """An earlier registration takes the new user from the day on which they were counted."""
    with at("2026-03-03T12:00"):
        send(client_api, [registration("late", at="2026-03-03T10:00:00Z"), event("seen", at="2026-03-01T10:00:00Z")])
        tick()
    with at("2026-03-04T00:01"):
        tick()
    with at("2026-03-04T00:12"):
        tick()
        send(client_api, [registration("early", at="2026-03-01T10:00:00Z")])
        tick()
        moved = {
            each["day"]: next(change for change in each["changes"] if change["figure"] == "users.new")
            for each in restated(admin_api)
        }
    assert {day: (change["before"], change["after"]) for day, change in moved.items()} == {
        "2026-03-03": (1, 0),
        "2026-03-01": (0, 1),
    }


def test_days_of_another_definition_are_restated_by_that(client_api: Call, admin_api: Call) -> None:
    """When the metrics are defined in another way, the difference is nobody's event."""
    close_march(client_api)
    day = DayItem.get(partition(Epoch(1, "Europe/London")), "2026-03-02")
    day.definition_version, day.counts = 1, day.counts.replace("150", "140")
    day.save()
    with at("2026-03-10T08:00"):
        marks.mark(Bucket.named("2026-03-02T10:00"), {0}, 0, (Cause.BACKFILL,))
        tick()
        (found,) = restated(admin_api)
    assert found["causes"] == ["backfill", "definition"]


def test_restatements_come_page_by_page_the_latest_day_first(client_api: Call, admin_api: Call) -> None:
    """A cursor belongs to its period."""
    close_march(client_api)
    with at("2026-03-05T08:00"):
        tick()
        for number, day in enumerate([2, 4, 2]):
            send(client_api, [payment(f"late{number}", at=f"2026-03-0{day}T12:00:00Z")])
            tick()
        query, seen = "from=2026-03-01&to=2026-03-05&limit=2", []
        first = admin_api("GET", f"{RESTATEMENTS}?{query}", caller=ADMIN).json
        seen = [each["day"] for each in first["items"]]
        second = admin_api("GET", f"{RESTATEMENTS}?{query}&cursor={first['nextCursor']}", caller=ADMIN).json
        seen += [each["day"] for each in second["items"]]
        assert (seen, second["nextCursor"]) == (["2026-03-04", "2026-03-02", "2026-03-02"], None)
        other = f"{RESTATEMENTS}?from=2026-03-02&to=2026-03-05&cursor={first['nextCursor']}"
        assert admin_api("GET", other, caller=ADMIN).status == 400
        assert restated(admin_api, "from=2026-03-04&to=2026-03-04")[0]["day"] == "2026-03-04"
