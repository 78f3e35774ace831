"""Marks of buckets in which linked rows and rows about users count, beside those of the events themselves."""

import time
from collections.abc import Iterable
from concurrent.futures import Executor
from contextlib import suppress

from sextant.domain.buckets import Bucket
from sextant.domain.errors import UnavailableError
from sextant.domain.marks import Cause
from sextant.store import marks
from sextant.store.events import Shelf
from sextant.store.linked_rows import SHARD
from sextant.usecases.sealing import is_sealed


class DerivedMarks:
    """The marks of one request."""

    def __init__(self, marked: Iterable[Shelf]) -> None:
        """Begin with what is marked for the events themselves."""
        shelves = list(marked)
        self._marked = {shelf.bucket for shelf in shelves if shelf.shard == SHARD}
        self._causes = frozenset(shelf.cause for shelf in shelves) or frozenset({Cause.EVENT})
        self._own: set[Bucket] = set()

    def mark(self, buckets: Iterable[Bucket | None]) -> None:
        """Mark buckets that are about to change, unless that is done; those of sealed days change no more.

        Raises:
            UnavailableError: One could not be marked just now.
        """
        for bucket in {bucket for bucket in buckets if bucket is not None} - self._marked:
            if not is_sealed(bucket.start_ms):
                self._mark(bucket)
                self._marked.add(bucket)
                self._own.add(bucket)

    def again(self, pool: Executor) -> None:
        """Mark once more what was marked here; what cannot be marked is still marked from before."""
        for done in [pool.submit(self._mark, bucket) for bucket in self._own]:
            with suppress(UnavailableError):
                done.result()

    def _mark(self, bucket: Bucket) -> None:
        marks.mark(bucket, {SHARD}, time.time_ns() // 1_000_000, self._causes)
