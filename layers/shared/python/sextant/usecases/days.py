"""The tallies of days: those stored for the business's zone, and for any zone computed from roll-ups."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from zoneinfo import ZoneInfo

from sextant.domain.buckets import Bucket
from sextant.domain.days import Period, day_of, utc_dates
from sextant.domain.errors import UnavailableError
from sextant.domain.rollups import Tally, merged
from sextant.store import days, rollups
from sextant.store.rollups import Stored
from sextant.usecases.deadlines import Deadline
from sextant.usecases.side_by_side import WORKERS, SideBySide

_PATIENCE_SECONDS = 20.0


def tallied(period: Period, zone: ZoneInfo, read: Iterable[Mapping[Bucket, Stored]]) -> dict[date, Tally]:
    """The tally of each day of a period from the roll-ups of its UTC dates."""
    parts: dict[date, list[Tally]] = {day: [] for day in period}
    for of_one_date in read:
        for bucket, stored in of_one_date.items():
            day = day_of(bucket, zone)
            if day in period:
                parts[day].append(stored.rollup.tally)
    return {day: merged(tallies) for day, tallies in parts.items()}


def tallies_in(period: Period, zone: ZoneInfo) -> dict[date, Tally]:
    """The tally of each day of a period, in any zone, for whoever has no threads at work yet.

    Raises:
        UnavailableError: Some of the days cannot be read just now.
    """
    with ThreadPoolExecutor(WORKERS) as pool:
        return tallies_of(period, zone, SideBySide(pool, Deadline.in_seconds(_PATIENCE_SECONDS)))


def tallies_of(period: Period, zone: ZoneInfo, work: SideBySide) -> dict[date, Tally]:
    """The tally of each day of a period, in any zone.

    Days of the business's zone are stored. One that is not, since nothing happened on it or because the business had
    another zone when it did, is computed like the days of every other zone.

    Raises:
        UnavailableError: Some of the days cannot be read just now.
    """
    found = {day: stored.tally for day, stored in days.within(period, zone).items()}
    missing = [day for day in period if day not in found]
    if missing:
        found |= _from_rollups(missing, zone, work)
    return found


def _from_rollups(wanted: Sequence[date], zone: ZoneInfo, work: SideBySide) -> dict[date, Tally]:
    dates = {utc_date for day in wanted for utc_date in utc_dates(Period(day, day), zone)}
    read = work.done(rollups.of_date, sorted(dates))
    if len(read) < len(dates):
        raise UnavailableError("Some days cannot be read just now; ask again in a moment.")
    computed = tallied(Period(wanted[0], wanted[-1]), zone, read.values())
    return {day: computed[day] for day in wanted}
