"""What recomputing a quarter of an hour costs, against reading the same items raw.

Page views, payments and refunds lie in one bucket of a table on MiniStack. Ours reads them through the index and sums
them up as the tick does; the floor is botocore's client, which reads the same attributes of the same items, page by
page, and does nothing with them. Both are timed in turn, by the wall's clock. That it is linear is seen from the
processor's time of ours for each event: MiniStack itself takes longer for each page the more items a table has.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT)]

from sextant.domain.buckets import Bucket  # noqa: E402 - once the path is known
from sextant.domain.events import Event, Facts  # noqa: E402
from sextant.domain.summing import rolled_up  # noqa: E402
from sextant.store import events  # noqa: E402
from sextant.store.base import connection  # noqa: E402
from sextant.store.events import EventItem, Shelf, bucket_shard, event_item  # noqa: E402
from tests.integration.ministack import made_on, started  # noqa: E402

SIZES = (1_000, 10_000, 100_000)
RUNS = 3
PORTION = 250
BOUND = 3.0
LINEAR = 1.5
"""How much more an event of the largest bucket may cost than one of the smallest."""
SHARDS = 20
"""Index partitions of the bucket: a page of one with many more than 5,000 items takes MiniStack seconds."""


def filled(bucket: Bucket, size: int) -> None:
    """Put so many events into the bucket: mostly page views, a tenth payments, a few refunds."""
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda first: _put(bucket, first), range(0, size, PORTION)))


def _put(bucket: Bucket, first: int) -> None:
    shelf = Shelf(bucket, first // PORTION % SHARDS, received_at=bucket.start_ms)
    with EventItem.batch_write() as batch:
        for number in range(first, first + PORTION):
            batch.save(event_item(_event(bucket, number), number % 5_000, shelf))


def _event(bucket: Bucket, number: int) -> Event:
    name, facts = "page_viewed", Facts()
    if number % 10 == 0:
        name = "payment_refunded" if number % 50 == 0 else "payment_completed"
        facts = Facts(amount_minor=number + 1, currency="GBP")
    return Event(event_id=f"e{number}", name=name, at=bucket.start_ms, user_id=f"user-{number % 5_000}", facts=facts)


def ours(bucket: Bucket) -> int:
    """The roll-up as a tick makes it; how many events it counted."""
    rows = chain.from_iterable(events.counted_in(bucket, shard) for shard in range(SHARDS))
    return sum(rolled_up(rows).tally.events.values())


def raw(bucket: Bucket) -> int:
    """All pages by botocore alone; how many items they hold."""
    return sum(len(page) for shard in range(SHARDS) for page in _raw_pages(bucket, shard))


def _raw_pages(bucket: Bucket, shard: int) -> Iterator[list[object]]:
    names = {f"#{place}": name for place, name in enumerate(events.COUNTED)}
    request = {
        "TableName": EventItem.Meta.table_name,
        "IndexName": "byBucket",
        "KeyConditionExpression": "bucketShard = :shard",
        "ExpressionAttributeValues": {":shard": {"S": bucket_shard(bucket, shard)}},
        "ProjectionExpression": ",".join(names),
        "ExpressionAttributeNames": names,
    }
    while True:
        answer = connection().client.query(**request)
        yield answer["Items"]
        if "LastEvaluatedKey" not in answer:
            return
        request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


@dataclass(frozen=True)
class Taken:
    """Seconds of one recomputation: by the wall's clock, of our processor, and by the wall's of reading raw."""

    wall: float
    processor: float
    raw: float


def timed(bucket: Bucket, size: int) -> Taken:
    """Ours and the floor, one after the other."""
    wall, processor = time.perf_counter(), time.process_time()
    _check(ours(bucket), size)
    middle, processor = time.perf_counter(), time.process_time() - processor
    _check(raw(bucket), size)
    return Taken(middle - wall, processor, time.perf_counter() - middle)


def measured(number: int, size: int) -> Taken:
    """Medians of several runs."""
    bucket = Bucket(2_000_000 + number)
    filled(bucket, size)
    runs = [timed(bucket, size) for _ in range(RUNS)]
    return Taken(
        statistics.median(run.wall for run in runs),
        statistics.median(run.processor for run in runs),
        statistics.median(run.raw for run in runs),
    )


def _check(found: int, size: int) -> None:
    if found != size:
        raise RuntimeError(f"{found} events were found of {size}")


def main() -> int:
    """Print a line for each size; 1 when one is over its bound, or when time grows faster than the bucket."""
    with (
        tempfile.TemporaryDirectory() as folder,
        started(Path(folder)) as address,
        pytest.MonkeyPatch.context() as patch,
        made_on(address, patch),
    ):
        found = {size: measured(number, size) for number, size in enumerate(SIZES)}
    for size, taken in found.items():
        ratio = f"{taken.wall / taken.raw:.2f} of reading them raw (at most {BOUND})"
        print(f"a bucket of {size:,} events: {taken.wall * 1000:.0f} ms, {ratio}")
    smallest, largest = (found[size].processor / size for size in (SIZES[0], SIZES[-1]))
    print(f"processor time of an event, {SIZES[-1]:,} to {SIZES[0]:,}: {largest / smallest:.2f} (at most {LINEAR})")
    return int(largest / smallest > LINEAR or any(taken.wall / taken.raw > BOUND for taken in found.values()))


if __name__ == "__main__":
    sys.exit(main())
