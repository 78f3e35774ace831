"""The figures of each day, with what each is worth."""

from datetime import date
from typing import Annotated

from pydantic import Field

from sextant.schemas.analytics import AnalyticsAnswer
from sextant.schemas.base import Answer, Moment
from sextant.schemas.defined import defined
from sextant.schemas.periods import PeriodShown
from sextant.schemas.revenue import RevenueAmounts


class DayOfMetrics(Answer):
    """One day."""

    day: date
    hours: Annotated[float, Field(description="23 or 25 for a day on which clocks change")]
    new_users: Annotated[int, defined("users.new")]
    active_users: Annotated[int, defined("users.active")]
    requests_created: Annotated[int, defined("requests.created")]
    paying_customers: Annotated[int, defined("revenue.payingCustomers")]
    new_customers: Annotated[int, defined("revenue.newCustomers")]
    by_currency: Annotated[
        dict[str, RevenueAmounts], Field(description="Every currency of the answer, zeros where nothing moved")
    ]
    watermark: Annotated[Moment, Field(description="Everything of it that arrived before this moment is counted")]
    complete: Annotated[bool, Field(description="Whether it is over, with nothing waiting to be counted")]
    closed_at: Annotated[
        Moment | None,
        Field(
            description="When it was closed: what changes from then on is a restatement. Null while it is not, and in "
            "another zone than the business's, whose days are not stored"
        ),
    ]
    sealed: Annotated[
        bool, Field(description="Whether its numbers are frozen for good, since its events are past their retention")
    ]


class PreviousDays(Answer):
    """Each day of the period before."""

    period: PeriodShown
    days: list[DayOfMetrics]


class DailyMetricsShown(AnalyticsAnswer):
    """Each day of a period up to today, empty ones too."""

    days: list[DayOfMetrics]
    previous: Annotated[PreviousDays | None, Field(description="When asked to compare")]
