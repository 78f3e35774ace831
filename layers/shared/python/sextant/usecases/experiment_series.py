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
    control = _Figures(arms[variants[0]], experiment)
    return SeriesDay(
        day=day,
        variants=(
            _variant(experiment, variants[0], control, None),
            *(_variant(experiment, each, _Figures(arms[each], experiment), control) for each in variants[1:]),
        ),
    )


class _Figures:
    """A variant's users and sums, with the moments of each metric, in order."""

    def __init__(self, arm: Arm, experiment: Experiment) -> None:
        self.arm = arm
        self.moments = [experiment_tests.moments(metric, arm) for metric in experiment.metrics]


def _variant(experiment: Experiment, variant: str, figures: _Figures, control: _Figures | None) -> VariantPoint:
    points = tuple(
        _point(metric, place, figures, control, experiment.alpha) for place, metric in enumerate(experiment.metrics)
    )
    return VariantPoint(variant=variant, users=figures.arm.users, metrics=points)


def _point(metric: Metric, place: int, figures: _Figures, control: _Figures | None, alpha: float) -> MetricPoint:
    value = _short(figures.moments[place].mean)
    conversions = figures.arm.of(metric.id).get("users", 0)
    if control is None:
        return MetricPoint(id=metric.id, conversions=conversions, value=value)
    known = control.moments[place], figures.moments[place]
    found = experiment_tests.effect(metric, control.arm, figures.arm, alpha, known)
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
