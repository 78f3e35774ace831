"""Planning an experiment: what it takes to find an effect."""

from typing import Annotated

from pydantic import Field

from sextant.schemas.base import Body
from sextant.schemas.experiment_comparisons import Shown

MOST_VARIANTS = 20


class ExperimentPlanQuestion(Body):
    """What is known beforehand and what is to be found.

    A share is planned by `baseline`; an amount or a count by `mean` and `standardDeviation`. Numbers are from 1e-12 to
    1e12 where nothing else is said, whatever their sign.
    """

    baseline: Annotated[float | None, Field(description="The control's rate, 1e-9 to 1 - 1e-9", examples=[0.1])] = None
    mean: Annotated[float | None, Field(description="The control's mean of a user", examples=[2500])] = None
    standard_deviation: Annotated[float | None, Field(description="Of one user's value", examples=[6000])] = None
    minimum_effect: Annotated[
        float | None, Field(description="The smallest lift worth finding; 0.1 is +10 %", examples=[0.1])
    ] = None
    minimum_difference: Annotated[
        float | None, Field(description="The same as a difference, in the metric's unit; instead of the lift")
    ] = None
    alpha: Annotated[float, Field(description="Of a false winner over all looks; 0.0001 to 0.5")] = 0.05
    power: Annotated[
        float, Field(description="Wanted probability of finding the effect; 0.5 to 0.9999, and 0.01 above alpha")
    ] = 0.8
    variants: Annotated[int | None, Field(description="How many, the control included; 2 if left out")] = None
    weights: Annotated[
        list[float] | None, Field(description="One for each variant, the control's first; equal if left out")
    ] = None
    metrics: Annotated[int, Field(description="How many primary metrics: each comparison is corrected for")] = 1
    looks: Annotated[int | None, Field(description="How many scheduled looks; one each day if left out")] = None
    users_per_day: Annotated[float | None, Field(description="New users that reach it each day")] = None
    traffic_percentage: Annotated[float, Field(description="What share of them takes part, 0.01 to 100")] = 100


class VariantPlan(Shown):
    """How many users a variant takes."""

    variant: Annotated[int, Field(description="Its place; 0 is the control")]
    share: Annotated[float, Field(description="0 to 1")]
    users: int


class PlanPoint(Shown):
    """What is found after so many days."""

    days: int
    users: int
    minimum_detectable_effect: Annotated[float | None, Field(description="As a lift; null where there is none")]


class ExperimentPlan(Shown):
    """What it takes."""

    users_per_variant: list[VariantPlan]
    users: Annotated[int, Field(description="Of all variants together")]
    days: Annotated[int | None, Field(description="Null without `usersPerDay`")]
    weeks: Annotated[int | None, Field(description="Whole weeks, so that each weekday counts alike")]
    minimum_effect: float
    minimum_difference: float
    comparison_alpha: Annotated[float, Field(description="At which each comparison is planned")]
    looks: int
    inflation: Annotated[float, Field(description="By what looking more than once multiplies the users")]
    curve: list[PlanPoint]
    text: list[str]
    method: str
