"""Figures of single days: their course, and what they come to over a period."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sextant.domain.days import Period
from sextant.domain.money import NO_MONEY, MoneyFlow
from sextant.domain.ratios import change, ratio
from sextant.domain.rollups import Tally, merged

WEEK: Final = timedelta(days=7)
ONE_DAY: Final = timedelta(days=1)
_NOTHING: Final = Tally()


@dataclass(frozen=True, slots=True)
class DailyMetric:
    """A metric that each day has.

    Attributes:
        name: Its name in the registry.
        of_tally: The metric of any stretch of time; None if it is one of money.
        of_money: The metric of the money of one currency; None otherwise.
    """

    name: str
    of_tally: Callable[[Tally], int] | None = None
    of_money: Callable[[MoneyFlow], int] | None = None

    def value(self, tally: Tally, currency: str | None) -> int:
        """What it is in a stretch of time: of many days, users are distinct."""
        if self.of_money is not None:
            return self.of_money(tally.money.get(currency or "", NO_MONEY))
        return self.of_tally(tally) if self.of_tally else 0


DAILY_METRICS: Final[Mapping[str, DailyMetric]] = {
    metric.name: metric
    for metric in (
        DailyMetric("users.new", of_tally=lambda tally: sum(tally.new_by_role.values())),
        DailyMetric("users.active", of_tally=lambda tally: len(tally.active)),
        DailyMetric("requests.created", of_tally=lambda tally: tally.requests_created),
        DailyMetric("revenue.payingCustomers", of_tally=lambda tally: len(tally.paying)),
        DailyMetric("revenue.newCustomers", of_tally=lambda tally: len(tally.first_paying)),
        DailyMetric("revenue.payments", of_money=lambda flow: flow.payments),
        DailyMetric("revenue.gross", of_money=lambda flow: flow.gross),
        DailyMetric("revenue.refunds", of_money=lambda flow: flow.refunds),
        DailyMetric("revenue.refunded", of_money=lambda flow: flow.refunded),
        DailyMetric("revenue.net", of_money=lambda flow: flow.net),
        DailyMetric("revenue.fees", of_money=lambda flow: flow.fees),
    )
}
"""Those that may be asked for by name."""


@dataclass(frozen=True, slots=True)
class Point:
    """A metric on one day.

    Attributes:
        day: Which.
        value: What it is.
        day_over_day: By what part it is more than the day before; None where that one is 0.
        week_over_week: The same against the same weekday of the week before.
        previous: What it was on the day as far into the period before, if that is wanted.
    """

    day: date
    value: int
    day_over_day: float | None
    week_over_week: float | None
    previous: int | None


@dataclass(frozen=True, slots=True)
class Course:
    """A metric over a period.

    Attributes:
        metric: Its name.
        currency: Of which currency, if it is one of money.
        points: Each day up to today.
        total: Over all these days: the sum, and of users how many distinct ones.
        previous: The same of the period before, if it is wanted.
        previous_mean: The mean of the days of the period before.
    """

    metric: str
    currency: str | None
    points: Sequence[Point]
    total: int
    previous: int | None
    previous_mean: float | None

    @property
    def mean(self) -> float | None:
        """The mean of the days."""
        return ratio(sum(point.value for point in self.points), len(self.points))

    @property
    def lowest(self) -> Point | None:
        """The first of the days on which it is least."""
        return min(self.points, key=lambda point: point.value, default=None)

    @property
    def highest(self) -> Point | None:
        """The first of the days on which it is greatest."""
        return max(self.points, key=lambda point: point.value, default=None)


def days_needed(period: Period, before: Period | None) -> Period:
    """The days from the first to the last that the courses of a period are made of."""
    first = period.first - WEEK
    return Period(min(first, before.first) if before else first, period.last)


def courses(
    names: Sequence[str], period: Period, before: Period | None, days: Mapping[date, Tally], currencies: Sequence[str]
) -> Iterator[Course]:
    """The courses of metrics over a period, those of money in each of these currencies.

    Args:
        names: Which metrics.
        period: The days to tell about.
        before: The period before, if its totals are wanted.
        days: The tallies of all `days_needed`; a day without one was empty.
        currencies: In which currencies.
    """
    total = merged(days.get(day, _NOTHING) for day in period)
    earlier = merged(days.get(day, _NOTHING) for day in before) if before else None
    for name in names:
        metric = DAILY_METRICS[name]
        for currency in currencies if metric.of_money else [None]:
            yield Course(
                metric=name,
                currency=currency,
                points=[
                    _point(metric, currency, day, days, before.first + (day - period.first) if before else None)
                    for day in period
                ],
                total=metric.value(total, currency),
                previous=metric.value(earlier, currency) if earlier else None,
                previous_mean=_mean(metric, currency, before, days) if before else None,
            )


def _mean(metric: DailyMetric, currency: str | None, period: Period, days: Mapping[date, Tally]) -> float | None:
    return ratio(sum(metric.value(days.get(day, _NOTHING), currency) for day in period), len(period))


def _point(
    metric: DailyMetric, currency: str | None, day: date, days: Mapping[date, Tally], earlier: date | None
) -> Point:
    def on(other: date) -> int:
        return metric.value(days.get(other, _NOTHING), currency)

    value = on(day)
    previous = on(earlier) if earlier else None
    return Point(day, value, change(value, on(day - ONE_DAY)), change(value, on(day - WEEK)), previous)
