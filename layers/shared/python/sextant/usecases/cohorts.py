"""Those who registered on the days of any time zone, read from the days of the business's zone."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import chain
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from sextant.aws.settings import settings
from sextant.domain.buckets import BUCKET_MS
from sextant.domain.days import Period, first_bucket
from sextant.domain.entrants import Buyer, Entrant
from sextant.domain.errors import UnavailableError
from sextant.domain.marks import Settling
from sextant.domain.profiles import COHORT_SHARDS
from sextant.domain.reach import Standing
from sextant.store import cohorts
from sextant.usecases.deadlines import Deadline
from sextant.usecases.side_by_side import SideBySide

_PATIENCE_SECONDS = 20.0
_WORKERS = 8
_DAYS_APART = timedelta(days=2)
"""The same moment has dates up to two apart in two zones, and the business may have had another zone before."""

_Read = TypeVar("_Read")


class Stretch(NamedTuple):
    """From one moment until before another, in Unix milliseconds."""

    begin: int
    end: int

    @classmethod
    def of(cls, period: Period, zone: ZoneInfo) -> "Stretch":
        """The days of a period in a zone."""
        after = period.last + timedelta(days=1)
        return cls(first_bucket(period.first, zone).number * BUCKET_MS, first_bucket(after, zone).number * BUCKET_MS)

    def __contains__(self, at: object) -> bool:
        return isinstance(at, int) and self.begin <= at < self.end


def standing(now: datetime) -> Standing:
    """How far reads of cohorts reach: profiles are stored together with events, so only their index lags behind."""
    return Standing(Settling.at(int(now.timestamp() * 1000), settings.settle_seconds).until, ())


def entrants(period: Period, zone: ZoneInfo) -> list[Entrant]:
    """Those who registered on the days of a period in a zone.

    Raises:
        UnavailableError: Some of them cannot be read just now.
    """
    begin, end = Stretch.of(period, zone)
    return [each for each in _read(cohorts.entrants_of, period) if begin <= each.registered_at < end]


def buyers(period: Period, zone: ZoneInfo) -> list[Buyer]:
    """The same with what they paid.

    Raises:
        UnavailableError: Some of them cannot be read just now.
    """
    begin, end = Stretch.of(period, zone)
    return [each for each in _read(cohorts.buyers_of, period) if begin <= each.entrant.registered_at < end]


def _read(partition: Callable[[str], list[_Read]], period: Period) -> Iterable[_Read]:
    days = Period(period.first - _DAYS_APART, period.last + _DAYS_APART)
    names = [f"{day}#{shard}" for day in days for shard in range(COHORT_SHARDS)]
    with ThreadPoolExecutor(_WORKERS) as pool:
        found = SideBySide(pool, Deadline.in_seconds(_PATIENCE_SECONDS)).done(partition, names)
    if len(found) < len(names):
        raise UnavailableError("Some of those who registered cannot be read just now; ask again in a moment.")
    return chain.from_iterable(found[name] for name in names)
