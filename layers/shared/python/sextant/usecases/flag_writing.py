"""The one way in which a flag is written: with the audit's entry, in one transaction."""

from dataclasses import dataclass, replace
from datetime import datetime

from sextant.domain.audit import Action, Entity, EntityType, State
from sextant.domain.errors import AlreadyExistsError, InvalidError, UnavailableError
from sextant.domain.flags import MAX_FLAGS, Flag
from sextant.domain.principals import Principal
from sextant.schemas.flags import StoredFlag
from sextant.store import audit as history
from sextant.store import flags as store
from sextant.store import flags_version
from sextant.store.flags import Refusal
from sextant.usecases import audit, flag_checks
from sextant.usecases.attempts import attempts


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one flag.

    Attributes:
        action: What the audit calls it.
        before: The flag as it is stored, or None if there is none.
        after: The flag as it shall be stored, or None to delete it.
        caller: Who does it.
        at: When.
    """

    action: Action
    before: Flag | None
    after: Flag | None
    caller: Principal
    at: datetime

    @property
    def entity(self) -> Entity:
        """What the audit calls the flag."""
        return entity_of(next(flag.key for flag in (self.after, self.before) if flag))

    def next_version(self) -> int:
        """The version that it makes, unless history knows of one already."""
        return self.before.version + 1 if self.before else self.version_behind_all()

    def version_behind_all(self) -> int:
        """A version that no flag of this key has had."""
        return history.last_version(self.entity) + 1

    def attempt(self, version: int, *, unless_changed_since: int | None) -> Refusal | None:
        """Make the change, which makes this version, and record it; what refused it, or None."""
        stored = replace(self.after, version=version) if self.after else None
        # As time had made it: who switches off what a schedule had switched on has changed that.
        states = (state_of(self.before.folded(self.at) if self.before else None), state_of(stored))
        recorded = audit.recorded(self.action, self.entity, self.caller, self.at, states, version)
        return store.write(self.before, stored, recorded, at=self.at, unless_changed_since=unless_changed_since)


def create(action: Action, flag: Flag, caller: Principal) -> Flag:
    """The flag as it is stored from now on, where there was none with its key.

    A key that was in use before goes on with the numbers of that flag's versions, so that none is given twice.

    Raises:
        AlreadyExistsError: There is one, or an experiment with its key.
        InvalidError: Something is wrong with it, or there are as many flags as there may be.
    """
    version = _write(Change(action, None, flag, caller, flag.updated_at))
    if version is None:
        raise AlreadyExistsError(f"There is a flag {flag.key!r} already; choose another key or change that one.")
    return replace(flag, version=version)


def store_over(action: Action, before: Flag, after: Flag, caller: Principal) -> Flag | None:
    """The flag as it is stored from now on; None if what is stored is not `before` any more.

    Raises:
        InvalidError: Something is wrong with it.
        RequiredByError: It would be taken from others that require it.
    """
    version = _write(Change(action, before, after, caller, after.updated_at))
    return replace(after, version=version) if version else None


def delete(flag: Flag, caller: Principal, now: datetime) -> bool:
    """Whether the flag is deleted; it is not if what is stored is not this any more.

    Raises:
        RequiredByError: Others require it.
    """
    return _write(Change(Action.FLAG_DELETED, flag, None, caller, now)) is not None


def write_checked(change: Change, *, unless_changed_since: int) -> bool:
    """Make one of many changes that were checked together; False, and nothing written, if any flag has changed since.

    Args:
        change: The change.
        unless_changed_since: The version of all flags together that it was checked against.
    """
    refusal = change.attempt(change.next_version(), unless_changed_since=unless_changed_since)
    if refusal is Refusal.ENTRY:
        refusal = change.attempt(change.version_behind_all(), unless_changed_since=unless_changed_since)
    return refusal is None


def too_busy(key: str) -> UnavailableError:
    """What to say when all attempts met others who were faster."""
    return UnavailableError(f"The flag {key!r} is being changed by many at once; try again in a moment.")


def entity_of(key: str) -> Entity:
    """What the audit calls the flag with this key."""
    return Entity(EntityType.FLAG, key)


def state_of(flag: Flag | None) -> State | None:
    """What the audit remembers of a flag: all that is stored, as the API shows it."""
    return StoredFlag.of(flag).model_dump(mode="json") if flag else None


def _write(change: Change) -> int | None:
    """The version that the change made, or None if the flag is not as it was before."""
    before, after = change.before, change.after
    if after is not None:
        flag_checks.check(before, after)
    version = change.next_version()
    for _ in attempts():
        unless_changed_since = flag_checks.check_among_others(before, after)
        match change.attempt(version, unless_changed_since=unless_changed_since):
            case None:
                return version
            case Refusal.FLAG:
                return None
            case Refusal.EXPERIMENT:
                raise _taken_by_experiment(change.entity.id)
            case Refusal.OTHERS:
                # Unless there is no room, another flag changed since this one was checked among them: once more.
                if before is None and flags_version.read(consistent=True).flags >= MAX_FLAGS:
                    raise _no_room()
            case Refusal.ENTRY:
                # Somebody made and deleted the flag meanwhile; or the flags were restored from a backup that is older
                # than their history, which must not keep a kill switch from landing.
                version = change.version_behind_all()
    raise too_busy(change.entity.id)


def _taken_by_experiment(key: str) -> AlreadyExistsError:
    return AlreadyExistsError(
        f"There is an experiment {key!r}, and applications ask for both by their keys; choose another key for the flag."
    )


def _no_room() -> InvalidError:
    return InvalidError(f"There are {MAX_FLAGS:,} flags, which is the most there may be; delete some first.")
