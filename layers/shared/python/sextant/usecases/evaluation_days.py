"""What all processes together counted on each day.

Of a day that is long over nothing new comes: the tick adds it up once and closes it, and it is read from there. Days
that are not closed are added up from what each process has stored.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

from sextant.aws.settings import settings
from sextant.domain.days import Period, today
from sextant.domain.errors import UnavailableError
from sextant.domain.evaluations import Evaluations, rows_of, summed
from sextant.store import evaluation_counts as store
from sextant.usecases.deadlines import Deadline
from sextant.usecases.side_by_side import WORKERS, SideBySide

OPEN_DAYS = 2
"""Today and the day before are open: a process that Lambda keeps frozen may store its counts that much later."""
_PATIENCE_SECONDS = 20.0


def close_next(now: datetime) -> date | None:
    """Add up and close the earliest day that is due; which one, or None if there is none.

    Raises:
        UnavailableError: DynamoDB does not answer; the day is left for the next time.
    """
    latest = today(now, settings.business_time_zone) - timedelta(days=OPEN_DAYS)
    known = store.last_closed_day()
    day = latest if known is None else known + timedelta(days=1)
    if day > latest:
        return None
    store.close(day, rows_of(summed(store.of_open_day(day))))
    return day


def evaluations_by_day(period: Period, now: datetime) -> dict[date, Evaluations]:
    """What was counted on each day of a period that has begun.

    Raises:
        UnavailableError: Some of it cannot be read just now.
    """
    begun = [day for day in period if day <= today(now, settings.business_time_zone)]
    if not begun:
        return {}
    closed = {day: summed(rows) for day, rows in store.of_closed_days(Period(begun[0], begun[-1])).items()}
    return {**closed, **_open([day for day in begun if day not in closed])}


def _open(days: list[date]) -> Mapping[date, Evaluations]:
    with ThreadPoolExecutor(WORKERS) as pool:
        work = SideBySide(pool, Deadline.in_seconds(_PATIENCE_SECONDS))
        found = work.done(lambda day: summed(store.of_open_day(day)), days)
    if len(found) < len(days):
        raise UnavailableError("Not all days could be read in time; ask again in a moment, or for fewer days.")
    return found
