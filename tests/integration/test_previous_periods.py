"""What every answer tells of the period before: what the same route answers when it is asked of that period itself."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from sextant.store.base import forget_connection
from tests.contract.test_routes import OPERATIONS
from tests.integration.analytics import event, ministack, ministack_tables, payment, registration, send, tables, tick
from tests.integration.conftest import ADMIN, Answer, Call

__all__ = ["ministack", "ministack_tables", "tables"]

NOW = "2026-03-20T12:00:00Z"
DAYS = "from=2026-03-09&to=2026-03-15"
BEFORE = "from=2026-03-02&to=2026-03-08"
OF_RECORDS = ("/checks", "/missing-dates", "/restatements")
"""They tell what happened to figures, and hold none themselves."""
ROUTES = {
    operation.removeprefix("GET ").replace("{caId}", "carla")
    for operation, said in OPERATIONS.items()
    if operation.startswith(("GET /api/admin/analytics/", "GET /api/admin/metrics/"))
    and "from" in {parameter["name"] for parameter in said["parameters"]}
    and not operation.endswith(OF_RECORDS)
}


@pytest.fixture
def weeks(client_api: Call) -> Iterator[None]:
    """Two weeks of the same kinds of things, of which the second had more, and one CA has only the first."""
    with time_machine.travel(NOW, tick=False):
        sent = [
            *week(2, "old", clients=2, amount=1_000),
            *week(9, "new", clients=3, amount=1_700),
            *availability("gone", 3, "gone"),
        ]
        accepted, _, rejected = send(client_api, sent, **{"import": True})
        assert (accepted, rejected) == (len(sent), [])
        tick()
        yield


def week(first: int, name: str, *, clients: int, amount: int) -> list[dict[str, Any]]:
    """A week from this day of March on, with so many new clients who pay so much a time."""
    sent = [
        registration(f"r-ca-{name}", "CA", at=moment(first), userId=f"ca-{name}"),
        *availability("carla", first + 1, name, minutes=60 if name == "old" else 30),
        event(
            "review_created", f"w-{name}", {"reviewId": f"w-{name}", "rating": 4, "caId": "carla"}, at=moment(first + 4)
        ),
    ]
    for number in range(clients):
        user, of = f"{name}-{number}", {"requestId": f"q-{name}-{number}", "caId": "carla"}
        paid = payment(f"p-{name}-{number}", amount + number, at=moment(first + 2, number), userId=user)
        paid["properties"] |= {"caId": "carla", "feeMinor": 100, "serviceType": "audit"}
        refund = {"paymentId": f"p-{name}-{number}", "amountMinor": 10, "currency": "GBP"}
        sent += [
            registration(f"r-{name}-{number}", at=moment(first), userId=user),
            event("request_created", of["requestId"], of, at=moment(first + 1), userId=user),
            event(
                "request_status_changed", f"s-{of['requestId']}", {**of, "status": "ACCEPTED"}, at=moment(first + 1, 1)
            ),
            paid,
            event("payment_refunded", f"f-{name}-{number}", refund, at=moment(first + 3), userId=user),
        ]
    return sent


def availability(ca_id: str, day: int, name: str, minutes: int = 60) -> list[dict[str, Any]]:
    """Two hours that a CA offers, of which so many minutes are booked."""
    slot = {"start": moment(day), "end": moment(day, 120)}
    booked = {"bookingId": f"b-{name}-{ca_id}", "caId": ca_id, "start": moment(day), "end": moment(day, minutes)}
    return [
        event("availability_published", f"a-{name}-{ca_id}", slot, at=moment(day - 1), userId=ca_id),
        event("booking_created", f"b-{name}-{ca_id}", booked, at=moment(day - 1, 1)),
    ]


def moment(day: int, minute: int = 0) -> str:
    """A minute of a day of March, from ten o'clock on."""
    return f"2026-03-{day:02d}T{10 + minute // 60:02d}:{minute % 60:02d}:00Z"


def asked(admin_api: Call, route: str, query: str) -> Answer:
    """What a route answers, not from memory."""
    forget_connection()
    answer = admin_api("GET", f"{route}?{query}", caller=ADMIN)
    assert answer.status == 200, (route, answer.body)
    return answer


def test_every_route_of_figures_can_be_asked_for_the_period_before() -> None:
    """And for a table."""
    assert len(ROUTES) == 14
    for route in ROUTES:
        (said,) = [each for name, each in OPERATIONS.items() if name.replace("{caId}", "carla") == f"GET {route}"]
        assert {"compare", "format", "timeZone"} <= {parameter["name"] for parameter in said["parameters"]}, route


def measures(said: object, path: tuple[object, ...] = ()) -> dict[tuple[object, ...], dict[str, Any]]:
    """Every figure that stands beside one of the period before, by where it stands."""
    if isinstance(said, dict) and said.keys() == {"value", "previous", "change"}:
        return {path: said}
    parts = said.items() if isinstance(said, dict) else enumerate(said) if isinstance(said, list) else ()
    return {where: each for name, part in parts for where, each in measures(part, (*path, name)).items()}


WITH_MEASURES = {
    "/api/admin/analytics/ca-utilization": 7,
    "/api/admin/analytics/cas/carla": 20,
    "/api/admin/analytics/conversion-rates": 20,
    "/api/admin/analytics/dashboard": 25,
    "/api/admin/analytics/funnel": 25,
    "/api/admin/analytics/revenue": 10,
    "/api/admin/analytics/revenue-by-service": 5,
    "/api/admin/analytics/uniques": 3,
    "/api/admin/metrics/summary": 20,
    "/api/admin/metrics/trends": 10,
}
"""How many figures each answer has at least."""


@pytest.mark.usefixtures("weeks")
def test_a_figure_of_the_period_before_is_the_one_that_period_has_itself(admin_api: Call) -> None:
    """Whatever the route, and none without being asked for it."""
    for route, least in WITH_MEASURES.items():
        found = measures(asked(admin_api, route, f"{DAYS}&compare=previous").json)
        itself = measures(asked(admin_api, route, BEFORE).json)
        assert len(found) >= least, (route, len(found))
        assert {where: each["previous"] for where, each in found.items()} == {
            where: each["value"] for where, each in itself.items()
        }, route
        assert {each["previous"] for each in itself.values()} == {None}
        assert any(each["change"] for each in found.values()), route


@pytest.mark.usefixtures("weeks")
def test_days_of_the_period_before_follow_those_of_the_period(admin_api: Call) -> None:
    """As they are when asked for themselves; in the table too."""
    route = "/api/admin/metrics/daily"
    found, itself = (asked(admin_api, route, query) for query in (f"{DAYS}&compare=previous", BEFORE))
    assert found.json["previous"] == {"period": {"from": "2026-03-02", "to": "2026-03-08"}, "days": itself.json["days"]}
    assert itself.json["previous"] is None
    assert found.json["days"] == asked(admin_api, route, DAYS).json["days"]
    assert_appended(admin_api, route)


@pytest.mark.usefixtures("weeks")
def test_a_day_of_a_trend_stands_beside_the_one_as_far_into_the_period_before(admin_api: Call) -> None:
    """The first beside the first, and so on."""
    route = "/api/admin/metrics/trends"
    found, itself = (asked(admin_api, route, query).json["trends"] for query in (f"{DAYS}&compare=previous", BEFORE))
    assert [[point["previous"] for point in trend["points"]] for trend in found] == [
        [point["value"] for point in trend["points"]] for trend in itself
    ]
    (gross,) = [trend for trend in found if trend["metric"] == "revenue.gross"]
    assert gross["points"][2] == {
        "day": "2026-03-11",
        "value": 5_103,
        "dayOverDay": None,
        "weekOverWeek": 1.550225,
        "previous": 2_001,
        "change": 1.550225,
        "complete": True,
    }
    table = rows(asked(admin_api, route, f"{DAYS}&compare=previous&format=csv"))
    assert [(row["metric"], row["previous"], row["change"]) for row in table if row["previous"] not in {"", "0"}] == [
        (trend["metric"], str(point["previous"]), str(point["change"]))
        for trend in found
        for point in trend["points"]
        if point["previous"]
    ]


@pytest.mark.usefixtures("weeks")
def test_each_ca_stands_beside_what_they_were_in_the_period_before(admin_api: Call) -> None:
    """Who has nothing but that is on the list as well, with blanks of this period; a cursor is of this list alone."""
    route = "/api/admin/analytics/cas"
    found = asked(admin_api, route, f"{DAYS}&compare=previous").json["items"]
    itself = {item.pop("caId"): item for item in asked(admin_api, route, BEFORE).json["items"]}
    plain = [item["caId"] for item in asked(admin_api, route, DAYS).json["items"]]
    assert [item["caId"] for item in found] == ["carla", "gone"]
    assert plain == ["carla"]
    for item in found:
        expected = itself[item["caId"]]
        assert expected.pop("previous") is None
        assert item["previous"] == expected
    assert (found[1]["utilization"], found[1]["bookedMinutes"], found[1]["previous"]["utilization"]) == (None, 0, 0.5)
    first, second = rows(asked(admin_api, route, f"{DAYS}&compare=previous&format=csv"))
    assert (first["gross"], first["previousGross"], first["previousUtilization"]) == ("5103", "2001", "0.5")
    assert (second["caId"], second["previousBookedMinutes"], second["previousGross"]) == ("gone", "60.0", "")
    (alone,) = rows(asked(admin_api, route, f"{DAYS}&format=csv"))
    assert {alone[name] for name in alone if name.startswith("previous")} == {""}
    cursor = asked(admin_api, route, f"{DAYS}&compare=previous&limit=1").json["nextCursor"]
    following = asked(admin_api, route, f"{DAYS}&compare=previous&limit=1&cursor={cursor}").json
    assert ([item["caId"] for item in following["items"]], following["nextCursor"]) == (["gone"], None)
    assert admin_api("GET", f"{route}?{DAYS}&limit=1&cursor={cursor}", caller=ADMIN).status == 400


@pytest.mark.usefixtures("weeks")
def test_clients_of_the_period_before_are_worth_what_that_period_says(admin_api: Call) -> None:
    """Seen from the same day; in each of the tables too."""
    route, seen = "/api/admin/analytics/client-ltv", "&observedTo=2026-03-18"
    found, itself = (asked(admin_api, route, f"{query}{seen}").json for query in (f"{DAYS}&compare=previous", BEFORE))
    assert found["previous"] == {
        "period": itself["period"],
        **{name: itself[name] for name in ("cohorts", "predicted")},
    }
    assert [cohort["clients"] for cohort in found["previous"]["cohorts"]] == [2]
    assert found["previous"]["cohorts"][0]["byCurrency"]["GBP"]["gross"] == 2_001
    assert itself["previous"] is None
    for table in ("cohorts", "ages", "clients"):
        assert_appended(admin_api, route, f"{seen}&table={table}")


@pytest.mark.usefixtures("weeks")
def test_weeks_before_are_retained_as_when_asked_for_themselves(admin_api: Call) -> None:
    """Cohort by cohort."""
    route = "/api/admin/analytics/retention"
    found, itself = (asked(admin_api, route, query).json for query in (f"{DAYS}&compare=previous", BEFORE))
    assert found["previous"] == itself["cohorts"]
    assert found["previous"][0]["size"] == 3
    assert_appended(admin_api, route)


def assert_appended(admin_api: Call, route: str, query: str = "") -> None:
    """The table of both periods is that of the one, and then that of the other."""
    both, now, before = (
        rows(asked(admin_api, route, f"{days}{query}&format=csv"))
        for days in (f"{DAYS}&compare=previous", DAYS, BEFORE)
    )
    assert both == [*now, *({**row, "period": "previous"} for row in before)]
    assert {row["period"] for row in now} <= {"current"}


def rows(answer: Answer) -> list[dict[str, str]]:
    """The rows of a table, which says how many there are."""
    found = list(csv.DictReader(io.StringIO(answer.body, newline="")))
    assert answer.headers["x-row-count"] == str(len(found))
    return found
