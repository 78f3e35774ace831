"""What it takes to read figures: bounded by the number of days, whatever happened on them."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sextant.domain.days import Period
from sextant.domain.money import MoneyFlow
from sextant.domain.rollups import Tally
from sextant.store import days, epochs
from sextant.store.base import connection, forget_connection
from sextant.store.days import DayTally
from tests.integration.conftest import ADMIN, Call

YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
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


def a_year(users: int, version: int | None) -> None:
    """Each day of 2025, and those around it, stored with so many users and payments over that version of it."""
    epoch = epochs.begun(ZoneInfo("Europe/London"))
    everybody = frozenset(range(users))
    for day in Period(YEAR.first - timedelta(days=30), YEAR.last + timedelta(days=7)):
        tally = Tally(
            events={"payment_completed": users},
            registered={"CLIENT": frozenset({day.toordinal()})},
            money={"GBP": MoneyFlow(payments=users, gross=users * 100)},
            services={"VISA": {"GBP": MoneyFlow(payments=users, gross=users * 100)}},
            active=everybody,
            paying=everybody,
        )
        days.put(day, epoch, DayTally(tally, watermark=0, complete=True), based_on=version)


def test_a_year_takes_as_many_requests_however_much_happened(admin_api: Call) -> None:
    """Five thousand users a day or one: the days are one query, whose pages hold a megabyte each."""
    taken: dict[int, dict[str, Counter[str]]] = {}
    for users, version in ((1, None), (5_000, 1)):
        a_year(users, version)
        taken[users] = {route: requests_of(admin_api, route) for route in ROUTES}
    assert taken[1] == taken[5_000]
    assert max(requests.total() for requests in taken[1].values()) <= 8


def requests_of(admin_api: Call, route: str) -> Counter[str]:
    """What DynamoDB is asked to answer a route over the year, not from memory."""
    with counted() as requests:
        answer = admin_api("GET", f"/api/admin/analytics/{route}?from={YEAR.first}&to={YEAR.last}", caller=ADMIN)
    assert answer.status == 200, answer.body
    return requests
