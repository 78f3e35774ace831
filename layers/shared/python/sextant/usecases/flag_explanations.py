"""Why flags are worth what they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sextant.domain import contexts, targeting
from sextant.domain.errors import UnavailableError
from sextant.domain.explain import Explanation, explained
from sextant.domain.profiles import known_attributes
from sextant.domain.users import is_user_id
from sextant.store import flags as flag_store
from sextant.store import known_users
from sextant.usecases import flags


@dataclass(frozen=True, slots=True)
class ExplainedFlag:
    """An explanation, and what the profile had to say.

    Attributes:
        explanation: Why the flag is worth what it is.
        profile_read: Whether the user has a profile that could be read.
        from_profile: The names of the attributes that it filled in.
    """

    explanation: Explanation
    profile_read: bool
    from_profile: Sequence[str]


def explain(key: str, context: object, at: datetime) -> ExplainedFlag:
    """Why a flag is worth to a user what it is.

    Args:
        key: Which flag.
        context: What is told of the user, as an application would: attributes, `targetingKey` or `id` among them.
        at: The moment; one to come shows what is scheduled.

    Raises:
        NotFoundError: There is no such flag.
        InvalidError: The context is none.
        UnavailableError: The flags cannot be read just now.
    """
    told = contexts.of_openfeature(context)
    flag = flags.get(key)
    known = _profile(told.get(targeting.USER_ATTRIBUTE))
    attributes = {
        targeting.ROLES_ATTRIBUTE: [],
        targeting.SEGMENTS_ATTRIBUTE: [],
        **(known or {}),
        **told,
    }
    return ExplainedFlag(
        explained(flag, flag_store.listed(), attributes, at),
        profile_read=known is not None,
        from_profile=sorted((known or {}).keys() - told.keys()),
    )


def _profile(user_id: object) -> dict[str, object] | None:
    """What the user's profile says; evaluation can do without one, and so can this."""
    if not isinstance(user_id, str) or not is_user_id(user_id):
        return None
    try:
        profile = known_users.read(user_id)
    except UnavailableError:
        return None
    return known_attributes(profile) if profile else None
