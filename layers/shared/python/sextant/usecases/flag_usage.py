"""When flags were last evaluated, as far as the last weeks tell."""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime

from sextant.aws.settings import settings
from sextant.domain.days import Period, today
from sextant.domain.evaluations import Evaluations, last_of, summed
from sextant.store import evaluation_counts as store
from sextant.store.memory import per_connection
from sextant.usecases.kept import Kept

LOOKED_BACK_DAYS = 30
KEPT_SECONDS = 60
"""How long what was read of days that are not closed is good for."""

LastEvaluated = Mapping[str, int]
"""By flag the last moment of one day, in Unix milliseconds."""

_closed: Callable[[], dict[date, LastEvaluated]] = per_connection(dict)
_open: Kept[date, LastEvaluated] = Kept(KEPT_SECONDS)
_looked: Kept[Period, None] = Kept(KEPT_SECONDS)


def last_evaluated(keys: Collection[str], now: datetime) -> dict[str, datetime]:
    """When each of these flags was last evaluated; one that was not within 30 days is left out.

    Days are read from the newest backwards, until every flag is found; closed ones are read once and remembered. What
    was evaluated within the last minute may be told a minute late.

    Raises:
        UnavailableError: DynamoDB does not answer.
    """
    missing = set(keys)
    found: dict[str, datetime] = {}
    period = Period.ending(today(now, settings.business_time_zone), LOOKED_BACK_DAYS)
    for day in reversed(list(period)):
        if not missing:
            break
        seen = _of_day(day, period)
        found |= {key: datetime.fromtimestamp(seen[key] / 1000, UTC) for key in missing & seen.keys()}
        missing -= found.keys()
    return found


def _of_day(day: date, period: Period) -> LastEvaluated:
    closed = _closed()
    if day != period.last and day not in closed:
        _looked.get(period, lambda: _learn_closed(period))
    return closed[day] if day in closed else _open.get(day, lambda: _last(summed(store.of_open_day(day)))).answer


def _learn_closed(period: Period) -> None:
    """Remember the days of a period that are closed by now, from the first that is not known."""
    closed = _closed()
    first = next(day for day in period if day not in closed)
    found = store.of_closed_days(Period(first, period.last))
    closed.update({day: _last(summed(rows)) for day, rows in found.items()})


def _last(evaluations: Evaluations) -> LastEvaluated:
    return {flag: last for flag, outcomes in evaluations.items() if (last := last_of(outcomes)) is not None}
