"""Dirty marks in the metrics table, all in one partition so that they are listed by one consistent query."""

import secrets
from collections.abc import Iterable

from pynamodb.attributes import NumberAttribute, NumberSetAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.exceptions import DeleteError, UpdateError
from pynamodb.expressions.update import Action

from sextant.domain.buckets import Bucket
from sextant.domain.marks import Cause, Mark
from sextant.store.faults import CONDITIONAL_CHECK_FAILED, translated
from sextant.store.metrics import MetricItem

_PARTITION = "dirty"
_TOKEN_BYTES = 12


class MarkItem(MetricItem):
    """The mark of one bucket."""

    since = NumberAttribute()
    marked_at = NumberAttribute(attr_name="markedAt")
    token = UnicodeAttribute()
    shards = NumberSetAttribute()
    causes = UnicodeSetAttribute(null=True)
    refused_at = NumberAttribute(null=True, attr_name="refusedAt")


@translated()
def mark(bucket: Bucket, shards: Iterable[int], now: int, causes: Iterable[Cause] = (Cause.EVENT,)) -> None:
    """Note that these shards of a bucket are about to get events, or to lose some, and why.

    Must come before the events are stored: then a crash between the two leaves a mark too many and never one too few.
    """
    MarkItem(_PARTITION, bucket.label).update(
        actions=[
            MarkItem.since.set(MarkItem.since | now),
            MarkItem.marked_at.set(now),
            # Drawn and not counted: a count begins anew with every mark, so that two of them could look the same.
            MarkItem.token.set(secrets.token_urlsafe(_TOKEN_BYTES)),
            MarkItem.shards.add(set(shards)),
            MarkItem.causes.add({cause.value for cause in causes}),
        ]
    )


@translated()
def pending() -> list[Mark]:
    """Every mark there is, read consistently."""
    return [
        Mark(
            bucket=Bucket.named(item.bucket),
            since=int(item.since),
            marked_at=int(item.marked_at),
            token=item.token,
            shards=frozenset(int(shard) for shard in item.shards),
            causes=frozenset(Cause(cause) for cause in item.causes or ()),
            refused_at=_moment(item.refused_at),
        )
        for item in MarkItem.query(_PARTITION, consistent_read=True)
    ]


@translated()
def is_marked(bucket: Bucket) -> bool:
    """Whether a bucket is marked, read consistently."""
    try:
        MarkItem.get(_PARTITION, bucket.label, consistent_read=True)
    except MarkItem.DoesNotExist:
        return False
    return True


@translated()
def clear(mark: Mark) -> bool:
    """Remove a mark as it was read; False if somebody marked the bucket again meanwhile, or removed it."""
    try:
        MarkItem(_PARTITION, mark.bucket.label).delete(condition=MarkItem.token == mark.token)
    except DeleteError as error:
        if error.cause_response_code != CONDITIONAL_CHECK_FAILED:
            raise
        return False
    return True


@translated()
def keep(mark: Mark, since: int) -> None:
    """Leave a mark standing, for events that may be missing from `since` on; one that is gone stays gone."""
    _change(mark, MarkItem.since.set(since), MarkItem.refused_at.remove())


@translated()
def refuse(mark: Mark, now: int) -> None:
    """Note on a mark that what comes of it is too large to be stored; one that is gone stays gone."""
    _change(mark, MarkItem.refused_at.set(now))


def _change(mark: Mark, *actions: Action) -> None:
    item = MarkItem(_PARTITION, mark.bucket.label)
    try:
        item.update(actions=list(actions), condition=MarkItem.partition.exists())
    except UpdateError as error:
        if error.cause_response_code != CONDITIONAL_CHECK_FAILED:
            raise


def _moment(stored: float | None) -> int | None:
    return None if stored is None else int(stored)
