"""Making, listing and revoking SDK keys."""

from datetime import UTC, datetime

from sextant.domain import cursors, sdk_keys
from sextant.domain.errors import NotFoundError
from sextant.domain.principals import Principal, SdkKeyKind
from sextant.domain.sdk_keys import SdkKey
from sextant.store import sdk_keys as store
from sextant.store.cursors import signing_key

_SCOPE = "sdk-keys"


def make(name: str, kind: SdkKeyKind, caller: Principal) -> tuple[SdkKey, str]:
    """A new key and its secret, which is shown once."""
    key, secret = sdk_keys.make(name=name, kind=kind, created_by=caller.id, now=datetime.now(UTC))
    store.put(key)
    return key, secret


def page(*, limit: int, cursor: str | None) -> tuple[list[SdkKey], str | None]:
    """One page of keys, revoked ones too, and the cursor of the next."""
    after = cursors.unseal(cursor, _SCOPE, signing_key()) if cursor is not None else None
    keys, last = store.listed(limit=limit, after=after)
    return keys, cursors.seal(last, _SCOPE, signing_key()) if last else None


def revoke(key_id: str) -> None:
    """Make a key worthless; revoking it twice changes nothing.

    Raises:
        NotFoundError: There is no such key.
    """
    if not store.revoke(key_id, datetime.now(UTC)):
        raise NotFoundError(f"There is no SDK key {key_id!r}; GET /api/admin/sdk-keys lists them.")
