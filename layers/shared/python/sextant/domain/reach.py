"""How far the figures of a period reach: what is counted for sure, and which days may still change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sextant.domain.days import Period, day_of, end_ms
from sextant.domain.marks import Mark


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the figures of one period in one zone reach.

    Attributes:
        as_of: Everything acknowledged before this moment is counted, in Unix milliseconds.
        complete: The days of the period that were over by then and have nothing waiting.
        days: How many days the period has.
        pending_buckets: How many quarters of an hour of the period wait to be counted again.
    """

    as_of: int
    complete: frozenset[date]
    days: int
    pending_buckets: int

    @property
    def is_complete(self) -> bool:
        """Whether nothing that arrived can change the period's figures any more."""
        return len(self.complete) == self.days

    def covers(self, period: Period) -> bool:
        """Whether each of these days is complete; days outside the period of this reach never are."""
        return all(day in self.complete for day in period)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far all figures reach at one moment.

    Attributes:
        as_of: Everything acknowledged before this moment is counted, in Unix milliseconds.
        waiting: The marks of the quarters of an hour that wait to be counted again.
    """

    as_of: int
    waiting: Sequence[Mark]

    def of(self, period: Period, zone: ZoneInfo) -> Reach:
        """How far the figures of a period reach."""
        pending = [day_of(mark.bucket, zone) for mark in self.waiting]
        waiting = set(pending)
        over = (day for day in period if end_ms(day, zone) <= self.as_of)
        return Reach(
            as_of=self.as_of,
            complete=frozenset(day for day in over if day not in waiting),
            days=len(period),
            pending_buckets=sum(day in period for day in pending),
        )
