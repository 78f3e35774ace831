"""The cumulative daily series of an experiment."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sextant.domain.experiment_comparisons import Interval
from sextant.domain.experiment_metrics import Metric
from sextant.domain.experiment_series import MetricPoint, SeriesDay, VariantPoint
from sextant.domain.experiments import Crossover, Experiment
from sextant.usecases import experiment_tests
from sextant.usecases.experiment_counts import Arm, Arms, Counts, PhaseCounts

MOST_POINTS: Final = 3_000
"""Of all days, variants and metrics: a result has to fit into an answer, and frozen into an item of a table."""

_DIGITS: Final = 7
"""Significant ones; nobody sees more in a chart, and they are what the series weighs."""


def series(experiment: Experiment, counted: PhaseCounts, crossover: Crossover) -> tuple[SeriesDay, ...]:
    """Each day with all that was counted by its end; of a long experiment every so many days, and always the last."""
    days = list(counted.cumulated())
    return tuple(_day(experiment, day, counts.arms(crossover)) for day, counts in _thinned(days, experiment))


def _thinned(days: Sequence[tuple[date, Counts]], experiment: Experiment) -> list[tuple[date, Counts]]:
    of_a_day = max(len(experiment.variants) * len(experiment.metrics), 1)
    stride = -(-len(days) * of_a_day // MOST_POINTS) or 1
    return [each for place, each in enumerate(reversed(days)) if place % stride == 0][::-1]


def _day(experiment: Experiment, day: date, arms: Arms) -> SeriesDay:
    variants = [variant.id for variant in experiment.variants]
    return SeriesDay(
        day=day, variants=tuple(_variant(experiment, arms[variants[0]], each, arms[each]) for each in variants)
    )


def _variant(experiment: Experiment, control: Arm, variant: str, arm: Arm) -> VariantPoint:
    compared = arm is not control
    points = tuple(_point(experiment, metric, control if compared else None, arm) for metric in experiment.metrics)
    return VariantPoint(variant=variant, users=arm.users, metrics=points)


def _point(experiment: Experiment, metric: Metric, control: Arm | None, arm: Arm) -> MetricPoint:
    value = _short(experiment_tests.moments(metric, arm).mean)
    conversions = arm.of(metric.id).get("users", 0)
    if control is None:
        return MetricPoint(id=metric.id, conversions=conversions, value=value)
    found = experiment_tests.compared(metric, control, arm, experiment.alpha)
    interval = found.lift_interval
    return MetricPoint(
        id=metric.id,
        conversions=conversions,
        value=value,
        difference=_short(found.difference),
        lift=_short(found.lift),
        interval=Interval(_short(interval.lower), _short(interval.upper)) if interval else None,
    )


def _short(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.{_DIGITS}g}")
