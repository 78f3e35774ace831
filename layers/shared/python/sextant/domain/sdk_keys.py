"""SDK keys: what an application shows instead of a user's token."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from sextant.domain.principals import SdkKeyKind

_KEY_ID_BYTES = 6
_SECRET_BYTES = 32
_SHAPE = re.compile(r"sx_(?P<kind>client|server)_(?P<key_id>[0-9a-f]{12})_(?P<secret>[A-Za-z0-9_-]{43})", re.ASCII)


def digest(secret: str) -> str:
    """What is kept of a key: SHA-256 in hex. A key holds 256 random bits, so no salt or slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class SdkKey:
    """An SDK key as it is stored: without its secret.

    Attributes:
        key_id: Names the key in the API and inside the key itself.
        name: What people call it.
        kind: What it may do.
        sha256: Digest of the whole key.
        created_at: When it was made.
        created_by: Subject of the admin who made it.
        revoked_at: Since when it is no good, or None.
    """

    key_id: str
    name: str
    kind: SdkKeyKind
    sha256: str
    created_at: datetime
    created_by: str
    revoked_at: datetime | None = None

    @property
    def prefix(self) -> str:
        """The part that may be shown, by which a person recognizes the key."""
        return f"sx_{self.kind}_{self.key_id}"

    def opens(self, secret: str) -> bool:
        """Whether this is the key that `secret` belongs to, and it is still good."""
        return self.revoked_at is None and hmac.compare_digest(self.sha256, digest(secret))

    def revoked(self, moment: datetime) -> Self:
        """This key, revoked; a key that is revoked already keeps its time."""
        return self if self.revoked_at else replace(self, revoked_at=moment)


def make(*, name: str, kind: SdkKeyKind, created_by: str, now: datetime) -> tuple[SdkKey, str]:
    """A new key and its secret, which is not kept and cannot be told again."""
    key_id = secrets.token_hex(_KEY_ID_BYTES)
    secret = f"sx_{kind}_{key_id}_{secrets.token_urlsafe(_SECRET_BYTES)}"
    return SdkKey(key_id, name, kind, digest(secret), now, created_by), secret


def key_id_in(secret: str) -> str | None:
    """The key id inside a secret, or None if it does not look like an SDK key at all."""
    match = _SHAPE.fullmatch(secret)
    return match["key_id"] if match else None
