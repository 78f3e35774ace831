"""Users, for admins: what is held of one, all of it to take along, and forgetting them."""

from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from api.callers import Caller
from api.path_names import decoded
from sextant.domain.erasures import Erasure
from sextant.schemas.users import ErasureShown, HeldShown, ProfileShown, UserShown
from sextant.usecases import erasure, user_export, users

router = APIGatewayHttpRouter()
TAGS = ["Users"]
USER = "/api/admin/users/<userId>"
LINES = "application/x-ndjson"

UserId = Annotated[
    str,
    Path(
        max_length=800,
        description="The user's id; one that a path cannot carry, such as one with a `/`, as `~` and its base64url",
        examples=["maya"],
    ),
]


@router.get(USER, tags=TAGS, summary="One user", response_description="What is known of the user")
def show_user(userId: UserId) -> UserShown:  # noqa: N803 - named so in the path
    """Profile, how much is held, and the erasure if one was asked for. 404 if there is none of all that."""
    user_id = decoded(userId, "userId")
    known = users.known(user_id)
    return UserShown(
        user_id=user_id,
        profile=ProfileShown.of(known.profile) if known.profile else None,
        held=[HeldShown(what=part, count=count) for part, count in known.holdings.counts.items()],
        held_complete=known.holdings.complete,
        erasure=ErasureShown.of(known.erasure, known.mentions) if known.erasure else None,
    )


@router.get(
    f"{USER}/export",
    tags=TAGS,
    summary="Everything held of a user",
    responses={
        int(HTTPStatus.OK): {
            "description": "A line of JSON for each thing, the sort of which is its `kind`",
            "content": {LINES: {"schema": {"type": "string"}}},
        }
    },
)
def export_user(
    userId: UserId,  # noqa: N803 - named so in the path
    caller: Caller,
    limit: Annotated[
        int, Query(ge=1, le=user_export.MOST_LINES, description="Lines at most; a page may have fewer")
    ] = user_export.MOST_LINES,
    cursor: Annotated[str | None, Query(max_length=5_000, description="`X-Next-Cursor` of the page before")] = None,
) -> Response[str]:
    """One page. The headers `X-Next-Cursor` and `Link` with `rel="next"` lead to the next; at the end there are none.

    `X-Row-Count` is the number of lines. Events that arrived longer ago than the retention are not shown, whether or
    not they are gone already. Every page is an entry of the audit, which tells of the user only the hash.
    """
    page = user_export.page(decoded(userId, "userId"), caller, cursor=cursor, limit=limit)
    headers: dict[str, str | list[str]] = {
        "Cache-Control": "no-store",
        "Content-Disposition": 'attachment; filename="user.ndjson"',
        "X-Row-Count": str(page.lines),
    }
    if page.next_cursor:
        path = USER.replace("<userId>", quote(userId, safe=""))
        headers["X-Next-Cursor"] = page.next_cursor
        headers["Link"] = f'<{path}/export?limit={limit}&cursor={page.next_cursor}>; rel="next"'
    return Response(status_code=HTTPStatus.OK, content_type=LINES, headers=headers, body=page.text)


@router.delete(
    USER,
    tags=TAGS,
    summary="Erase a user",
    responses={
        int(HTTPStatus.ACCEPTED): {
            "description": "The erasure, which takes a few minutes",
            "content": {"application/json": {"model": ErasureShown}},
        },
        int(HTTPStatus.OK): {
            "description": "The receipt: the user was erased before, and nothing is held",
            "content": {"application/json": {"model": ErasureShown}},
        },
    },
)
def erase_user(userId: UserId, caller: Caller) -> Response[ErasureShown]:  # noqa: N803 - named so in the path
    """For good: events, profile, devices, parts in experiments and marks in sets of users go; sums of money stay.

    From this moment on nothing of the user is taken in any more: their events are rejected as `user_erased`. Asking
    again while it runs changes nothing. 404 if nothing is held of such a user.
    """
    found = erasure.start(decoded(userId, "userId"), caller)
    return _answer(found, HTTPStatus.OK if found.is_done else HTTPStatus.ACCEPTED)


@router.get(
    f"{USER}/erasure",
    tags=TAGS,
    summary="The erasure of a user",
    response_description="How far it is, or the receipt",
)
def show_erasure_of_user(userId: UserId) -> ErasureShown:  # noqa: N803 - named so in the path
    """Also when it is done and nothing but the hash of the id is left."""
    return _shown(erasure.of_user(decoded(userId, "userId")))


@router.get(
    "/api/admin/erasures/<erasureId>",
    tags=TAGS,
    summary="An erasure",
    response_description="How far it is, or the receipt",
)
def show_erasure(
    erasureId: Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="`erasureId` of the answer that began it")],  # noqa: N803 - named so in the path
) -> ErasureShown:
    """The same as under the user, for whoever must not know the id any more."""
    return _shown(erasure.of_id(erasureId))


def _answer(found: Erasure, status: HTTPStatus) -> Response[ErasureShown]:
    return Response(
        status_code=status,
        content_type="application/json",
        headers={"Cache-Control": "no-store", "Location": f"/api/admin/erasures/{found.id}"},
        body=_shown(found),
    )


def _shown(found: Erasure) -> ErasureShown:
    return ErasureShown.of(found, erasure.mentioned(found.id))
