"""Opening new phases of experiments, and saying before whom that moves."""

from collections import Counter
from datetime import UTC, datetime

from sextant.domain import experiment_phases
from sextant.domain.audit import Action
from sextant.domain.experiment_phases import Preview
from sextant.domain.experiments import Experiment, Variant
from sextant.domain.principals import Principal
from sextant.domain.versions import Basis
from sextant.schemas.experiment_moves import NewExperimentPhase
from sextant.store import counters
from sextant.usecases import experiments, flag_checks


def preview(key: str, asked: NewExperimentPhase, basis: Basis) -> Preview:
    """What a new phase would do; nothing is written.

    Raises:
        NotFoundError: There is no such experiment.
        StaleVersionError: This is based on a version that is not current.
        IllegalMoveError: It neither runs nor is paused.
        InvalidError: These variants cannot be a new phase of it.
    """
    found = experiments.current(key, basis)
    variants = _checked(found, asked)
    return experiment_phases.preview(found, variants, asked.treatment, _enrolled(found))


def open_phase(key: str, asked: NewExperimentPhase, basis: Basis, caller: Principal) -> Experiment:
    """The experiment with a new phase.

    Raises:
        NotFoundError: There is no such experiment.
        StaleVersionError: This is based on a version that is not current.
        IllegalMoveError: It neither runs nor is paused.
        InvalidError: These variants cannot be a new phase of it.
    """

    def opened(found: Experiment) -> Experiment:
        variants = _checked(found, asked)
        return found.in_new_phase(variants, asked.treatment, asked.reason, by=caller.id, now=datetime.now(UTC))

    return experiments.stored_over(key, basis, caller, Action.EXPERIMENT_PHASE_OPENED, opened)


def _checked(found: Experiment, asked: NewExperimentPhase) -> tuple[Variant, ...]:
    """The variants of the new phase, with which nothing is wrong."""
    variants = asked.variants_of(found)
    if problems := experiment_phases.problems(found, variants, asked.treatment):
        raise flag_checks.refusal(problems)
    return variants


def _enrolled(experiment: Experiment) -> dict[int, Counter[str]]:
    """How many users take part, by the number of their phase and by variant."""
    found: dict[int, Counter[str]] = {}
    for phase in experiment.phases:
        users = found.setdefault(phase.number, Counter())
        for cell, tally in counters.read(experiment.counted_as, phase=phase.number).items():
            if not cell.crossed:
                users[cell.variant] += tally.users
    return found
