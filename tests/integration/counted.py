"""Experiments with counters of our choice, as if so many users had come on so many days."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from pynamodb.transactions import TransactWrite

from sextant.domain.experiment_counts import Cell, Tally
from sextant.domain.experiment_looks import Look
from sextant.domain.experiment_metrics import Measure, Metric, MetricType
from sextant.domain.experiments import Experiment
from sextant.schemas.experiment_comparisons import Comparison
from sextant.schemas.experiment_results import ExperimentResult
from sextant.store import counters, experiment_changes, experiment_looks
from sextant.store.transactions import commit
from sextant.usecases import due_looks, experiment_results
from sextant.usecases.deadlines import Deadline
from tests.unit.domain.sample_experiments import draft, variants

FIRST = date(2026, 1, 1)
"""The day on which experiments are started here, in the morning."""
START = datetime(2026, 1, 1, 9, tzinfo=UTC)
PAID = Metric(id="paid", name="Paid", type=MetricType.BINOMIAL, numerator=Measure("payment_completed"))
SPENT = Metric(
    id="spent", name="Spent", type=MetricType.REVENUE, currency="GBP", numerator=Measure("payment_completed")
)


def day(number: int) -> date:
    """The first day is 1."""
    return FIRST + timedelta(days=number - 1)


def noon(number: int) -> datetime:
    """The middle of a day, when the one before is settled."""
    return START.replace(hour=12) + timedelta(days=number - 1)


def soon() -> Deadline:
    """Time enough."""
    return Deadline.in_seconds(60)


def stored(**settings: object) -> Experiment:
    """A running experiment of 28 days, in its table; two equal variants and one metric unless told otherwise."""
    settings = {"variants": variants(control=1, treatment=1), "metrics": (PAID,), **settings}
    experiment = replace(draft(**settings), version=1).started(by="admin", now=START, today=FIRST)
    refused = experiment_changes.write(None, experiment, _nothing, at=START)
    assert refused is None
    return experiment


def count(  # noqa: PLR0913 - what a cell is
    experiment: Experiment,
    number: int,
    variant: str,
    users: int,
    sums: Mapping[str, Mapping[str, int]] | None = None,
    *,
    crossed: bool = False,
    phase: int = 1,
) -> None:
    """Add to the counters of a day."""
    cell = Cell(phase, crossed, variant, day(number))
    commit(partial(_count, experiment.counted_as, cell, Tally(users, sums or {})))


def converted(conversions: int, metric: str = "paid") -> dict[str, dict[str, int]]:
    """The sums of a binomial metric."""
    return {metric: {"users": conversions, "y": conversions}}


def _count(counted_as: str, cell: Cell, tally: Tally, transaction: TransactWrite) -> None:
    counters.add_in(transaction, counted_as, cell, tally)


def _nothing(transaction: TransactWrite) -> None:
    """No entry of the audit."""


def result(experiment: Experiment, at: int = 1, **asked: Any) -> ExperimentResult:  # noqa: ANN401 - any parameter
    """The result at noon of a day."""
    return experiment_results.result(experiment.key, noon(at), **{"phase": None, "crossover": None, **asked})


def compared(found: ExperimentResult, variant: str = "treatment", metric: int = 0) -> Comparison:
    """A variant beside the control."""
    comparison = next(each for each in found.metrics[metric].variants if each.variant == variant).comparison
    assert comparison
    return comparison


def ordinary_day(experiment: Experiment, number: int, *, treatment: int = 50, metric: str = "paid") -> None:
    """500 users in each variant, of whom 50 convert in control."""
    count(experiment, number, "control", 500, converted(50, metric))
    count(experiment, number, "treatment", 500, converted(treatment, metric))


def take(experiment: Experiment, at: int) -> list[Look]:
    """Take what is due at noon of a day; all looks that are kept then."""
    due_looks.take_all(noon(at), soon())
    return experiment_looks.looks(experiment.counted_as, 1)


def kept(experiment: Experiment) -> list[experiment_looks.KeptItem]:
    """All looks of an experiment as they are stored."""
    return list(experiment_looks.KeptItem.query(f"looks#{experiment.counted_as}"))
