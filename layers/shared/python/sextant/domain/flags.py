"""Feature flags as admins see them."""

import re
import secrets
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum

from sextant.domain.errors import FieldError, InvalidError
from sextant.domain.principals import Role

KEY_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$"
FULL_ROLLOUT = 10_000
"""A roll-out to everybody, in hundredths of a per cent; one of them is one bucket of the hash."""
MAX_FLAGS = 5_000
"""Every warm function holds all flags in memory, and a search looks at each of them."""
MAX_STORED_BYTES = 380_000
"""DynamoDB takes 400 KB an item; the rest is room for names of attributes and for what later versions add."""

_KEY = re.compile(KEY_PATTERN.removeprefix("^").removesuffix("$"), re.ASCII)
_SEED_BYTES = 16
_BYTES_PER_ELEMENT = 4


class FlagState(StrEnum):
    """Which flags a listing shows."""

    ALL = "all"
    ENABLED = "enabled"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagEdit:
    """What to change about a flag; None leaves a thing as it is.

    Attributes:
        rollout: In hundredths of a per cent, 0 to `FULL_ROLLOUT`.
        roles: Who may be in the roll-out; empty for everybody.
        user_ids: Who gets the flag whatever their role and bucket.
        excluded_user_ids: Who never gets it, even if included.
    """

    name: str | None = None
    description: str | None = None
    enabled: bool | None = None
    rollout: int | None = None
    roles: tuple[Role, ...] | None = None
    user_ids: tuple[str, ...] | None = None
    excluded_user_ids: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A flag and its history in short; the fields it shares with `FlagEdit` mean the same.

    Attributes:
        key: Names the flag for ever.
        seed: Salts the hash; made once, since another seed would draw the roll-out anew.
        version: Raised by one with each change; 0 for a flag that is not stored yet.
        created_by: Subject of the admin who made it.
        updated_by: Subject of the admin who changed it last.
    """

    key: str
    name: str
    description: str = ""
    enabled: bool = False
    rollout: int = FULL_ROLLOUT
    roles: tuple[Role, ...] = ()
    user_ids: tuple[str, ...] = ()
    excluded_user_ids: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    seed: str
    version: int = 0
    created_at: datetime
    created_by: str
    updated_at: datetime
    updated_by: str

    def edited(self, edit: FlagEdit, *, by: str, now: datetime) -> "Flag":
        """This flag with the edit made; its version is still that of the flag the edit was based on.

        Raises:
            InvalidError: It would be too large to be stored.
        """
        given = {field.name: getattr(edit, field.name) for field in fields(edit)}
        changes = {name: value for name, value in given.items() if value is not None}
        return _storable(replace(self, **changes, updated_at=now, updated_by=by))

    def matches(self, text: str, state: FlagState) -> bool:
        """Whether a listing for `text` and `state` shows this flag; the text may stand anywhere, in any case."""
        if state is not FlagState.ALL and self.enabled != (state is FlagState.ENABLED):
            return False
        needle = text.casefold()
        return any(needle in part.casefold() for part in (self.key, self.name, self.description, *self.tags))


def is_key(text: str) -> bool:
    """Whether a flag could have this key."""
    return _KEY.fullmatch(text) is not None


def make(key: str, edit: FlagEdit, *, by: str, now: datetime) -> Flag:
    """A new flag, off and for everybody but for what `edit` says; it is named as its key unless `edit` names it.

    Raises:
        InvalidError: It would be too large to be stored.
    """
    seed = secrets.token_hex(_SEED_BYTES)
    bare = Flag(key=key, name=key, seed=seed, created_at=now, created_by=by, updated_at=now, updated_by=by)
    return bare.edited(edit, by=by, now=now)


def _storable(flag: Flag) -> Flag:
    texts = (flag.name, flag.description, *flag.tags, *flag.user_ids, *flag.excluded_user_ids)
    size = sum(len(text.encode()) + _BYTES_PER_ELEMENT for text in texts)
    if size > MAX_STORED_BYTES:
        message = f"The flag would take {size:,} bytes; at most {MAX_STORED_BYTES:,} can be stored. Name fewer users."
        raise InvalidError(message, [FieldError("userIds", message), FieldError("excludedUserIds", message)])
    return flag
