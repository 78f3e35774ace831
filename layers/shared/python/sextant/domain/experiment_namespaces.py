"""Mutual-exclusion groups: which parts of them are whose."""

from collections.abc import Iterable
from typing import Final

from sextant.domain.experiment_status import ExperimentStatus
from sextant.domain.experiments import Experiment, Namespace
from sextant.domain.hashing import BUCKETS

LIVE: Final = frozenset({ExperimentStatus.RUNNING, ExperimentStatus.PAUSED})
"""Statuses in which an experiment has users and holds its part of a group, paused or not."""


def overlaps(experiment: Experiment, others: Iterable[Experiment]) -> list[Experiment]:
    """The live ones of the others that want some of the same users of the same group, in order."""
    mine = experiment.namespace
    if mine is None:
        return []
    return [
        other for other in _holding(mine.name, others) if other.key != experiment.key and _meets(mine, other.namespace)
    ]


def free_ranges(name: str, experiments: Iterable[Experiment]) -> list[Namespace]:
    """The parts of a group that no live experiment holds, in order; all of it if the group is new."""
    held = sorted((each.namespace.start, each.namespace.end) for each in _holding(name, experiments) if each.namespace)
    free: list[Namespace] = []
    reached = 0
    for start, end in [*held, (BUCKETS, BUCKETS)]:
        if start > reached:
            free.append(Namespace(name, reached, start))
        reached = max(reached, end)
    return free


def _holding(name: str, experiments: Iterable[Experiment]) -> list[Experiment]:
    return [each for each in experiments if each.status in LIVE and each.namespace and each.namespace.name == name]


def _meets(mine: Namespace, other: Namespace | None) -> bool:
    return other is not None and mine.start < other.end and other.start < mine.end
