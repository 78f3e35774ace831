"""Roll-ups of 15 minutes, one partition for each UTC date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pynamodb.attributes import BinaryAttribute, NumberAttribute, NumberSetAttribute, VersionAttribute

from sextant.domain.buckets import Bucket
from sextant.domain.rollups import Rollup
from sextant.store import ca_tallies, long_items
from sextant.store.faults import translated
from sextant.store.packing import packed, unpacked
from sextant.store.tallies import TallyItem


class RollupItem(TallyItem):
    """The roll-up of one bucket."""

    LONG = (*TallyItem.LONG, "cas")

    shards = NumberSetAttribute()
    computed_at = NumberAttribute(attr_name="computedAt")
    cas = BinaryAttribute(legacy_encoding=False, null=True)
    oldest_arrival = NumberAttribute(null=True, attr_name="oldestArrival")
    version = VersionAttribute()


@dataclass(frozen=True, slots=True)
class Stored:
    """A roll-up as it is stored.

    Attributes:
        rollup: What it says.
        shards: The index partitions in which the bucket ever had events.
        version: What a recomputation has to be based on.
    """

    rollup: Rollup
    shards: frozenset[int]
    version: int


@translated()
def of_date(utc_date: date) -> dict[Bucket, Stored]:
    """The roll-ups of a UTC date, read consistently; a bucket that never had events has none."""
    found = long_items.whole(RollupItem.query(partition(utc_date), consistent_read=True))
    return {Bucket.named(f"{utc_date}T{item.bucket}"): _stored(item) for item in found}


@translated()
def of_bucket(bucket: Bucket) -> Stored | None:
    """The roll-up of one bucket, read consistently; None if it never had events."""
    try:
        found = RollupItem.get(partition(bucket.utc_date), bucket.time_label, consistent_read=True)
    except RollupItem.DoesNotExist:
        return None
    return next(map(_stored, long_items.whole([found])))


def put(bucket: Bucket, rollup: Rollup, *, shards: Iterable[int], computed_at: int, based_on: int | None) -> bool:
    """Store a roll-up; False if another one was stored since the version it is based on was read."""
    item = RollupItem(partition(bucket.utc_date), bucket.time_label, shards=set(shards), computed_at=computed_at)
    item.hold(rollup.tally)
    item.cas = packed(ca_tallies.told(rollup.cas)) if rollup.cas else None
    item.oldest_arrival = rollup.oldest_arrival
    if based_on is not None:
        item.version = based_on
    return long_items.saved_unless_changed(item)


def partition(utc_date: date) -> str:
    """In which the roll-ups of a UTC date are."""
    return f"rollup#{utc_date}"


def _stored(item: RollupItem) -> Stored:
    return Stored(_rollup(item), frozenset(int(shard) for shard in item.shards), int(item.version))


def _rollup(item: RollupItem) -> Rollup:
    cas = ca_tallies.read(unpacked(item.cas)) if item.cas else {}
    return Rollup(item.tally(), cas, _moment(item.oldest_arrival))


def _moment(stored: float | None) -> int | None:
    return None if stored is None else int(stored)
