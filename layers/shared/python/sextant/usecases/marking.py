"""Marks the buckets of events as dirty, before the events are stored."""

import random
import time
from collections.abc import Sequence
from concurrent.futures import Executor

from sextant.aws.settings import settings
from sextant.domain.buckets import Bucket
from sextant.domain.errors import UnavailableError
from sextant.domain.events import Event
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
        shelves.append(Shelf(bucket, shard, received_at=now))
    return shelves


def mark(shelves: Sequence[Shelf], pool: Executor, deadline: Deadline) -> frozenset[Bucket]:
    """Mark the buckets of these shelves, one write each; those that could not be marked, or not in time."""
    shards: dict[Bucket, set[int]] = {}
    for shelf in shelves:
        shards.setdefault(shelf.bucket, set()).add(shelf.shard)
    done = pool.map(lambda bucket: _mark_one(bucket, shards[bucket], deadline), shards)
    return frozenset(bucket for bucket, marked in zip(shards, done, strict=True) if not marked)


def _mark_one(bucket: Bucket, shards: set[int], deadline: Deadline) -> bool:
    if deadline.passed:
        return False
    try:
        marks.mark(bucket, shards, time.time_ns() // 1_000_000)
    except UnavailableError:
        return False
    return True
