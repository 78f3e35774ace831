"""Roll-ups, days and dates of CAs that are larger than DynamoDB's items, on moto and on MiniStack."""

import random
import string
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from pyroaring import BitMap

from sextant.domain.buckets import Bucket
from sextant.domain.ca_tallies import CaTally
from sextant.domain.days import Period
from sextant.domain.errors import UnavailableError
from sextant.domain.linked_anonymity import Anonymity
from sextant.domain.money import MoneyFlow
from sextant.domain.rollups import Rollup, Tally
from sextant.store import ca_days, days, epochs, named_cas, rollups, user_sets
from sextant.store.base import TableModel, connection
from sextant.store.ca_days import CaDayItem
from sextant.store.days import DayTally
from sextant.store.epochs import Epoch
from sextant.store.faults import ItemTooLargeError
from sextant.store.long_items import PartItem, fitting
from sextant.store.rollups import RollupItem
from sextant.store.transactions import commit
from tests.integration.ministack import any_tables, ministack, ministack_tables

__all__ = ["any_tables", "ministack", "ministack_tables"]

DAY, LONDON = date(2026, 1, 17), ZoneInfo("Europe/London")
BUCKET = Bucket.named("2026-01-17T10:15")
SMALL = Tally(events={"payment_completed": 1}, active=BitMap([3]), paying=BitMap())
DRAWN = random.Random(1)  # noqa: S311 - draws names and numbers, keeps no secret

pytestmark = pytest.mark.usefixtures("tables")


@pytest.fixture
def tables(any_tables: dict[str, type[TableModel]]) -> dict[str, type[TableModel]]:
    """All tables, empty: once in moto, once on MiniStack."""
    return any_tables


def drawn_name() -> str:
    """A name of 100 characters that nothing can shorten."""
    return "".join(DRAWN.choices(string.ascii_letters + string.digits, k=100))


def busy(service_types: int, users: int = 3, name: Callable[[], str] = drawn_name) -> Tally:
    """The tally of so many service types and users, of which every other one is active."""
    services = {name(): {"GBP": MoneyFlow(1, DRAWN.randrange(10**6))} for _ in range(service_types)}
    return Tally(services=services, active=BitMap(range(0, users * 2, 2)), paying=BitMap([0]))


def at_work(first: int) -> CaTally:
    """A CA who offers a day and has three bookings, a payment and a review."""
    starts = [first + hour * 3_600_000 for hour in (9, 11, 14)]
    return CaTally(
        money={"GBP": MoneyFlow(1, DRAWN.randrange(20, 400) * 100)},
        ratings=1,
        rating_sum=DRAWN.randrange(1, 6),
        completed=3,
        available=((first + 8 * 3_600_000, first + 17 * 3_600_000),),
        booked=tuple((start, start + DRAWN.choice([30, 45, 60]) * 60_000) for start in starts),
    )


def cas(count: int) -> dict[str, CaTally]:
    """What happened to so many CAs, whose ids are drawn."""
    return {str(uuid.UUID(int=DRAWN.getrandbits(128))): at_work(BUCKET.start_ms) for _ in range(count)}


def put(tally: Tally, based_on: int | None, of_cas: dict[str, CaTally] | None = None) -> bool:
    """Store a roll-up."""
    return rollups.put(BUCKET, Rollup(tally, of_cas or {}), shards={0}, computed_at=1, based_on=based_on)


def stored_parts(of: str) -> int:
    """How many parts there are of a partition's items."""
    return len(list(PartItem.query(f"parts#{of}", consistent_read=True)))


@contextmanager
def before_parts_are_read(act: Callable[[], object], *, always: bool = False) -> Iterator[None]:
    """Something else happens once an item was read, and before its parts are."""
    events = connection().client.meta.events
    name = "before-send.dynamodb.Query"
    acting: list[bool] = []

    def handler(request: object, **_event: object) -> None:
        if acting or b"parts#" not in request.body:  # type: ignore[attr-defined] # botocore's prepared request
            return
        acting.append(True)
        act()
        if always:
            acting.clear()

    events.register_first(name, handler)
    try:
        yield
    finally:
        events.unregister(name, handler)


def test_a_quarter_and_a_day_hold_thousands_of_service_types() -> None:
    """10,000 names of which nothing can be left out, and as many words that repeat, each exactly as it was counted."""
    words = ("tax", "audit", "payroll", "advice", "company", "annual", "accounts", "review")
    numbers = iter(range(10_000))
    worded = busy(10_000, name=lambda: " ".join([*DRAWN.choices(words, k=6), str(next(numbers))]))
    epoch = epochs.begun(LONDON)
    for based_on, tally in ((None, worded), (1, busy(10_000))):
        assert put(tally, based_on)
        assert rollups.of_date(DAY)[BUCKET].rollup.tally == tally
        assert days.put(DAY, epoch, DayTally(tally, watermark=0, complete=True), based_on=based_on)
        assert days.within(Period(DAY, DAY), LONDON)[DAY].tally == tally
    assert stored_parts("rollup#2026-01-17") > 1


def test_a_quarter_and_a_date_hold_20000_cas() -> None:
    """All of whom have work on it, under ids that share nothing."""
    everybody = cas(20_000)
    assert put(SMALL, None, everybody)
    stored = rollups.of_bucket(BUCKET)
    assert stored
    assert stored.rollup.cas == everybody
    assert ca_days.put(DAY, {BUCKET: everybody}, based_on=None)
    assert ca_days.within(DAY, DAY) == {DAY: {BUCKET: everybody}}
    assert stored_parts("cas") > 0


def test_only_what_was_based_on_the_newest_is_taken_whatever_has_parts() -> None:
    """Small over large, large over small, and large over large; parts that are too many go with what they were of."""
    many, more = busy(5_000), busy(12_000)
    assert put(SMALL, None)
    assert not put(many, None)
    assert put(many, 1)
    assert not put(SMALL, 1)
    assert put(more, 2)
    assert not put(many, 2)
    parts = stored_parts("rollup#2026-01-17")
    assert put(many, 3)
    assert 0 < stored_parts("rollup#2026-01-17") < parts
    assert put(SMALL, 4)
    assert stored_parts("rollup#2026-01-17") == 0
    stored = rollups.of_bucket(BUCKET)
    assert stored
    assert (stored.rollup.tally, stored.version) == (SMALL, 5)


def test_large_days_are_written_together_with_something_else_or_not_at_all() -> None:
    """As a closed day is with its restatement."""
    epoch = epochs.begun(LONDON)
    many, beside = busy(6_000), RollupItem("beside", "it", shards={0}, computed_at=1)
    assert days.put(DAY, epoch, DayTally(many, watermark=0, complete=True), based_on=None)
    small = DayTally(SMALL, watermark=1, complete=True)
    assert not days.put(DAY, epoch, small, based_on=None, together=lambda each: each.save(beside))
    assert stored_parts("daily#1#Europe/London") > 0
    assert days.put(DAY, epoch, small, based_on=1, together=lambda each: each.save(beside))
    assert stored_parts("daily#1#Europe/London") == 0
    assert days.within(Period(DAY, DAY), LONDON) == {DAY: small}
    assert RollupItem.get("beside", "it").version == 1


def test_who_reads_while_somebody_writes_gets_the_one_or_the_other() -> None:
    """Never a mix of both; and where somebody always writes, is asked to come again."""
    first, second = busy(5_000), busy(5_000)
    assert put(first, None)
    with before_parts_are_read(lambda: put(second, 1)):
        assert rollups.of_date(DAY)[BUCKET].rollup.tally == second
    with before_parts_are_read(lambda: put(SMALL, 2)):
        assert rollups.of_date(DAY)[BUCKET].rollup.tally == SMALL
    versions = iter(range(3, 20))
    assert put(first, next(versions))
    with (
        before_parts_are_read(lambda: put(first, next(versions)), always=True),
        pytest.raises(UnavailableError, match="again"),
    ):
        rollups.of_date(DAY)


def test_sets_of_users_are_no_larger_problem() -> None:
    """Millions of scattered users fit too, and one is taken out of what has parts."""
    scattered = Tally(active=BitMap(range(0, 6_000_000, 3)), paying=BitMap(range(0, 3_000_000, 2)))
    assert put(scattered, None)
    assert stored_parts("rollup#2026-01-17") > 0
    found = fitting(user_sets.without_in_rollups(DAY, 6), 8, lambda item: item)
    assert not commit(*(user_sets.saving(item) for item in found))
    stored = rollups.of_bucket(BUCKET)
    assert stored
    assert stored.rollup.tally.active == scattered.active - BitMap([6])
    assert stored.rollup.tally.paying == scattered.paying - BitMap([6])
    assert list(user_sets.without_in_rollups(DAY, 6)) == []


def test_a_ca_is_renamed_in_what_has_parts() -> None:
    """In the roll-up and in the date, so that no part names them any more."""
    everybody = cas(16_000)
    name = next(iter(everybody))
    who = Anonymity(name, "stand-in")
    assert put(SMALL, None, everybody)
    assert ca_days.put(DAY, {BUCKET: everybody}, based_on=None)
    assert stored_parts("cas") > 0
    assert named_cas.dates_naming(name) == [DAY]
    renamed = [*named_cas.renamed_rollups(DAY, who), named_cas.renamed_day(DAY, who)]
    assert not commit(*(user_sets.saving(item) for item in renamed))
    assert named_cas.dates_naming(name) == []
    assert list(named_cas.renamed_rollups(DAY, who)) == []
    after = ca_days.within(DAY, DAY)[DAY][BUCKET]
    assert after.pop("stand-in") == everybody.pop(name)
    assert after == everybody


def test_a_transaction_takes_as_many_as_fit_and_one_at_least() -> None:
    """What follows is taken by the next."""
    large = [CaDayItem("cas", str(number), tallies=b"x" * 1_000_000) for number in range(4)]
    assert fitting(large, 8, lambda item: item) == large[:2]
    assert fitting([CaDayItem("cas", "0", tallies=b"x" * 9_000_000), *large], 8, lambda item: item)[1:] == []
    assert fitting(large, 1, lambda item: item) == large[:1]
    assert fitting([], 8, lambda item: item) == []


def test_what_was_stored_plain_is_read_still() -> None:
    """As everything was before: counts as JSON, whatever their number, and nothing said of parts."""
    plain = RollupItem("rollup#2026-01-17", "10:15", shards={0}, computed_at=1)
    plain.hold(Tally(active=BitMap([3]), paying=BitMap()))
    services = ",".join(f'"service {number}":{{"GBP":[1,{number}]}}' for number in range(300))
    plain.counts = f'{{"events":{{"payment_completed":300}},"services":{{{services}}}}}'
    plain.save()
    stored = rollups.of_bucket(BUCKET)
    assert stored
    assert stored.rollup.tally.services["service 299"] == {"GBP": MoneyFlow(1, 299)}
    assert put(stored.rollup.tally, stored.version)
    assert rollups.of_date(DAY)[BUCKET].rollup == stored.rollup
    assert RollupItem.get("rollup#2026-01-17", "10:15").counts is None


def test_what_is_too_large_for_a_transaction_is_an_error_of_its_own() -> None:
    """Nothing is stored then; a day as little as a roll-up."""
    tally, epoch = Tally(active=BitMap(range(0, 30_000_000, 3)), paying=BitMap()), Epoch(1, LONDON.key)
    with pytest.raises(ItemTooLargeError, match="parts"):
        put(tally, None)
    for together in (None, lambda _transaction: None):
        with pytest.raises(ItemTooLargeError, match="parts"):
            days.put(DAY, epoch, DayTally(tally, watermark=0, complete=True), based_on=None, together=together)
    assert rollups.of_date(DAY) == {}
