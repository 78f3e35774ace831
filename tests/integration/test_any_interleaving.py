"""Duplicates, retries, late events, throttling and ticks in any order end at the numbers of a plain count."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.integration.analytics import dashboard, ministack, ministack_tables, tables, throttled, tick
from tests.integration.conftest import SERVER_KEY, Call

__all__ = ["ministack", "ministack_tables", "tables"]

BEGIN = datetime(2000, 2, 1, tzinfo=UTC)
APART = timedelta(days=7)  # so that the days of one example are nobody else's
WORLDS = count()
Sent = dict[str, Any]

people = st.sampled_from([{"userId": "maya"}, {"userId": "omar"}, {"userId": "zoe"}, {"anonymousId": "guest"}])
minutes = st.sampled_from([0, 1, 14, 15, 700, 1439, 1440, 1500])
money = st.builds(
    lambda amount, currency: {"amountMinor": amount, "currency": currency},
    st.integers(1, 500),
    st.sampled_from(["GBP", "INR"]),
)
kinds = st.one_of(
    st.tuples(st.just("user_registered"), st.sampled_from(["CLIENT", "CA"]).map(lambda role: {"role": role})),
    st.tuples(st.just("payment_completed"), money.map(lambda paid: {"paymentId": "p", **paid})),
    st.tuples(st.just("payment_refunded"), money),
    st.tuples(st.just("request_created"), st.just({"requestId": "q"})),
    st.tuples(st.just("page_viewed"), st.just({})),
)
happenings = st.lists(
    st.tuples(people, minutes, kinds).filter(lambda each: "userId" in each[0] or each[2][0] != "user_registered"),
    min_size=1,
    max_size=8,
)
# Each step sends these places of the list, throttled after so many writes or not, and is followed by a tick or not.
steps = st.lists(
    st.tuples(
        st.lists(st.integers(0, 7), min_size=1, max_size=6), st.sampled_from([None, None, 0, 1, 2]), st.booleans()
    ),
    max_size=5,
)


def told(world: int, happened: list[tuple[dict[str, str], int, tuple[str, dict[str, Any]]]]) -> list[Sent]:
    """What happened, in a time and with users of this world's own."""
    return [
        {
            "eventId": f"e{place}",
            "name": name,
            **{field: f"{who}-{world}" for field, who in person.items()},
            "timestamp": (BEGIN + world * APART + timedelta(minutes=minute)).isoformat(),
            "properties": properties,
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


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(happened=happenings, course=steps)
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
    events = told(world, happened)
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
