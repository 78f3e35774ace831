"""What is known of one user."""

from dataclasses import dataclass
from typing import Final

from sextant.domain.erasures import Erasure, erasure_id
from sextant.domain.errors import NotFoundError
from sextant.domain.mentions import Mention
from sextant.domain.profiles import Profile
from sextant.domain.users import ANONYMOUS_PREFIX
from sextant.store import erasures, profiles
from sextant.usecases import erasure, holdings
from sextant.usecases.holdings import Holdings

MOST_COUNTED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a user.

    Attributes:
        profile: Their profile, if they have one.
        holdings: How much is held of them.
        erasure: Their erasure, if one was asked for.
        mentions: Where flags and experiments name them, if one was.
    """

    profile: Profile | None
    holdings: Holdings
    erasure: Erasure | None
    mentions: list[Mention]


def known(user_id: str) -> Known:
    """What is known of a user, read consistently.

    Raises:
        InvalidError: No user can be named so.
        NotFoundError: Nothing is held of such a user, and nobody asked for their erasure.
        UnavailableError: DynamoDB throttles or fails.
    """
    profile = profiles.read(erasure.named(user_id))
    asked = erasures.read(erasure_id(user_id))
    devices = (f"{ANONYMOUS_PREFIX}{device}" for device in (profile.anonymous_ids if profile else ()))
    own = holdings.of_user(user_id, (user_id, *devices), most=MOST_COUNTED)
    held = Holdings({**own.counts, **holdings.of_ca(user_id)}, own.complete)
    if held.nothing and asked is None:
        raise NotFoundError(f"Nothing is held of a user {user_id!r}.")
    return Known(profile, held, asked, erasure.mentioned(asked.id) if asked else [])
