"""The figures of an experiment as a table that spreadsheets open: one row for each metric and variant."""

from collections.abc import Callable, Sequence
from typing import Final

from api import tables
from api.tables import Cell, Table
from sextant.schemas.experiment_comparisons import Comparison, Interval, MetricResult, VariantFigures
from sextant.schemas.experiment_results import ExperimentResult

_OF_VARIANT: Final[dict[str, Callable[[VariantFigures], Cell]]] = {
    "users": lambda of: of.users,
    "conversions": lambda of: of.conversions,
    "total": lambda of: of.total,
    "denominator": lambda of: of.denominator,
    "value": lambda of: of.value,
    "valueLower": lambda of: _end(of.value_interval, 0),
    "valueUpper": lambda of: _end(of.value_interval, 1),
    "standardDeviation": lambda of: of.standard_deviation,
}
_OF_COMPARISON: Final[dict[str, Callable[[Comparison], Cell]]] = {
    "status": lambda of: of.status,
    "method": lambda of: of.method,
    "difference": lambda of: of.difference,
    "differenceLower": lambda of: _end(of.difference_interval, 0),
    "differenceUpper": lambda of: _end(of.difference_interval, 1),
    "lift": lambda of: of.lift,
    "liftLower": lambda of: _end(of.lift_interval, 0),
    "liftUpper": lambda of: _end(of.lift_interval, 1),
    "statistic": lambda of: of.statistic,
    "p": lambda of: of.p,
    "log10P": lambda of: of.log10_p,
    "adjustedP": lambda of: of.adjusted_p,
    "alwaysValidP": lambda of: of.always_valid_p,
    "bound": lambda of: of.bound,
    "crossed": lambda of: of.crossed,
    "direction": lambda of: of.direction.value,
    "probabilityBest": lambda of: of.probability_best,
    "expectedLoss": lambda of: of.expected_loss,
    "power": lambda of: of.power,
    "minimumDetectableEffect": lambda of: of.minimum_detectable_effect,
    "daysRemaining": lambda of: of.days_remaining,
}
_HEAD: Final = ("metric", "metricName", "type", "role", "goal", "verdict", "variant", *_OF_VARIANT, *_OF_COMPARISON)


def table(found: ExperimentResult) -> Table:
    """The table."""
    return tables.table(_HEAD, [_row(metric, figures) for metric in found.metrics for figures in metric.variants])


def _row(metric: MetricResult, figures: VariantFigures) -> Sequence[Cell]:
    comparison = figures.comparison
    cells: list[Cell] = [metric.id, metric.name, metric.type, metric.role, metric.goal, metric.verdict, figures.variant]
    cells += [read(figures) for read in _OF_VARIANT.values()]
    cells += [read(comparison) if comparison else None for read in _OF_COMPARISON.values()]
    return cells


def _end(interval: Interval | None, place: int) -> float | None:
    return None if interval is None else interval[place]
