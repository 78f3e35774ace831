"""SDK keys, for admins."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from api.callers import Caller
from sextant.schemas.sdk_keys import NewSdkKey, SdkKeyMade, SdkKeyPage, SdkKeyShown
from sextant.usecases import sdk_keys

router = APIGatewayHttpRouter()
TAGS = ["SDK keys"]


@router.post(
    "/api/admin/sdk-keys",
    tags=TAGS,
    summary="Make an SDK key",
    status_code=HTTPStatus.CREATED,
    response_description="The key, with its secret for this once",
)
def make_key(body: NewSdkKey, caller: Caller) -> SdkKeyMade:
    """The secret is in this answer and nowhere else: only its SHA-256 is stored."""
    key, secret = sdk_keys.make(body.name, body.kind, caller)
    return SdkKeyMade.with_secret(key, secret)


@router.get("/api/admin/sdk-keys", tags=TAGS, summary="List the SDK keys")
def list_keys(
    limit: Annotated[int, Query(ge=1, le=100)] = 50, cursor: Annotated[str | None, Query(max_length=1000)] = None
) -> SdkKeyPage:
    """Revoked keys are listed too."""
    keys, next_cursor = sdk_keys.page(limit=limit, cursor=cursor)
    return SdkKeyPage(items=[SdkKeyShown.of(key) for key in keys], next_cursor=next_cursor)


@router.delete(
    "/api/admin/sdk-keys/<keyId>",
    tags=TAGS,
    summary="Revoke an SDK key",
    status_code=HTTPStatus.NO_CONTENT,
)
def revoke_key(
    keyId: Annotated[str, Path(max_length=100)],  # noqa: N803 - named so in the path
    caller: Caller,
) -> Response[None]:
    """The key stays listed. Revoking it again changes nothing.

    The gateway may honour it for up to five minutes more, while it remembers the authorizer's last answer.
    """
    sdk_keys.revoke(keyId, caller)
    return Response(status_code=HTTPStatus.NO_CONTENT)
