"""Feature flags, for admins."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from api.callers import Caller
from api.preconditions import IfMatch, basis, etag, required
from sextant.domain.audit import Action
from sextant.domain.flag_filters import FlagFilter, FlagState
from sextant.domain.flags import Flag, FlagEdit
from sextant.domain.versions import Basis
from sextant.schemas.flag_percentages import basis_points
from sextant.schemas.flags import FlagChange, FlagPage, FlagRollout, FlagShown, FlagSwitch, NewFlag
from sextant.usecases import flag_list, flags

router = APIGatewayHttpRouter()
TAGS = ["Feature flags"]
FLAGS = "/api/admin/feature-flags"
FLAG = f"{FLAGS}/<key>"

Key = Annotated[str, Path(description="Key of the flag", examples=["new_checkout"])]
OptionalSwitch = Annotated[FlagSwitch | None, Body()]


@router.post(
    FLAGS,
    tags=TAGS,
    summary="Make a flag",
    status_code=HTTPStatus.CREATED,
    response_description="The flag; its ETag is its version",
)
def make_flag(body: NewFlag, caller: Caller) -> Response[FlagShown]:
    """Its key and the seed that draws its roll-out stay what they are for ever. A key in use is answered with 409."""
    return shown(flags.make(body.key, body.value_type, body.edit(), caller), HTTPStatus.CREATED)


@router.get(FLAGS, tags=TAGS, summary="List the flags", response_description="One page of flags, by key")
def list_flags(  # noqa: PLR0913 - one parameter for each filter
    *,
    q: Annotated[
        str, Query(max_length=200, description="Part of a key, name, description, owner or tag, in any case")
    ] = "",
    state: Annotated[FlagState, Query(description="What the flags are now, schedules included")] = FlagState.ALL,
    tag: Annotated[str | None, Query(max_length=50, description="One of the flag's tags, exactly")] = None,
    owner: Annotated[str | None, Query(max_length=200, description="Its owner, in any case")] = None,
    archived: Annotated[bool, Query(description="Those that are archived, instead of those in use")] = False,
    stale: Annotated[bool, Query(description="Only those that may be ready to be removed")] = False,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str | None, Query(max_length=1_000, description="`nextCursor` of the page before")] = None,
) -> FlagPage:
    """A page is full unless it is the last or its flags are very large; only `nextCursor` says whether more follow.

    A cursor is good for the same filters only.
    """
    asked = FlagFilter(text=q.strip(), state=state, tag=tag, owner=owner, archived=archived, stale=stale)
    items, next_cursor = flag_list.page(asked, limit=limit, cursor=cursor)
    return FlagPage(items=items, next_cursor=next_cursor)


@router.get(FLAG, tags=TAGS, summary="Read a flag", response_description="The flag; its ETag is its version")
def read_flag(key: Key) -> Response[FlagShown]:
    """As it is stored at this moment."""
    return shown(flags.get(key))


@router.put(FLAG, tags=TAGS, summary="Change a flag", response_description="The flag as it is now")
def change_flag(key: Key, body: FlagChange, caller: Caller, if_match: IfMatch = None) -> Response[FlagShown]:
    """Changes the fields that are sent and leaves the others as they are; a list that is sent replaces the whole list.

    Say which version you changed, as `version` or as `If-Match`: without one the answer is 422, and if somebody changed
    the flag meanwhile it is 409 or 412, with the flag as it is now under `current`.
    """
    return shown(flags.change(key, body.edit(), required(basis(if_match, body.version)), caller))


@router.put(f"{FLAG}/enable", tags=TAGS, summary="Switch a flag on", response_description="The flag as it is now")
def enable_flag(key: Key, caller: Caller, if_match: IfMatch = None, body: OptionalSwitch = None) -> Response[FlagShown]:
    """Without a version it applies to whatever is current. Every warm function follows within 10 s."""
    return shown(flags.change(key, FlagEdit(enabled=True), _basis(if_match, body), caller, Action.FLAG_ENABLED))


@router.put(f"{FLAG}/disable", tags=TAGS, summary="Switch a flag off", response_description="The flag as it is now")
def disable_flag(
    key: Key, caller: Caller, if_match: IfMatch = None, body: OptionalSwitch = None
) -> Response[FlagShown]:
    """The kill switch: without a version it applies to whatever is current. Warm functions follow within 10 s."""
    return shown(flags.change(key, FlagEdit(enabled=False), _basis(if_match, body), caller, Action.FLAG_DISABLED))


@router.put(f"{FLAG}/rollout", tags=TAGS, summary="Set a flag's roll-out", response_description="The flag as it is now")
def roll_out_flag(key: Key, body: FlagRollout, caller: Caller, if_match: IfMatch = None) -> Response[FlagShown]:
    """A roll-out that grows only adds users. Without a version it applies to whatever is current."""
    edit = FlagEdit(rollout=basis_points(body.percentage))
    return shown(flags.change(key, edit, _basis(if_match, body), caller, Action.FLAG_ROLLOUT_CHANGED))


@router.put(f"{FLAG}/archive", tags=TAGS, summary="Archive a flag", response_description="The flag as it is now")
def archive_flag(
    key: Key, caller: Caller, if_match: IfMatch = None, body: OptionalSwitch = None
) -> Response[FlagShown]:
    """Puts it away: it keeps its settings and its history, and whoever still asks for it is told that it is unknown.

    While others require it the answer is 409, naming them.
    """
    return shown(flags.archive(key, _basis(if_match, body), caller))


@router.put(f"{FLAG}/restore", tags=TAGS, summary="Restore a flag", response_description="The flag as it is now")
def restore_flag(
    key: Key, caller: Caller, if_match: IfMatch = None, body: OptionalSwitch = None
) -> Response[FlagShown]:
    """Takes an archived flag back into use as it was, with the same seed. What it requires must be in use."""
    return shown(flags.restore(key, _basis(if_match, body), caller))


@router.delete(FLAG, tags=TAGS, summary="Delete a flag", status_code=HTTPStatus.NO_CONTENT)
def delete_flag(key: Key, caller: Caller, if_match: IfMatch = None) -> Response[None]:
    """Whoever still asks for it is told that it is unknown. Without `If-Match` it applies to whatever is current.

    While others require it the answer is 409, naming them.
    """
    flags.delete(key, basis(if_match), caller)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _basis(if_match: str | None, body: FlagSwitch | FlagRollout | None) -> Basis:
    return basis(if_match, body.version if body else None)


def shown(flag: Flag, status: HTTPStatus = HTTPStatus.OK) -> Response[FlagShown]:
    """The flag as an answer, with its version as ETag."""
    headers: dict[str, str | list[str]] = {"ETag": etag(flag.version), "Cache-Control": "no-store"}
    shown = flag_list.shown(flag)
    return Response(status_code=status, content_type="application/json", headers=headers, body=shown)
