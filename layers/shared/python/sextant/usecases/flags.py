"""Making, finding, changing and deleting flags."""

from collections.abc import Callable
from datetime import UTC, datetime

from sextant.domain import flags
from sextant.domain.audit import Action
from sextant.domain.errors import NotFoundError, StaleVersionError
from sextant.domain.flag_values import ValueType
from sextant.domain.flags import Flag, FlagEdit
from sextant.domain.principals import Principal
from sextant.domain.versions import Basis
from sextant.store import flags as store
from sextant.usecases import flag_list, flag_writing
from sextant.usecases.attempts import attempts


def make(key: str, value_type: ValueType, edit: FlagEdit, caller: Principal) -> Flag:
    """A new flag.

    Raises:
        AlreadyExistsError: There is one with this key.
        InvalidError: Something is wrong with it, or there are too many flags.
    """
    made = flags.make(key, edit, by=caller.id, now=datetime.now(UTC), value_type=value_type)
    return flag_writing.create(Action.FLAG_CREATED, made, caller)


def get(key: str) -> Flag:
    """The flag with this key.

    Raises:
        NotFoundError: There is none.
    """
    # A text that is no key is not looked up: DynamoDB would refuse one that is too long.
    found = store.get(key) if flags.is_key(key) else None
    if found is None:
        raise NotFoundError(f"There is no flag {key!r}; GET /api/admin/feature-flags lists them.")
    return found


def change(key: str, edit: FlagEdit, basis: Basis, caller: Principal, action: Action = Action.FLAG_UPDATED) -> Flag:
    """The flag after the edit, which the audit shall call `action`.

    Raises:
        NotFoundError: There is no such flag.
        StaleVersionError: The edit is based on a version that is not current.
        InvalidError: Something would be wrong with the flag.
        RequiredByError: It would be hidden from devices, and others that they see require it.
    """
    return _stored_over(key, basis, caller, action, lambda flag: flag.edited(edit, by=caller.id, now=datetime.now(UTC)))


def archive(key: str, basis: Basis, caller: Principal) -> Flag:
    """The flag, put away: kept, and unknown to callers.

    Raises:
        NotFoundError: There is no such flag.
        StaleVersionError: This is based on a version that is not current.
        RequiredByError: Others require it.
    """
    return _stored_over(
        key, basis, caller, Action.FLAG_ARCHIVED, lambda flag: flag.put_away(by=caller.id, now=datetime.now(UTC))
    )


def restore(key: str, basis: Basis, caller: Principal) -> Flag:
    """The flag, in use again.

    Raises:
        NotFoundError: There is no such flag.
        StaleVersionError: This is based on a version that is not current.
        InvalidError: It requires what is missing or archived by now.
    """
    return _stored_over(
        key, basis, caller, Action.FLAG_RESTORED, lambda flag: flag.restored(by=caller.id, now=datetime.now(UTC))
    )


def delete(key: str, basis: Basis, caller: Principal) -> None:
    """Delete a flag; from then on it is unknown to callers.

    Raises:
        NotFoundError: There is no such flag.
        StaleVersionError: The deletion is based on a version that is not current.
        RequiredByError: Others require it.
    """
    for _ in attempts():
        if flag_writing.delete(current(key, basis), caller, datetime.now(UTC)):
            return
    raise flag_writing.too_busy(key)


def current(key: str, basis: Basis) -> Flag:
    """The flag as stored. It may change before we write: then the write fails, and this is asked again."""
    found = get(key)
    if basis.is_stale(found.version):
        raise StaleVersionError(
            f"The flag {key!r} is at version {found.version}, not {basis.version}: somebody changed it meanwhile. "
            "Look at `current` and base your change on its version.",
            flag_list.shown(found).model_dump(mode="json"),
            precondition=basis.precondition,
        )
    return found


def _stored_over(key: str, basis: Basis, caller: Principal, action: Action, edit: Callable[[Flag], Flag]) -> Flag:
    """The flag after an edit of what is stored, made again if somebody else was faster."""
    for _ in attempts():
        found = current(key, basis)
        if stored := flag_writing.store_over(action, found, edit(found), caller):
            return stored
    raise flag_writing.too_busy(key)
