"""Events that broke a schema, for admins: to be read, thrown away, or taken in after all."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from api.callers import Caller
from api.routes.events import MARGIN_SECONDS
from sextant.schemas.catalogue import WrittenMoment
from sextant.schemas.rejected_events import (
    RejectedEventPage,
    RejectedEventShown,
    RejectedEventWhole,
    Replay,
    ReplayAnswer,
    StillRejected,
)
from sextant.usecases import rejected_events
from sextant.usecases.deadlines import Deadline
from sextant.usecases.rejected_events import Question

router = APIGatewayHttpRouter()
TAGS = ["Rejected events"]
EVENTS = "/api/admin/rejected-events"
EVENT = f"{EVENTS}/<rejectionId>"

RejectionId = Annotated[str, Path(max_length=100, description="`id` in the list")]


@router.get(EVENTS, tags=TAGS, summary="List the rejected events", response_description="One page, newest first")
def list_rejected(
    name: Annotated[str | None, Query(min_length=1, max_length=100, description="Of the events, exactly")] = None,
    start: Annotated[WrittenMoment | None, Query(alias="from", description="The earliest moment, included")] = None,
    end: Annotated[WrittenMoment | None, Query(alias="to", description="The moment behind the latest")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str | None, Query(max_length=1_000, description="`nextCursor` of the page before")] = None,
) -> RejectedEventPage:
    """Events that broke the schema of their name in the last seven days. `from` and `to` are of the rejection.

    An event that was sent more than once is here once, as it came first. One of the last second may still be missing.
    Only `nextCursor` says whether more follow.
    """
    question = Question(name=name, start=start, end=end)
    items, next_cursor = rejected_events.page(question, limit=limit, cursor=cursor)
    return RejectedEventPage(items=[RejectedEventShown.of(kept) for kept in items], next_cursor=next_cursor)


@router.post(f"{EVENTS}/replay", tags=TAGS, summary="Take rejected events in after all")
def replay(body: Replay, caller: Caller) -> ReplayAnswer:
    """Some events by their ids, or those of a name, 100 at a time: send `nextCursor` again until it is null.

    Each goes the way of any event, under its own id and with the rights of whoever sent it, so it counts once however
    often it is replayed. It leaves the list only once it is stored; one that breaks the schema as it is now stays, and
    is in `rejected` with what it breaks.
    """
    deadline = Deadline.of(router.lambda_context.get_remaining_time_in_millis, MARGIN_SECONDS)
    if body.name is not None:
        done = rejected_events.replay_name(body.name, caller, cursor=body.cursor, deadline=deadline)
    else:
        done = rejected_events.replay_some(body.ids or (), caller, deadline=deadline)
    return ReplayAnswer(
        stored=done.stored,
        stored_before=done.stored_before,
        rejected=[
            StillRejected(id=kept, reason=each.reason, message=each.message, retryable=each.reason.retryable)
            for kept, each in done.rejected
        ],
        unknown=done.unknown,
        next_cursor=done.next_cursor,
    )


@router.get(EVENT, tags=TAGS, summary="Read a rejected event")
def read_rejected(rejectionId: RejectionId) -> RejectedEventWhole:  # noqa: N803 - named so in the path
    """With its properties, as they were sent."""
    return RejectedEventWhole.whole(rejected_events.get(rejectionId))


@router.delete(EVENT, tags=TAGS, summary="Delete a rejected event", status_code=HTTPStatus.NO_CONTENT)
def delete_rejected(rejectionId: RejectionId, caller: Caller) -> Response[None]:  # noqa: N803 - named so in the path
    """It leaves the list for good."""
    rejected_events.delete(rejectionId, caller)
    return Response(status_code=HTTPStatus.NO_CONTENT)
