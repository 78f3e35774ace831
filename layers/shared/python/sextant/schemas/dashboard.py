"""The dashboard: each figure with the one of the period before."""

from datetime import date
from typing import Annotated

from pydantic import Field

from sextant.schemas.analytics import AnalyticsAnswer
from sextant.schemas.base import Answer
from sextant.schemas.defined import defined
from sextant.schemas.measures import CountMetric, RatioMetric
from sextant.schemas.uniques import Users


class Requests(Answer):
    """Service requests."""

    created: Annotated[CountMetric, defined("requests.created")]
    by_status: Annotated[dict[str, CountMetric], defined("requests.byStatus")]
    reached: Annotated[dict[str, CountMetric], defined("requests.reached")]
    reached_rate: Annotated[dict[str, RatioMetric], defined("requests.reachedRate")]


class Money(Answer):
    """Payments and refunds of one currency; amounts in minor units."""

    payments: Annotated[CountMetric, defined("revenue.payments")]
    gross: Annotated[CountMetric, defined("revenue.gross")]
    refunds: Annotated[CountMetric, defined("revenue.refunds")]
    refunded: Annotated[CountMetric, defined("revenue.refunded")]
    net: Annotated[CountMetric, defined("revenue.net")]
    average_order_value: Annotated[RatioMetric, defined("revenue.averageOrderValue")]
    arpu: Annotated[RatioMetric, defined("revenue.arpu")]
    fee_gross: Annotated[CountMetric, defined("revenue.feeGross")]
    fees: Annotated[CountMetric, defined("revenue.fees")]
    take_rate: Annotated[RatioMetric, defined("revenue.takeRate")]


class Revenue(Answer):
    """Money, never added across currencies."""

    paying_customers: Annotated[CountMetric, defined("revenue.payingCustomers")]
    new_customers: Annotated[CountMetric, defined("revenue.newCustomers")]
    returning_customers: Annotated[CountMetric, defined("revenue.returningCustomers")]
    by_currency: dict[str, Money]


class Engagement(Answer):
    """How often users come, seen from the last day of the period, or from today if that is still to come."""

    dau: Annotated[CountMetric, defined("engagement.dau")]
    wau: Annotated[CountMetric, defined("engagement.wau")]
    mau: Annotated[CountMetric, defined("engagement.mau")]
    stickiness: Annotated[RatioMetric, defined("engagement.stickiness")]


class DayMoney(Answer):
    """One day's payments and refunds of one currency, in minor units."""

    payments: Annotated[int, defined("revenue.payments")]
    gross: Annotated[int, defined("revenue.gross")]
    refunds: Annotated[int, defined("revenue.refunds")]
    refunded: Annotated[int, defined("revenue.refunded")]
    net: Annotated[int, defined("revenue.net")]


class Day(Answer):
    """One day of the period."""

    day: date
    new_users: Annotated[int, defined("users.new")]
    active_users: Annotated[int, defined("users.active")]
    by_currency: dict[str, DayMoney]


class Dashboard(AnalyticsAnswer):
    """The figures of a period, how far they reach, and what they mean."""

    from_day: Annotated[date, Field(alias="from", description="The same as `period.from`")]
    to_day: Annotated[date, Field(alias="to", description="The same as `period.to`")]
    users: Users
    requests: Requests
    revenue: Revenue
    engagement: Engagement
    daily: Annotated[list[Day], Field(description="Every day of the period up to today, empty ones too")]
