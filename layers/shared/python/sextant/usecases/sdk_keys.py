"""Making, listing and revoking SDK keys."""

from datetime import UTC, datetime

from sextant.domain import cursors, sdk_keys
from sextant.domain.audit import Action, Entity, EntityType, State
from sextant.domain.errors import NotFoundError
from sextant.domain.principals import Principal, SdkKeyKind
from sextant.domain.sdk_keys import SdkKey
from sextant.schemas.sdk_keys import SdkKeyShown
from sextant.store import sdk_keys as store
from sextant.store.cursors import signing_key
from sextant.usecases import audit

_SCOPE = "sdk-keys"


def make(name: str, kind: SdkKeyKind, caller: Principal) -> tuple[SdkKey, str]:
    """A new key and its secret, which is shown once."""
    now = datetime.now(UTC)
    key, secret = sdk_keys.make(name=name, kind=kind, created_by=caller.id, now=now)
    store.put(key, audit.recorded(Action.SDK_KEY_CREATED, _entity(key), caller, now, (None, _state(key))))
    return key, secret


def page(*, limit: int, cursor: str | None) -> tuple[list[SdkKey], str | None]:
    """One page of keys, revoked ones too, and the cursor of the next."""
    after = cursors.unseal(cursor, _SCOPE, signing_key()) if cursor is not None else None
    keys, last = store.listed(limit=limit, after=after)
    return keys, cursors.seal(last, _SCOPE, signing_key()) if last else None


def revoke(key_id: str, caller: Principal) -> None:
    """Make a key worthless; revoking it twice changes nothing.

    Raises:
        NotFoundError: There is no such key.
    """
    key = store.get(key_id)
    if key is None:
        raise NotFoundError(f"There is no SDK key {key_id!r}; GET /api/admin/sdk-keys lists them.")
    if key.revoked_at:
        return
    now = datetime.now(UTC)
    states = (_state(key), _state(key.revoked(now)))
    store.revoke(key_id, now, audit.recorded(Action.SDK_KEY_REVOKED, _entity(key), caller, now, states))


def _entity(key: SdkKey) -> Entity:
    return Entity(EntityType.SDK_KEY, key.key_id)


def _state(key: SdkKey) -> State:
    """The key as listings show it, so without its digest."""
    return SdkKeyShown.of(key).model_dump(mode="json")
