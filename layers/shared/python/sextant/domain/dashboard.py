"""The figures of the dashboard, each a function of days and of who has which role."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sextant.domain.days import Period
from sextant.domain.money import NO_MONEY, MoneyFlow
from sextant.domain.ratios import ratio
from sextant.domain.rollups import Ordinals, Tally, merged, united
from sextant.domain.uniques import Uniques, uniques_of

WEEK_DAYS = 7
MONTH_DAYS = 30
EMPTY_DAY = Tally()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The dashboard of one period; amounts are minor units, users are distinct and named.

    Attributes:
        users: Who is new, who was active, who paid.
        requests_created: Service requests made.
        requests_by_status: How often a request entered each status.
        requests_reached: By status, how many of the requests made ever entered it.
        money: Payments and refunds by currency.
        dau: Users active on the period's last day.
        wau: Users active in the 7 days that end with it.
        mau: Users active in the 30 days that end with it.
        stickiness: The mean of the daily active users of those 30 days over `mau`; None if there were none.
    """

    users: Uniques
    requests_created: int
    requests_by_status: Mapping[str, int]
    requests_reached: Mapping[str, int]
    money: Mapping[str, MoneyFlow]
    dau: int
    wau: int
    mau: int
    stickiness: float | None

    def reached_rate(self, status: str) -> float | None:
        """Which part of the requests made ever entered a status."""
        return ratio(self.requests_reached.get(status, 0), self.requests_created)

    def arpu(self, currency: str) -> float | None:
        """Net revenue for each active user, in minor units."""
        return ratio(self.money.get(currency, NO_MONEY).net, self.users.active)


@dataclass(frozen=True, slots=True)
class DailyFigures:
    """What the dashboard tells of one day: numbers only, so that an answer that is kept holds no sets of users.

    Attributes:
        new_users: Users whose earliest registration falls on it.
        active_users: Users active on it.
        money: Payments and refunds by currency.
    """

    new_users: int
    active_users: int
    money: Mapping[str, MoneyFlow]

    @classmethod
    def of(cls, tally: Tally) -> "DailyFigures":
        """The figures of a day's tally."""
        return cls(sum(tally.new_by_role.values()), len(tally.active), tally.money)


def days_needed(periods: Iterable[Period]) -> Period:
    """The days that the figures of these periods are made of, from the first to the last."""
    windows = [window for period in periods for window in (period, Period.ending(period.last, MONTH_DAYS))]
    return Period(min(window.first for window in windows), max(window.last for window in windows))


def figures_of(period: Period, days: Mapping[date, Tally], roles: Mapping[str, Ordinals]) -> Figures:
    """The figures of a period.

    Args:
        period: The days to tell about.
        days: The tallies of those days and of the 30 days that end with the last; a day without one was empty.
        roles: By role, everybody whose earliest registration, whenever it was, was in that role.
    """
    total = merged(days.get(day, EMPTY_DAY) for day in period)
    month = Period.ending(period.last, MONTH_DAYS)
    mau = len(_active(month, days))
    daily = sum(len(days.get(day, EMPTY_DAY).active) for day in month)
    return Figures(
        users=uniques_of(total, roles),
        requests_created=total.requests_created,
        requests_by_status=total.requests_by_status,
        requests_reached=total.requests_reached,
        money=total.money,
        dau=len(days.get(period.last, EMPTY_DAY).active),
        wau=len(_active(Period.ending(period.last, WEEK_DAYS), days)),
        mau=mau,
        stickiness=ratio(daily / MONTH_DAYS, mau),
    )


def _active(period: Period, days: Mapping[date, Tally]) -> Ordinals:
    return united(days[day].active for day in period if day in days)
