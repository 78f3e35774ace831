"""What the flags in memory cost, how far they lag, and what they do when DynamoDB fails."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ConnectTimeoutError

from sextant.domain import flags
from sextant.domain.audit import Action
from sextant.domain.errors import UnavailableError
from sextant.domain.flags import Flag, FlagEdit
from sextant.store import flags as store
from sextant.store.base import connection
from sextant.store.flags_version import FlagsVersionItem
from sextant.usecases import flag_writing
from sextant.usecases.flag_cache import FlagCache
from tests.integration.conftest import ADMIN
from tests.integration.dynamodb_faults import counted, refusing, slow

LOOK = [("GetItem", False)]
LOAD = [("GetItem", False), ("Query", True), ("Query", True)]
USER = {"id": "u1", "roles": []}

pytestmark = pytest.mark.usefixtures("tables")


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 17, 10, 15, tzinfo=UTC)

    def __call__(self) -> float:
        return self.now.timestamp()

    def move(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    """The time, which is also when flags are changed."""
    return Clock()


@pytest.fixture
def cache(clock: Clock) -> FlagCache:
    """A cold cache."""
    return FlagCache(clock)


def make(clock: Clock, key: str = "flag") -> Flag:
    """A flag that is on, and settled."""
    wanted = flags.make(key, FlagEdit(enabled=True), by="admin", now=clock.now)
    made = flag_writing.create(Action.FLAG_CREATED, wanted, ADMIN)
    clock.move(60)
    return made


def switch(flag: Flag, clock: Clock, *, enabled: bool) -> Flag:
    """The flag after being switched."""
    wanted = flag.edited(FlagEdit(enabled=enabled), by="admin", now=clock.now)
    switched = flag_writing.store_over(Action.FLAG_UPDATED, flag, wanted, ADMIN)
    assert switched
    return switched


def value(cache: FlagCache, key: str = "flag") -> bool:
    """What the flag is worth now."""
    return cache.current().snapshot.deciders[key](USER).value


def test_loading_costs_one_small_read_and_one_query(cache: FlagCache, clock: Clock) -> None:
    """The version first and the flags consistently; nothing more for the next five seconds."""
    make(clock)
    with counted(connection().client) as seen:
        for _ in range(5):
            assert value(cache) is True
            clock.move(0.999)
    assert seen == LOAD


def test_the_steady_state_costs_one_small_read_in_five_seconds(cache: FlagCache, clock: Clock) -> None:
    """Four minutes of one request a second: 48 eventually consistent reads of one item."""
    make(clock)
    cache.current()
    with counted(connection().client) as seen:
        for _ in range(240):
            clock.move(1)
            cache.current()
    assert seen == LOOK * 48


def test_a_change_is_seen_within_five_seconds(cache: FlagCache, clock: Clock) -> None:
    """Switched off right after a look, the flag is off at the next, for one query more."""
    flag = make(clock)
    assert value(cache) is True
    switch(flag, clock, enabled=False)
    clock.move(4.9)
    assert value(cache) is True
    with counted(connection().client) as seen:
        clock.move(0.1)
        assert value(cache) is False
        clock.move(5)
        assert value(cache) is False
    assert seen == LOAD + LOOK


def test_new_and_deleted_flags_are_seen_at_the_next_look(cache: FlagCache, clock: Clock) -> None:
    """Not only edits raise the version."""
    old = make(clock, "old")
    assert value(cache, "old") is True
    flag_writing.delete(old, ADMIN, clock.now)
    make(clock, "new")
    assert set(cache.current().snapshot.deciders) == {"new"}


def test_nothing_is_kept_for_five_minutes(cache: FlagCache, clock: Clock) -> None:
    """A change that left the version alone, as a restored table might, still shows."""
    flag = make(clock)
    cache.current()
    item = store.FlagItem.get("flags", flag.key)
    item.update(actions=[store.FlagItem.enabled.set(False)])
    for _ in range(59):
        clock.move(5)
        last = value(cache)
    assert last is False


def test_a_change_between_the_two_reads_is_not_kept_under_the_newer_version(cache: FlagCache, clock: Clock) -> None:
    """The flags come out newer than their version, so the next look loads them once more."""
    flag = make(clock)
    changed: list[Flag] = []

    def change(**_event: object) -> None:
        if not changed:
            changed.append(flag)
            changed[0] = switch(flag, clock, enabled=False)

    client = connection().client
    client.meta.events.register_first("before-send.dynamodb.Query", change)
    served = cache.current()
    assert (served.snapshot.version, served.snapshot.deciders["flag"](USER).value) == (1, False)
    clock.move(10)
    assert (cache.current().snapshot.version, value(cache)) == (2, False)


def test_a_version_that_is_out_before_its_flag_is_not_taken_as_settled(cache: FlagCache, clock: Clock) -> None:
    """A query in the middle of a transaction's commit misses the flag; the next look finds it though the version stays.

    moto commits at once, so the commit is done by hand: the version at first, the flag after the query.
    """
    flag = make(clock)
    switch(flag, clock, enabled=True)
    assert value(cache) is True
    item = store.FlagItem.get("flags", flag.key)
    item.update(actions=[store.FlagItem.enabled.set(False)])
    clock.move(10)
    assert value(cache) is False


def test_a_replica_that_lags_takes_nothing_back(cache: FlagCache, clock: Clock) -> None:
    """A version older than the one in memory is no change."""
    switch(make(clock), clock, enabled=False)
    clock.move(60)
    assert value(cache) is False
    FlagsVersionItem("version", "flags").update(actions=[FlagsVersionItem.number.set(1)])
    with counted(connection().client) as seen:
        clock.move(10)
        assert value(cache) is False
    assert seen == LOOK


def test_a_clock_that_was_set_back_does_not_stop_the_looks(cache: FlagCache, clock: Clock) -> None:
    """Otherwise a kill switch could go unseen for as long as the clock was wrong."""
    flag = make(clock)
    cache.current()
    clock.move(-3_600)
    switch(flag, clock, enabled=False)
    assert value(cache) is False


@pytest.mark.parametrize("operation", ["GetItem", "Query"])
def test_what_is_in_memory_is_served_while_dynamodb_fails(cache: FlagCache, clock: Clock, operation: str) -> None:
    """However long it takes; DynamoDB is asked once in five seconds, and believed again at once."""
    flag = make(clock)
    assert cache.current().fresh
    switch(flag, clock, enabled=False)
    with refusing(connection().client, operation), counted(connection().client) as seen:
        for _ in range(700):
            clock.move(1)
            served = cache.current()
            assert served.snapshot.deciders["flag"](USER).value is True
        assert not served.fresh
    assert seen.count(LOOK[0]) == 140
    clock.move(10)
    assert cache.current().fresh
    assert value(cache) is False


def test_nobody_waits_long_for_a_slow_dynamodb(cache: FlagCache, clock: Clock) -> None:
    """One caller waits a second, the next not at all, and the answer that was late is taken when it is there."""
    flag = make(clock)
    cache.current()
    switch(flag, clock, enabled=False)
    clock.move(10)
    with slow(connection().client, 1.5, "GetItem"):
        began = time.perf_counter()
        assert not cache.current().fresh
        assert time.perf_counter() - began < 1.4
        began = time.perf_counter()
        assert not cache.current().fresh
        assert time.perf_counter() - began < 0.2
        time.sleep(1)
    assert cache.current().fresh
    assert value(cache) is False


def test_a_connection_that_breaks_is_a_failure_too(cache: FlagCache, clock: Clock) -> None:
    """The SDK tries again for a while; the caller gets what is in memory meanwhile."""
    make(clock)
    cache.current()
    clock.move(10)

    def broken(**_event: object) -> None:
        raise ConnectTimeoutError(endpoint_url="https://dynamodb")

    client = connection().client
    client.meta.events.register_first("before-send.dynamodb.*", broken)
    began = time.perf_counter()
    served = cache.current()
    assert time.perf_counter() - began < 1.4
    assert (served.fresh, served.snapshot.version) == (False, 1)


def test_with_nothing_in_memory_a_failure_is_told(cache: FlagCache, clock: Clock) -> None:
    """And the next caller is served as soon as DynamoDB answers."""
    make(clock)
    with refusing(connection().client), pytest.raises(UnavailableError):
        cache.current()
    assert value(cache) is True


def test_no_flags_at_all_are_an_answer(cache: FlagCache, clock: Clock) -> None:
    """An empty table is not a failure, and costs no query each time."""
    assert cache.current().snapshot.version == 0
    with counted(connection().client) as seen:
        clock.move(10)
        cache.current()
    assert seen == LOOK
