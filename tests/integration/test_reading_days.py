"""What it takes to read figures: bounded by the number of days, whatever happened on them."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sextant.domain.buckets import Bucket
from sextant.domain.ca_tallies import CaTally
from sextant.domain.days import Period
from sextant.domain.money import MoneyFlow
from sextant.domain.rollups import Tally
from sextant.store import ca_days, days, epochs
from sextant.store.base import connection, forget_connection
from sextant.store.days import DayTally
from tests.integration.conftest import ADMIN, Call

YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
MOST_BESIDE_DAYS = 8
DAY_MS = 24 * 60 * 60_000
ROUTES = ("dashboard", "revenue", "revenue-by-service", "uniques", "retention")


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """How many requests DynamoDB gets, by operation."""
    forget_connection()
    client = connection().client
    requests: Counter[str] = Counter()

    def count(event_name: str, **_event: object) -> None:
        requests[event_name.rpartition(".")[2]] += 1

    client.meta.events.register("before-call.dynamodb", count)
    yield requests
    client.meta.events.unregister("before-call.dynamodb", count)


def a_year(users: int, events: int) -> None:
    """Each day of 2025, and those around it, stored with so many users and events."""
    epoch = epochs.begun(ZoneInfo("Europe/London"))
    everybody = frozenset(range(users))
    for day in Period(YEAR.first - timedelta(days=30), YEAR.last + timedelta(days=7)):
        tally = Tally(
            events={"payment_completed": events},
            registered={"CLIENT": frozenset({day.toordinal()})},
            money={"GBP": MoneyFlow(payments=events, gross=events * 100)},
            services={"VISA": {"GBP": MoneyFlow(payments=events, gross=events * 100)}},
            active=everybody,
            paying=everybody,
        )
        days.put(day, epoch, DayTally(tally, watermark=0, complete=True), based_on=None)


def test_a_year_of_a_million_events_a_day_is_read_in_a_few_requests(admin_api: Call) -> None:
    """The days of the business's zone are one query; the rest is the same for any period."""
    a_year(users=300, events=1_000_000)
    for route in ROUTES:
        assert requests_of(admin_api, route, f"from={YEAR.first}&to={YEAR.last}") <= MOST_BESIDE_DAYS


def test_in_another_zone_it_is_a_request_for_each_date(admin_api: Call) -> None:
    """A day there lies on two dates of UTC, and the next day shares one of them."""
    for route in ROUTES[1:4]:
        query = "from=2025-03-01&to=2025-03-31&timeZone=Asia/Kolkata"
        assert requests_of(admin_api, route, query) <= 32 + MOST_BESIDE_DAYS


def test_a_year_of_cas_is_read_in_a_few_requests_in_any_zone(admin_api: Call) -> None:
    """Each UTC date is an item that holds all its CAs, and a range of dates is one query."""
    first = Bucket.starting(datetime(2025, 1, 1, tzinfo=UTC))
    for number, day in enumerate(YEAR):
        noon = first.start_ms + number * DAY_MS + DAY_MS // 2
        slots = CaTally(available=((noon, noon + 1_000),), booked=((noon, noon + 500),))
        ca_days.put(day, {first + number * 96: {f"ca-{ca}": slots for ca in range(20)}}, based_on=None)
    for route in ("ca-utilization", "cas", "cas/ca-1"):
        query = f"from={YEAR.first}&to={YEAR.last}&timeZone=Asia/Kolkata"
        assert requests_of(admin_api, route, query) <= MOST_BESIDE_DAYS


def requests_of(admin_api: Call, route: str, query: str) -> int:
    """How much DynamoDB is asked for one answer, not from memory."""
    with counted() as requests:
        answer = admin_api("GET", f"/api/admin/analytics/{route}?{query}", caller=ADMIN)
    assert answer.status == 200, answer.body
    return requests.total()
