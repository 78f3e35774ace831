"""Who came, and who came back, over real tables."""

import csv
import io
from typing import Any

import pytest

from sextant.store.base import forget_connection
from tests.integration.analytics import event, ministack, ministack_tables, payment, registration, send, tables, tick
from tests.integration.conftest import ADMIN, CLIENT, Answer, Call

__all__ = ["ministack", "ministack_tables", "tables"]

RETENTION = "/api/admin/analytics/retention"
UNIQUES = "/api/admin/analytics/uniques"
THREE_WEEKS = "from=2026-03-04&to=2026-03-17"


def asked(admin_api: Call, route: str, query: str) -> Answer:
    """What a route answers, not from memory."""
    forget_connection()
    return admin_api("GET", f"{route}?{query}", caller=ADMIN)


def said(admin_api: Call, route: str, query: str) -> dict[str, Any]:
    """What a route says, not from memory."""
    answer = asked(admin_api, route, query)
    assert answer.status == 200, answer.body
    found: dict[str, Any] = answer.json
    return found


@pytest.fixture
def three_weeks(client_api: Call) -> None:
    """Maya, Omar and Zoe register in the week of 2 March 2026, Ben in the next; some come again, a guest pays."""
    events = [
        registration("r1", at="2026-03-02T09:00:00Z", userId="maya"),
        registration("r2", "CA", at="2026-03-03T09:00:00Z", userId="omar"),
        registration("r3", at="2026-03-08T23:30:00Z", userId="zoe"),
        registration("r4", at="2026-03-12T09:00:00Z", userId="ben"),
        event("seen", "s1", at="2026-03-10T09:00:00Z", userId="maya"),
        event("seen", "s2", at="2026-03-11T09:00:00Z", userId="maya"),
        event("seen", "s3", at="2026-03-18T09:00:00Z", userId="omar"),
        event("seen", "s4", at="2026-03-18T09:00:00Z", userId="nobody"),
        payment("p1", at="2026-03-03T10:00:00Z", userId="maya"),
        payment("p2", at="2026-03-11T10:00:00Z", userId="maya"),
        payment("p3", at="2026-03-12T10:00:00Z", userId="ben"),
        payment("p4", at="2026-03-12T10:00:00Z", anonymousId="guest"),
    ]
    accepted, _, rejected = send(client_api, events, **{"import": True})
    assert (accepted, rejected) == (len(events), [])
    tick()


@pytest.mark.usefixtures("three_weeks")
def test_cohorts_are_whole_weeks_and_cells_their_active_users(admin_api: Call) -> None:
    """Every week that has a day of the period; one that is long over is known in full."""
    found = said(admin_api, RETENTION, THREE_WEEKS)
    assert found["period"] == {"from": "2026-03-02", "to": "2026-03-22"}
    assert found["completeness"] == {"status": "complete", "daysComplete": 21, "days": 21, "pendingBuckets": 0}
    told = [(cohort["days"]["from"], cohort["size"], cohort["cells"]) for cohort in found["cohorts"]]
    assert told == [
        (
            "2026-03-02",
            3,
            [
                {"week": 0, "active": 3, "rate": 1.0},
                {"week": 1, "active": 1, "rate": 0.333333},
                {"week": 2, "active": 1, "rate": 0.333333},
            ],
        ),
        ("2026-03-09", 1, [{"week": 0, "active": 1, "rate": 1.0}, {"week": 1, "active": 0, "rate": 0.0}]),
        ("2026-03-16", 0, [{"week": 0, "active": 0, "rate": None}]),
    ]
    assert [(week["users"], week["active"], week["rate"]["value"]) for week in found["overall"]] == [
        (4, 4, 1.0),
        (4, 1, 0.25),
        (3, 1, 0.333333),
    ]


@pytest.mark.usefixtures("three_weeks")
def test_weeks_and_roles_are_those_asked_for(admin_api: Call) -> None:
    """On Sundays begins another week; in Kolkata Zoe registered on Monday; Omar is the only CA."""
    kolkata = said(admin_api, RETENTION, f"{THREE_WEEKS}&timeZone=Asia/Kolkata")
    assert [cohort["size"] for cohort in kolkata["cohorts"]] == [2, 2, 0]
    sundays = said(admin_api, RETENTION, f"{THREE_WEEKS}&weekStart=sunday")
    assert [(cohort["days"]["from"], cohort["size"]) for cohort in sundays["cohorts"]] == [
        ("2026-03-01", 2),
        ("2026-03-08", 2),
        ("2026-03-15", 0),
    ]
    cas = said(admin_api, RETENTION, f"{THREE_WEEKS}&role=CA&compare=previous")
    assert [cohort["size"] for cohort in cas["cohorts"]] == [1, 0, 0]
    assert [cohort["days"]["from"] for cohort in cas["previous"]] == ["2026-02-09", "2026-02-16", "2026-02-23"]


@pytest.mark.usefixtures("three_weeks")
def test_what_waits_to_be_counted_is_null_and_never_zero(client_api: Call, admin_api: Call) -> None:
    """An event of the second week has arrived and no tick has seen it."""
    send(client_api, [event("seen", "late", at="2026-03-13T09:00:00Z", userId="omar")], **{"import": True})
    waiting = said(admin_api, RETENTION, THREE_WEEKS)
    assert waiting["completeness"]["status"] == "partial"
    assert [[cell["active"] for cell in cohort["cells"]] for cohort in waiting["cohorts"]] == [
        [3, None, 1],
        [None, None],
        [0],
    ]
    tick()
    counted = said(admin_api, RETENTION, THREE_WEEKS)
    assert counted["cohorts"][0]["cells"][1] == {"week": 1, "active": 2, "rate": 0.666667}


def test_the_present_week_is_not_known_yet(admin_api: Call) -> None:
    """Nobody came so far, which is not nobody; weeks to come have no cohort at all."""
    tick()
    found = said(admin_api, RETENTION, "")
    assert found["cohorts"][-1]["cells"] == [{"week": 0, "active": None, "rate": None}]
    assert found["cohorts"][-1]["complete"] is False
    assert found["cohorts"][0]["cells"][0] == {"week": 0, "active": 0, "rate": None}


@pytest.mark.usefixtures("three_weeks")
def test_users_are_distinct_over_any_range(admin_api: Call) -> None:
    """Maya came on four days and counts once; the guest is nobody."""
    found = said(admin_api, UNIQUES, "from=2026-03-09&to=2026-03-22&compare=previous")
    values = {name: metric["value"] for name, metric in found["users"].items() if "value" in metric}
    assert values == {"new": 1, "active": 4, "activeNew": 1, "activeReturning": 2}
    assert {role: metric["value"] for role, metric in found["users"]["activeByRole"].items()} == {
        "CA": 1,
        "CLIENT": 2,
        "UNKNOWN": 1,
    }
    assert found["users"]["active"] == {"value": 4, "previous": 3, "change": 0.333333}
    customers = found["customers"]
    assert [customers[name]["value"] for name in ("paying", "new", "returning")] == [2, 1, 1]
    assert customers["payingByRole"] == {"CLIENT": {"value": 2, "previous": 1, "change": 1.0}}


@pytest.mark.usefixtures("three_weeks")
def test_both_come_as_tables_too(admin_api: Call) -> None:
    """A row for each cell, and for each figure."""
    answer = asked(admin_api, RETENTION, f"{THREE_WEEKS}&format=csv")
    rows = list(csv.reader(io.StringIO(answer.body, newline="")))
    assert (answer.headers["x-row-count"], len(rows)) == ("6", 7)
    assert rows[2] == ["current", "2026-03-02", "2026-03-08", "3", "true", "1", "1", "0.333333"]
    figures = asked(admin_api, UNIQUES, f"{THREE_WEEKS}&format=csv")
    assert "users.active,3,,\r\n" in figures.body


@pytest.mark.parametrize(
    ("route", "query", "fields"),
    [
        (RETENTION, "role=OWNER", ["role"]),
        (RETENTION, "weekStart=0", ["weekStart"]),
        (RETENTION, "from=2026-03-08&to=2026-03-02&timeZone=x", ["timeZone", "from"]),
        (UNIQUES, "from=2024-01-01&to=2026-03-02", ["to"]),
        (UNIQUES, "format=pdf", ["format"]),
    ],
)
def test_a_question_without_an_answer_is_refused_by_field(
    admin_api: Call, route: str, query: str, fields: list[str]
) -> None:
    """Each wrong parameter is named."""
    answer = asked(admin_api, route, query)
    assert (answer.status, [each["field"] for each in answer.json["errors"]]) == (422, fields)


def test_only_admins_see_it(admin_api: Call) -> None:
    """Neither route."""
    for route in (RETENTION, UNIQUES):
        assert admin_api("GET", route, caller=CLIENT).status == 403
