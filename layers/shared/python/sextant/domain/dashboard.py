"""The figures of the dashboard, each a function of days and of who has which role."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sextant.domain.days import Period
from sextant.domain.money import MoneyFlow
from sextant.domain.rollups import Ordinals, Tally, in_both, merged, united

WEEK_DAYS = 7
MONTH_DAYS = 30
UNKNOWN_ROLE = "UNKNOWN"
EMPTY_DAY = Tally()
_DECIMALS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The dashboard of one period; amounts are minor units, users are distinct and named.

    Attributes:
        new_users: Users whose earliest registration falls into the period.
        new_by_role: The same by the role of that registration.
        active_users: Users who did something in the period.
        active_by_role: The same by the role of their earliest registration; `UNKNOWN` never registered.
        requests_created: Service requests made.
        requests_by_status: How often a request entered each status.
        paying_customers: Users with a payment.
        money: Payments and refunds by currency.
        dau: Users active on the period's last day.
        wau: Users active in the 7 days that end with it.
        mau: Users active in the 30 days that end with it.
        stickiness: The mean of the daily active users of those 30 days over `mau`; None if there were none.
    """

    new_users: int
    new_by_role: Mapping[str, int]
    active_users: int
    active_by_role: Mapping[str, int]
    requests_created: int
    requests_by_status: Mapping[str, int]
    paying_customers: int
    money: Mapping[str, MoneyFlow]
    dau: int
    wau: int
    mau: int
    stickiness: float | None


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
        new_users=sum(total.new_by_role.values()),
        new_by_role=total.new_by_role,
        active_users=len(total.active),
        active_by_role=_by_role(total.active, roles),
        requests_created=total.requests_created,
        requests_by_status=total.requests_by_status,
        paying_customers=len(total.paying),
        money=total.money,
        dau=len(days.get(period.last, EMPTY_DAY).active),
        wau=len(_active(Period.ending(period.last, WEEK_DAYS), days)),
        mau=mau,
        stickiness=round(daily / MONTH_DAYS / mau, _DECIMALS) if mau else None,
    )


def change(value: float | None, previous: float | None) -> float | None:
    """By what part of the previous value this one is greater, 0.25 for a quarter; None where that says nothing."""
    if value is None or not previous:
        return None
    # Net revenue may have been negative: a rise is a rise from there too.
    return round((value - previous) / abs(previous), _DECIMALS)


def _active(period: Period, days: Mapping[date, Tally]) -> Ordinals:
    return united(days[day].active for day in period if day in days)


def _by_role(users: Ordinals, roles: Mapping[str, Ordinals]) -> dict[str, int]:
    counts = {role: in_both(users, members) for role, members in sorted(roles.items())}
    unknown = len(users) - sum(counts.values())
    return {role: count for role, count in {**counts, UNKNOWN_ROLE: unknown}.items() if count}
