"""Marks the buckets of events as dirty, before the events are stored."""

import random
import time
from collections.abc import Sequence
from concurrent.futures import Executor

from sextant.aws.settings import settings
from sextant.domain.buckets import Bucket
from sextant.domain.errors import UnavailableError
from sextant.domain.events import Event
from sextant.domain.marks import Cause
from sextant.store import marks
from sextant.store.events import Shelf
from sextant.usecases.deadlines import Deadline

EVENTS_PER_SHARD = 50
"""Events of one bucket in one request that go to the same index partition before the next is used."""


def shelved(events: Sequence[Event], *, now: int) -> list[Shelf]:
    """Where each event goes.

    A request fills one index partition of a bucket before it uses the next: quiet buckets are then read with one query,
    and busy ones are spread, since every request begins with a partition of its own choice.
    """
    first = random.randrange(settings.event_shards)  # noqa: S311 - spreads load, keeps no secret
    taken: dict[Bucket, int] = {}
    shelves = []
    for event in events:
        bucket = Bucket.of(event.at)
        before = taken.get(bucket, 0)
        taken[bucket] = before + 1
        shard = (first + before // EVENTS_PER_SHARD) % settings.event_shards
        cause = Cause.IMPORT if event.imported else Cause.EVENT
        shelves.append(Shelf(bucket, shard, received_at=now, cause=cause))
    return shelves


def mark(shelves: Sequence[Shelf], pool: Executor, deadline: Deadline) -> frozenset[Bucket]:
    """Mark the buckets of these shelves, one write each; those that could not be marked, or not in time."""
    by_bucket: dict[Bucket, list[Shelf]] = {}
    for shelf in shelves:
        by_bucket.setdefault(shelf.bucket, []).append(shelf)
    done = pool.map(lambda bucket: _mark_one(bucket, by_bucket[bucket], deadline), by_bucket)
    return frozenset(bucket for bucket, marked in zip(by_bucket, done, strict=True) if not marked)


def _mark_one(bucket: Bucket, shelves: Sequence[Shelf], deadline: Deadline) -> bool:
    if deadline.passed:
        return False
    shards, causes = {shelf.shard for shelf in shelves}, {shelf.cause for shelf in shelves}
    try:
        marks.mark(bucket, shards, time.time_ns() // 1_000_000, causes)
    except UnavailableError:
        return False
    return True
