"""The result of an experiment: as it is now, or as it was kept when the experiment was completed."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sextant.domain.errors import FieldError, InvalidError
from sextant.domain.experiment_looks import with_latest_comparisons
from sextant.domain.experiment_results import ExperimentResult
from sextant.domain.experiment_status import ExperimentStatus
from sextant.domain.experiments import Crossover, Experiment, Phase
from sextant.schemas import experiment_results as schema
from sextant.store import experiment_looks as store
from sextant.store.transactions import Part
from sextant.usecases import experiment_looks, experiments
from sextant.usecases.deadlines import Deadline
from sextant.usecases.due_looks import OPEN
from sextant.usecases.experiment_phase_results import Asked, PhaseResult
from sextant.usecases.experiment_unstarted import unstarted

PATIENCE_SECONDS: Final = 12.0
"""How long looks that are due are waited for; the tick takes those that are left."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """A result that is to be kept with the completion of its experiment.

    Attributes:
        hash: Of its sufficient statistics.
        part: Keeps it, in the transaction that completes the experiment.
    """

    hash: str
    part: Part


def result(key: str, now: datetime, *, phase: int | None, crossover: Crossover | None) -> schema.ExperimentResult:
    """The result of an experiment.

    Args:
        key: Which experiment.
        now: This moment.
        phase: Number of the phase; None for the last.
        crossover: How users count who saw two variants; None for as the experiment says.

    Raises:
        NotFoundError: There is no such experiment.
        InvalidError: It has no such phase.
        UnavailableError: DynamoDB does not answer just now.
    """
    experiment = experiments.get(key)
    if experiment.phase is None and phase is None:
        return shown(unstarted(experiment, now))
    asked = _phase(experiment, phase)
    usual = crossover is None or crossover is experiment.crossover
    if experiment.status is ExperimentStatus.COMPLETED and usual:
        kept = store.frozen_result(experiment.counted_as, asked.number)
        if kept is not None:
            return schema.ExperimentResult.model_validate_json(kept)
    return shown(_computed(experiment, asked, Asked(crossover or experiment.crossover, now)))


def freeze(experiment: Experiment, now: datetime) -> Frozen:
    """The result that an experiment is completed with.

    Args:
        experiment: As it is before: running, or paused.
        now: When it is completed.

    Raises:
        ValueError: It was never started.
        UnavailableError: DynamoDB does not answer just now.
    """
    if experiment.phase is None:
        raise ValueError("an experiment that was never started has no result")
    found = _computed(experiment, experiment.phase, Asked(experiment.crossover, now, ending=True))
    completed = replace(found, status=ExperimentStatus.COMPLETED, frozen=True)
    # What matters is kept whatever its size: the series can be added up from the counters, and looks are kept anyway.
    shorter = replace(completed, series=(), looks=with_latest_comparisons(found.looks, 0))
    packed = store.packed_result(shown(completed).model_dump_json())
    if len(packed) > store.LARGEST_KEPT:
        packed = store.packed_result(shown(shorter).model_dump_json())
    return Frozen(found.statistics_hash, store.freezing(experiment.counted_as, experiment.phase.number, packed))


def shown(found: ExperimentResult) -> schema.ExperimentResult:
    """The result as the API shows it."""
    return schema.ExperimentResult.model_validate(found)


def _phase(experiment: Experiment, number: int | None) -> Phase:
    wanted = experiment.phases[-1].number if number is None else number
    found = next((each for each in experiment.phases if each.number == wanted), None)
    if found is None:
        known = ", ".join(str(each.number) for each in experiment.phases) or "none, it was not started"
        error = FieldError("phase", f"The experiment has no phase {wanted}.", known)
        raise InvalidError("There is no such result; see errors.", [error])
    return found


def _computed(experiment: Experiment, phase: Phase, asked: Asked) -> ExperimentResult:
    looks = store.looks(experiment.counted_as, phase.number)
    counted = experiment_looks.read(experiment, phase)
    if phase is experiment.phase and experiment.status in OPEN:
        deadline = Deadline.in_seconds(PATIENCE_SECONDS)
        looks = experiment_looks.take_due(experiment, phase, counted, looks, asked.now, deadline)
    return PhaseResult(experiment, phase, counted, looks, asked).result()
