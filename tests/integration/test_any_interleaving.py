"""Duplicates, retries, late events, throttling and ticks in any order end at the numbers of a plain count."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import asdict, fields, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sextant.domain.ca_tallies import CaTally, added_by_ca
from sextant.domain.days import Period
from sextant.domain.money import added_by_currency
from sextant.domain.rollups import merged
from sextant.store import ca_days
from sextant.usecases.days import tallies_of
from sextant.usecases.deadlines import Deadline
from sextant.usecases.side_by_side import SideBySide
from tests.integration import plain_counts
from tests.integration.analytics import dashboard, ministack, ministack_tables, tables, throttled, tick
from tests.integration.conftest import SERVER_KEY, Call

__all__ = ["ministack", "ministack_tables", "tables"]

BEGIN = datetime(2000, 2, 1, tzinfo=UTC)
APART = timedelta(days=7)  # so that the days of one example are nobody else's
WORLDS = count()
Sent = dict[str, Any]

people = st.sampled_from([{"userId": "maya"}, {"userId": "omar"}, {"userId": "zoe"}, {"anonymousId": "guest"}])
minutes = st.sampled_from([0, 1, 14, 15, 700, 1439, 1440, 1500])
statuses = st.sampled_from(["OPEN", "DONE"])
cas = st.sampled_from(["carla", "cem"])
Kind = tuple[str, dict[str, Any]]


def kind(name: str, **properties: st.SearchStrategy[Any]) -> st.SearchStrategy[Kind]:
    """An event of a name; what is drawn as None is left out."""
    return st.fixed_dictionaries(properties).map(
        lambda drawn: (name, {field: value for field, value in drawn.items() if value is not None})
    )


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """That, or nothing."""
    return st.none() | strategy


# Each payment has one currency, and more than ever goes back of it, so that no order makes a refund wrong.
CURRENCIES = {"p0": "GBP", "p1": "GBP", "p2": "INR"}
payments = st.sampled_from(sorted(CURRENCIES))
moments = st.sampled_from([0, 60, 1000, 1430])  # minutes at which slots begin
lengths = st.sampled_from([1, 90, 1440])


def with_currency(told: Kind) -> Kind:
    """A payment or refund with the currency of the payment that it names."""
    name, properties = told
    return name, {**properties, "currency": CURRENCIES.get(properties.get("paymentId", ""), "GBP")}


def with_slot(told: Kind) -> Kind:
    """An event with the slot, in minutes, that it was drawn with, if it was."""
    name, properties = told
    start, length = properties.pop("from", None), properties.pop("length", None)
    return name, properties if start is None else {**properties, "start": start, "end": start + length}


kinds = st.one_of(
    kind("user_registered", role=st.sampled_from(["CLIENT", "CA"])),
    kind(
        "payment_completed",
        paymentId=payments,
        amountMinor=st.integers(2000, 3000),
        feeMinor=maybe(st.integers(0, 200)),
        serviceType=maybe(st.sampled_from(["tax", "visa"])),
        caId=maybe(cas),
    ).map(with_currency),
    kind("payment_refunded", paymentId=maybe(payments), amountMinor=st.integers(1, 100)).map(with_currency),
    kind("request_created", requestId=st.sampled_from(["q0", "q1"]), caId=maybe(cas)),
    kind("request_status_changed", requestId=st.sampled_from(["q0", "q1"]), status=statuses, caId=maybe(cas)),
    kind("review_created", reviewId=st.just("r"), rating=st.integers(1, 5), caId=maybe(cas)),
    kind("availability_published", caId=cas, **{"from": moments, "length": lengths}).map(with_slot),
    kind(
        "booking_created", bookingId=st.sampled_from(["b0", "b1"]), caId=cas, **{"from": moments, "length": lengths}
    ).map(with_slot),
    st.sampled_from(["booking_completed", "booking_cancelled"]).flatmap(
        lambda name: kind(
            name, bookingId=st.sampled_from(["b0", "b1"]), caId=cas, **{"from": maybe(moments), "length": lengths}
        ).map(with_slot)
    ),
    kind("page_viewed"),
)
happenings = st.lists(
    st.tuples(people, minutes, kinds).filter(lambda each: "userId" in each[0] or each[2][0] != "user_registered"),
    min_size=1,
    max_size=10,
)
# Each step sends these places of the list, throttled after so many writes or not, and is followed by a tick or not.
steps = st.lists(
    st.tuples(
        st.lists(st.integers(0, 9), min_size=1, max_size=6), st.sampled_from([None, None, 0, 1, 2]), st.booleans()
    ),
    max_size=5,
)


NAMED_APART = ("paymentId", "requestId", "bookingId", "caId")
SLOTS = ("start", "end")


def sent_of(world: int, happened: list[tuple[dict[str, str], int, Kind]]) -> list[Sent]:
    """What happened, in a time and with users, payments, requests, bookings and CAs of this world's own."""
    begin = BEGIN + world * APART

    def property_of(field: str, value: Any) -> Any:  # noqa: ANN401 - whatever was drawn
        if field in SLOTS:
            return (begin + timedelta(minutes=value)).isoformat()
        return f"{value}-{world}" if field in NAMED_APART else value

    return [
        {
            "eventId": f"e{place}",
            "name": name,
            **{field: f"{who}-{world}" for field, who in person.items()},
            "timestamp": (begin + timedelta(minutes=minute)).isoformat(),
            "properties": {field: property_of(field, value) for field, value in properties.items()},
        }
        for place, (person, minute, (name, properties)) in enumerate(happened)
    ]


def track(client_api: Call, events: list[Sent]) -> None:
    """Send events, which may be refused as a whole while DynamoDB is busy."""
    answer = client_api("POST", "/api/analytics/track", body={"events": events, "import": True}, caller=SERVER_KEY)
    assert answer.status in {202, 503}, answer.body


def counted(events: list[Sent]) -> dict[str, Any]:
    """The figures, counted plainly."""
    named = [event for event in events if "userId" in event]
    first: dict[str, tuple[str, str, str]] = {}
    for event in named:
        if event["name"] == "user_registered":
            report = (event["timestamp"], event["eventId"], event["properties"]["role"])
            first[event["userId"]] = min(first.get(event["userId"], report), report)
    active = {event["userId"] for event in named if event["name"] != "payment_refunded"}
    roles = [first[user][2] if user in first else "UNKNOWN" for user in active]
    return {
        "new": {
            role: [each[2] for each in first.values()].count(role) for role in {each[2] for each in first.values()}
        },
        "active": {role: roles.count(role) for role in set(roles)},
        "requests": sum(event["name"] == "request_created" for event in events),
        "paying": len({event["userId"] for event in named if event["name"] == "payment_completed"}),
        "money": {currency: flow for currency in ("GBP", "INR") if any(flow := money_of(events, currency))},
    }


def money_of(events: list[Sent], currency: str) -> tuple[int, int, int, int]:
    """Payments, gross, refunds and refunded of one currency."""
    amounts = {
        name: [
            event["properties"]["amountMinor"]
            for event in events
            if event["name"] == name and event["properties"]["currency"] == currency
        ]
        for name in ("payment_completed", "payment_refunded")
    }
    paid, back = amounts.values()
    return len(paid), sum(paid), len(back), sum(back)


def shown(said: dict[str, Any]) -> dict[str, Any]:
    """The same figures as the dashboard says them."""
    flows = said["revenue"]["byCurrency"]
    return {
        "new": {role: metric["value"] for role, metric in said["users"]["newByRole"].items()},
        "active": {role: metric["value"] for role, metric in said["users"]["activeByRole"].items()},
        "requests": said["requests"]["created"]["value"],
        "paying": said["revenue"]["payingCustomers"]["value"],
        "money": {
            currency: tuple(flow[name]["value"] for name in ("payments", "gross", "refunds", "refunded"))
            for currency, flow in flows.items()
        },
    }


def days_of(world: int) -> Iterator[str]:
    """The period of a world, and the same asked for in another zone."""
    first = (BEGIN + world * APART).date() - timedelta(days=1)
    period = f"from={first}&to={first + timedelta(days=4)}"
    return iter((period, f"{period}&timeZone=Asia/Kathmandu"))


def figures_by_day(world: int, zone: ZoneInfo) -> dict[str, Any]:
    """What the days of a world say of money, requests and first payments, in any zone."""
    first = (BEGIN + world * APART).date() - timedelta(days=1)
    with ThreadPoolExecutor() as pool:
        work = SideBySide(pool, Deadline.in_seconds(60))
        tallies = tallies_of(Period(first, first + timedelta(days=4)), zone, work)
    flows = {(day, currency): flow for day, tally in tallies.items() for currency, flow in tally.money.items()}
    total = merged(tallies.values())
    services = added_by_currency(total.services.values())
    return {
        "money": {key: {name: value for name, value in asdict(flow).items() if value} for key, flow in flows.items()},
        "reached": dict(total.requests_reached),
        "first": len(total.first_paying),
        # Every service together is everything, but for refunds by their own date, which no service has.
        "services": {
            currency: replace(services[currency], refunds=flow.refunds, refunded=flow.refunded) == flow
            for currency, flow in total.money.items()
            if currency in services
        },
    }


def of_cas(world: int) -> dict[str, Any]:
    """What the days of a world say of each CA; figures that are zero are left out."""
    first = (BEGIN + world * APART).date()
    read = ca_days.within(first - timedelta(days=1), first + timedelta(days=4))
    found = added_by_ca(cas for buckets in read.values() for cas in buckets.values())
    return {
        ca: {
            name: list(figure) if isinstance(figure, tuple) else figure
            for name, figure in {**fields_of(tally), "money": flows_of(tally)}.items()
            if figure
        }
        for ca, tally in found.items()
        if tally != CaTally()
    }


def fields_of(tally: CaTally) -> dict[str, Any]:
    """All figures of a CA."""
    return {field.name: getattr(tally, field.name) for field in fields(tally)}


def flows_of(tally: CaTally) -> dict[str, tuple[int, int, int]]:
    """The money of a CA, as it is counted plainly."""
    return {currency: (flow.payments, flow.gross, flow.returned) for currency, flow in tally.money.items()}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(happened=happenings, course=steps)
@example(  # two refunds before their payment, on a day of its own, and one without a payment
    happened=[
        ({"userId": "maya"}, 1440, ("payment_refunded", {"paymentId": "p0", "amountMinor": 7, "currency": "GBP"})),
        ({"anonymousId": "guest"}, 700, ("payment_refunded", {"amountMinor": 5, "currency": "GBP"})),
        ({"userId": "omar"}, 1500, ("payment_refunded", {"paymentId": "p0", "amountMinor": 3, "currency": "GBP"})),
        (
            {"userId": "maya"},
            0,
            (
                "payment_completed",
                {"paymentId": "p0", "amountMinor": 2000, "currency": "GBP", "serviceType": "tax", "caId": "carla"},
            ),
        ),
    ],
    course=[([0], None, True), ([2], None, True), ([3], 1, True)],
)
@example(  # a booking that moves to another day and another CA, and is used, before it was made
    happened=[
        ({"userId": "maya"}, 15, ("booking_created", {"bookingId": "b0", "caId": "cem", "start": 0, "end": 90})),
        ({"userId": "maya"}, 0, ("booking_created", {"bookingId": "b0", "caId": "carla", "start": 1430, "end": 1520})),
        ({"userId": "maya"}, 700, ("booking_completed", {"bookingId": "b0", "caId": "carla"})),
    ],
    course=[([2], None, True), ([1], None, True)],
)
@example(  # a registration that turns out to be the earlier one, and of another role, once the later is counted
    happened=[
        ({"userId": "maya"}, 15, ("user_registered", {"role": "CA"})),
        ({"userId": "maya"}, 0, ("user_registered", {"role": "CLIENT"})),
    ],
    course=[([0], None, True)],
)
def test_any_course_of_events_ends_at_a_plain_count(
    client_api: Call, admin_api: Call, happened: list[Any], course: list[tuple[list[int], int | None, bool]]
) -> None:
    """In the business's zone and in another; what was throttled is sent again at the end, with everything else."""
    world = next(WORLDS)
    events = sent_of(world, happened)
    for places, busy_after, followed_by_tick in course:
        with nullcontext() if busy_after is None else throttled("*", after=busy_after):
            track(client_api, [events[place % len(events)] for place in places])
        if followed_by_tick:
            tick()
    track(client_api, [*reversed(events), events[0]])
    while tick()["pending"]:
        pass
    for query in days_of(world):
        assert shown(dashboard(admin_api, query)) == counted(events)
    for zone in (ZoneInfo("Europe/London"), ZoneInfo("Asia/Kathmandu")):
        found = figures_by_day(world, zone)
        assert found["money"] == plain_counts.money_by_day(events, zone)
        assert found["reached"] == plain_counts.reached(events)
        assert found["first"] == len(plain_counts.first_payers(events))
        assert all(found["services"].values())
    plain = {ca: plain_counts.of_ca(events, ca) for ca in (f"carla-{world}", f"cem-{world}")}
    assert of_cas(world) == {ca: figures for ca, figures in plain.items() if figures}
