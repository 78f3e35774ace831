"""The versions of a flag, as the audit remembers them, and putting one of them back."""

from datetime import UTC, datetime

from sextant.domain import flags as domain
from sextant.domain.audit import Action, Entry, Question, State
from sextant.domain.errors import AlreadyExistsError, FieldError, InvalidError, NotFoundError, StaleVersionError
from sextant.domain.flags import Flag
from sextant.domain.principals import Principal
from sextant.domain.versions import Basis
from sextant.schemas import flag_documents
from sextant.schemas.flag_documents import FlagDocument
from sextant.store import audit as history
from sextant.store import flags as store
from sextant.usecases import audit, flag_writing, flags
from sextant.usecases.attempts import attempts
from sextant.usecases.flag_writing import entity_of


def page(key: str, *, limit: int, cursor: str | None) -> tuple[list[Entry], str | None]:
    """At most `limit` changes of a flag, newest first, and the cursor of those that follow; of a deleted flag too.

    Raises:
        NotFoundError: There never was a flag with this key.
        BadCursorError: The cursor was made for another list.
    """
    _require_known(key)
    return audit.page(Question(entity=entity_of(key)), limit=limit, cursor=cursor)


def revert(key: str, to_version: int, basis: Basis, caller: Principal) -> Flag:
    """The flag with everything that can be set as it was in an earlier version; a deleted one comes back, seed and all.

    What is due by now of the schedule that it had then takes effect at once, and cannot do so again.

    Raises:
        NotFoundError: There never was a flag with this key.
        StaleVersionError: This is based on a version that is not current.
        InvalidError: History does not hold the version, or something would be wrong with the flag today.
        RequiredByError: It would be taken from others that require it.
    """
    _require_known(key)
    then = flag_documents.read(_state_of(key, to_version))
    for _ in attempts():
        if store.get(key):
            current = flags.current(key, basis)
            reverted = _put_back(current, then, caller, datetime.now(UTC))
            stored = flag_writing.store_over(Action.FLAG_REVERTED, current, reverted, caller)
        else:
            stored = _brought_back(then, basis, caller)
        if stored:
            return stored
    raise flag_writing.too_busy(key)


def _put_back(current: Flag, then: FlagDocument, caller: Principal, now: datetime) -> Flag:
    if then.value_type is not current.value_type:
        message = (
            f"The flag {current.key!r} was of type {then.value_type.value} then and is of type "
            f"{current.value_type.value} now, which no edit changes. Delete it first to bring back the old one."
        )
        raise InvalidError(message, [FieldError("toVersion", message)])
    return _archived(current.edited(then.edit(), by=caller.id, now=now), then, caller, now)


def _brought_back(then: FlagDocument, basis: Basis, caller: Principal) -> Flag | None:
    """The flag, made anew; None if somebody was faster."""
    now = datetime.now(UTC)
    version = history.last_version(entity_of(then.key))
    if basis.is_stale(version):
        message = f"The flag {then.key!r} was deleted, which is its version {version}. Base your change on that."
        raise StaleVersionError(message, precondition=basis.precondition)
    made = domain.make(then.key, then.edit(), by=caller.id, now=now, value_type=then.value_type, seed=then.seed)
    try:
        return flag_writing.create(Action.FLAG_REVERTED, _archived(made, then, caller, now), caller)
    except AlreadyExistsError:
        return None


def _archived(flag: Flag, then: FlagDocument, caller: Principal, now: datetime) -> Flag:
    if flag.archived == then.archived:
        return flag
    return flag.put_away(by=caller.id, now=now) if then.archived else flag.restored(by=caller.id, now=now)


def _state_of(key: str, version: int) -> State:
    """The flag as it was in a version."""
    entity = entity_of(key)
    if entry := history.of_version(entity, version):
        if entry.after is None:
            raise _invalid(f"Version {version} of {key!r} is its deletion; put back the version before it.")
        return entry.after
    # A flag that is older than the audit is known from its first change since.
    following = history.of_version(entity, version + 1)
    if following is None or following.before is None:
        raise _invalid(f"There is no version {version} of {key!r}; GET …/{key}/versions lists those that there are.")
    return following.before


def _require_known(key: str) -> None:
    if not domain.is_key(key) or not (history.last_version(entity_of(key)) or store.get(key)):
        raise NotFoundError(f"There never was a flag {key!r}; GET /api/admin/feature-flags lists those that there are.")


def _invalid(message: str) -> InvalidError:
    return InvalidError(message, [FieldError("toVersion", message, "a version of this flag")])
