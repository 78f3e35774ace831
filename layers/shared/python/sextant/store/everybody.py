"""All users with a profile, one page of one shard at a time, as fast as they can be read."""

import json
from typing import NamedTuple

from sextant.domain.attribute_paths import unfolded
from sextant.store import raw_queries
from sextant.store.profiles import ProfileItem
from sextant.store.raw_queries import Item

_INDEX = "byShard"


class KnownUser(NamedTuple):
    """What rules may ask of a user.

    Attributes:
        user_id: Who.
        role: The role in which they registered, if they did.
        attributes: What else is known as the profile keeps it, for `values_of`; None if nothing is.
    """

    user_id: str
    role: str | None
    attributes: str | None


class Page(NamedTuple):
    """Some users of a shard, in the order of their ids.

    Attributes:
        users: They.
        last: After whom the next page begins, or None if there is none.
    """

    users: list[KnownUser]
    last: str | None


def page(shard: str, after: str | None, *, with_attributes: bool) -> Page:
    """Some users of a shard: those that come after a user, or the first. A profile of the last second may be missing.

    Raises:
        UnavailableError: DynamoDB does not answer just now.
    """
    start = {"shard": {"S": shard}, "userId": {"S": after}} if after else None
    attributes = ["userId", "role", *(["attributes"] if with_attributes else [])]
    found, last = raw_queries.page(ProfileItem, _INDEX, shard, attributes, after=start)
    return Page([_user(item) for item in found], last["userId"]["S"] if last else None)


def values_of(attributes: str) -> dict[str, object]:
    """The attributes of a user, as paths find them, from what the profile keeps."""
    return unfolded({name: told[2] for name, told in json.loads(attributes).items()})


def _user(item: Item) -> KnownUser:
    role = item["role"]["S"] if "role" in item else None
    return KnownUser(item["userId"]["S"], role, item["attributes"]["S"] if "attributes" in item else None)
