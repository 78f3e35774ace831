"""Retention by the week of registration."""

from typing import Annotated

from pydantic import Field

from sextant.domain.calendar_spans import WeekStart
from sextant.domain.principals import Role
from sextant.schemas.analytics import AnalyticsAnswer
from sextant.schemas.base import Answer
from sextant.schemas.defined import defined
from sextant.schemas.measures import RatioMetric
from sextant.schemas.periods import PeriodShown

_Week = Annotated[int, Field(description="Weeks after the one of registration; 0 is that one")]


class RetentionCell(Answer):
    """A cohort in one week."""

    week: _Week
    active: Annotated[int | None, defined("retention.active")]
    rate: Annotated[float | None, defined("retention.rate")]


class RetentionCohort(Answer):
    """Those who registered in one week."""

    days: PeriodShown
    size: Annotated[int, defined("retention.cohortSize")]
    complete: Annotated[bool, Field(description="Whether the week is over, with nothing waiting to be counted")]
    cells: Annotated[list[RetentionCell], Field(description="That week and those that follow, up to the present one")]


class RetainedWeek(Answer):
    """All cohorts together in one week of theirs."""

    week: _Week
    users: Annotated[int, defined("retention.cohortSize")]
    active: Annotated[int, defined("retention.active")]
    rate: Annotated[RatioMetric, defined("retention.rate")]


class Retention(AnalyticsAnswer):
    """Of those who registered in a week, which part was active in each week that followed.

    The period is made of whole weeks: all that have a day of the one asked for.
    """

    week_start: WeekStart
    role: Annotated[Role | None, Field(description="In which role the cohorts registered; null for any")]
    cohorts: Annotated[list[RetentionCohort], Field(description="Week by week, empty ones too")]
    overall: Annotated[list[RetainedWeek], Field(description="Of the cohorts of which that week is known")]
    previous: Annotated[
        list[RetentionCohort] | None, Field(description="Those of as many weeks before, when asked to compare")
    ]
