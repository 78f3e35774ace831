"""The test of one metric between two arms, chosen by the metric and never by what came out.

| metric | test | interval of the difference | interval of the lift |
|---|---|---|---|
| binomial | pooled z; exact where a cell is expected to hold fewer than 5 | Newcombe | log ratio, else score |
| count, revenue | Welch's t | of the same test | Fieller, with the same t |
| ratio | the same on the delta method's variance | of the same test | Fieller, with the same t |
| with a covariate | the same on values that CUPED adjusted | of the same test | Fieller, with the same t |

Fieller's interval leaves out 0 exactly when the test rejects, so that lift and difference never disagree. A test's `z`
is its statistic on the scale of the normal distribution, which the bounds of scheduled looks are on.
"""

import math
from dataclasses import dataclass, replace
from typing import Final

from scipy.special import ndtri_exp

from sextant.domain.experiment_comparisons import Cuped, Interval
from sextant.domain.experiment_metrics import Goal, Metric, MetricType, Sums
from sextant.domain.exposures import COVARIATE_UNITS
from sextant.statistics import cuped, estimates, exact, lift, means, proportions, score
from sextant.statistics.samples import Covaried, Mean, Moments, Proportion, Ratio
from sextant.statistics.status import Status
from sextant.usecases.experiment_counts import Arm

FEWEST_DENOMINATORS: Final = 30
"""How many users of an arm must, in effect, have something to divide by before a ratio is tested.

Only they say anything about its variance, whatever the number of all users: with a handful of them t would be taken
for far surer than it is. Their effective number is (Σd)² / Σd² (Kish 1965, Survey Sampling, §11.7).
"""

_LN_10: Final = math.log(10)
_LN_2: Final = math.log(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a test of treatment against control found.

    Attributes:
        status: `ok`, or why something is missing; what is given is valid.
        method: Which test it is.
        variance: Of the difference, as both arms show it; None where it has none.
        statistic: z or t.
        z: The same on the normal scale; positive where treatment is higher.
    """

    status: Status
    method: str
    difference: float | None = None
    difference_interval: Interval | None = None
    lift: float | None = None
    lift_status: Status
    lift_interval: Interval | None = None
    variance: float | None = None
    statistic: float | None = None
    z: float | None = None
    p: float | None = None
    log10_p: float | None = None
    cuped: Cuped | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """How far treatment is from control: the difference, and the lift with its interval."""

    difference: float | None
    lift: float | None
    lift_interval: Interval | None


def compared(
    metric: Metric, control: Arm, treatment: Arm, alpha: float, known: tuple[Moments, Moments] | None = None
) -> Outcome:
    """The metric's test of one arm against the control, with intervals at 1 - alpha.

    Args:
        metric: What is compared.
        control: The arm compared with.
        treatment: The arm compared.
        alpha: One less the confidence level.
        known: The moments of both arms, if they are computed already.
    """
    adjusted = _adjusted(metric, control, treatment, alpha) if _may_be_adjusted(metric, control, treatment) else None
    if adjusted:
        return adjusted
    if metric.type is MetricType.BINOMIAL:
        return _of_shares(proportion(metric, control), proportion(metric, treatment), alpha)
    base, other = known or (moments(metric, control), moments(metric, treatment))
    if metric.type is not MetricType.RATIO:
        return _of_means("welch_t", base, other, alpha)
    found = _of_means("welch_t_delta_method", base, other, alpha)
    if _is_thin(metric, control) or _is_thin(metric, treatment):
        return replace(found, status=Status.TOO_FEW_EVENTS, lift_status=Status.TOO_FEW_EVENTS)
    return found


def effect(metric: Metric, control: Arm, treatment: Arm, alpha: float, known: tuple[Moments, Moments]) -> Effect:
    """What `compared` says of the difference and the lift, for a third of its time: without a test."""
    if _may_be_adjusted(metric, control, treatment):
        found = compared(metric, control, treatment, alpha)
        return Effect(found.difference, found.lift, found.lift_interval)
    if metric.type is MetricType.BINOMIAL:
        shares = proportion(metric, control), proportion(metric, treatment)
        relative = _lift_of_shares(*shares, alpha)
        return Effect(proportions.difference(*shares), relative.value, _interval(relative.interval))
    of_means = lift.fieller(*known, alpha, normal_tails=False)
    return Effect(means.difference(*known), of_means.value, _interval(of_means.interval))


def moments(metric: Metric, arm: Arm) -> Moments:
    """Mean and variance of one user of an arm."""
    sums, n = arm.of(metric.id), arm.users
    if metric.type is MetricType.BINOMIAL:
        return proportion(metric, arm).moments
    if metric.type is MetricType.RATIO:
        found = ratio(n, sums).moments
        return replace(found, variance=None) if _is_thin(metric, arm) else found
    return Mean(n, sums.get("y", 0), sums.get("yy", 0)).moments


def proportion(metric: Metric, arm: Arm) -> Proportion:
    """The sums of a binomial metric as a share."""
    return Proportion(arm.of(metric.id).get("y", 0), arm.users)


def ratio(users: int, sums: Sums) -> Ratio:
    """The sums of a ratio metric."""
    names = ("y", "yy", "d", "dd", "yd")
    return Ratio(users, *(sums.get(name, 0) for name in names))


def covaried(users: int, sums: Sums) -> Covaried:
    """The sums of a metric beside those of its covariate; of a binomial metric y² is y."""
    y = sums.get("y", 0)
    return Covaried(users, y, sums.get("yy", y), sums.get("x", 0), sums.get("xx", 0), sums.get("xy", 0))


def margin_z(metric: Metric, control: Arm, treatment: Arm, found: Outcome) -> float | None:
    """The z of the test against a guardrail's margin: of treatment - (1 ∓ margin) · control, over its standard error.

    Without a margin it is the test itself.
    """
    if not metric.margin:
        return found.z
    adjusted = _adjusted_moments(metric, control, treatment) if found.cuped else None
    base, other = adjusted or (moments(metric, control), moments(metric, treatment))
    if base.mean is None or other.mean is None or base.variance is None or other.variance is None:
        return None
    allowed = 1 - metric.margin if metric.goal is Goal.INCREASE else 1 + metric.margin
    variance = other.variance / other.n + allowed * allowed * base.variance / base.n
    return (other.mean - allowed * base.mean) / math.sqrt(variance) if variance else None


def as_z(sign: float, log10_p: float) -> float:
    """The z whose two-sided p has this logarithm, on the side of the sign."""
    distance = -float(ndtri_exp(min(log10_p * _LN_10, 0.0) - _LN_2))
    return math.copysign(max(distance, 0.0), sign)


def _of_shares(control: Proportion, treatment: Proportion, alpha: float) -> Outcome:
    found = proportions.pooled_z(control, treatment)
    if found.difference is None:
        return Outcome(status=found.status, method="two_proportion_z_pooled", lift_status=found.status)
    newcombe = proportions.newcombe(control, treatment, alpha)
    relative = _lift_of_shares(control, treatment, alpha)
    method, statistic, p, log10_p = "two_proportion_z_pooled", found.z, found.p, found.log10_p
    z = statistic
    if found.status is not Status.NO_VARIANCE and exact.is_needed(control, treatment):
        exactly = exact.fisher(control, treatment)
        if exactly.p is not None and exactly.log10_p is not None:
            method, statistic, p, log10_p = "fisher_exact", None, exactly.p, exactly.log10_p
            z = as_z(found.difference, log10_p)
    return Outcome(
        status=found.status,
        method=method,
        difference=found.difference,
        difference_interval=_interval(newcombe.interval),
        lift=relative.value,
        lift_status=relative.status,
        lift_interval=_interval(relative.interval),
        variance=proportions.unpooled_error(control, treatment) ** 2 or None,
        statistic=statistic,
        z=z,
        p=p,
        log10_p=log10_p,
    )


def _lift_of_shares(control: Proportion, treatment: Proportion, alpha: float) -> estimates.Estimate:
    relative = lift.log_ratio(control, treatment, alpha)
    if relative.interval is None and relative.status not in {Status.NO_BASELINE, Status.NO_USERS}:
        return score.lift(control, treatment, alpha)
    return relative


def _of_means(
    method: str, control: Moments, treatment: Moments, alpha: float, took_out: Cuped | None = None
) -> Outcome:
    found = means.welch(control, treatment, alpha)
    relative = lift.fieller(control, treatment, alpha, normal_tails=False)
    exists = found.t is not None and found.log10_p is not None
    return Outcome(
        status=found.status,
        method=method,
        difference=found.difference,
        difference_interval=_interval(found.interval),
        lift=relative.value,
        lift_status=relative.status,
        lift_interval=_interval(relative.interval),
        variance=found.error * found.error if found.error else None,
        statistic=found.t,
        z=as_z(found.t or 0.0, found.log10_p or 0.0) if exists else None,
        p=found.p,
        log10_p=found.log10_p,
        cuped=took_out,
    )


def _is_thin(metric: Metric, arm: Arm) -> bool:
    """Whether hardly anybody of an arm has something to divide by; exact, since sums are whole numbers."""
    sums = arm.of(metric.id)
    return sums.get("d", 0) ** 2 < FEWEST_DENOMINATORS * sums.get("dd", 0)


def _may_be_adjusted(metric: Metric, control: Arm, treatment: Arm) -> bool:
    """Whether CUPED applies: not to a ratio, nor to shares so small that only the exact test is right."""
    if metric.covariate is None or metric.type is MetricType.RATIO:
        return False
    return metric.type is not MetricType.BINOMIAL or not exact.is_needed(
        proportion(metric, control), proportion(metric, treatment)
    )


def _adjusted(metric: Metric, control: Arm, treatment: Arm, alpha: float) -> Outcome | None:
    """The test of adjusted values; None where a covariate that does not vary takes nothing out."""
    arms = _covaried(metric, control, treatment)
    found = cuped.compare(*arms, alpha)
    if not found.theta or found.variance_reduction is None:
        return None
    raw = means.welch(arms[0].outcome.moments, arms[1].outcome.moments, alpha)
    took_out = Cuped(
        theta=found.theta * COVARIATE_UNITS,
        variance_reduction=found.variance_reduction,
        unadjusted_difference=raw.difference,
        unadjusted_difference_interval=_interval(raw.interval),
        unadjusted_p=raw.p,
    )
    return _of_means("welch_t_cuped", *_adjusted_moments(metric, control, treatment), alpha, took_out)


def _adjusted_moments(metric: Metric, control: Arm, treatment: Arm) -> tuple[Moments, Moments]:
    """Both arms adjusted, and moved to where users are who were like all before: lifts are of what control did."""
    arms = _covaried(metric, control, treatment)
    found = cuped.compare(*arms)
    typical = (found.theta or 0.0) * (arms[0].x + arms[1].x) / (arms[0].n + arms[1].n)
    return _moved(found.control, typical), _moved(found.treatment, typical)


def _covaried(metric: Metric, control: Arm, treatment: Arm) -> tuple[Covaried, Covaried]:
    return covaried(control.users, control.of(metric.id)), covaried(treatment.users, treatment.of(metric.id))


def _moved(sample: Moments, by: float) -> Moments:
    exact = None
    if sample.exact:
        (above, below), (by_above, by_below) = sample.exact, by.as_integer_ratio()
        exact = above * by_below + by_above * below, below * by_below
    return Moments(sample.n, None if sample.mean is None else sample.mean + by, sample.variance, exact)


def _interval(found: estimates.Interval | None) -> Interval | None:
    return None if found is None else Interval(found.lower, found.upper)
