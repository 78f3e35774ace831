"""What the variants of an experiment did by one metric, and how each compares with the control."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sextant.domain.experiment_metrics import Goal, MetricRole, MetricType


class Direction(StrEnum):
    """Which way a variant differs from the control, seen from what is good for the metric."""

    GOOD = "good"
    BAD = "bad"
    FLAT = "flat"


class MetricVerdict(StrEnum):
    """What the scheduled looks say of a metric, whichever way its figures are displayed.

    Attributes:
        BETTER: Some variant is better than the control.
        WORSE: None is better, and some variant is worse.
        NO_DIFFERENCE: The planned end is reached and none was found to differ.
        NOT_ENOUGH_DATA: Nothing can be compared yet.
        UNDECIDED: It runs on.
    """

    BETTER = "better"
    WORSE = "worse"
    NO_DIFFERENCE = "no_difference"
    NOT_ENOUGH_DATA = "not_enough_data"
    UNDECIDED = "undecided"


class Interval(NamedTuple):
    """What lies between two bounds; a bound is None where the data set none."""

    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cuped:
    """What a covariate took out of a comparison, and what the comparison would be without it.

    Attributes:
        theta: By how much the metric moves with the covariate, pooled over both arms; a covariate of 1 is 1.
        variance_reduction: The share of the variance that the covariate takes out.
    """

    theta: float
    variance_reduction: float
    unadjusted_difference: float | None
    unadjusted_difference_interval: Interval | None
    unadjusted_p: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How a variant compares with the control.

    Attributes:
        status: `ok`, or why something is missing; what is given beside it is valid.
        method: Which test `p` is of.
        difference: Variant minus control, in the metric's own unit.
        difference_interval: Confidence interval of one look, at 1 - alpha.
        lift: The difference as a share of the control's value; 0.124 is +12.4 %.
        lift_status: `ok`, or why there is no lift.
        formatted_lift: The lift and its interval to be read.
        statistic: z or t; None where the test has none.
        p: Two-sided, of one look; it is the same for difference and lift.
        log10_p: Exact where `p` is too small for a number.
        adjusted_p: `p`, adjusted over the comparisons of the metric's role.
        always_valid_p: May be looked at at any time; information between the looks.
        always_valid_interval: Of the difference; covers it at all times together.
        bound: What the |z| of the last look was held against.
        crossed: Whether the z of a stored look crossed its bound: the one thing that decides.
        significant: The same as `crossed`.
        crossed_at_look: The number of the first look that crossed.
        direction: Of what was found; `flat` until it crossed.
        probability_best: Posterior probability that of all variants with users this one is best.
        probability_better: Posterior probability that it is better than the control.
        expected_loss: What is lost on average if it is chosen and the control is better, in the metric's own unit.
        power: Probability that the planned end finds it if what is seen so far is the truth (conditional power).
        minimum_detectable_effect: The smallest lift that the users so far would show with the wanted power.
        cuped: Where the difference, the lift and `p` are adjusted for a covariate; the values of variants never are.
        days_remaining: Days at the current traffic until a true effect as large as seen is found with that power.
    """

    status: str
    method: str
    difference: float | None = None
    difference_interval: Interval | None = None
    lift: float | None = None
    lift_status: str
    lift_interval: Interval | None = None
    formatted_lift: str
    formatted_difference: str
    statistic: float | None = None
    p: float | None = None
    log10_p: float | None = None
    adjusted_p: float | None = None
    always_valid_p: float | None = None
    always_valid_interval: Interval | None = None
    bound: float | None = None
    crossed: bool = False
    crossed_at_look: int | None = None
    probability_best: float | None = None
    probability_better: float | None = None
    expected_loss: float | None = None
    power: float | None = None
    minimum_detectable_effect: float | None = None
    days_remaining: int | None = None
    direction: Direction = Direction.FLAT
    cuped: Cuped | None = None

    @property
    def significant(self) -> bool:
        """Whether it is found to differ."""
        return self.crossed


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherCount:
    """The same variant with users who saw two variants counted the other way.

    Attributes:
        users: How many users that leaves.
        value: Their rate, mean or ratio.
        difference: From the control, counted the same way.
        lift: The difference as a share of the control's value.
        p: Two-sided, of one look.
    """

    users: int
    value: float | None
    difference: float | None
    lift: float | None
    p: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantFigures:
    """What one variant did by a metric.

    Attributes:
        variant: Its id.
        users: Who counts.
        conversions: Users who did it at all.
        total: The sum over all users; of a ratio the numerator's.
        denominator: Of a ratio, the denominator's sum.
        value: The rate, the mean of a user, or the ratio; None without users.
        value_interval: Its confidence interval.
        standard_deviation: Of one user's value.
        probability_best: Posterior probability that it is the best of all variants that have users.
        comparison: With the control; None for the control itself.
        first_seen: Counting users who saw two variants where they were first; None where the figures do so already.
        excluded: Leaving them out; None where the figures do so already.
    """

    variant: str
    users: int
    conversions: int
    total: int
    denominator: int | None = None
    value: float | None = None
    value_interval: Interval | None = None
    standard_deviation: float | None = None
    probability_best: float | None = None
    comparison: Comparison | None = None
    first_seen: OtherCount | None = None
    excluded: OtherCount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricResult:
    """What came of one metric.

    Attributes:
        unit: What its values are: `share`, `per_user`, `minor_units_per_user` or `ratio`.
        currency: Of revenue.
        status: `ok`, or the reason why some figure of a variant that users get is missing.
        verdict: What the scheduled looks say.
    """

    id: str
    name: str
    type: MetricType
    role: MetricRole
    goal: Goal
    unit: str
    currency: str | None
    status: str
    verdict: MetricVerdict
    variants: tuple[VariantFigures, ...]
