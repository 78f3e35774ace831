"""Events, from the business's servers, its apps and its admins."""

import time
from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Body
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter
from pydantic import SkipValidation

from api.callers import Caller
from api.outcomes import rejected_events
from sextant.schemas import submissions
from sextant.schemas.events import TrackAnswer, TrackRequest
from sextant.usecases import events
from sextant.usecases.deadlines import Deadline

router = APIGatewayHttpRouter()
PATH = "/api/analytics/track"
MARGIN_SECONDS = 2.0
"""How long before the function is cut off no more writes are begun, so that the answer still gets out."""


@router.post(
    PATH,
    tags=["Events"],
    summary="Track one event or a batch",
    status_code=HTTPStatus.ACCEPTED,
    response_description="What became of each event",
)
def track(body: Annotated[SkipValidation[TrackRequest], Body()], caller: Caller) -> TrackAnswer:
    """Send one event, or `{"events": [...]}` with up to 500 (1 MB; 32 KB each).

    An event that is acknowledged is stored, and counts once however often it is sent. In a batch each event stands for
    itself: one that is wrong is in `rejected` with its `index` and `reason`, and the others are stored. Send those that
    are `retryable` again, or simply the whole batch.

    Business events (`user_registered`, `payment_completed`, …) need a server key or an admin, and an `eventId`. Any
    other name is a behavioural event with free properties. A user's token acts for its own subject only.

    Timestamps more than an hour ahead are refused, and so are those older than the retention unless the batch says
    `"import": true`, which takes a server key or an admin. 403 when no event of the request is the caller's to send;
    503 with `Retry-After` when nothing could be stored just now.
    """
    now = time.time_ns() // 1_000_000
    deadline = Deadline.of(router.lambda_context.get_remaining_time_in_millis, MARGIN_SECONDS)
    outcome = events.track(submissions.read(body), caller, now=now, deadline=deadline)
    return TrackAnswer(
        accepted=outcome.accepted,
        duplicates=outcome.duplicates,
        rejected=rejected_events(outcome),
    )
