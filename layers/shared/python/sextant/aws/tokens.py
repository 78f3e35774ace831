"""Verifying users' tokens against the OIDC issuer's published keys."""

import time
from typing import Any

import jwt
from jwt import PyJWKClient, PyJWKClientConnectionError, PyJWKClientError

from sextant.aws.settings import settings
from sextant.domain.errors import UnauthenticatedError, UnavailableError

ALGORITHM = "RS256"
CLOCK_LEEWAY_SECONDS = 10
JWKS_LIFESPAN_SECONDS = 3600
JWKS_TIMEOUT_SECONDS = 3
# A forged token may name any key id, so an unknown one asks the issuer again at most this often.
REFETCH_INTERVAL_SECONDS = 60


class TokenVerifier:
    """Checks signature, algorithm, issuer, audience and times of a token, with the issuer's keys cached."""

    def __init__(self) -> None:
        self._keys = PyJWKClient(
            settings.oidc_jwks_url, lifespan=JWKS_LIFESPAN_SECONDS, timeout=JWKS_TIMEOUT_SECONDS, cache_keys=False
        )
        self._fetched_at = float("-inf")

    def claims(self, token: str) -> dict[str, Any]:
        """The claims of a good token.

        Raises:
            UnauthenticatedError: It is none; the message says why without quoting it.
            UnavailableError: The issuer's keys cannot be fetched just now.
        """
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                self._key(token),
                algorithms=[ALGORITHM],
                issuer=settings.oidc_issuer,
                leeway=CLOCK_LEEWAY_SECONDS,
                options={"require": ["exp", "iss", "sub"], "verify_aud": False},
            )
        except jwt.ExpiredSignatureError as error:
            raise UnauthenticatedError("The token has expired; sign in again.") from error
        except jwt.ImmatureSignatureError as error:
            raise UnauthenticatedError(
                "The token is not valid yet; check the clock of the machine that made it."
            ) from error
        except jwt.InvalidIssuerError as error:
            raise UnauthenticatedError("The token is from another issuer.") from error
        except jwt.PyJWTError as error:
            raise UnauthenticatedError("The token is not one that this deployment can trust.") from error
        _check_audience(claims)
        return claims

    def _key(self, token: str) -> Any:  # noqa: ANN401 - PyJWT types its keys so
        header = jwt.get_unverified_header(token)
        if header.get("alg") != ALGORITHM:
            raise UnauthenticatedError(f"The token is not signed with {ALGORITHM}.")
        key_id = str(header.get("kid"))
        try:
            return self._known_key(key_id) or self._refetched_key(key_id)
        except PyJWKClientConnectionError as error:
            raise UnavailableError("The issuer's keys cannot be fetched just now; try again.") from error
        except PyJWKClientError as error:
            raise UnauthenticatedError("The token is signed with a key that the issuer does not publish.") from error

    def _known_key(self, key_id: str) -> Any:  # noqa: ANN401 - as above
        return next((each.key for each in self._keys.get_signing_keys() if each.key_id == key_id), None)

    def _refetched_key(self, key_id: str) -> Any:  # noqa: ANN401 - as above
        now = time.monotonic()
        if now - self._fetched_at < REFETCH_INTERVAL_SECONDS:
            raise PyJWKClientError("unknown key id")
        published = self._keys.get_signing_keys(refresh=True)
        # Only an answer counts: after a failure the next token may ask again.
        self._fetched_at = now
        return next((each.key for each in published if each.key_id == key_id), None)


def _check_audience(claims: dict[str, Any]) -> None:
    """An ID token names the client in `aud`; an access token of Cognito has no `aud` and names it in `client_id`."""
    named = claims.get("aud", claims.get("client_id", ()))
    audiences = {named} if isinstance(named, str) else set(named)
    if audiences.isdisjoint(settings.oidc_audiences):
        raise UnauthenticatedError("The token was made for another audience.")
