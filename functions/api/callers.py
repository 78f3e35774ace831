"""Reads from the gateway's event who is calling, as the authorizer found it."""

import time
from collections.abc import Mapping
from typing import Annotated

from aws_lambda_powertools.event_handler import Depends
from aws_lambda_powertools.event_handler.request import Request

from sextant.domain.errors import UnauthenticatedError
from sextant.domain.principals import Principal, PrincipalKind

REJECTED = "rejected"


def principal_of(event: Mapping[str, object]) -> Principal:
    """The caller of a gateway event.

    The gateway caches the authorizer's answer for five minutes, so a token's own expiry is checked again here.

    Raises:
        UnauthenticatedError: No credential, one that is no good, or one that has expired meanwhile.
    """
    found = _authorizer_context(event)
    kind = found.get("kind") or REJECTED
    if kind == REJECTED:
        raise UnauthenticatedError(
            found.get("reason") or "Send a bearer token or an SDK key in the Authorization header."
        )
    if (expires_at := found.get("expiresAt")) and float(expires_at) <= time.time():
        raise UnauthenticatedError("The token has expired; sign in again.")
    roles = frozenset(filter(None, (found.get("roles") or "").split(",")))
    try:
        return Principal(kind=PrincipalKind(kind), id=found["id"], roles=roles)
    except (KeyError, ValueError) as error:
        raise UnauthenticatedError("The gateway's authorizer said something that is not understood.") from error


def _authorizer_context(event: Mapping[str, object]) -> Mapping[str, str]:
    context = event.get("requestContext")
    authorizer = context.get("authorizer") if isinstance(context, Mapping) else None
    found = authorizer.get("lambda") if isinstance(authorizer, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _caller(request: Request) -> Principal:
    return principal_of(request.resolved_event.raw_event)


Caller = Annotated[Principal, Depends(_caller)]
"""A route parameter of this type receives the caller."""
