"""Experiments of several metrics and variants, looked at by the code that ships: how often they err in anything."""

import itertools
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from bench.simulations.figures import Figure, share
from sextant.domain.experiment_looks import Look
from sextant.domain.experiment_metrics import Measure, Metric, MetricType, Sums
from sextant.domain.experiment_schedules import Schedule, schedule
from sextant.domain.experiments import Experiment, ExperimentEdit, Variant, make
from sextant.usecases.experiment_counts import Arm, Arms, Counts
from sextant.usecases.experiment_looks import look_at

Numbers = npt.NDArray[np.int64]

DAYS: Final = 14
DAILY_USERS: Final = 500
"""Of each variant."""
VARIANTS: Final = ("control", "blue", "green")
STARTED: Final = datetime(2026, 1, 1, tzinfo=UTC)
EFFECT: Final = ("paid", "blue")
LIFTED: Final = 0.117
"""The rate of the one comparison that differs, against 0.1: found by about three of four experiments."""

_VALUES: Final[Mapping[str, tuple[int, ...]]] = {"paid": (0, 1), "pages": (0, 1, 2, 5), "spent": (0, 900, 2_500, 9_000)}
_CHANCES: Final[Mapping[str, tuple[float, ...]]] = {
    "paid": (0.9, 0.1),
    "pages": (0.4, 0.3, 0.2, 0.1),
    "spent": (0.9, 0.05, 0.04, 0.01),
}
"""Of each value, for one user; a user's numbers of different metrics are independent, which is hardest for Holm."""


def family(runs: int, seed: int = 507) -> list[Figure]:
    """Three metrics of three variants over 14 daily looks with Holm: a share, a count and money, all of them primary.

    Nothing differs at first; then one comparison does, and is found, which leaves its alpha to the five others.
    """
    generator = np.random.default_rng(seed)
    experiment = _experiment()
    plan = schedule(experiment, experiment.phases[0], ZoneInfo("UTC"))
    alike = [_found(experiment, plan, days) for days in _drawn(generator, runs, differs=False)]
    lifted = [_found(experiment, plan, days) for days in _drawn(generator, runs, differs=True)]
    name = "3 metrics x 3 variants, 14 looks, Holm"
    return [
        share(f"A/A/A, {name}: anything found", sum(map(bool, alike)), 0, 0.055, runs),
        share(f"A/B/A, {name}: anything else found", sum(bool(found - {EFFECT}) for found in lifted), 0, 0.055, runs),
        share(f"A/B/A, {name}: power", sum(EFFECT in found for found in lifted), 0.6, 0.9, runs),
    ]


def _experiment() -> Experiment:
    kinds = {"paid": MetricType.BINOMIAL, "pages": MetricType.COUNT, "spent": MetricType.REVENUE}
    metrics = tuple(
        Metric(id=id_, name=id_, type=kind, currency="GBP" if id_ == "spent" else None, numerator=Measure(id_))
        for id_, kind in kinds.items()
    )
    variants = tuple(Variant(id=name, name=name, weight=1) for name in VARIANTS)
    planned = DAYS * DAILY_USERS * len(VARIANTS)
    edit = ExperimentEdit(variants=variants, metrics=metrics, planned_users=planned)
    return make("family", edit, by="bench", now=STARTED).started(by="bench", now=STARTED, today=STARTED.date())


def _found(experiment: Experiment, plan: Schedule, days: Iterator[tuple[date, Counts]]) -> set[tuple[str, str]]:
    """The comparisons that any look found to differ."""
    looks: list[Look] = []
    for day, counts in days:
        look = look_at(experiment, experiment.phases[0], looks, day, counts, plan)
        looks += [look] if look else []
    return {(row.metric, row.variant) for row in looks[-1].comparisons if row.crossed}


def _drawn(generator: np.random.Generator, runs: int, *, differs: bool) -> Iterator[Iterator[tuple[date, Counts]]]:
    """Of each run the days, with what was counted by the end of each."""
    nobody: Arms = {variant: Arm(0, {}) for variant in VARIANTS}
    for _ in range(runs):
        sums = {
            (metric, variant): _cumulated(generator, metric, lifted=differs and (metric, variant) == EFFECT)
            for metric, variant in itertools.product(_VALUES, VARIANTS)
        }
        yield (
            (
                STARTED.date() + timedelta(days=day),
                Counts({variant: _arm(sums, variant, day) for variant in VARIANTS}, nobody),
            )
            for day in range(DAYS)
        )


def _cumulated(generator: np.random.Generator, metric: str, *, lifted: bool) -> list[Sums]:
    """The sums by the end of each day, from how many users had each value."""
    chances = (1 - LIFTED, LIFTED) if lifted else _CHANCES[metric]
    counts: Numbers = np.cumsum(generator.multinomial(DAILY_USERS, chances, DAYS), axis=0)
    values = np.array(_VALUES[metric])
    columns = zip(
        counts[:, 1:].sum(axis=1).tolist(), (counts @ values).tolist(), (counts @ values**2).tolist(), strict=True
    )
    return [{"users": users, "y": y, "yy": yy} for users, y, yy in columns]


def _arm(sums: Mapping[tuple[str, str], list[Sums]], variant: str, day: int) -> Arm:
    return Arm(DAILY_USERS * (day + 1), {metric: sums[metric, variant][day] for metric in _VALUES})
