"""Trends and summaries: how metrics go from day to day, and what they come to."""

from datetime import date
from typing import Annotated

from pydantic import Field

from sextant.schemas.analytics import AnalyticsAnswer
from sextant.schemas.base import Answer
from sextant.schemas.defined import defined
from sextant.schemas.measures import CountMetric, RatioMetric

MetricName = Annotated[str, Field(description="Its name in the list of definitions", examples=["revenue.gross"])]
CurrencyShown = Annotated[str | None, Field(description="Of which currency, if it is one of money; in minor units")]


class TrendPoint(Answer):
    """One day."""

    day: date
    value: int
    day_over_day: Annotated[float | None, defined("trends.dayOverDay")]
    week_over_week: Annotated[float | None, defined("trends.weekOverWeek")]
    previous: Annotated[
        int | None, Field(description="The value on the day as far into the period before, when asked to compare")
    ]
    change: Annotated[float | None, Field(description="0.25 is a quarter more than that; null where that was nothing")]
    complete: Annotated[bool, Field(description="Whether the day is over, with nothing waiting to be counted")]


class Trend(Answer):
    """One metric over the period."""

    metric: MetricName
    currency: CurrencyShown
    total: Annotated[CountMetric, defined("summary.total")]
    points: Annotated[list[TrendPoint], Field(description="Every day of the period up to today, empty ones too")]


class Trends(AnalyticsAnswer):
    """How metrics go from day to day. A change of 0.25 is a quarter more."""

    trends: list[Trend]


class DayValue(Answer):
    """A metric on one day."""

    day: date
    value: int


class MetricSummary(Answer):
    """What one metric comes to over the period."""

    metric: MetricName
    currency: CurrencyShown
    total: Annotated[CountMetric, defined("summary.total")]
    mean_per_day: Annotated[RatioMetric, defined("summary.meanPerDay")]
    lowest: Annotated[DayValue | None, Field(description="The first of the days on which it was least")]
    highest: Annotated[DayValue | None, Field(description="The first of the days on which it was greatest")]


class Summary(AnalyticsAnswer):
    """What metrics come to over the days of a period up to today."""

    figures: list[MetricSummary]
