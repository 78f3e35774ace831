"""Dirty marks: which buckets have events that their roll-ups may not have counted yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sextant.domain.buckets import Bucket


class Cause(StrEnum):
    """Why a bucket is counted again; the values are part of the API."""

    EVENT = "event"
    IMPORT = "import"
    BACKFILL = "backfill"
    IDENTITY = "identity"
    ERASURE = "erasure"
    NIGHTLY = "nightly"
    DEFINITION = "definition"


NO_CAUSES: frozenset[Cause] = frozenset()

REST_MS = 15 * 60_000
"""For how long nothing is tried again that DynamoDB refused as too large: it costs a whole recount each time."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A note that a bucket is to be recomputed.

    Attributes:
        bucket: Which.
        since: The earliest moment whose events may be missing from the roll-up, in Unix milliseconds.
        marked_at: When it was last marked, in Unix milliseconds.
        token: What the last marking drew at random; another one tells that somebody marked it meanwhile.
        shards: The index partitions that got events since the last time it was cleared.
        causes: Why it was marked since then.
        refused_at: When what comes of it was last refused as too large for an item, in Unix milliseconds; None if it
            was not.
    """

    bucket: Bucket
    since: int
    marked_at: int
    token: str
    shards: frozenset[int]
    causes: frozenset[Cause] = NO_CAUSES
    refused_at: int | None = None

    def rests(self, now: int) -> bool:
        """Whether it is too early to try again what was refused as too large."""
        return self.refused_at is not None and now < self.refused_at + REST_MS


@dataclass(frozen=True, slots=True)
class Settling:
    """Up to when stored events are surely in the index, which lags behind the table.

    Attributes:
        until: Events that were marked up to this moment can be read, in Unix milliseconds.
    """

    until: int

    @classmethod
    def at(cls, now: int, settle_seconds: int) -> "Settling":
        """What is settled at a moment in Unix milliseconds."""
        return cls(now - settle_seconds * 1000)

    def due(self, marks: Iterable[Mark]) -> list[Mark]:
        """The marks worth working on, those that wait longest first, but before them all that was never refused."""
        settled = (mark for mark in marks if mark.since <= self.until)
        return sorted(settled, key=lambda mark: (mark.refused_at is not None, mark.since, mark.bucket))

    def covers(self, mark: Mark) -> bool:
        """Whether a recomputation now counts everything that was marked, so that the mark may go."""
        return mark.marked_at <= self.until

    @property
    def open_from(self) -> int:
        """From when on events may be missing after a recomputation: what a mark that has to stay is set to.

        Not the time of its last marking: events marked between are as uncertain as the last.
        """
        return self.until + 1
