"""Counts a bucket again from all its events."""

from collections.abc import Iterable
from enum import Enum, auto

from sextant.domain.buckets import Bucket
from sextant.domain.daily_figures import drift
from sextant.domain.rollups import Rollup
from sextant.domain.summing import rolled_up
from sextant.store import events, rollups
from sextant.store.rollups import Stored


class Recount(Enum):
    """What became of a bucket that was counted again.

    Attributes:
        SAME: It says already what its events say.
        STORED: It said something else, or nothing.
        OVERTAKEN: Somebody stored another roll-up meanwhile.
    """

    SAME = auto()
    STORED = auto()
    OVERTAKEN = auto()


def counted(bucket: Bucket, shards: Iterable[int]) -> Rollup:
    """What the events in these index partitions of a bucket say.

    Raises:
        UnavailableError: They cannot be read just now.
    """
    return rolled_up(event for shard in sorted(shards) for event in events.counted_in(bucket, shard))


def store(bucket: Bucket, shards: Iterable[int], known: Stored | None, now: int) -> bool:
    """Count a bucket and store what it says; False if somebody stored another roll-up since the known one was read.

    Args:
        bucket: Which.
        shards: The index partitions that may have events beside those that the known roll-up names.
        known: The roll-up as it is stored.
        now: When this is, in Unix milliseconds.

    Raises:
        UnavailableError: Its events cannot be read, or the roll-up not be stored, just now.
    """
    # What is asked and what is known together name every index partition that the bucket ever had events in.
    every = frozenset(shards) | (known.shards if known else frozenset())
    based_on = known.version if known else None
    return rollups.put(bucket, counted(bucket, every), shards=every, computed_at=now, based_on=based_on)


def store_if_changed(bucket: Bucket, shards: Iterable[int], known: Stored | None, now: int) -> Recount:
    """The same, but what is right already is left alone, and a bucket without any event gets no roll-up."""
    every = frozenset(shards) | (known.shards if known else frozenset())
    fresh = counted(bucket, every)
    before = known.rollup if known else rolled_up(())
    if fresh.oldest_arrival == before.oldest_arrival and not drift(before, fresh):
        return Recount.SAME
    based_on = known.version if known else None
    stored = rollups.put(bucket, fresh, shards=every, computed_at=now, based_on=based_on)
    return Recount.STORED if stored else Recount.OVERTAKEN
