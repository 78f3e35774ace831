"""Which running experiments are to be looked at.

Kept apart from the looks themselves, which take scipy: most ticks find none due, and need not import it.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Final

from sextant.aws.settings import settings
from sextant.domain.experiment_looks import Look
from sextant.domain.experiment_schedules import last_settled, schedule
from sextant.domain.experiment_status import ExperimentStatus
from sextant.domain.experiments import Experiment, Phase
from sextant.store import experiment_looks as store
from sextant.store import experiments as experiment_store
from sextant.store.memory import per_connection
from sextant.usecases.deadlines import Deadline

OPEN: Final = (ExperimentStatus.RUNNING, ExperimentStatus.PAUSED)
"""What is looked at."""

_Considered = set[tuple[str, int, date]]
_considered: Callable[[], _Considered] = per_connection(set)
"""Experiments, phases and days whose looks this process has taken, or found that there are none."""


def take_all(now: datetime, deadline: Deadline) -> int:
    """Take the due looks at all experiments, as far as time allows; how many were taken.

    Raises:
        UnavailableError: DynamoDB does not answer; what is left is taken the next time.
    """
    taken, until = 0, last_settled(now, settings.business_time_zone)
    for experiment in experiment_store.listed():
        phase = experiment.phase
        if phase is None or experiment.status not in OPEN or deadline.passed:
            continue
        # Once a day is enough for a warm process: after that, its days are the same for whoever asks.
        considered = (experiment.counted_as, phase.number, until)
        if considered in _considered():
            continue
        looks = store.looks(experiment.counted_as, phase.number)
        if is_due(experiment, phase, looks, now):
            taken += _take(experiment, phase, looks, now, deadline)
        if not deadline.passed:
            _considered().add(considered)
    return taken


def is_due(experiment: Experiment, phase: Phase, looks: Sequence[Look], now: datetime) -> bool:
    """Whether a day is over that no look has seen; there may turn out to be nothing new on it."""
    zone = settings.business_time_zone
    if looks and looks[-1].final:
        return False
    until = last_settled(now, zone)
    return until >= schedule(experiment, phase, zone).first_day and (not looks or until > looks[-1].day)


def _take(experiment: Experiment, phase: Phase, looks: Sequence[Look], now: datetime, deadline: Deadline) -> int:
    # Not before it is needed: see above.
    from sextant.usecases import experiment_looks  # noqa: PLC0415

    counted = experiment_looks.read(experiment, phase)
    return len(experiment_looks.take_due(experiment, phase, counted, looks, now, deadline)) - len(looks)
