"""Forgetting a CA, whom others name: sums stay, under a name that says nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from sextant.domain.ca_tallies import CaTally
from sextant.store import ca_days
from sextant.store.events import EventItem
from tests.integration.aggregation_queue import aggregation_queue
from tests.integration.analytics import (
    dashboard,
    event,
    ministack,
    ministack_tables,
    payment,
    registration,
    send,
    tables,
)
from tests.integration.conftest import ADMIN, Call
from tests.integration.erasing import (
    CARLA,
    MAYA,
    NOW,
    PERIOD,
    Tables,
    at,
    erase,
    export,
    finished,
    lines,
    money,
    removed,
    settle,
)
from tests.integration.everything_stored import naming

__all__ = ["aggregation_queue", "ministack", "ministack_tables", "tables"]

pytestmark = pytest.mark.usefixtures("aggregation_queue")


def serve(client_api: Call) -> None:
    """What is left behind by a CA, nearly all of it by what others do."""
    slot = {"start": at(NOW.replace(hour=9)), "end": at(NOW.replace(hour=11))}
    hour = {"start": at(NOW.replace(hour=9)), "end": at(NOW.replace(hour=10))}
    carla, maya = {"caId": CARLA}, {"userId": MAYA}
    paid = payment("paid", 900, **maya)
    paid["properties"] |= carla
    history = [
        registration("r", "CA", userId=CARLA),
        event("availability_published", "a", slot, userId=CARLA),
        event("availability_published", "a2", {**slot, **carla}, userId="office"),
        event("booking_created", "b1", {"bookingId": "1", **hour, **carla}, **maya),
        event("booking_completed", "b2", {"bookingId": "1", **carla}, userId=CARLA),
        event("booking_created", "b3", {"bookingId": "2", **hour, **carla}, **maya),
        event("booking_cancelled", "b4", {"bookingId": "2", **carla}, **maya),
        event("booking_created", "b5", {"bookingId": "3", **hour, "caId": "dora"}, **maya),
        event("request_created", "q1", {"requestId": "1", **carla}, at=at(NOW - timedelta(hours=1)), **maya),
        event("request_status_changed", "q2", {"requestId": "1", "status": "ACCEPTED", **carla}, userId=CARLA),
        event("request_created", "q3", {"requestId": "2", **carla}, **maya),
        event("review_created", "v", {"reviewId": "1", "rating": 4, **carla}, **maya),
        paid,
    ]
    assert send(client_api, history)[2] == []
    settle()


def tallies(ca_id: Callable[[str], bool]) -> list[CaTally]:
    """What is counted of CAs by bucket, of those of such an id."""
    dates = ca_days.within((NOW - timedelta(days=2)).date(), (NOW + timedelta(days=2)).date())
    return [
        tally
        for _, buckets in sorted(dates.items())
        for _, cas in sorted(buckets.items())
        for name, tally in cas.items()
        if ca_id(name)
    ]


def test_sums_of_an_erased_ca_stay_under_a_name_that_says_nothing(
    client_api: Call, admin_api: Call, tables: Tables
) -> None:
    """Whoever named them: clients who paid, booked, asked and judged, and whoever offered their time."""
    serve(client_api)
    before = tallies(lambda name: name == CARLA)
    others = tallies(lambda name: name == "dora")
    total = dashboard(admin_api, PERIOD)
    assert before
    assert others

    erase(admin_api, CARLA)
    said = finished(admin_api, CARLA)

    assert naming(tables, CARLA) == []
    assert tallies(lambda name: name.startswith("#erased#")) == before
    assert tallies(lambda name: name == "dora") == others
    assert money(dashboard(admin_api, PERIOD)) == money(total)
    assert removed(said)["caRecords"] > 0
    assert {each["count"] for each in said["proof"]} == {0}


def test_a_ca_who_never_did_anything_under_the_name_is_shown_exported_and_erased(
    client_api: Call, admin_api: Call, tables: Tables
) -> None:
    """Only others named them: clients who booked and asked."""
    serve(client_api)
    shown = admin_api("GET", "/api/admin/users/dora", caller=ADMIN).json
    assert {each["what"] for each in shown["held"] if each["count"]} == {"caRecords", "caFigures"}
    assert {line["kind"] for line in lines(export(admin_api, "dora"))} == {"caRecord", "caFigures"}
    before = tallies(lambda name: name == "dora")

    assert erase(admin_api, "dora").status == 202
    said = finished(admin_api, "dora")

    assert naming(tables, "dora") == []
    assert tallies(lambda name: name.startswith("#erased#")) == before
    assert {each["count"] for each in said["proof"]} == {0}


def test_who_names_an_erased_ca_is_taken_in_without_the_name(client_api: Call, admin_api: Call, tables: Tables) -> None:
    """Money counts; what is about nothing but the time of the CA is refused."""
    serve(client_api)
    erase(admin_api, CARLA)
    finished(admin_api, CARLA)
    gross = money(dashboard(admin_api, PERIOD))["gross"]
    late = payment("late", 60, userId=MAYA)
    late["properties"]["caId"] = CARLA
    booked = event("booking_cancelled", "b6", {"bookingId": "1", "caId": CARLA}, userId=MAYA)

    accepted, _, rejected = send(client_api, [late, booked])
    settle()

    assert (accepted, [each["reason"] for each in rejected]) == (1, ["user_erased"])
    assert money(dashboard(admin_api, PERIOD))["gross"] == gross + 60
    assert naming(tables, CARLA) == []


def test_figures_of_a_ca_whose_rows_are_gone_are_renamed_too(client_api: Call, admin_api: Call, tables: Tables) -> None:
    """As those of a sealed day are."""
    serve(client_api)
    before = tallies(lambda name: name == CARLA)
    for owner in (MAYA, "office"):
        for item in EventItem.query(owner):
            item.delete()
    for item in EventItem.query(f"#calendar#{CARLA}"):
        item.delete()
    for kind, number in (("payment", "paid"), ("request", "1"), ("request", "2"), ("booking", "1"), ("booking", "2")):
        EventItem(f"#{kind}#{number}", f"#{kind}").delete()

    erase(admin_api, CARLA)
    said = finished(admin_api, CARLA)

    assert naming(tables, CARLA) == []
    assert removed(said)["caFigures"] > 0
    assert len(tallies(lambda name: name.startswith("#erased#"))) <= len(before)
