"""What recomputing a quarter of an hour costs, against reading the same items raw.

Page views, payments and refunds lie in one bucket of a table on MiniStack. Ours reads them through the index and sums
them up as the tick does; the floor is botocore's client, which reads the same attributes of the same items, page by
page, and does nothing with them. Both are timed in turn. That it is linear is the ratio of time per event.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT)]

from sextant.domain.buckets import Bucket  # noqa: E402 - once the path is known
from sextant.domain.events import Event, Facts  # noqa: E402
from sextant.domain.rollups import rolled_up  # noqa: E402
from sextant.store import events  # noqa: E402
from sextant.store.base import connection  # noqa: E402
from sextant.store.events import EventItem, Shelf, bucket_shard, event_item  # noqa: E402
from tests.integration.ministack import made_on, started  # noqa: E402

SIZES = (1_000, 10_000, 100_000)
RUNS = 5
BOUND = 3.0
LINEAR = 1.5
"""How much more an event of the largest bucket may cost than one of the smallest."""
SHARD = 0


def filled(bucket: Bucket, size: int) -> None:
    """Put so many events into the bucket: mostly page views, a tenth payments, a few refunds."""
    shelf = Shelf(bucket, SHARD, received_at=bucket.start_ms)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda first: _put(bucket, first, shelf), range(0, size, 500)))


def _put(bucket: Bucket, first: int, shelf: Shelf) -> None:
    with EventItem.batch_write() as batch:
        for number in range(first, first + 500):
            batch.save(event_item(_event(bucket, number), number % 5_000, shelf))


def _event(bucket: Bucket, number: int) -> Event:
    name, facts = "page_viewed", Facts()
    if number % 10 == 0:
        name = "payment_refunded" if number % 50 == 0 else "payment_completed"
        facts = Facts(amount_minor=number + 1, currency="GBP")
    return Event(event_id=f"e{number}", name=name, at=bucket.start_ms, user_id=f"user-{number % 5_000}", facts=facts)


def ours(bucket: Bucket) -> int:
    """The roll-up as a tick makes it; how many events it counted."""
    return sum(rolled_up(events.counted_in(bucket, SHARD)).tally.events.values())


def raw(bucket: Bucket) -> int:
    """All pages by botocore alone; how many items they hold."""
    return sum(len(page) for page in _raw_pages(bucket))


def _raw_pages(bucket: Bucket) -> Iterator[list[object]]:
    names = {f"#{place}": name for place, name in enumerate(events.COUNTED)}
    request = {
        "TableName": EventItem.Meta.table_name,
        "IndexName": "byBucket",
        "KeyConditionExpression": "bucketShard = :shard",
        "ExpressionAttributeValues": {":shard": {"S": bucket_shard(bucket, SHARD)}},
        "ProjectionExpression": ",".join(names),
        "ExpressionAttributeNames": names,
    }
    while True:
        answer = connection().client.query(**request)
        yield answer["Items"]
        if "LastEvaluatedKey" not in answer:
            return
        request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def _seconds(read: Callable[[Bucket], int], bucket: Bucket, size: int) -> float:
    began = time.perf_counter()
    found = read(bucket)
    taken = time.perf_counter() - began
    if found != size:
        raise RuntimeError(f"{read.__name__} found {found} of {size}")
    return taken


def measured(number: int, size: int) -> tuple[float, float]:
    """Median seconds of ours and of the floor."""
    bucket = Bucket(2_000_000 + number)
    filled(bucket, size)
    pairs = [(_seconds(ours, bucket, size), _seconds(raw, bucket, size)) for _ in range(RUNS)]
    ours_seconds, raw_seconds = (statistics.median(each) for each in zip(*pairs, strict=True))
    return ours_seconds, raw_seconds


def main() -> int:
    """Print a line for each size; 1 when one is over its bound, or when time grows faster than the bucket."""
    with (
        tempfile.TemporaryDirectory() as folder,
        started(Path(folder)) as address,
        pytest.MonkeyPatch.context() as patch,
        made_on(address, patch),
    ):
        found = {size: measured(number, size) for number, size in enumerate(SIZES)}
    for size, (seconds, floor) in found.items():
        ratio = f"{seconds / floor:.2f} of reading them raw (at most {BOUND})"
        print(f"a bucket of {size:,} events: {seconds * 1000:.0f} ms, {ratio}")
    smallest, largest = (found[size][0] / size for size in (SIZES[0], SIZES[-1]))
    print(f"time of an event, {SIZES[-1]:,} to {SIZES[0]:,}: {largest / smallest:.2f} (at most {LINEAR})")
    return int(largest / smallest > LINEAR or any(ours / floor > BOUND for ours, floor in found.values()))


if __name__ == "__main__":
    sys.exit(main())
