"""The funnel, conversion rates and the lifetime value of clients, over real tables."""

import csv
import io
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from sextant.store.base import forget_connection
from tests.integration.analytics import event, ministack, ministack_tables, payment, send, tables
from tests.integration.conftest import ADMIN, CLIENT, Answer, Call
from tests.unit.statistics.customers import cdnow

__all__ = ["ministack", "ministack_tables", "tables"]

FUNNEL = "/api/admin/analytics/funnel"
RATES = "/api/admin/analytics/conversion-rates"
VALUES = "/api/admin/analytics/client-ltv"
MARCH = "from=2026-03-01&to=2026-03-31"
SIXTH_TO_NINTH = "from=2026-03-06&to=2026-03-09"
"""One registers in these four days, and three clients and two CAs in the four before."""


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


def request(event_id: str, at: str, user: str) -> dict[str, Any]:
    """A request."""
    return event("request_created", event_id, {"requestId": event_id}, at=at, userId=user)


def review(event_id: str, at: str, user: str) -> dict[str, Any]:
    """A review."""
    return event("review_created", event_id, {"reviewId": event_id, "rating": 5}, at=at, userId=user)


def refund(event_id: str, of: str, amount: int, at: str, user: str) -> dict[str, Any]:
    """A refund of a payment."""
    properties = {"paymentId": of, "amountMinor": amount, "currency": "GBP"}
    return event("payment_refunded", event_id, properties, at=at, userId=user)


def joined(event_id: str, at: str, user: str, role: str = "CLIENT", channel: str | None = None) -> dict[str, Any]:
    """A registration by a channel."""
    told = {"role": role} | ({"channel": channel} if channel else {})
    return event("user_registered", event_id, told, at=at, userId=user)


@pytest.fixture
def march(client_api: Call) -> None:
    """Five clients and two CAs of March 2026, in an order that no clock would give."""
    day = "2026-03-{:02}T10:00:00Z".format
    slot = {"start": day(20), "end": "2026-03-20T11:00:00Z"}
    events = [
        # All the way, within ten days.
        review("w1", day(9), "ann"), payment("p1", 1000, at=day(5), userId="ann"), request("q1", day(3), "ann"),
        joined("u1", day(2), "ann", channel="ads"),
        # Pays before the first request: the payment is no step, and counts as a conversion all the same.
        joined("u2", day(2), "bob", channel="ads"), payment("p2", 500, at=day(3), userId="bob"),
        request("q2", day(4), "bob"),
        # Requests too late for a window of ten days.
        joined("u3", day(2), "cyd", channel="friend"), request("q3", day(20), "cyd"),
        # Registered late on the 31st in London, on 1 April in Kolkata.
        joined("u4", "2026-03-31T21:00:00Z", "dee"),
        # Registered twice; the earlier one counts, and requests before it do not.
        joined("u5b", day(8), "eve", channel="ads"), joined("u5a", day(6), "eve", channel="friend"),
        request("q5a", day(5), "eve"), request("q5b", day(7), "eve"),
        payment("p5a", 300, at=day(8), userId="eve"), payment("p5b", 200, at="2026-03-08T10:01:00Z", userId="eve"),
        payment("p5c", 900, at=day(10), userId="eve"), refund("r5", "p5c", 400, day(11), "eve"),
        # CAs.
        joined("u6", day(2), "fay", "CA"), joined("u7", day(2), "gus", "CA"),
        event("availability_published", "a6", slot, at=day(4), userId="fay"),
        event("booking_created", "b6", {"bookingId": "b", "caId": "fay", **slot}, at=day(6), userId="ann"),
        event("booking_completed", "c6", {"bookingId": "b", "caId": "fay", **slot}, at=day(21), userId="ann"),
    ]  # fmt: skip
    accepted, _, rejected = send(client_api, events, **{"import": True})
    assert (accepted, rejected) == (len(events), [])


def steps(figures: dict[str, Any]) -> list[int]:
    """How many came to each step."""
    return [step["users"]["value"] for step in figures["steps"]]


@pytest.mark.usefixtures("march")
def test_the_funnel_counts_each_step_after_the_one_before(admin_api: Call) -> None:
    """Whatever the order in which events came; CAs are no clients."""
    found = said(admin_api, FUNNEL, MARCH)
    assert steps(found["total"]) == [5, 4, 2, 1]
    assert [step["stepRate"]["value"] for step in found["total"]["steps"]] == [None, 0.8, 0.5, 0.5]
    assert [step["overallRate"]["value"] for step in found["total"]["steps"]] == [1.0, 0.8, 0.4, 0.2]
    assert found["total"]["immature"]["value"] == 0
    assert found["completeness"]["status"] == "complete"
    assert (found["role"], found["by"], found["groups"], found["cohorts"]) == ("CLIENT", None, [], [])
    day = 24 * 60 * 60_000
    # Requests took 1 (Ann), 2 (Bob), 18 (Cyd) and 1 day (Eve); payments 2 (Ann) and 1 day (Eve).
    assert [step["medianLag"]["value"] for step in found["total"]["steps"]] == [None, 1.5 * day, 1.5 * day, 4 * day]


@pytest.mark.usefixtures("march")
def test_windows_cut_off_what_comes_too_late(admin_api: Call) -> None:
    """In all, and from step to step."""
    assert steps(said(admin_api, FUNNEL, f"{MARCH}&windowDays=10")["total"]) == [5, 3, 2, 1]
    assert steps(said(admin_api, FUNNEL, f"{MARCH}&stepWindowDays=2")["total"]) == [5, 2, 1, 0]


@pytest.mark.usefixtures("march")
def test_groups_and_cohorts_add_up(admin_api: Call) -> None:
    """By channel, by role, by week of registration."""
    found = said(admin_api, FUNNEL, f"{MARCH}&by=channel&granularity=week&compare=previous")
    assert {group["name"]: steps(group["figures"]) for group in found["groups"]} == {
        "UNKNOWN": [1, 0, 0, 0],
        "ads": [2, 2, 1, 1],
        "friend": [2, 2, 1, 0],
    }
    weeks = {cohort["label"]: steps(cohort["figures"]) for cohort in found["cohorts"]}
    assert weeks["2026-W10"] == [4, 4, 2, 1]
    assert weeks["2026-W11"] == [0, 0, 0, 0]
    assert weeks["2026-W14"] == [1, 0, 0, 0]
    assert found["total"]["entrants"] == {"value": 5, "previous": 0, "change": None}
    roles = said(admin_api, FUNNEL, f"{MARCH}&by=role")
    assert roles["role"] is None
    assert {group["name"]: steps(group["figures"])[0] for group in roles["groups"]} == {"CA": 2, "CLIENT": 5}


@pytest.mark.usefixtures("march")
def test_days_are_those_of_the_zone_asked_for(admin_api: Call) -> None:
    """Dee registered in March in London and in April in Kolkata, in the far west and the far east too."""
    for zone, users in {
        "Europe/London": 5, "Asia/Kolkata": 4, "Pacific/Kiritimati": 4, "Etc/GMT%2B12": 5
    }.items():  # fmt: skip
        assert steps(said(admin_api, FUNNEL, f"{MARCH}&timeZone={zone}")["total"])[0] == users
    assert steps(said(admin_api, FUNNEL, "from=2026-04-01&to=2026-04-01&timeZone=Asia/Kolkata")["total"]) == [
        1,
        0,
        0,
        0,
    ]


def test_who_has_not_had_their_time_is_told_apart(client_api: Call, admin_api: Call) -> None:
    """Registered three days ago, with windows of two days and of ten."""
    now = datetime.now(UTC)
    at = [(now - timedelta(days=days)).isoformat() for days in (12, 3)]
    send(client_api, [joined("u1", at[0], "ann"), joined("u2", at[1], "bob"), request("q", at[1], "bob")])
    figures = said(admin_api, FUNNEL, "windowDays=10")["total"]
    assert [figures[name]["value"] for name in ("entrants", "mature", "immature")] == [2, 1, 1]
    assert [step["matureUsers"]["value"] for step in figures["steps"]] == [1, 0, 0, 0]
    assert figures["steps"][1]["stepRate"]["value"] == 0.5
    assert figures["steps"][1]["matureStepRate"]["value"] == 0.0
    assert said(admin_api, FUNNEL, "windowDays=2")["total"]["immature"]["value"] == 0


@pytest.mark.usefixtures("march")
def test_conversion_rates_ask_for_no_order(admin_api: Call) -> None:
    """Of clients and of CAs, each with Wilson's interval."""
    found = said(admin_api, RATES, f"{MARCH}&compare=previous")
    clients, cas = found["roles"]
    assert (clients["role"], clients["registered"]["value"], clients["mature"]["value"]) == ("CLIENT", 5, 5)
    assert {each["action"]: each["users"]["value"] for each in clients["rates"]} == {
        "requested": 4,
        "paid": 3,
        "reviewed": 1,
        "paidAgain": 1,
    }
    assert {each["action"]: each["rate"]["value"] for each in cas["rates"]} == {
        "published": 0.5,
        "booked": 0.5,
        "completed": 0.5,
    }
    # R: prop.test(3, 5, correct = FALSE)$conf.int
    assert clients["rates"][1]["rateInterval"] == [0.230724, 0.882379]
    assert clients["rates"][1]["rate"] == {"value": 0.6, "previous": None, "change": None}
    within = said(admin_api, RATES, f"{MARCH}&windowDays=10")["roles"][1]
    assert [each["users"]["value"] for each in within["rates"]] == [1, 1, 0]


@pytest.mark.usefixtures("march")
def test_the_value_so_far_is_of_all_clients_of_a_month(admin_api: Call) -> None:
    """Payments and refunds of whoever registered then; by age only where everybody has come to that age."""
    found = said(admin_api, VALUES, f"{MARCH}&currency=GBP")
    assert [(cohort["month"], cohort["clients"], cohort["partial"]) for cohort in found["cohorts"]] == [
        ("2026-03", 5, False)
    ]
    money = found["cohorts"][0]["byCurrency"]["GBP"]
    assert {name: money[name] for name in ("payers", "payments", "gross", "refunded", "net")} == {
        "payers": 3,
        "payments": 5,
        "gross": 2900,
        "refunded": 400,
        "net": 2500,
    }
    assert (money["grossPerClient"], money["netPerClient"]) == (580.0, 500.0)
    assert money["cumulative"][0] == 2900
    assert money["cumulative"][-1] is None
    predicted = found["predicted"]["GBP"]
    assert predicted["frequency"]["status"] == "too_few_customers"
    assert predicted["value"]["status"] == "too_few_customers"
    assert (predicted["expected"]["clients"], predicted["expected"]["value"], predicted["top"]) == (3, None, [])
    assert predicted["repeating"] == 1
    assert predicted["refundShare"] == 0.137931


def test_customers_of_cdnow_come_through_the_api_as_the_histories_they_are(client_api: Call, admin_api: Call) -> None:
    """Every twentieth customer, as days on which they bought, imported; fitted as the model fits those histories."""
    from sextant.statistics import bg_nbd
    from sextant.statistics.histories import Histories

    chance, end = random.Random(4), date(2026, 3, 31)  # noqa: S311 - days to buy on
    whole = cdnow()
    places = range(0, len(whole), 20)
    events: list[dict[str, Any]] = []
    kept: list[tuple[int, int, int]] = []
    for place in places:
        repeats, last, age = (
            int(whole.repeats[place]), round(whole.last[place] * 7), round(whole.age[place] * 7)
        )  # fmt: skip
        # Which days lie between the first and the last the model does not look at.
        between = chance.sample(range(1, max(last, 1)), max(min(repeats, last) - 1, 0))
        offsets = [0, *between, *([last] if repeats else [])]
        kept.append((len(offsets) - 1, last, age))
        days = [f"{end - timedelta(days=age - offset)}T12:00:00Z" for offset in offsets]
        events.append(joined(f"u{place}", days[0], f"c{place}"))
        events += [
            payment(f"p{place}-{number}", 1000 + 10 * number + place % 7, at=day, userId=f"c{place}")
            for number, day in enumerate(days)
        ]
    for first in range(0, len(events), 400):
        accepted, _, rejected = send(client_api, events[first : first + 400], **{"import": True})
        assert (accepted, rejected) == (len(events[first : first + 400]), [])
    repeats_, last_, age_ = zip(*kept, strict=True)
    weeks = Histories.of(repeats_, last_, age_).in_units_of(7)
    expected = bg_nbd.fit(weeks)
    assert expected.model is not None

    # All of them came within twelve weeks, and were observed for 27 to 39.
    days = f"from={end - timedelta(days=273)}&to={end - timedelta(days=188)}"
    question = f"{days}&observedTo={end}&horizonMonths=9&top=3"
    found = said(admin_api, VALUES, question)
    predicted = found["predicted"]["GBP"]
    assert predicted["frequency"]["status"] == "ok"
    assert predicted["frequency"]["parameters"] == pytest.approx(
        {name: getattr(expected.model, name) for name in ("r", "alpha", "a", "b")}, rel=1e-6
    )
    assert predicted["frequency"]["logLikelihood"] == pytest.approx(expected.log_likelihood)
    ahead = 9 * 365.25 / 12 / 7
    assert predicted["expected"]["purchases"] == pytest.approx(
        float(expected.model.expected(weeks, ahead).sum()), abs=1e-4
    )
    assert predicted["expected"]["clients"] == len(kept)
    assert sum(cohort["expected"]["purchases"] for cohort in predicted["cohorts"]) == pytest.approx(
        predicted["expected"]["purchases"], abs=1e-4
    )
    assert predicted["value"]["status"] in {"ok", "at_edge"}
    values = [client["value"] for client in predicted["top"]]
    assert values == sorted(values, reverse=True)
    assert values[0] > 0
    discounted = said(admin_api, VALUES, f"{question}&discountRate=0.2")["predicted"]["GBP"]
    less, more = discounted["expected"], predicted["expected"]
    assert less["purchases"] == more["purchases"]
    assert 0.87 < less["value"] / more["value"] < 1


@pytest.mark.usefixtures("march")
def test_tables_state_how_many_rows_they_have(admin_api: Call) -> None:
    """And hold them, beside what the JSON says of all."""
    for route, query, rows in (
        (FUNNEL, f"{MARCH}&by=channel&granularity=month", 4 + 3 * 4 + 4),
        (RATES, MARCH, 7),
        (VALUES, MARCH, 1),
        (VALUES, f"{MARCH}&table=clients", 0),
    ):
        answer = asked(admin_api, route, f"{query}&format=csv")
        assert answer.status == 200
        read = list(csv.DictReader(io.StringIO(answer.body, newline="")))
        assert (answer.headers["x-row-count"], len(read)) == (str(rows), rows)
        assert answer.headers["x-time-zone"] == "Europe/London"


@pytest.mark.usefixtures("march")
def test_a_channel_told_apart_now_is_told_apart_before(admin_api: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though it was among the smallest then: it is not said to have had nobody."""
    monkeypatch.setattr("sextant.usecases.funnel.MOST_GROUPS", 1)
    found = said(admin_api, FUNNEL, f"{SIXTH_TO_NINTH}&by=channel&compare=previous")
    entrants = {group["name"]: group["figures"]["entrants"] for group in found["groups"]}
    assert {name: (each["value"], each["previous"]) for name, each in entrants.items()} == {
        "friend": (1, 1),
        "OTHER": (0, 2),
    }


def cells(*figures: object) -> list[str]:
    """Figures as a table has them."""
    return ["" if figure is None else str(figure) for figure in figures]


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize("compare", ["", "&compare=previous"])
def test_tables_tell_of_the_period_before(admin_api: Call, compare: str) -> None:
    """In columns of their own, as the JSON has it; they are empty if it was not asked for."""
    query = f"{SIXTH_TO_NINTH}{compare}"
    counted = ("entrants", "mature", "immature")
    measured = (
        "users", "stepRate", "overallRate", "matureUsers", "matureStepRate", "matureOverallRate", "medianLag",
    )  # fmt: skip
    total = said(admin_api, FUNNEL, query)["total"]
    funnel = [
        cells(*(total[name]["previous"] for name in counted), *(step[name]["previous"] for name in measured))
        for step in total["steps"]
    ]
    assert before(admin_api, FUNNEL, query, (*counted, *measured[:-1], "medianLagMilliseconds")) == funnel
    assert funnel[0][0] == ("3" if compare else "")

    of_role, of_action = ("registered", "mature", "immature"), ("users", "matureUsers", "rate")
    rates = [
        cells(*(role[name]["previous"] for name in of_role), *(rate[name]["previous"] for name in of_action))
        for role in said(admin_api, RATES, query)["roles"]
        for rate in role["rates"]
    ]
    assert before(admin_api, RATES, query, (*of_role, *of_action)) == rates
    assert rates[0][0] == ("3" if compare else "")


def before(admin_api: Call, route: str, query: str, names: tuple[str, ...]) -> list[list[str]]:
    """What each row of a table says of the period before, by the names of the figures of this one."""
    answer = asked(admin_api, route, f"{query}&format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.body, newline="")))
    assert answer.headers["x-row-count"] == str(len(rows))
    return [[row[f"previous{name[0].upper()}{name[1:]}"] for name in names] for row in rows]


@pytest.mark.usefixtures("march")
def test_an_answer_is_kept_for_five_minutes_and_says_as_of_when(admin_api: Call, client_api: Call) -> None:
    """The second is the first, whatever came meanwhile; who holds it is told so."""
    forget_connection()
    first = admin_api("GET", f"{FUNNEL}?{MARCH}", caller=ADMIN)
    send(client_api, [joined("u9", "2026-03-09T10:00:00Z", "zoe")], **{"import": True})
    second = admin_api("GET", f"{FUNNEL}?{MARCH}", caller=ADMIN)
    assert second.body == first.body
    assert 290 <= int(first.headers["cache-control"].removeprefix("private, max-age=")) <= 300
    held = admin_api("GET", f"{FUNNEL}?{MARCH}", caller=ADMIN, headers={"if-none-match": first.headers["etag"]})
    assert held.status == 304


REFUSED = [
    *((f"{route}?from=2026-03-31&to=2026-03-01", "from") for route in (FUNNEL, RATES, VALUES)),
    *((f"{route}?from=2024-01-01&to=2026-03-01", "to") for route in (FUNNEL, RATES, VALUES)),
    *((f"{route}?from=2999-01-01", "from") for route in (FUNNEL, RATES, VALUES)),
    *((f"{route}?timeZone=Mars/Olympus", "timeZone") for route in (FUNNEL, RATES, VALUES)),
    (f"{FUNNEL}?windowDays=0", "windowDays"),
    (f"{FUNNEL}?stepWindowDays=401", "stepWindowDays"),
    (f"{FUNNEL}?by=shoe", "by"),
    (f"{RATES}?windowDays=x", "windowDays"),
    (f"{VALUES}?currency=pounds", "currency"),
    (f"{VALUES}?to=0001-01-01", "from"),
    (f"{VALUES}?horizonMonths=61", "horizonMonths"),
    (f"{VALUES}?discountRate=-1", "discountRate"),
    (f"{VALUES}?observedTo=2999-01-01", "observedTo"),
    (f"{VALUES}?top=501", "top"),
]


def test_a_question_without_an_answer_is_refused(admin_api: Call) -> None:
    """By the names of the parameters that are wrong; reversed, too long, in the future, unknown, out of bounds."""
    answers = [(url, field, admin_api("GET", url, caller=ADMIN)) for url, field in REFUSED]
    assert [url for url, field, answer in answers if answer.status != 422] == []
    assert [
        url for url, field, answer in answers if field not in {error["field"] for error in answer.json["errors"]}
    ] == []


def test_without_anybody_there_are_zeros_and_nulls(admin_api: Call) -> None:
    """Empty tables answer too; and only admins are answered."""
    assert steps(said(admin_api, FUNNEL, MARCH)["total"]) == [0, 0, 0, 0]
    rates = said(admin_api, RATES, MARCH)["roles"][0]["rates"]
    assert [(each["rate"]["value"], each["rateInterval"]) for each in rates] == [(None, None)] * 4
    assert said(admin_api, VALUES, f"{MARCH}&currency=GBP")["predicted"]["GBP"]["frequency"]["status"] == "no_customers"
    assert {admin_api("GET", route, caller=CLIENT).status for route in (FUNNEL, RATES, VALUES)} == {403}
