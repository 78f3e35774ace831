"""The stores of events and figures, on moto and on MiniStack from the same code."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from pyroaring import BitMap

from sextant.domain.buckets import Bucket
from sextant.domain.ca_tallies import CaTally
from sextant.domain.days import Period
from sextant.domain.events import CountedEvent, Event, Facts
from sextant.domain.money import MoneyFlow
from sextant.domain.principals import Role
from sextant.domain.profiles import Attribute, Profile, Registration
from sextant.domain.rollups import Rollup, Tally
from sextant.store import ca_days, days, epochs, events, marks, ordinals, profiles, roles, rollups
from sextant.store.base import TableModel, forget_connection
from sextant.store.days import DayItem, DayTally
from sextant.store.epochs import Epoch
from sextant.store.events import EventItem, Shelf
from sextant.store.ingestion import Change, Placed, Refused, store_together
from tests.integration.ministack import any_tables, ministack, ministack_tables

__all__ = ["any_tables", "ministack", "ministack_tables"]

BUCKET = Bucket.named("2026-01-17T10:15")
SHELF = Shelf(BUCKET, 2, received_at=BUCKET.start_ms + 5_000)
PAID = Event(
    event_id="p",
    name="payment_completed",
    at=BUCKET.start_ms,
    user_id="maya",
    facts=Facts(amount_minor=500, currency="GBP"),
)
MAYA = Profile(
    user_id="maya",
    ordinal=3,
    registration=Registration(BUCKET.start_ms, "r", Role.CA, "ads"),
    first_paid_at=BUCKET.start_ms,
    money={"GBP": MoneyFlow(1, 500, 0, 0)},
    attributes={"plan": Attribute(BUCKET.start_ms, "r", "gold"), "seats": Attribute(BUCKET.start_ms, "r", 4, place=3)},
)


CARLA = CaTally(
    money={"GBP": MoneyFlow(1, 500)},
    ratings=2,
    rating_sum=9,
    responses=1,
    response_ms=60_000,
    completed=1,
    available=((BUCKET.start_ms, BUCKET.start_ms + 5), (BUCKET.start_ms + 9, BUCKET.start_ms + 10)),
    booked=((BUCKET.start_ms, BUCKET.start_ms + 5), (BUCKET.start_ms, BUCKET.start_ms + 5)),
)


@pytest.fixture
def tables(any_tables: dict[str, type[TableModel]]) -> dict[str, type[TableModel]]:
    """All tables, empty: once in moto, once on MiniStack."""
    return any_tables


@pytest.mark.usefixtures("tables")
def test_an_event_and_its_profile_are_stored_together_or_not_at_all() -> None:
    """A duplicate or a profile that changed meanwhile stops both, and it is told which it was."""
    assert store_together(Change(events=[Placed(PAID, SHELF)], profile=MAYA, registered=SHELF)) is None
    stored = profiles.read("maya")
    assert stored == profiles.read_many(["maya", "nobody"])["maya"]
    assert stored is not None
    assert (stored.version, stored.registration, stored.money, stored.attributes) == (
        1,
        MAYA.registration,
        MAYA.money,
        MAYA.attributes,
    )
    other = Event(event_id="q", name="page_viewed", at=BUCKET.start_ms, user_id="maya")
    again = [Placed(other, SHELF), Placed(PAID, SHELF)]
    assert store_together(Change(events=again, profile=stored)) == Refused(frozenset({1}), stale=False)
    assert store_together(Change(events=[Placed(other, SHELF)], profile=MAYA)) == Refused(frozenset(), stale=True)
    assert {item.event_id for item in EventItem.query("maya")} == {"p", "#registration"}


@pytest.mark.usefixtures("tables")
def test_what_is_stored_is_read_back_to_be_counted() -> None:
    """From its own partition of the index only."""
    store_together(Change(events=[Placed(PAID, SHELF)], profile=MAYA, registered=SHELF))
    guest = Event(event_id="p", name="page_viewed", at=BUCKET.start_ms, anonymous_id="g")
    assert events.put_once(guest, None, SHELF)
    assert not events.put_once(guest, None, SHELF)
    assert set(events.counted_in(BUCKET, 2)) == {
        CountedEvent("payment_completed", 3, amount_minor=500, currency="GBP", received_at=SHELF.received_at),
        CountedEvent("#registration", 3, role="CA", received_at=SHELF.received_at),
        CountedEvent("page_viewed", received_at=SHELF.received_at),
    }
    assert list(events.counted_in(BUCKET, 1)) == list(events.counted_in(BUCKET + 1, 2)) == []


@pytest.mark.usefixtures("tables")
def test_a_roll_up_is_read_back_as_it_was_stored() -> None:
    """And only the one based on the newest version is taken."""
    tally = Tally(
        events={"payment_completed": 1},
        registered={"CA": BitMap([3, 9])},
        requests_created=4,
        requests_by_status={"OPEN": 1},
        requests_reached={"DONE": 2},
        money={"GBP": MoneyFlow(1, 500, 2, 70, 70)},
        services={"cleaning": {"GBP": MoneyFlow(1, 500, fees=50, fee_gross=500)}},
        active=BitMap([3, 70_000]),
        paying=BitMap([3]),
        first_paying=BitMap([3]),
    )
    rollup = Rollup(tally, {"carla": CARLA}, oldest_arrival=BUCKET.start_ms)
    assert rollups.put(BUCKET, rollup, shards={0, 2}, computed_at=1, based_on=None)
    assert not rollups.put(BUCKET, rollup, shards={0}, computed_at=9, based_on=None)
    stored = rollups.of_date(date(2026, 1, 17))[BUCKET]
    assert (stored.rollup, stored.shards, stored.version) == (rollup, {0, 2}, 1)
    assert rollups.put(BUCKET, rollup, shards={0}, computed_at=2, based_on=1)
    assert not rollups.put(BUCKET, rollup, shards={0}, computed_at=3, based_on=1)


@pytest.mark.usefixtures("tables")
def test_a_day_is_read_back_as_it_was_stored() -> None:
    """In its own zone only, and only the one based on the newest version is taken."""
    day, zone = date(2026, 1, 17), ZoneInfo("Europe/London")
    computed = DayTally(Tally(active=BitMap([1]), paying=BitMap()), watermark=5, complete=True)
    epoch = epochs.begun(zone)
    assert days.version_of(day, epoch) is None
    assert days.put(day, epoch, computed, based_on=None)
    assert not days.put(day, epoch, computed, based_on=None)
    assert days.put(day, epoch, computed, based_on=days.version_of(day, epoch))
    assert days.within(Period(day, day), zone) == {day: computed}
    assert days.within(Period(day, day), ZoneInfo("UTC")) == {}


@pytest.mark.usefixtures("tables")
def test_a_day_of_an_earlier_epoch_is_not_read() -> None:
    """An epoch ends when the zone changes, and changing it back begins another one."""
    day, london, kolkata = date(2026, 1, 17), ZoneInfo("Europe/London"), ZoneInfo("Asia/Kolkata")
    assert epochs.current() is None
    first = epochs.begun(london)
    assert days.put(day, first, DayTally(Tally(), watermark=5, complete=True), based_on=None)
    assert epochs.begun(london) == epochs.current() == first == Epoch(1, "Europe/London")
    assert epochs.begun(kolkata) == epochs.current() == Epoch(2, "Asia/Kolkata")
    assert days.within(Period(day, day), london) == days.within(Period(day, day), kolkata) == {}
    assert epochs.begun(london) == Epoch(3, "Europe/London")
    assert days.within(Period(day, day), london) == {}


@pytest.mark.usefixtures("tables")
def test_a_day_of_another_definition_is_not_read() -> None:
    """What it counted has another meaning now."""
    day, zone = date(2026, 1, 17), ZoneInfo("Europe/London")
    epoch = epochs.begun(zone)
    assert days.put(day, epoch, DayTally(Tally(), watermark=5, complete=True), based_on=None)
    (item,) = DayItem.query(f"daily#1#{zone.key}")
    assert (item.definition_version, item.time_zone, item.watermark, item.complete) == (2, zone.key, 5, True)
    item.update(actions=[DayItem.definition_version.set(0)])
    assert days.within(Period(day, day), zone) == {}


@pytest.mark.usefixtures("tables")
def test_members_of_a_role_are_gathered_from_all_dates() -> None:
    """And only the newest version of a date is taken."""
    first, second = date(2026, 1, 17), date(2026, 1, 18)
    assert roles.put(first, {"CLIENT": BitMap([1, 2])}, based_on=None)
    assert not roles.put(first, {"CLIENT": BitMap([1])}, based_on=None)
    assert roles.put(second, {"CLIENT": BitMap([5]), "ADMIN": BitMap([7])}, based_on=roles.version_of(second))
    assert roles.members() == {"ADMIN": BitMap([7]), "CLIENT": BitMap([1, 2, 5])}


@pytest.mark.usefixtures("tables")
def test_what_happened_to_cas_is_read_back_as_a_range_of_dates() -> None:
    """By bucket, and only the newest version of a date is taken."""
    first, second = date(2026, 1, 17), date(2026, 1, 18)
    assert ca_days.put(first, {BUCKET: {"carla": CARLA}, BUCKET + 1: {}}, based_on=None)
    assert not ca_days.put(first, {}, based_on=None)
    assert ca_days.put(second, {BUCKET + 96: {"carla": CaTally(cancelled=1)}}, based_on=ca_days.version_of(second))
    assert ca_days.within(first, first) == {first: {BUCKET: {"carla": CARLA}}}
    assert list(ca_days.within(first, second)) == [first, second]


@pytest.mark.usefixtures("tables")
def test_a_mark_remembers_the_first_time_and_the_last() -> None:
    """With every index partition that was named, until it is cleared as it was read."""
    marks.mark(BUCKET, {1}, 100)
    (first,) = marks.pending()
    marks.mark(BUCKET, {3}, 200)
    (mark,) = marks.pending()
    assert (mark.bucket, mark.since, mark.marked_at, mark.shards) == (BUCKET, 100, 200, {1, 3})
    assert not marks.clear(first)
    marks.keep(mark, since=150)
    assert marks.pending()[0].since == 150
    assert marks.clear(mark)
    marks.keep(mark, since=150)
    assert marks.pending() == []


@pytest.mark.usefixtures("tables")
def test_a_mark_made_after_another_was_cleared_is_another_mark() -> None:
    """Whoever still holds the one that is gone cannot clear the new one, though it says the same."""
    marks.mark(BUCKET, {1}, 100)
    (gone,) = marks.pending()
    assert marks.clear(gone)
    assert not marks.clear(gone)
    marks.mark(BUCKET, {1}, 100)
    assert not marks.clear(gone)
    (new,) = marks.pending()
    assert marks.clear(new)


@pytest.mark.usefixtures("tables")
def test_no_two_users_get_one_ordinal() -> None:
    """Not even from two processes; what a process did not use is a gap."""
    ordinals.stock(20)
    here = [ordinals.take() for _ in range(25)]
    forget_connection()
    there = [ordinals.take() for _ in range(3)]
    assert here == sorted(set(here))
    assert not set(here) & set(there)
