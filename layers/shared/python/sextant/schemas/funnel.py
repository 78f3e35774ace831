"""The funnel of those who registered in a period."""

from typing import Annotated, Literal

from pydantic import Field

from sextant.domain.principals import Role
from sextant.schemas.analytics import AnalyticsAnswer
from sextant.schemas.base import Answer
from sextant.schemas.defined import defined
from sextant.schemas.measures import CountMetric, RatioMetric
from sextant.schemas.periods import PeriodShown


class FunnelStep(Answer):
    """One step, and who came to it."""

    step: Literal["registered", "requested", "paid", "reviewed"]
    users: Annotated[CountMetric, defined("funnel.users")]
    step_rate: Annotated[RatioMetric, defined("funnel.stepRate")]
    overall_rate: Annotated[RatioMetric, defined("funnel.overallRate")]
    mature_users: Annotated[CountMetric, defined("funnel.matureUsers")]
    mature_step_rate: Annotated[RatioMetric, defined("funnel.matureStepRate")]
    mature_overall_rate: Annotated[RatioMetric, defined("funnel.matureOverallRate")]
    median_lag: Annotated[RatioMetric, defined("funnel.medianLag")]


class FunnelFigures(Answer):
    """How far some entrants came."""

    entrants: Annotated[CountMetric, defined("funnel.entrants")]
    mature: Annotated[CountMetric, defined("funnel.mature")]
    immature: Annotated[CountMetric, defined("funnel.immature")]
    steps: Annotated[list[FunnelStep], Field(description="In their order, the registration first")]


class FunnelGroup(Answer):
    """The entrants of one channel or role."""

    name: Annotated[
        str, Field(description="`UNKNOWN` came by no channel that was told; `OTHER` are the smallest channels together")
    ]
    figures: FunnelFigures


class FunnelCohort(Answer):
    """Those who registered on one day, or in one week or month."""

    label: Annotated[str, Field(description="`2026-03-02`, `2026-W10` or `2026-03`")]
    days: Annotated[PeriodShown, Field(description="Its days within the period")]
    partial: Annotated[bool, Field(description="Whether some of its days lie outside of the period")]
    figures: FunnelFigures


class FunnelAnswer(AnalyticsAnswer):
    """Of those who registered, how many then requested, then paid, then reviewed; in that order, each in its time."""

    window_days: Annotated[
        int, Field(description="Steps count less than so many times 24 hours after the registration")
    ]
    step_window_days: Annotated[
        int | None, Field(description="And less than so many after the step before, if that was asked for")
    ]
    role: Annotated[Role | None, Field(description="In which role the entrants registered; null for any")]
    total: FunnelFigures
    by: Annotated[Literal["channel", "role"] | None, Field(description="By what they are told apart, if they are")]
    groups: Annotated[list[FunnelGroup], Field(description="By name; none unless `by` was asked for")]
    cohorts: Annotated[
        list[FunnelCohort], Field(description="In order, empty ones too; none unless `granularity` was asked for")
    ]
