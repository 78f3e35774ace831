"""Marks what an erasure is about to change, so that it is counted again."""

import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from sextant.domain.buckets import Bucket
from sextant.domain.marks import Cause
from sextant.store import marks
from sextant.usecases.sealing import is_sealed
from sextant.usecases.side_by_side import WORKERS

_BECAUSE = (Cause.ERASURE,)


def mark(places: Iterable[tuple[Bucket, int]]) -> None:
    """Mark buckets with their index partitions, before anything in them changes; not those of sealed days.

    As ingestion does: a crash between the two leaves a mark too many and never one too few.

    Raises:
        UnavailableError: Not all could be marked.
    """
    shards: dict[Bucket, set[int]] = {}
    for bucket, shard in places:
        if not is_sealed(bucket.start_ms):
            shards.setdefault(bucket, set()).add(shard)
    now = time.time_ns() // 1_000_000
    with ThreadPoolExecutor(WORKERS) as pool:
        for done in [pool.submit(marks.mark, bucket, numbers, now, _BECAUSE) for bucket, numbers in shards.items()]:
            done.result()
