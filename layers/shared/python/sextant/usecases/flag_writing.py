"""The one way in which a flag is written: with the audit's entry, in one transaction."""

from dataclasses import replace
from datetime import datetime

from sextant.domain.audit import Action, Entity, EntityType, State
from sextant.domain.errors import AlreadyExistsError, InvalidError, UnavailableError
from sextant.domain.flags import MAX_FLAGS, Flag
from sextant.domain.principals import Principal
from sextant.schemas.flags import StoredFlag
from sextant.store import audit as history
from sextant.store import flags as store
from sextant.store.flags import Refusal
from sextant.usecases import audit

_ATTEMPTS = 3


def create(action: Action, flag: Flag, caller: Principal) -> Flag:
    """The flag as it is stored from now on, where there was none with its key.

    A key that was in use before goes on with the numbers of that flag's versions, so that none is given twice.

    Raises:
        AlreadyExistsError: There is one.
        InvalidError: There are as many flags as there may be.
    """
    version = _write(action, None, flag, caller, flag.updated_at)
    if version is None:
        raise AlreadyExistsError(f"There is a flag {flag.key!r} already; choose another key or change that one.")
    return replace(flag, version=version)


def store_over(action: Action, before: Flag, after: Flag, caller: Principal) -> Flag | None:
    """The flag as it is stored from now on; None if what is stored is not `before` any more."""
    version = _write(action, before, after, caller, after.updated_at)
    return replace(after, version=version) if version else None


def delete(flag: Flag, caller: Principal, now: datetime) -> bool:
    """Whether the flag is deleted; it is not if what is stored is not this any more."""
    return _write(Action.FLAG_DELETED, flag, None, caller, now) is not None


def entity_of(key: str) -> Entity:
    """What the audit calls the flag with this key."""
    return Entity(EntityType.FLAG, key)


def state_of(flag: Flag | None) -> State | None:
    """What the audit remembers of a flag: all that is stored, as the API shows it."""
    return StoredFlag.of(flag).model_dump(mode="json") if flag else None


def _write(action: Action, before: Flag | None, after: Flag | None, caller: Principal, at: datetime) -> int | None:
    """The version that the change made, or None if the flag is not as it was before."""
    entity = entity_of(_key(before, after))
    version = before.version + 1 if before else history.last_version(entity) + 1
    for _ in range(_ATTEMPTS):
        stored = replace(after, version=version) if after else None
        recorded = audit.recorded(action, entity, caller, at, (state_of(before), state_of(stored)), version)
        match store.write(before, stored, recorded, at=at):
            case None:
                return version
            case Refusal.FLAG:
                return None
            case Refusal.ROOM:
                raise InvalidError(f"There are {MAX_FLAGS:,} flags, which is the most there may be; delete some first.")
            case Refusal.ENTRY:
                # Somebody made and deleted the flag meanwhile; or the flags were restored from a backup that is older
                # than their history, which must not keep a kill switch from landing.
                version = history.last_version(entity) + 1
    raise UnavailableError(f"The flag {entity.id!r} is being changed by many at once; try again in a moment.")


def _key(*flags: Flag | None) -> str:
    return next(flag.key for flag in flags if flag)
