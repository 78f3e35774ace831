"""How far the figures of a period reach: what is counted for sure, and which days may still change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sextant.domain.buckets import Bucket
from sextant.domain.days import Period, buckets_of, day_of, end_ms
from sextant.domain.marks import Mark

_UTC = ZoneInfo("UTC")


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
        settled: Everything acknowledged before this moment is counted, but for what waits; in Unix milliseconds.
        waiting: The marks of the quarters of an hour that wait to be counted again.
    """

    settled: int
    waiting: Sequence[Mark]

    @property
    def as_of(self) -> int:
        """Everything acknowledged before this moment is counted, whenever it happened; in Unix milliseconds."""
        return min([self.settled, *(mark.since for mark in self.waiting)])

    def of(self, period: Period, zone: ZoneInfo, *, read: Period | None = None) -> Reach:
        """How far the figures of a period reach.

        Args:
            period: The days asked for.
            zone: Of which zone.
            read: All days that the figures are computed from: what waits on another holds them back no longer than it
                has to. None if they say something of all days, as who has which role does.
        """
        days = [day_of(mark.bucket, zone) for mark in self.waiting]
        return self._reach(period, zone, [Period(day, day) for day in days], read)

    def of_slots(self, period: Period, zone: ZoneInfo, *, read: Period | None = None) -> Reach:
        """How far figures of slots reach, which are counted with their UTC date: it touches several days of a zone."""
        return self._reach(period, zone, [_days_touched(mark.bucket.utc_date, zone) for mark in self.waiting], read)

    def _reach(self, period: Period, zone: ZoneInfo, pending: Sequence[Period], read: Period | None) -> Reach:
        """How far figures reach of which these days wait to be counted again, each for one quarter of an hour."""
        waiting = {day for days in pending for day in days}
        held_back = (
            mark.since for mark, days in zip(self.waiting, pending, strict=True) if read is None or days.meets(read)
        )
        as_of = min([self.settled, *held_back])
        over = (day for day in period if end_ms(day, zone) <= as_of)
        return Reach(
            as_of=as_of,
            complete=frozenset(day for day in over if day not in waiting),
            days=len(period),
            pending_buckets=sum(days.meets(period) for days in pending),
        )


def _days_touched(utc_date: date, zone: ZoneInfo) -> Period:
    buckets = buckets_of(utc_date, _UTC)
    return Period(day_of(Bucket(buckets.start), zone), day_of(Bucket(buckets.stop - 1), zone))
