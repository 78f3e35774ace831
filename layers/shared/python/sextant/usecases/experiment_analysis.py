"""From sums over users to figures: each metric of each variant, and each variant beside the control.

Nothing here decides: what is found to differ is what the scheduled looks found, whichever way the figures are shown.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sextant.domain import experiment_formats as formats
from sextant.domain.experiment_comparisons import (
    Comparison,
    Direction,
    Interval,
    MetricResult,
    MetricVerdict,
    OtherCount,
    VariantFigures,
)
from sextant.domain.experiment_looks import Look, LookComparison
from sextant.domain.experiment_metrics import Goal, Metric, MetricRole, MetricType
from sextant.domain.experiments import Correction, Crossover, Experiment
from sextant.statistics import multiplicity, normal
from sextant.statistics.confidence_sequences import always_valid
from sextant.statistics.power import Goal as Wanted
from sextant.statistics.proportions import wilson
from sextant.statistics.samples import Moments
from sextant.statistics.status import Status
from sextant.statistics.student import critical as critical_t
from sextant.usecases import experiment_posteriors, experiment_tests
from sextant.usecases.experiment_counts import Arm, Arms
from sextant.usecases.experiment_posteriors import Posterior
from sextant.usecases.experiment_tests import Outcome

TUNING: Final = 5_000
"""Where always-valid intervals are narrowest, in users, unless a number is planned; fixed before any is seen."""
MOST_DAYS: Final = 3_650
"""An effect that takes longer to be found is not in sight."""

_UNITS: Final[Mapping[MetricType, str]] = {
    MetricType.BINOMIAL: "share",
    MetricType.COUNT: "per_user",
    MetricType.REVENUE: "minor_units_per_user",
    MetricType.RATIO: "ratio",
}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the plan is done, and how fast users come.

    Attributes:
        fraction: Of the plan; 1 at its end.
        users_per_day: New users of all variants.
    """

    fraction: float
    users_per_day: float


@dataclass(frozen=True, slots=True)
class Counted:
    """The users of every variant, counted both ways.

    Attributes:
        arms: As the result counts them.
        others: Counted the other way; the very same object if nobody saw two variants.
        crossover: How `arms` counts users who saw two variants.
        drawn: The variants that users get; nothing waits for the others, nor is corrected for them.
    """

    arms: Arms
    others: Arms
    crossover: Crossover
    drawn: frozenset[str]


def analysed(
    experiment: Experiment, counted: Counted, progress: Progress, last_look: Look | None
) -> tuple[MetricResult, ...]:
    """The figures of all metrics, with what the looks so far found."""
    moments = _moments(experiment, counted.arms)
    tests = _tests(experiment, counted.arms, moments)
    alike = counted.others is counted.arms
    others = tests if alike else _tests(experiment, counted.others, _moments(experiment, counted.others))
    adjusted = _adjusted(experiment, {key: test for key, test in tests.items() if key[1] in counted.drawn})
    seen = {(row.metric, row.variant): row for row in last_look.comparisons} if last_look else {}
    posteriors = experiment_posteriors.of(experiment.metrics, counted.arms, moments)
    return tuple(
        _OneMetric(experiment, metric, counted, progress, last_look).result(
            moments[metric.id], posteriors[metric.id], tests, others, adjusted, seen
        )
        for metric in experiment.metrics
    )


Key = tuple[str, str]
"""A metric's and a variant's id."""


def _moments(experiment: Experiment, arms: Arms) -> dict[str, dict[str, Moments]]:
    """Of one user, by metric and variant."""
    return {
        metric.id: {each.id: experiment_tests.moments(metric, arms[each.id]) for each in experiment.variants}
        for metric in experiment.metrics
    }


def _tests(experiment: Experiment, arms: Arms, moments: Mapping[str, Mapping[str, Moments]]) -> dict[Key, Outcome]:
    control, alpha = experiment.control.id, experiment.alpha
    return {
        (metric.id, each.id): experiment_tests.compared(
            metric, arms[control], arms[each.id], alpha, (moments[metric.id][control], moments[metric.id][each.id])
        )
        for metric in experiment.metrics
        for each in experiment.variants[1:]
    }


def _adjusted(experiment: Experiment, tests: Mapping[Key, Outcome]) -> dict[Key, float | None]:
    """P over all comparisons of the metrics of one role."""
    adjust = multiplicity.holm if experiment.correction is Correction.HOLM else multiplicity.benjamini_hochberg
    found: dict[Key, float | None] = {}
    for role in MetricRole:
        ids = {metric.id for metric in experiment.metrics_of(role)}
        keys = [key for key in tests if key[0] in ids]
        found |= zip(keys, adjust([tests[key].p for key in keys], experiment.alpha).adjusted, strict=True)
    return found


class _OneMetric:
    """One metric over all variants."""

    def __init__(
        self, experiment: Experiment, metric: Metric, counted: Counted, progress: Progress, last_look: Look | None
    ) -> None:
        self._experiment = experiment
        self._metric = metric
        self._counted = counted
        self._progress = progress
        self._ended = last_look is not None and last_look.final
        self._compared_with_control = [each.id for each in experiment.variants[1:] if each.id in counted.drawn]
        alike = sum(each.role is metric.role for each in experiment.metrics)
        self._strictest = experiment.alpha / max(alike * len(self._compared_with_control), 1)
        self._everybody = sum(arm.users for arm in counted.arms.values())

    def result(
        self,
        moments: Mapping[str, Moments],
        posteriors: Mapping[str, Posterior],
        tests: Mapping[Key, Outcome],
        others: Mapping[Key, Outcome],
        adjusted: Mapping[Key, float | None],
        seen: Mapping[Key, LookComparison],
    ) -> MetricResult:
        """Its figures."""
        metric, ids = self._metric, [variant.id for variant in self._experiment.variants]
        figures = []
        for variant in ids:
            key, posterior = (metric.id, variant), posteriors[variant]
            test = tests.get(key)
            row, p = seen.get(key), adjusted.get(key)
            compared = self._compared(test, p, row, moments[ids[0]], posterior) if test else None
            figures.append(self._figures(variant, moments[variant], posterior, compared, others.get(key)))
        keys = [(metric.id, variant) for variant in self._compared_with_control]
        statuses = [tests[key].status for key in keys]
        rows = [seen[key] for key in keys if key in seen]
        return MetricResult(
            id=metric.id,
            name=metric.name,
            type=metric.type,
            role=metric.role,
            goal=metric.goal,
            unit=_UNITS[metric.type],
            currency=metric.currency,
            status=next((status for status in statuses if status is not Status.OK), Status.OK),
            verdict=self._verdict(rows, statuses),
            variants=tuple(figures),
        )

    def _verdict(self, rows: Sequence[LookComparison], statuses: Sequence[Status]) -> MetricVerdict:
        directions = {_direction(self._metric, row) for row in rows}
        if Direction.GOOD in directions:
            return MetricVerdict.BETTER
        if Direction.BAD in directions:
            return MetricVerdict.WORSE
        if all(status in {Status.NO_USERS, Status.TOO_FEW_USERS} for status in statuses):
            return MetricVerdict.NOT_ENOUGH_DATA
        return MetricVerdict.NO_DIFFERENCE if self._ended else MetricVerdict.UNDECIDED

    def _figures(
        self, variant: str, moments: Moments, posterior: Posterior, compared: Comparison | None, other: Outcome | None
    ) -> VariantFigures:
        arm, ratio = self._counted.arms[variant], self._metric.type is MetricType.RATIO
        sums = arm.of(self._metric.id)
        counted_otherwise = self._other(self._counted.others[variant], moments, other)
        excludes = self._counted.crossover is Crossover.EXCLUDE
        return VariantFigures(
            variant=variant,
            users=arm.users,
            conversions=sums.get("users", 0),
            total=sums.get("y", 0),
            denominator=sums.get("d", 0) if ratio else None,
            value=moments.mean,
            value_interval=self._value_interval(arm, moments),
            standard_deviation=None if moments.variance is None else math.sqrt(moments.variance),
            probability_best=posterior.best,
            comparison=compared,
            first_seen=counted_otherwise if excludes else None,
            excluded=None if excludes else counted_otherwise,
        )

    def _other(self, arm: Arm, counted: Moments, test: Outcome | None) -> OtherCount:
        alike = self._counted.others is self._counted.arms
        value = counted.mean if alike else experiment_tests.moments(self._metric, arm).mean
        if test is None:
            return OtherCount(users=arm.users, value=value, difference=None, lift=None, p=None)
        return OtherCount(users=arm.users, value=value, difference=test.difference, lift=test.lift, p=test.p)

    def _value_interval(self, arm: Arm, moments: Moments) -> Interval | None:
        """Wilson's for a share, and that of Student's t for a mean."""
        if not arm.users or moments.mean is None:
            return None
        if self._metric.type is MetricType.BINOMIAL:
            found = wilson(experiment_tests.proportion(self._metric, arm), self._experiment.alpha)
            return Interval(found.lower, found.upper)
        if moments.variance is None:
            return None
        half = critical_t(self._experiment.alpha, moments.n - 1) * math.sqrt(moments.variance / moments.n)
        return Interval(moments.mean - half, moments.mean + half)

    def _compared(
        self,
        test: Outcome,
        adjusted: float | None,
        row: LookComparison | None,
        control: Moments,
        posterior: Posterior,
    ) -> Comparison:
        always, needed = self._always_valid(test, posterior.users), self._needed(row)
        difference = (
            formats.points if self._metric.type is MetricType.BINOMIAL and not test.cuped else formats.amount
        )(test.difference, test.difference_interval)
        return Comparison(
            status=test.status,
            method=test.method,
            difference=test.difference,
            difference_interval=test.difference_interval,
            lift=test.lift,
            lift_status=test.lift_status,
            lift_interval=test.lift_interval,
            formatted_lift=formats.lift(test.lift, test.lift_interval),
            formatted_difference=difference,
            statistic=test.statistic,
            p=test.p,
            log10_p=test.log10_p,
            adjusted_p=adjusted,
            always_valid_p=always[0],
            always_valid_interval=always[1],
            bound=row.bound if row else None,
            crossed=bool(row and row.crossed),
            crossed_at_look=row.crossed_at if row else None,
            direction=_direction(self._metric, row) if row else Direction.FLAT,
            probability_best=posterior.best,
            probability_better=posterior.better,
            expected_loss=posterior.loss,
            power=self._conditional_power(test, row),
            minimum_detectable_effect=self._detectable(test, control, needed),
            days_remaining=0 if row and row.crossed else self._days_remaining(test, posterior.users, needed),
            cuped=test.cuped,
        )

    def _always_valid(self, test: Outcome, users: int) -> tuple[float | None, Interval | None]:
        tuning = self._experiment.planned_users or TUNING
        found = always_valid(test.difference, test.variance, users, tuning, self._experiment.alpha)
        if found.interval is None:
            return None, None
        return found.p, Interval(found.interval.lower, found.interval.upper)

    def _conditional_power(self, test: Outcome, row: LookComparison | None) -> float | None:
        """Probability that the end of the plan finds it if the drift so far is the truth (Lan & Wittes 1988).

        With B(t) = z·√t and the drift z / √t, the statistic at the end is normal around z / √t with variance 1 - t. The
        bound there is taken to be that of a single look at the level of the last one.
        """
        done = self._progress.fraction
        if test.z is None or not 0 < done < 1:
            return None
        bound = normal.critical(row.alpha if row else self._experiment.alpha)
        expected, spread = test.z / math.sqrt(done), math.sqrt(1 - done)
        return normal.cumulative((expected - bound) / spread) + normal.cumulative((-expected - bound) / spread)

    def _needed(self, row: LookComparison | None) -> float:
        """z(alpha) + z(power) at the level that the last look tested it at; before the first, at the strictest."""
        return _standard_errors(row.alpha if row else self._strictest, self._experiment.power)

    def _detectable(self, test: Outcome, control: Moments, needed: float) -> float | None:
        """(z(alpha) + z(power)) standard errors, relative to the control."""
        if test.variance is None or not control.mean or control.mean < 0:
            return None
        return needed * math.sqrt(test.variance) / control.mean

    def _days_remaining(self, test: Outcome, users: int, needed: float) -> int | None:
        """Standard errors shrink with the root of the users, so an effect at z is at z·√(N / n) with N of them."""
        if not test.difference or not test.variance or not self._progress.users_per_day:
            return None
        shown = abs(test.difference) / math.sqrt(test.variance)
        if shown >= needed or not users:
            return 0
        days = self._everybody * ((needed / shown) ** 2 - 1) / self._progress.users_per_day
        return math.ceil(days) if days <= MOST_DAYS else None


@lru_cache(maxsize=256)
def _standard_errors(alpha: float, power: float) -> float:
    """How many an effect must lie from nothing to be found with this power at this level."""
    wanted = Wanted(alpha, power)
    return wanted.critical + wanted.margin


def _direction(metric: Metric, row: LookComparison) -> Direction:
    if not row.crossed:
        return Direction.FLAT
    return Direction.GOOD if (row.crossed > 0) is (metric.goal is Goal.INCREASE) else Direction.BAD
