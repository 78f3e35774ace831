"""CA utilization and score cards over real tables: ingested, counted by a tick, and asked for."""

import csv
import io
from typing import Any

import pytest

from sextant.store.base import forget_connection
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
from tests.integration.conftest import ADMIN, CLIENT, Answer, Call

__all__ = ["ministack", "ministack_tables", "tables"]

UTILIZATION = "/api/admin/analytics/ca-utilization"
CAS = "/api/admin/analytics/cas"
MARCH = "from=2026-03-27&to=2026-03-30"


def asked(admin_api: Call, url: str, **headers: str) -> Answer:
    """What a route answers, not from memory."""
    forget_connection()
    return admin_api("GET", url, caller=ADMIN, headers=headers)


def said(admin_api: Call, url: str) -> dict[str, Any]:
    """What a route says, not from memory."""
    answer = asked(admin_api, url)
    assert answer.status == 200, answer.body
    found: dict[str, Any] = answer.json
    return found


def offered(ca_id: str, start: str, end: str) -> dict[str, Any]:
    """Availability of a CA in March 2026, by `29T09:00`."""
    slot = {"start": f"2026-03-{start}:00Z", "end": f"2026-03-{end}:00Z"}
    return event(
        "availability_published", f"offer-{ca_id}-{start}-{end}", slot, at="2026-03-01T08:00:00Z", userId=ca_id
    )


def booked(booking_id: str, ca_id: str, start: str, end: str) -> dict[str, Any]:
    """A booking of Maya's, likewise."""
    slot = {"start": f"2026-03-{start}:00Z", "end": f"2026-03-{end}:00Z"}
    return event(
        "booking_created",
        f"{booking_id}-made",
        {"bookingId": booking_id, "caId": ca_id, **slot},
        at="2026-03-02T08:00:00Z",
    )


def ended(booking_id: str, ca_id: str, how: str) -> dict[str, Any]:
    """The booking's end."""
    return event(
        f"booking_{how}", f"{booking_id}-{how}", {"bookingId": booking_id, "caId": ca_id}, at="2026-03-30T20:00:00Z"
    )


def request(request_id: str, ca_id: str, made: str, responded: str | None) -> list[dict[str, Any]]:
    """A request to a CA, and the first response if there was one."""
    of = {"requestId": request_id}
    events = [event("request_created", f"{request_id}-made", {**of, "caId": ca_id}, at=f"2026-03-{made}:00Z")]
    if responded:
        changed = {**of, "status": "ACCEPTED", "caId": ca_id}
        events.append(event("request_status_changed", f"{request_id}-on", changed, at=f"2026-03-{responded}:00Z"))
    return events


def review(review_id: str, ca_id: str, rating: int, at: str) -> dict[str, Any]:
    """A review of a CA."""
    about = {"reviewId": review_id, "caId": ca_id, "rating": rating}
    return event("review_created", review_id, about, at=f"2026-03-{at}:00Z")


def paid(payment_id: str, ca_id: str, amount: int, fee: int, at: str) -> dict[str, Any]:
    """A payment for a CA, of which the business keeps a fee."""
    one = payment(payment_id, amount, currency="INR", at=f"2026-03-{at}:00Z")
    return {**one, "properties": {**one["properties"], "caId": ca_id, "feeMinor": fee}}


@pytest.fixture
def clocks(client_api: Call) -> None:
    """Calendars around the night in which London's clocks go forward: 29 March 2026, 01:00 UTC."""
    events = [
        registration("r-carla", "CA", at="2026-03-01T00:00:00Z", userId="carla"),
        registration("r-nobody-yet", "CA", at="2026-03-01T00:00:00Z", userId="nora"),
        # Carla offers the whole night, and part of the evening twice.
        offered("carla", "28T20:00", "29T06:00"),
        offered("carla", "28T21:00", "28T23:00"),
        booked("b-night", "carla", "28T23:00", "29T03:00"),
        booked("b-again", "carla", "29T02:00", "29T04:00"),
        booked("b-gone", "carla", "29T04:00", "29T06:00"),
        booked("b-outside", "carla", "29T08:00", "29T09:30"),
        ended("b-night", "carla", "completed"),
        ended("b-gone", "carla", "cancelled"),
        ended("b-outside", "carla", "completed"),
        # Ben offers little and is booked whole; Dora offers and is never booked; Zoe is booked and offers nothing.
        offered("ben", "30T10:00", "30T10:30"),
        booked("b-ben", "ben", "30T10:00", "30T10:30"),
        offered("dora", "27T12:00", "27T13:00"),
        booked("b-zoe", "zoe", "27T12:00", "27T12:45"),
        *request("q1", "carla", "28T10:00", "28T10:20"),
        *request("q2", "carla", "28T12:00", "29T12:00"),
        *request("q3", "carla", "28T12:00", None),
        review("v1", "carla", 5, "28T10:00"),
        review("v2", "carla", 4, "29T23:30"),
        review("v3", "ben", 4, "28T10:00"),
        paid("p1", "carla", 10_000, 1_500, "28T10:00"),
        paid("p2", "carla", 5_000, 0, "29T10:00"),
        paid("p3", "ben", 700, 70, "29T10:00"),
        event(
            "payment_refunded",
            "f1",
            {"paymentId": "p1", "amountMinor": 2_000, "currency": "INR"},
            at="2026-03-30T10:00:00Z",
        ),
    ]
    accepted, _, rejected = send(client_api, events, **{"import": True})
    assert (accepted, rejected) == (len(events), [])
    tick()


@pytest.mark.usefixtures("clocks")
def test_days_are_the_zones_and_overbooking_is_apart(admin_api: Call) -> None:
    """London's 29 March begins at midnight UTC and has 23 hours; what is offered twice is offered once."""
    found = said(admin_api, f"{UTILIZATION}?{MARCH}&compare=previous")
    assert [
        (row["label"], row["hours"], row["availableMinutes"], row["utilizedMinutes"], row["utilization"])
        for row in found["rows"]
    ] == [
        ("2026-03-27", 24, 60, 0, 0.0),
        ("2026-03-28", 24, 240, 60, 0.25),
        ("2026-03-29", 23, 360, 240, 0.666667),
        ("2026-03-30", 24, 30, 30, 1.0),
    ]
    assert [(row["bookedMinutes"], row["outsideMinutes"], row["doubleBookedMinutes"]) for row in found["rows"]] == [
        (45, 45, 0),
        (60, 0, 0),
        (330, 90, 60),
        (30, 0, 0),
    ]
    totals = found["totals"]
    assert totals["utilization"] == {"value": 0.478261, "previous": None, "change": None}
    assert (totals["availableMinutes"]["value"], totals["utilizedMinutes"]["value"]) == (690, 330)
    assert (totals["availableMinutes"]["previous"], totals["offering"]["value"]) == (0, 3)
    assert found["previous"]["period"] == {"from": "2026-03-23", "to": "2026-03-26"}
    assert {row["utilization"] for row in found["previous"]["rows"]} == {None}
    assert found["completeness"]["status"] == "complete"


@pytest.mark.usefixtures("clocks")
def test_in_kolkata_the_night_is_another_day(admin_api: Call) -> None:
    """Its midnight is at 18:30 UTC, so Carla's whole night is of the 29th, though part of it is kept under the 28th."""
    found = said(admin_api, f"{UTILIZATION}?from=2026-03-28&to=2026-03-29&timeZone=Asia/Kolkata")
    assert [(row["availableMinutes"], row["utilizedMinutes"], row["hours"]) for row in found["rows"]] == [
        (0, 0, 24),
        (600, 300, 24),
    ]
    assert found["rows"][0]["utilization"] is None
    midnight = said(admin_api, f"{UTILIZATION}?from=2026-03-28&to=2026-03-29&timeZone=America/New_York")
    assert [row["availableMinutes"] for row in midnight["rows"]] == [480, 120]
    assert [row["utilizedMinutes"] for row in midnight["rows"]] == [300, 0]


@pytest.mark.usefixtures("clocks")
def test_the_busiest_and_the_idlest_are_ranked_and_limited(admin_api: Call) -> None:
    """Whoever offers nothing is in neither list."""
    found = said(admin_api, f"{UTILIZATION}?{MARCH}&limit=2&granularity=month")
    assert [(each["caId"], each["utilization"]) for each in found["top"]] == [("ben", 1.0), ("carla", 0.5)]
    assert [(each["caId"], each["utilization"]) for each in found["bottom"]] == [("dora", 0.0), ("carla", 0.5)]
    assert [(row["label"], row["utilization"], row["partial"]) for row in found["rows"]] == [
        ("2026-03", 0.478261, True)
    ]


@pytest.mark.usefixtures("clocks")
def test_a_score_card_tells_everything_of_one_ca(admin_api: Call) -> None:
    """Bookings by when their slot begins, money by the payment's date, the response by the request's."""
    found = said(admin_api, f"{CAS}/carla?{MARCH}&compare=previous")
    values = {name: each["value"] for name, each in found.items() if isinstance(each, dict) and "value" in each}
    assert values == {
        "availableMinutes": 600,
        "bookedMinutes": 390,
        "utilizedMinutes": 300,
        "utilization": 0.5,
        "outsideMinutes": 90,
        "doubleBookedMinutes": 60,
        "rating": 4.5,
        "ratings": 2,
        "firstResponseMs": (20 + 24 * 60) / 2 * 60_000,
        "responses": 2,
        "completed": 2,
        "cancelled": 1,
        "completionRate": 0.666667,
    }
    rupees = {name: each["value"] for name, each in found["byCurrency"]["INR"].items()}
    assert rupees == {
        "payments": 2,
        "gross": 15_000,
        "returned": 2_000,
        "netByPaymentDate": 13_000,
        "feeGross": 15_000,
        "fees": 1_500,
        "takeRate": 0.1,
        "averageOrderValue": 7_500.0,
    }
    assert found["ratings"]["previous"] == 0
    assert found["rating"]["previous"] is None
    late = said(admin_api, f"{CAS}/carla?from=2026-03-30&to=2026-03-30")
    assert (late["ratings"]["value"], late["byCurrency"]) == (1, {})


@pytest.mark.usefixtures("clocks")
def test_a_ca_is_unknown_or_only_idle(admin_api: Call) -> None:
    """Whoever registered as one, offered or was booked has a card of nothing; anybody else none."""
    for known in ("nora", "zoe", "~em9l"):
        answer = asked(admin_api, f"{CAS}/{known}?from=2026-03-10&to=2026-03-11")
        assert (known, answer.status) == (known, 200)
    blank = said(admin_api, f"{CAS}/nora?{MARCH}&currency=GBP")
    assert (blank["utilization"]["value"], blank["availableMinutes"]["value"]) == (None, 0)
    assert blank["byCurrency"]["GBP"]["gross"]["value"] == 0
    for unknown in ("maya", "no-such", "%23firsts", "x" * 700):
        answer = asked(admin_api, f"{CAS}/{unknown}?{MARCH}")
        assert (unknown, answer.status) == (unknown, 404)


@pytest.mark.usefixtures("clocks")
def test_the_list_is_sorted_by_any_column_page_by_page(admin_api: Call) -> None:
    """One CA a page, each once; a cursor is good for its own list and order only."""
    orders = {
        "": ["ben", "carla", "dora", "zoe"],
        "&sort=gross&order=asc&currency=INR": ["dora", "zoe", "ben", "carla"],
        "&sort=rating": ["carla", "ben", "dora", "zoe"],
        "&sort=firstResponseMs&order=asc": ["carla", "ben", "dora", "zoe"],
        "&sort=bookedMinutes": ["carla", "zoe", "ben", "dora"],
    }
    for order, expected in orders.items():
        url, found, cursor = f"{CAS}?{MARCH}{order}&limit=1", [], ""
        while cursor is not None:
            page = said(admin_api, f"{url}&cursor={cursor}" if cursor else url)
            found += [item["caId"] for item in page["items"]]
            cursor = page["nextCursor"]
        assert (order, found) == (order, expected)
    cursor = said(admin_api, f"{CAS}?{MARCH}&limit=1")["nextCursor"]
    for other in (f"{MARCH}&sort=rating", "from=2026-03-26&to=2026-03-30", f"{MARCH}&timeZone=Asia/Kolkata"):
        assert asked(admin_api, f"{CAS}?{other}&cursor={cursor}").status == 400
    assert asked(admin_api, f"{CAS}?{MARCH}&cursor=abc").status == 400


@pytest.mark.usefixtures("clocks")
def test_tables_say_how_many_rows_they_have_and_where_the_next_page_is(admin_api: Call) -> None:
    """The rows of the series, the CAs, and the figures of one."""
    series = asked(admin_api, f"{UTILIZATION}?{MARCH}&compare=previous&format=csv")
    rows = list(csv.DictReader(io.StringIO(series.body)))
    assert (series.headers["x-row-count"], len(rows)) == ("8", 8)
    assert [(row["period"], row["label"], row["utilization"]) for row in rows[2:5]] == [
        ("current", "2026-03-29", "0.666667"),
        ("current", "2026-03-30", "1.0"),
        ("previous", "2026-03-23", ""),
    ]
    listed = asked(admin_api, f"{CAS}?{MARCH}&limit=3&format=csv")
    cas = list(csv.DictReader(io.StringIO(listed.body)))
    assert [(row["caId"], row["currency"], row["gross"]) for row in cas] == [
        ("ben", "INR", "700"),
        ("carla", "INR", "15000"),
        ("dora", "", ""),
    ]
    cursor = listed.headers["x-next-cursor"]
    rest = asked(admin_api, f"{CAS}?{MARCH}&limit=3&format=csv&cursor={cursor}")
    assert [row["caId"] for row in csv.DictReader(io.StringIO(rest.body))] == ["zoe"]
    assert "x-next-cursor" not in rest.headers
    one = asked(admin_api, f"{CAS}/carla?{MARCH}&format=csv")
    figures = {row["figure"]: row["value"] for row in csv.DictReader(io.StringIO(one.body))}
    assert (figures["utilization"], figures["byCurrency.INR.gross"], len(figures)) == ("0.5", "15000", 21)
    held = {"If-None-Match": one.headers["etag"]}
    again = admin_api("GET", f"{CAS}/carla?{MARCH}&format=csv", caller=ADMIN, headers=held)
    assert (again.status, again.body) == (304, "")
    assert one.headers["cache-control"].startswith("private, max-age=")


@pytest.mark.usefixtures("clocks")
def test_late_events_move_the_figures_and_until_then_the_days_are_incomplete(client_api: Call, admin_api: Call) -> None:
    """A cancellation that arrives late gives time back, on both UTC dates that the booking touches."""
    kolkata = f"{UTILIZATION}?from=2026-03-28&to=2026-03-30&timeZone=Asia/Kolkata"
    cancelled = event("booking_cancelled", "late", {"bookingId": "b-night", "caId": "carla"}, at="2026-03-31T20:00:00Z")
    send(client_api, [cancelled], **{"import": True})
    waiting = said(admin_api, kolkata)
    assert waiting["completeness"]["status"] == "partial"
    assert [row["complete"] for row in waiting["rows"]] == [False, False, False]
    tick()
    after = said(admin_api, kolkata)
    assert [(row["utilizedMinutes"], row["doubleBookedMinutes"], row["complete"]) for row in after["rows"]] == [
        (0, 0, True),
        (120, 0, True),
        (30, 0, True),
    ]
    card = said(admin_api, f"{CAS}/carla?{MARCH}")
    assert (card["completed"]["value"], card["cancelled"]["value"]) == (1, 2)


REFUSED = (
    (f"{UTILIZATION}?from=2026-03-02&to=2026-03-01", "from"),
    (f"{UTILIZATION}?from=2024-01-01&to=2026-03-01", "to"),
    (f"{UTILIZATION}?timeZone=Mars/Olympus", "timeZone"),
    (f"{UTILIZATION}?limit=0", "limit"),
    (f"{UTILIZATION}?limit=101", "limit"),
    (f"{UTILIZATION}?granularity=year", "granularity"),
    (f"{UTILIZATION}?compare=next", "compare"),
    (f"{CAS}?sort=beauty", "sort"),
    (f"{CAS}?sort=gross", "currency"),
    (f"{CAS}?sort=gross&currency=XXXX", "currency"),
    (f"{CAS}?limit=501", "limit"),
    (f"{CAS}/carla?from=2090-01-01&to=2090-01-02", "from"),
    (f"{CAS}/~%21", "caId"),
)


@pytest.mark.usefixtures("tables")
def test_what_cannot_be_asked_is_refused_by_name(admin_api: Call) -> None:
    """422, with the parameter."""
    for url, field in REFUSED:
        answer = asked(admin_api, url)
        assert (url, answer.status) == (url, 422)
        assert field in {error["field"].rpartition(".")[2] for error in answer.json["errors"]}, url


@pytest.mark.usefixtures("tables")
def test_they_are_for_admins_only(admin_api: Call) -> None:
    """Whatever role somebody else has."""
    for url in (UTILIZATION, CAS, f"{CAS}/carla"):
        assert admin_api("GET", url, caller=CLIENT).status == 403


@pytest.mark.usefixtures("tables")
def test_before_anything_happened_there_is_nothing_and_no_division(admin_api: Call) -> None:
    """Rows of zeros, and utilization null."""
    found = said(admin_api, UTILIZATION)
    assert len(found["rows"]) == 30
    assert found["totals"]["utilization"]["value"] is None
    assert (found["top"], found["bottom"], said(admin_api, CAS)["items"]) == ([], [], [])
