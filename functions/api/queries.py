"""What a query string says of the user whom a call is about."""

import json
from typing import Annotated, Final

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import StringConstraints

from api import bodies
from sextant.domain import contexts
from sextant.domain.errors import FieldError, InvalidError, MalformedError
from sextant.domain.principals import Role

LONGEST_ATTRIBUTES: Final = 8_000
"""In characters: the gateway takes 10 KB of request line and headers; who has more to tell asks by OFREP."""

UserId = Annotated[
    Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=128)] | None,
    Query(
        alias="userId",
        description="Whom to evaluate for; SDK keys only, a user's token stands for its own subject",
    ),
]
Roles = Annotated[
    list[Role] | None,
    Query(
        alias="role",
        max_length=len(Role),
        description="That user's roles; repeat it for more than one. Left out, flags that ask take it from the profile",
    ),
]
Segments = Annotated[
    list[Annotated[str, StringConstraints(min_length=1, max_length=100)]] | None,
    Query(alias="segment", max_length=100, description="The segments that user is in; repeat it for more than one"),
]
Told = Annotated[
    str | None,
    Query(
        alias="attributes",
        max_length=LONGEST_ATTRIBUTES,
        description="What else rules may ask of that user, as a JSON object; those left out are taken from the profile",
        examples=['{"country": "GB", "plan": "pro"}'],
    ),
]


def told(
    user_id: str | None, roles: list[Role] | None, segments: list[str] | None, attributes: str | None
) -> dict[str, object]:
    """What the query says of the user; a parameter of its own outweighs an attribute of that name.

    Raises:
        InvalidError: The attributes are no JSON object, or out of bounds.
    """
    found = dict(_attributes(attributes)) if attributes is not None else {}
    if user_id is not None:
        found["id"] = user_id
    if roles is not None:
        found["roles"] = sorted(role.value for role in roles)
    if segments is not None:
        found["segments"] = segments
    return found


def _attributes(text: str) -> dict[str, object]:
    try:
        return dict(contexts.checked(bodies.parsed(text), field="attributes"))
    except (json.JSONDecodeError, MalformedError) as error:
        message = 'Send a JSON object, percent-encoded, such as {"country": "GB"}.'
        raise InvalidError(message, [FieldError("attributes", message, "a JSON object")]) from error
