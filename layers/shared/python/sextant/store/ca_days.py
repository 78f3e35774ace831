"""What happened to each CA: of each UTC date one item, so that a range of them is one query."""

from collections.abc import Mapping
from datetime import date

from pynamodb.attributes import BinaryAttribute, VersionAttribute

from sextant.domain.buckets import Bucket
from sextant.domain.ca_tallies import CaTally
from sextant.store import ca_tallies, long_items
from sextant.store.faults import translated
from sextant.store.long_items import LongItem
from sextant.store.packing import packed, unpacked

PARTITION = "cas"

ByBucket = Mapping[Bucket, Mapping[str, CaTally]]


class CaDayItem(LongItem):
    """The tallies of CAs of one UTC date, by bucket."""

    LONG = ("tallies",)

    tallies = BinaryAttribute(legacy_encoding=False, null=True)
    version = VersionAttribute()


@translated()
def version_of(utc_date: date) -> int | None:
    """The stored version of a date's item, or None; to be read before what a new one is computed from."""
    try:
        found = CaDayItem.get(PARTITION, str(utc_date), consistent_read=True, attributes_to_get=["version"])
    except CaDayItem.DoesNotExist:
        return None
    return int(found.version)


def put(utc_date: date, tallies: ByBucket, *, based_on: int | None) -> bool:
    """Store what happened on a date; False if another was stored since the version it is based on was read."""
    by_time = {bucket.time_label: ca_tallies.told(cas) for bucket, cas in sorted(tallies.items()) if cas}
    item = CaDayItem(PARTITION, str(utc_date), tallies=packed(by_time))
    if based_on is not None:
        item.version = based_on
    return long_items.saved_unless_changed(item)


@translated()
def within(first: date, last: date) -> dict[date, dict[Bucket, dict[str, CaTally]]]:
    """What happened to each CA in each bucket of the UTC dates from the first to the last, read consistently.

    Dates and buckets in which nothing happened to any CA are left out.
    """
    span = CaDayItem.bucket.between(str(first), str(last))
    items = long_items.whole(CaDayItem.query(PARTITION, span, consistent_read=True))
    return {date.fromisoformat(item.bucket): _by_bucket(item) for item in items}


def _by_bucket(item: CaDayItem) -> dict[Bucket, dict[str, CaTally]]:
    by_time = unpacked(item.tallies)
    return {Bucket.named(f"{item.bucket}T{time}"): ca_tallies.read(stored) for time, stored in by_time.items()}
