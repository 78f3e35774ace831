"""Making, finding, changing, moving and deleting experiments."""

from collections.abc import Callable
from datetime import UTC, datetime

from sextant.aws.settings import settings
from sextant.domain import experiment_edits, experiment_status, experiments
from sextant.domain.audit import Action
from sextant.domain.days import today
from sextant.domain.errors import IllegalMoveError, NotFoundError, StaleVersionError
from sextant.domain.experiment_status import ExperimentStatus, Move
from sextant.domain.experiments import Experiment, ExperimentEdit
from sextant.domain.flags import is_key
from sextant.domain.principals import Principal
from sextant.domain.versions import Basis
from sextant.schemas.experiments import ExperimentShown
from sextant.store import experiments as store
from sextant.usecases import experiment_checks, experiment_writing, flag_checks
from sextant.usecases.attempts import attempts


def make(key: str, edit: ExperimentEdit, caller: Principal) -> Experiment:
    """A new draft.

    Raises:
        AlreadyExistsError: There is an experiment or a flag with this key.
        InvalidError: Something is wrong with it, or there are too many experiments.
    """
    return experiment_writing.create(experiments.make(key, edit, by=caller.id, now=datetime.now(UTC)), caller)


def get(key: str) -> Experiment:
    """The experiment with this key.

    Raises:
        NotFoundError: There is none.
    """
    # A text that is no key is not looked up: DynamoDB would refuse one that is too long.
    found = store.get(key) if is_key(key) else None
    if found is None:
        raise NotFoundError(f"There is no experiment {key!r}; GET /api/admin/experiments lists them.")
    return found


def change(key: str, edit: ExperimentEdit, basis: Basis, caller: Principal) -> Experiment:
    """The experiment after the edit.

    Raises:
        NotFoundError: There is no such experiment.
        StaleVersionError: The edit is based on a version that is not current.
        InvalidError: Something would be wrong with it, or its status does not allow the edit.
    """

    def edited(found: Experiment) -> Experiment:
        now = datetime.now(UTC)
        if problems := experiment_edits.problems(found, edit, today(now, settings.business_time_zone)):
            raise flag_checks.refusal(problems)
        after = found.edited(edit, by=caller.id, now=now)
        experiment_checks.check(after)
        return after

    return stored_over(key, basis, caller, Action.EXPERIMENT_UPDATED, edited)


def start(key: str, basis: Basis, caller: Principal) -> Experiment:
    """The experiment, enrolling users from now on.

    Raises:
        NotFoundError: There is no such experiment.
        StaleVersionError: This is based on a version that is not current.
        IllegalMoveError: It is no draft.
        InvalidError: It lacks what a running experiment needs, or its users are another experiment's.
    """

    def started(found: Experiment) -> Experiment:
        now = datetime.now(UTC)
        day = today(now, settings.business_time_zone)
        experiment_status.after(found.status, Move.START)
        experiment_checks.check_start(found, day)
        return found.started(by=caller.id, now=now, today=day)

    return stored_over(key, basis, caller, Action.EXPERIMENT_STARTED, started)


def pause(key: str, basis: Basis, caller: Principal) -> Experiment:
    """The experiment, enrolling nobody and counting nothing until it goes on.

    Raises:
        NotFoundError: There is no such experiment.
        StaleVersionError: This is based on a version that is not current.
        IllegalMoveError: It does not run.
    """
    return stored_over(
        key, basis, caller, Action.EXPERIMENT_PAUSED, lambda found: found.paused(by=caller.id, now=datetime.now(UTC))
    )


def resume(key: str, basis: Basis, caller: Principal) -> Experiment:
    """The experiment, going on where it was paused.

    Raises:
        NotFoundError: There is no such experiment.
        StaleVersionError: This is based on a version that is not current.
        IllegalMoveError: It is not paused.
    """
    return stored_over(
        key, basis, caller, Action.EXPERIMENT_RESUMED, lambda found: found.resumed(by=caller.id, now=datetime.now(UTC))
    )


def delete(key: str, basis: Basis, caller: Principal) -> None:
    """Delete an experiment; from then on it is unknown to callers. The audit and what was counted stay.

    Raises:
        NotFoundError: There is no such experiment.
        StaleVersionError: The deletion is based on a version that is not current.
        IllegalMoveError: It runs.
    """
    for _ in attempts():
        found = current(key, basis)
        if found.status is ExperimentStatus.RUNNING:
            message = f"The experiment {key!r} is RUNNING and cannot be deleted."
            raise IllegalMoveError(message, found.status, experiment_status.allowed(found.status))
        if experiment_writing.delete(found, caller, datetime.now(UTC)):
            return
    raise experiment_writing.too_busy(key)


def current(key: str, basis: Basis) -> Experiment:
    """The experiment as stored. It may change before we write: then the write fails, and this is asked again."""
    found = get(key)
    if basis.is_stale(found.version):
        raise StaleVersionError(
            f"The experiment {key!r} is at version {found.version}, not {basis.version}: somebody changed it "
            "meanwhile. Look at `current` and base your change on its version.",
            ExperimentShown.of(found).model_dump(mode="json"),
            precondition=basis.precondition,
        )
    return found


def stored_over(
    key: str, basis: Basis, caller: Principal, action: Action, edit: Callable[[Experiment], Experiment]
) -> Experiment:
    """The experiment after an edit of what is stored, made again if somebody else was faster."""
    for _ in attempts():
        found = current(key, basis)
        if stored := experiment_writing.store_over(action, found, edit(found), caller):
            return stored
    raise experiment_writing.too_busy(key)
