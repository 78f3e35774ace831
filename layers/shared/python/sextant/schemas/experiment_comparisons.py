"""What the variants of an experiment did by each metric, on the wire."""

from typing import Annotated

from pydantic import ConfigDict, Field

from sextant.domain.experiment_comparisons import Direction, MetricVerdict
from sextant.domain.experiment_metrics import Goal, MetricRole, MetricType
from sextant.schemas.base import Answer


class Shown(Answer):
    """A body that is read off an object of the domain with fields of the same names."""

    model_config = ConfigDict(from_attributes=True)


Interval = Annotated[
    tuple[float | None, float | None], Field(description="Lower and upper bound; null where the data set no bound")
]


Share = Annotated[float | None, Field(description="0.124 is +12.4 %", examples=[0.124])]
OfOneLook = Annotated[float | None, Field(description="Two-sided, of one look; the same for difference and lift")]


class Cuped(Shown):
    """What a covariate took out of a comparison, and what the comparison would be without it."""

    theta: Annotated[float, Field(description="By how much the metric moves with the covariate")]
    variance_reduction: Annotated[float, Field(description="The share of the variance that is taken out, 0 to 1")]
    unadjusted_difference: float | None
    unadjusted_difference_interval: Interval | None
    unadjusted_p: float | None


class Comparison(Shown):
    """How a variant compares with the control."""

    status: Annotated[str, Field(description="`ok`, or why something is missing; what is given is valid")]
    method: Annotated[str, Field(description="Which test `p` is of", examples=["two_proportion_z_pooled"])]
    difference: Annotated[float | None, Field(description="Variant minus control, in the metric's unit")]
    difference_interval: Annotated[Interval | None, Field(description="At 1 - alpha, of one look")]
    lift: Share
    lift_status: Annotated[str, Field(description="`ok`, or why there is no lift")]
    lift_interval: Annotated[Interval | None, Field(description="At 1 - alpha, of one look")]
    formatted_lift: Annotated[str, Field(examples=["+12.4 % [+3.1 %, +22.5 %]"])]
    formatted_difference: Annotated[str, Field(examples=["+1.24 pp [+0.31 pp, +2.17 pp]"])]
    statistic: Annotated[float | None, Field(description="z or t; null where the test has none")]
    p: OfOneLook
    log10_p: Annotated[float | None, Field(description="Exact where `p` is too small for a number")]
    adjusted_p: Annotated[float | None, Field(description="`p`, adjusted over the comparisons of the metric's role")]
    always_valid_p: Annotated[
        float | None, Field(description="May be looked at at any time: information between the looks")
    ]
    always_valid_interval: Annotated[
        Interval | None, Field(description="Of the difference; it covers at all times together")
    ]
    bound: Annotated[float | None, Field(description="What |z| of the last look was held against")]
    crossed: Annotated[bool, Field(description="Whether a stored look crossed its bound, which is what decides")]
    crossed_at_look: int | None
    significant: Annotated[bool, Field(description="The same as `crossed`")]
    direction: Annotated[Direction, Field(description="Of what was found; `flat` until it crossed")]
    probability_best: Annotated[float | None, Field(description="Posterior; of all variants with users, 0 to 1")]
    probability_better: Annotated[float | None, Field(description="Posterior; than the control, 0 to 1")]
    expected_loss: Annotated[
        float | None, Field(description="Lost on average if it is chosen over the control; in the metric's unit")
    ]
    power: Annotated[
        float | None,
        Field(description="Probability that the planned end finds it if what is seen is the truth (conditional power)"),
    ]
    minimum_detectable_effect: Annotated[
        float | None, Field(description="The smallest lift that the users so far would show with the wanted power")
    ]
    days_remaining: Annotated[
        int | None,
        Field(description="At the current traffic, until an effect as large as seen is found with the wanted power"),
    ]
    cuped: Annotated[Cuped | None, Field(description="Where difference, lift and `p` are adjusted for a covariate")]


class OtherCount(Shown):
    """The same variant with users who saw two variants counted the other way."""

    users: int
    value: float | None
    difference: float | None
    lift: Share
    p: OfOneLook


class VariantFigures(Shown):
    """What one variant did by a metric."""

    variant: str
    users: Annotated[int, Field(description="Who counts")]
    conversions: Annotated[int, Field(description="Users who did it at all")]
    total: Annotated[int, Field(description="The sum over all users; of a ratio the numerator's")]
    denominator: Annotated[int | None, Field(description="Of a ratio, the denominator's sum")]
    value: Annotated[float | None, Field(description="The rate, the mean of a user, or the ratio; null without users")]
    value_interval: Interval | None
    standard_deviation: Annotated[float | None, Field(description="Of one user's value")]
    probability_best: Annotated[float | None, Field(description="Posterior; of all variants with users, 0 to 1")]
    comparison: Annotated[Comparison | None, Field(description="With the control; null for the control itself")]
    first_seen: Annotated[
        OtherCount | None,
        Field(description="Users who saw two variants counted where they were first; null if they are so already"),
    ]
    excluded: Annotated[
        OtherCount | None, Field(description="Users who saw two variants left out; null if they are so already")
    ]


class MetricResult(Shown):
    """What came of one metric."""

    id: str
    name: str
    type: MetricType
    role: MetricRole
    goal: Goal
    unit: Annotated[str, Field(description="`share`, `per_user`, `minor_units_per_user` or `ratio`")]
    currency: str | None
    status: Annotated[str, Field(description="`ok`, or the first reason why some figure is missing")]
    verdict: Annotated[MetricVerdict, Field(description="What the scheduled looks say, however it is displayed")]
    variants: Annotated[list[VariantFigures], Field(description="The control first")]
