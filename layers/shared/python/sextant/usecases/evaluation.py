"""What flags are worth to whom."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from sextant.aws.observability import count
from sextant.domain.conditions import Attributes
from sextant.domain.errors import ForbiddenError, NotFoundError
from sextant.domain.features import Decide, Decision
from sextant.domain.principals import Principal, PrincipalKind
from sextant.domain.targeting import ROLES_ATTRIBUTE, SEGMENTS_ATTRIBUTE, USER_ATTRIBUTE
from sextant.domain.users import is_user_id
from sextant.usecases import evaluation_counts
from sextant.usecases.flag_cache import Snapshot, flag_cache
from sextant.usecases.known_users import known_users

_LISTS = (ROLES_ATTRIBUTE, SEGMENTS_ATTRIBUTE)
_IN_NO_PROFILE = frozenset({USER_ATTRIBUTE, SEGMENTS_ATTRIBUTE})
"""What a profile does not say, so that it need not be read for it; segments will be in it once they exist."""
_DIGEST_BYTES = 16


@dataclass(frozen=True, slots=True)
class Question:
    """Flags that a call asks about, and for whom.

    Attributes:
        attributes: What is known of the user.
        snapshot: All flags.
        fresh: Whether they are up to date, and not from memory because DynamoDB fails.
    """

    attributes: Attributes
    snapshot: Snapshot
    fresh: bool

    def all(self) -> Mapping[str, Decision]:
        """What every flag is worth, by key."""
        attributes = self.attributes
        decisions = {key: decide(attributes) for key, decide in self.snapshot.deciders.items()}
        evaluation_counts.add_all(decisions)
        return decisions

    def one(self, key: str) -> Decision:
        """What one flag is worth.

        Raises:
            NotFoundError: There is no such flag.
        """
        decision = _known(key, self.snapshot)(self.attributes)
        evaluation_counts.add(key, decision)
        return decision

    @property
    def tag(self) -> str:
        """Stands for the whole answer: another one whenever a flag, time or anything about the user changes it."""
        told = json.dumps(self.attributes, sort_keys=True, separators=(",", ":"))
        digest = hashlib.blake2b(told.encode(), digest_size=_DIGEST_BYTES)
        digest.update(f"{self.snapshot.version}:{self.snapshot.served.tag}".encode())
        return digest.hexdigest()


def ask(caller: Principal, told: Mapping[str, object], *, key: str | None = None) -> Question:
    """The question that a call asks.

    Args:
        caller: Who calls.
        told: What the call says of the user: attributes by name, `id` and `roles` among them.
        key: The one flag that is asked about, or None for all.

    Raises:
        NotFoundError: There is no such flag.
        ForbiddenError: A user's token named another user, or a role it does not carry.
        UnavailableError: The flags cannot be read, and none are in memory.
    """
    attributes = of_caller(caller, told)
    snapshot, fresh = flag_cache().current()
    if not fresh:
        count("FlagsServedStale")
    if key is None:
        wanted = snapshot.served.all_attributes
    else:
        _known(key, snapshot)
        wanted = snapshot.served.attributes[key]
    return Question(with_profile(attributes, wanted), snapshot, fresh)


def _known(key: str, snapshot: Snapshot) -> Decide:
    if key not in snapshot.deciders:
        raise NotFoundError(f"There is no flag {key!r}.")
    return snapshot.deciders[key]


def of_caller(caller: Principal, told: Mapping[str, object]) -> dict[str, object]:
    """What a caller may say of the user that a call is about; a token itself says who they are, in which roles.

    Raises:
        ForbiddenError: A user's token named another user, or a role it does not carry.
    """
    if caller.kind is not PrincipalKind.USER:
        return dict(told)
    if told.get(USER_ATTRIBUTE, caller.id) != caller.id:
        raise ForbiddenError("A user's token acts for its own subject; use an SDK key for others.")
    claimed = told.get(ROLES_ATTRIBUTE, ())
    if not isinstance(claimed, list | tuple) or any(role not in caller.roles for role in claimed):
        raise ForbiddenError("A user's token is evaluated with the roles it carries; leave the role out.")
    return {**told, USER_ATTRIBUTE: caller.id, ROLES_ATTRIBUTE: sorted(caller.roles)}


def with_profile(told: dict[str, object], wanted: frozenset[str]) -> Attributes:
    """What was told, and of what flags want beside it, what the user's profile says."""
    user_id = told.get(USER_ATTRIBUTE)
    missing = wanted - told.keys() - _IN_NO_PROFILE
    if missing and isinstance(user_id, str) and is_user_id(user_id):
        told = {**known_users().attributes(user_id), **told}
    for name in _LISTS:
        told.setdefault(name, [])
    return told
