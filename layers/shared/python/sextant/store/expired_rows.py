"""Rows that may go, for where no TTL takes them."""

from collections.abc import Iterator
from dataclasses import dataclass

from sextant.domain.buckets import Bucket
from sextant.store.events import EventItem, bucket_shard
from sextant.store.faults import translated


@dataclass(frozen=True, slots=True)
class ExpiringRow:
    """A row that goes at some time.

    Attributes:
        owner: Whose it is.
        stored_id: Under what.
        expires_at: When it may go, in Unix milliseconds.
    """

    owner: str
    stored_id: str
    expires_at: int


def of(bucket: Bucket, shard: int) -> Iterator[ExpiringRow]:
    """The rows in one index partition of a bucket that go at some time."""
    wanted = ["userId", "eventId", "expiresAt"]
    with translated():
        for item in EventItem.by_bucket.query(bucket_shard(bucket, shard), attributes_to_get=wanted):
            if item.expires_at is not None:
                yield ExpiringRow(item.user_id, item.event_id, int(item.expires_at) * 1000)


@translated()
def delete(row: ExpiringRow) -> None:
    """Delete a row; one that is gone stays gone."""
    EventItem(row.owner, row.stored_id).delete()
