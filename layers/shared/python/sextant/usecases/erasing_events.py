"""Takes a user's events away: those that money and counts are made of lose their identity, all others go."""

import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Final

from sextant.domain.buckets import Bucket
from sextant.domain.erasures import Erasure, Part
from sextant.store import erasures, marks, owned_events, transactions
from sextant.store.erasures import MOST_WRITES
from sextant.store.owned_events import OwnedRow, RowKind
from sextant.usecases.side_by_side import WORKERS

_COUNTED_AS: Final = {
    RowKind.BEHAVIOURAL: Part.BEHAVIOURAL_EVENTS,
    RowKind.BUSINESS: Part.BUSINESS_EVENTS,
    RowKind.DERIVED: Part.DERIVED_ROWS,
    RowKind.ALIAS: Part.ALIASES,
}


def take(erasure: Erasure) -> Erasure | None:
    """Take away the next rows of the user or of one of their devices, as many as fit in a transaction."""
    for owner in erasure.owners:
        if rows := _fitting(owned_events.rows(owner, limit=MOST_WRITES)):
            return _without(erasure, rows)
    return erasures.write(erasure.after_step())


def _without(erasure: Erasure, rows: Sequence[OwnedRow]) -> Erasure | None:
    sealed: frozenset[date] = frozenset()
    # Marked before, as ingestion does: a crash between the two leaves a mark too many and never one too few.
    _mark([row for row in rows if row.bucket and row.bucket.utc_date not in sealed])
    removed: dict[str, int] = {}
    parts: list[transactions.Part] = []
    for row in rows:
        counted_as = _COUNTED_AS[row.kind]
        removed[counted_as] = removed.get(counted_as, 0) + 1
        is_frozen = row.bucket is None or row.bucket.utc_date in sealed
        anonymised = row.kind is RowKind.BUSINESS and not is_frozen
        parts.append(owned_events.anonymising(row) if anonymised else owned_events.deleting(row))
    return erasures.write(erasure.with_removed(removed), *parts)


def _fitting(rows: Iterable[OwnedRow]) -> list[OwnedRow]:
    """As many rows as can be taken away in one transaction."""
    fitting: list[OwnedRow] = []
    writes = 0
    for row in rows:
        writes += 2 if row.kind is RowKind.BUSINESS else 1
        if writes > MOST_WRITES:
            break
        fitting.append(row)
    return fitting


def _mark(rows: Iterable[OwnedRow]) -> None:
    shards: dict[Bucket, set[int]] = {}
    for row in rows:
        if row.bucket:
            shards.setdefault(row.bucket, set()).add(row.shard)
    now = time.time_ns() // 1_000_000
    with ThreadPoolExecutor(WORKERS) as pool:
        for done in [pool.submit(marks.mark, bucket, numbers, now) for bucket, numbers in shards.items()]:
            done.result()
