"""The one way in which an experiment is written: with the audit's entry, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sextant.domain.audit import Action, Entity, EntityType, State
from sextant.domain.errors import AlreadyExistsError, InvalidError, UnavailableError
from sextant.domain.experiments import MAX_EXPERIMENTS, Experiment
from sextant.domain.principals import Principal
from sextant.schemas.experiments import ExperimentShown
from sextant.store import audit as history
from sextant.store import experiment_changes as store
from sextant.store.experiment_changes import Refusal
from sextant.store.transactions import Part
from sextant.usecases import audit, experiment_checks
from sextant.usecases.attempts import attempts


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of one experiment.

    Attributes:
        action: What the audit calls it.
        before: The experiment as it is stored, or None if there is none.
        after: The experiment as it shall be stored, or None to delete it.
        caller: Who does it.
        at: When.
        kept: What is put for good in the same transaction.
    """

    action: Action
    before: Experiment | None
    after: Experiment | None
    caller: Principal
    at: datetime
    kept: Sequence[Part] = ()

    @property
    def entity(self) -> Entity:
        """What the audit calls the experiment."""
        return entity_of(next(each.key for each in (self.after, self.before) if each))

    def next_version(self) -> int:
        """The version that it makes, unless history knows of one already."""
        return self.before.version + 1 if self.before else self.version_behind_all()

    def version_behind_all(self) -> int:
        """A version that no experiment of this key has had."""
        return history.last_version(self.entity) + 1

    def attempt(self, version: int, *, unless_changed_since: int | None) -> Refusal | None:
        """Make the change, which makes this version, and record it; what refused it, or None."""
        stored = replace(self.after, version=version) if self.after else None
        states = (state_of(self.before), state_of(stored))
        recorded = audit.recorded(self.action, self.entity, self.caller, self.at, states, version)
        return store.write(
            self.before, stored, recorded, at=self.at, unless_changed_since=unless_changed_since, kept=self.kept
        )


def create(experiment: Experiment, caller: Principal) -> Experiment:
    """The experiment as it is stored from now on, where there was none with its key.

    A key that was in use before goes on with the numbers of that experiment's versions, so that none is given twice.

    Raises:
        AlreadyExistsError: There is one, or a flag with its key.
        InvalidError: Something is wrong with it, or there are as many experiments as there may be.
    """
    experiment_checks.check(experiment)
    action, at = Action.EXPERIMENT_CREATED, experiment.updated_at
    version = _write(Change(action=action, before=None, after=experiment, caller=caller, at=at))
    if version is None:
        raise AlreadyExistsError(
            f"There is an experiment {experiment.key!r} already; choose another key or change that one."
        )
    return replace(experiment, version=version)


def store_over(
    action: Action, before: Experiment, after: Experiment, caller: Principal, kept: Sequence[Part] = ()
) -> Experiment | None:
    """The experiment as it is stored from now on; None if what is stored is not `before` any more.

    Whether it is sound in itself must be known: a pause must land, even on one that was stored under other rules.

    Raises:
        InvalidError: It would take users that another live experiment has.
    """
    change = Change(action=action, before=before, after=after, caller=caller, at=after.updated_at, kept=kept)
    version = _write(change)
    return replace(after, version=version) if version else None


def delete(experiment: Experiment, caller: Principal, now: datetime) -> bool:
    """Whether the experiment is deleted; it is not if what is stored is not this any more."""
    action = Action.EXPERIMENT_DELETED
    return _write(Change(action=action, before=experiment, after=None, caller=caller, at=now)) is not None


def too_busy(key: str) -> UnavailableError:
    """What to say when all attempts met others who were faster."""
    return UnavailableError(f"The experiment {key!r} is being changed by many at once; try again in a moment.")


def entity_of(key: str) -> Entity:
    """What the audit calls the experiment with this key."""
    return Entity(EntityType.EXPERIMENT, key)


def state_of(experiment: Experiment | None) -> State | None:
    """What the audit remembers of an experiment: all that is stored, as the API shows it."""
    return ExperimentShown.of(experiment).model_dump(mode="json") if experiment else None


def _write(change: Change) -> int | None:
    """The version that the change made, or None if the experiment is not as it was before."""
    before, after = change.before, change.after
    version = change.next_version()
    for _ in attempts():
        unless_changed_since = experiment_checks.check_among_others(before, after)
        match change.attempt(version, unless_changed_since=unless_changed_since):
            case None:
                return version
            case Refusal.EXPERIMENT:
                return None
            case Refusal.FLAG:
                raise _taken_by_flag(change.entity.id)
            case Refusal.FULL:
                raise _no_room()
            case Refusal.OTHERS:
                # Something changed since this one was checked among the others: once more.
                continue
            case Refusal.ENTRY:
                # Somebody made and deleted it meanwhile; or the experiments were restored from a backup that is older
                # than their history.
                version = change.version_behind_all()
    raise too_busy(change.entity.id)


def _taken_by_flag(key: str) -> AlreadyExistsError:
    return AlreadyExistsError(
        f"There is a flag {key!r}, and applications ask for both by their keys; choose another key for the experiment."
    )


def _no_room() -> InvalidError:
    return InvalidError(
        f"There are {MAX_EXPERIMENTS:,} experiments, which is the most there may be; delete some first."
    )
