"""Turning the Authorization header into a principal."""

import base64
import binascii
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sextant.aws.settings import settings
from sextant.domain.errors import UnauthenticatedError
from sextant.domain.principals import Principal, PrincipalKind, Role, SdkKeyKind
from sextant.domain.sdk_keys import key_id_in
from sextant.domain.users import is_user_id
from sextant.store import sdk_keys

if TYPE_CHECKING:
    from sextant.aws.tokens import TokenVerifier

_KINDS = {SdkKeyKind.CLIENT: PrincipalKind.CLIENT_KEY, SdkKeyKind.SERVER: PrincipalKind.SERVER_KEY}


@dataclass(frozen=True, slots=True)
class Identity:
    """Who showed a credential, and until when (unix seconds) it is good; None for SDK keys, which do not expire."""

    principal: Principal
    expires_at: int | None = None


def identify(authorization: str) -> Identity:
    """Who sent this Authorization header: `Bearer <JWT or SDK key>`, or `Basic` with an SDK key as the user name.

    Raises:
        UnauthenticatedError: Nobody we know; the message says why.
        UnavailableError: What is needed to find out does not answer.
    """
    scheme, _, credential = authorization.strip().partition(" ")
    credential = credential.strip()
    match scheme.lower():
        case "bearer" if credential.startswith("sx_"):
            return _by_key(credential)
        case "bearer":
            return _by_token(credential)
        case "basic":
            return _by_key(_user_name(credential))
        case _:
            raise UnauthenticatedError("Send 'Authorization: Bearer <token>' or Basic with an SDK key as user name.")


def _user_name(credential: str) -> str:
    try:
        return base64.b64decode(credential, validate=True).decode("ascii").partition(":")[0]
    except (binascii.Error, UnicodeDecodeError) as error:
        raise UnauthenticatedError("The Basic credential is not base64 of 'key:'.") from error


def _by_key(secret: str) -> Identity:
    key_id = key_id_in(secret)
    key = sdk_keys.get(key_id) if key_id else None
    if key is None or not key.opens(secret):
        raise UnauthenticatedError("The SDK key is unknown or was revoked.")
    return Identity(Principal(kind=_KINDS[key.kind], id=key.key_id))


def _by_token(token: str) -> Identity:
    claims = _verifier().claims(token)
    subject = str(claims["sub"])
    if not is_user_id(subject):
        raise UnauthenticatedError("The token's subject is no user id: up to 128 characters, none of ours in front.")
    named = claims.get(settings.oidc_roles_claim) or ()
    groups = named.split() if isinstance(named, str) else named
    # Groups of other applications mean nothing here, and must not be able to spell one of ours.
    roles = frozenset(role.value for role in Role if role.value in groups)
    return Identity(Principal(kind=PrincipalKind.USER, id=subject, roles=roles), expires_at=int(claims["exp"]))


@cache
def _verifier() -> "TokenVerifier":
    # Imported here: cryptography is heavy, and a call with an SDK key does without it.
    from sextant.aws.tokens import TokenVerifier  # noqa: PLC0415

    return TokenVerifier()
