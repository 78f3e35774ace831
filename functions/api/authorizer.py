"""The gateway's Lambda authorizer.

It says who is calling; the handlers say what they may do. A credential that is no good is let through as a caller of
the kind `rejected`, whom every handler refuses: an HTTP API could only answer a bare 403 here, and a client must be
told with 401 that its token has expired. When it cannot be found out who is calling, since the database or the issuer
does not answer, the authorizer fails: the gateway then answers 500 and, unlike an answer, does not remember that.
"""

from api import cold_start  # isort: skip - first, so that it counts for everything below

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from sextant.aws.observability import count, flush_metrics, logger
from sextant.domain.errors import UnauthenticatedError, UnavailableError
from sextant.usecases.authentication import Identity, identify


def handler(event: Mapping[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer in the simple response format (payload 2.0), with the principal as a flat context."""
    logger.clear_state()
    logger.append_keys(requestId=event.get("requestContext", {}).get("requestId") or context.aws_request_id)
    try:
        return _admitted(identify(_authorization(event)))
    except UnauthenticatedError as error:
        count("RejectedCredentials")
        logger.info("credential rejected", reason=error.message)
        return {"isAuthorized": True, "context": {"kind": "rejected", "reason": error.message}}
    except UnavailableError as error:
        count("AuthorizerFaults")
        logger.error("who is calling cannot be found out", reason=error.message)
        raise
    finally:
        flush_metrics()


def _authorization(event: Mapping[str, Any]) -> str:
    # The real gateway lowercases header names; SAM keeps them as sent.
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    return str(headers.get("authorization", ""))


def _admitted(identity: Identity) -> dict[str, Any]:
    principal = identity.principal
    return {
        "isAuthorized": True,
        "context": {
            "kind": principal.kind.value,
            "id": principal.id,
            "roles": ",".join(sorted(principal.roles)),
            "expiresAt": str(identity.expires_at or ""),
        },
    }


cold_start.over()
