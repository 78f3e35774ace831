"""The result of an experiment, on the wire."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field

from sextant.domain.experiment_decisions import GuardrailState, Verdict
from sextant.domain.experiment_metrics import MetricRole
from sextant.domain.experiment_results import SampleRatioVerdict
from sextant.domain.experiment_status import ExperimentStatus
from sextant.domain.experiments import Correction, Crossover
from sextant.schemas.base import Moment
from sextant.schemas.experiment_comparisons import Interval, MetricResult, Shown


class ResultMethod(Shown):
    """By which rules the result was made, as far as they vary."""

    name: str
    version: Annotated[str, Field(description="Changes when figures from the same counters would")]
    alpha: Annotated[float, Field(description="Of a false winner, over all looks and primary comparisons")]
    power: float
    correction: Correction
    spending: Annotated[str, Field(description="How alpha is spent over the looks")]
    look: Annotated[int, Field(description="The number of the last look; 0 before the first")]
    looks_planned: int
    alpha_spent: Annotated[float, Field(description="By all looks so far")]
    information_fraction: Annotated[float, Field(description="How far the plan is done; 1 at its end")]
    packages: dict[str, str]


class DecisionReason(Shown):
    """One reason, for programs and for people."""

    code: str
    text: str


class ExperimentDecision(Shown):
    """What to do and why."""

    verdict: Verdict
    variant: Annotated[str | None, Field(description="Which one to ship, or which one does harm")]
    reasons: Annotated[list[DecisionReason], Field(description="The deciding one first")]


class SampleRatioArm(Shown):
    """How many users a variant has and was to have."""

    variant: str
    observed: int
    expected: float


class SampleRatio(Shown):
    """The split of users over the variants, tested at the scheduled looks."""

    status: Annotated[str, Field(description="`ok`, or why it could not be tested")]
    verdict: SampleRatioVerdict
    p: Annotated[float | None, Field(description="Of one look, at the split as it is now")]
    log10_p: float | None
    alpha: Annotated[float, Field(description="Of a false alarm over all looks")]
    alpha_spent: float
    always_valid_p: Annotated[
        float | None, Field(description="What keeps the watch once the last look is taken; held against half of alpha")
    ] = None
    arms: list[SampleRatioArm]
    text: str


class VariantCrossovers(Shown):
    """How many users of a variant saw another one too."""

    variant: Annotated[str, Field(description="The one that they saw first in the phase")]
    users: int


class Crossovers(Shown):
    """Users who saw two variants."""

    users: int
    share: Annotated[float, Field(description="Of all enrolled users, 0 to 1")]
    signed_in: Annotated[int, Field(description="How many of them did so by signing in; they break no result")] = 0
    restarted: Annotated[
        int, Field(description="How many had seen another variant before a restart; they break no result either")
    ] = 0
    by_variant: list[VariantCrossovers]
    text: str


class VariantUsers(Shown):
    """Who counts for a variant."""

    id: str
    name: str
    is_control: bool
    users: int
    share: Annotated[float, Field(description="Of all who count, 0 to 1")]
    expected_share: Annotated[float, Field(description="That the buckets give it, 0 to 1")]


class GuardrailStanding(Shown):
    """How a guardrail stands in one variant."""

    metric: str
    variant: str
    state: GuardrailState
    text: str


class LookLevel(Shown):
    """What a look spends and demands at one level."""

    alpha: float
    alpha_spent: float
    z_bound: float | None


class LookComparison(Shown):
    """What a look saw of one comparison with the control."""

    metric: str
    variant: str
    role: MetricRole
    z: float | None
    p: Annotated[float | None, Field(description="Two-sided, of one look")]
    alpha: Annotated[float, Field(description="The level at which it was tested")]
    bound: Annotated[float | None, Field(description="What |z| was held against")]
    crossed: Annotated[int, Field(description="1 if it was found to be higher by now, -1 if lower, else 0")]
    crossed_at: Annotated[int | None, Field(description="The number of the look that found it")]
    margin_z: Annotated[float | None, Field(description="Of a guardrail: z of the test against its margin")]
    harmed: Annotated[bool, Field(description="Of a guardrail: whether it was found worse than its margin by now")]


class SampleRatioLook(Shown):
    """What a look saw of the split."""

    users: Annotated[int | None, Field(description="Null where there were too few, or hardly more than before")]
    alpha_spent: float
    bound: Annotated[float | None, Field(description="What the root of chi-square was held against")]
    p: Annotated[float | None, Field(description="Of this look by itself")]
    mismatch: Annotated[bool, Field(description="Whether this look or an earlier one found it broken")]


class ScheduledLook(Shown):
    """A scheduled look; once taken it never changes."""

    number: int
    day: Annotated[date, Field(description="The last day of the business that it saw")]
    users: int
    users_by_variant: Annotated[dict[str, int], Field(description="Users who saw two variants counted where first")]
    information_fraction: float
    alpha_spent: float
    z_bound: Annotated[float | None, Field(description="What |z| of a single comparison at full alpha had to reach")]
    levels: list[LookLevel]
    comparisons: Annotated[
        list[LookComparison], Field(description="Of long experiments with many metrics only those of the latest looks")
    ]
    sample_ratio: SampleRatioLook
    final: Annotated[bool, Field(description="Whether the plan ended with it")]


class MetricPoint(Shown):
    """A metric of one variant, over all days up to one."""

    id: str
    conversions: int
    value: float | None
    difference: float | None
    lift: float | None
    interval: Annotated[Interval | None, Field(description="Of the lift, at 1 - alpha, of one look")]


class VariantPoint(Shown):
    """A variant, over all days up to one."""

    variant: str
    users: int
    metrics: list[MetricPoint]


class SeriesDay(Shown):
    """All days up to and with one."""

    day: date
    variants: list[VariantPoint]


class ExperimentResult(Shown):
    """What came of one phase of an experiment."""

    experiment_key: str
    status: ExperimentStatus
    as_of: Moment
    phase: Annotated[int | None, Field(description="Which one; null for an experiment that was not started")]
    through_day: Annotated[date | None, Field(description="The last day that counts, today's only so far")]
    users: Annotated[int, Field(description="Who count, by `crossover`")]
    crossover: Crossover
    frozen: Annotated[bool, Field(description="Whether it was kept at completion, and never changes")]
    method: ResultMethod
    statistics_hash: Annotated[
        str,
        Field(
            description="SHA-256, in hexadecimal, of `sufficientStatistics` as JSON with sorted keys, no white space "
            "and ASCII only: it holds no fractions, and whole numbers that may be large are strings"
        ),
    ]
    sufficient_statistics: Annotated[dict[str, Any], Field(description="All that the figures were computed from")]
    decision: ExperimentDecision
    sample_ratio: SampleRatio
    crossovers: Crossovers
    variants: Annotated[list[VariantUsers], Field(description="The control first")]
    metrics: list[MetricResult]
    guardrails: list[GuardrailStanding]
    looks: list[ScheduledLook]
    series: Annotated[list[SeriesDay], Field(description="Cumulative; of long experiments not every day")]
    warnings: list[str]
