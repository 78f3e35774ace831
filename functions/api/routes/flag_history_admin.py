"""What flags were before, for admins."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from api.callers import Caller
from api.preconditions import IfMatch, basis
from api.routes.flags_admin import FLAG, TAGS, Key, shown
from sextant.schemas.flag_versions import FlagRevert, FlagVersionPage, FlagVersionShown
from sextant.schemas.flags import FlagShown
from sextant.usecases import flag_history

router = APIGatewayHttpRouter()


@router.get(
    f"{FLAG}/versions", tags=TAGS, summary="List a flag's versions", response_description="One page, newest first"
)
def list_versions(
    key: Key,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str | None, Query(max_length=1_000, description="`nextCursor` of the page before")] = None,
) -> FlagVersionPage:
    """Of a deleted flag too. `GET /api/admin/audit?entity=flag:<key>` shows the flag before and after each."""
    entries, next_cursor = flag_history.page(key, limit=limit, cursor=cursor)
    return FlagVersionPage(items=[FlagVersionShown.of(entry) for entry in entries], next_cursor=next_cursor)


@router.put(
    f"{FLAG}/revert", tags=TAGS, summary="Put back a version of a flag", response_description="The flag as it is now"
)
def revert_flag(key: Key, body: FlagRevert, caller: Caller, if_match: IfMatch = None) -> Response[FlagShown]:
    """Sets everything that can be set as it was then, as a new version; the key, the seed and the origin stay.

    A deleted flag comes back, with the seed it had. It is checked like any edit: what it requires may be gone by now.
    What was to happen by a schedule of then and is due takes effect at once.
    """
    return shown(flag_history.revert(key, body.to_version, basis(if_match, body.version), caller))
