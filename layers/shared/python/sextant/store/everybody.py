"""All users with a profile, one page of one shard at a time, as fast as they can be read.

A page holds some ten thousand users. What botocore makes of an answer takes it most of the time it takes to go through
everybody, and eight times as long as reading the JSON; so of these queries, the answer's JSON is taken as it is.
"""

import json
from collections.abc import Mapping
from threading import local
from typing import Any, NamedTuple

from sextant.store.faults import translated
from sextant.store.profiles import ProfileItem

_INDEX = "byShard"
_thread = local()


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


@translated()
def page(shard: str, after: str | None, *, with_attributes: bool) -> Page:
    """Some users of a shard: those that come after a user, or the first. A profile of the last second may be missing.

    Raises:
        UnavailableError: DynamoDB does not answer just now.
    """
    table = ProfileItem._get_connection()  # noqa: SLF001 - our own base class's
    # The same handler twice is one, and a client that is new has none.
    table.connection.client.meta.events.register("before-parse.dynamodb.Query", _as_it_is, unique_id=__name__)
    _thread.takes_json = True
    try:
        found: Mapping[str, Any] = table.connection.query(
            table.table_name,
            shard,
            index_name=_INDEX,
            attributes_to_get=["userId", "role", *(["attributes"] if with_attributes else [])],
            exclusive_start_key={"shard": {"S": shard}, "userId": {"S": after}} if after else None,
        )
    finally:
        _thread.takes_json = False
    last = found.get("LastEvaluatedKey")
    return Page([_user(item) for item in found["Items"]], last["userId"]["S"] if last else None)


def values_of(attributes: str) -> dict[str, object]:
    """The attributes of a user, as the profile keeps them, by name."""
    return {name: told[2] for name, told in json.loads(attributes).items()}


def _user(item: Mapping[str, Mapping[str, str]]) -> KnownUser:
    role = item["role"]["S"] if "role" in item else None
    return KnownUser(item["userId"]["S"], role, item["attributes"]["S"] if "attributes" in item else None)


def _as_it_is(response_dict: dict[str, Any], customized_response_dict: dict[str, Any], **_event: object) -> None:
    """Take the place of botocore's parser for a query of this thread; an error is left to it."""
    if getattr(_thread, "takes_json", False) and response_dict["status_code"] == 200:  # noqa: PLR2004 - OK
        customized_response_dict.update(json.loads(response_dict["body"]))
        response_dict["body"] = b"{}"
