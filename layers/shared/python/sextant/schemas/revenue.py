"""Revenue by day, week or month, in each currency."""

from datetime import date
from typing import Annotated

from pydantic import Field

from sextant.domain.calendar_spans import Granularity, WeekStart
from sextant.schemas.analytics import AnalyticsAnswer
from sextant.schemas.base import Answer
from sextant.schemas.defined import defined
from sextant.schemas.measures import CountMetric, RatioMetric
from sextant.schemas.periods import PeriodShown


class RevenueAmounts(Answer):
    """The money of one row in one currency; amounts in minor units."""

    payments: Annotated[int, defined("revenue.payments")]
    gross: Annotated[int, defined("revenue.gross")]
    refunds: Annotated[int, defined("revenue.refunds")]
    refunded: Annotated[int, defined("revenue.refunded")]
    net: Annotated[int, defined("revenue.net")]
    returned: Annotated[int, defined("revenue.returned")]
    unattributed: Annotated[int, defined("revenue.unattributed")]
    net_by_payment_date: Annotated[int, defined("revenue.netByPaymentDate")]
    fee_gross: Annotated[int, defined("revenue.feeGross")]
    fees: Annotated[int, defined("revenue.fees")]
    take_rate: Annotated[float | None, defined("revenue.takeRate")]
    average_order_value: Annotated[float | None, defined("revenue.averageOrderValue")]


class RevenueTotals(Answer):
    """The sum of all rows in one currency, beside the one of the period before; amounts in minor units."""

    payments: Annotated[CountMetric, defined("revenue.payments")]
    gross: Annotated[CountMetric, defined("revenue.gross")]
    refunds: Annotated[CountMetric, defined("revenue.refunds")]
    refunded: Annotated[CountMetric, defined("revenue.refunded")]
    net: Annotated[CountMetric, defined("revenue.net")]
    returned: Annotated[CountMetric, defined("revenue.returned")]
    unattributed: Annotated[CountMetric, defined("revenue.unattributed")]
    net_by_payment_date: Annotated[CountMetric, defined("revenue.netByPaymentDate")]
    fee_gross: Annotated[CountMetric, defined("revenue.feeGross")]
    fees: Annotated[CountMetric, defined("revenue.fees")]
    take_rate: Annotated[RatioMetric, defined("revenue.takeRate")]
    average_order_value: Annotated[RatioMetric, defined("revenue.averageOrderValue")]


class RevenueRow(Answer):
    """One day, week or month."""

    label: Annotated[
        str,
        Field(
            description="`2026-03-02` for a day, `2026-W10` for an ISO week, the first day for another week, "
            "`2026-03` for a month",
            examples=["2026-W10"],
        ),
    ]
    first: Annotated[date, Field(alias="from", description="Its first day within the period")]
    last: Annotated[date, Field(alias="to", description="Its last day within the period")]
    partial: Annotated[bool, Field(description="Whether other days of this week or month lie outside of the period")]
    complete: Annotated[bool, Field(description="Whether these days are over, with nothing waiting to be counted")]
    hours: Annotated[float, Field(description="Hours of these days: 23 or 25 for a day on which clocks change")]
    paying_customers: Annotated[int, defined("revenue.payingCustomers")]
    new_customers: Annotated[int, defined("revenue.newCustomers")]
    by_currency: Annotated[
        dict[str, RevenueAmounts], Field(description="Every currency of the answer, zeros where nothing moved")
    ]


class PreviousRevenue(Answer):
    """The rows of the period before."""

    period: PeriodShown
    rows: list[RevenueRow]


class Revenue(AnalyticsAnswer):
    """Revenue row by row; the totals of money are the sums of the rows, customers are distinct over all of them."""

    granularity: Granularity
    week_start: WeekStart
    rows: Annotated[list[RevenueRow], Field(description="Every one up to today, empty ones too")]
    totals: dict[str, RevenueTotals]
    paying_customers: Annotated[CountMetric, defined("revenue.payingCustomers")]
    new_customers: Annotated[CountMetric, defined("revenue.newCustomers")]
    returning_customers: Annotated[CountMetric, defined("revenue.returningCustomers")]
    previous: Annotated[PreviousRevenue | None, Field(description="When asked to compare")]
