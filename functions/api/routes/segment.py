"""Segment's HTTP API: events from its clients, which need no other address than this one's and an SDK key."""

import time
from typing import Annotated, Any

from aws_lambda_powertools.event_handler.openapi.params import Body
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter
from pydantic import SkipValidation

from api.callers import Caller
from api.outcomes import rejected_events
from api.routes.events import MARGIN_SECONDS
from sextant.domain.errors import UnavailableError
from sextant.domain.principals import Principal
from sextant.schemas import segment
from sextant.schemas.segment import Call, NotJoined, Reading, SegmentAnswer, SegmentBatch, SegmentMessage
from sextant.usecases import events
from sextant.usecases.deadlines import Deadline

router = APIGatewayHttpRouter()
PREFIX = "/v1/"
TAGS = ["Segment"]
ANSWERED = "What became of each message"

Batch = Annotated[SkipValidation[SegmentBatch], Body()]
Message = Annotated[SkipValidation[SegmentMessage], Body()]


@router.post("/v1/batch", tags=TAGS, summary="Take a batch of a Segment client", response_description=ANSWERED)
def take_batch(body: Batch, caller: Caller) -> SegmentAnswer:
    """Up to 2,500 messages (1 MB; 32 KB each), plain or packed by gzip, from any client that speaks Segment's protocol.

    Send the SDK key as the write key, by Basic authentication. A message counts once by its `messageId`, however often
    the batch is sent. One that is wrong for good is in `rejected` and fails no other. If any could not be stored just
    now the answer is 503 with `Retry-After`, upon which the clients send the batch again.

    `track` becomes an event of its name; with a server key also a business event, whose properties are those of the
    catalogue. `page` becomes `page_viewed`, `screen` becomes `screen_viewed`, `identify` and `alias` join the
    `anonymousId` or `previousId` to the `userId`, once, and `traits` become attributes that rules may ask for.
    """
    return _answer(segment.read_batch(body), caller)


@router.post("/v1/b", tags=TAGS, summary="Take a batch of a Segment client on a phone", response_description=ANSWERED)
def take_phones_batch(body: Batch, caller: Caller) -> SegmentAnswer:
    """The same as `/v1/batch`, under the name that Segment's clients for Android and iOS have for it."""
    return _answer(segment.read_batch(body), caller)


@router.post("/v1/track", tags=TAGS, summary="Segment: what somebody did", response_description=ANSWERED)
def take_track(body: Message, caller: Caller) -> SegmentAnswer:
    """One message alone, `event` and `properties`; see `/v1/batch`. One that breaks a rule is answered with 422."""
    return _answer_one(Call.TRACK, body, caller)


@router.post("/v1/identify", tags=TAGS, summary="Segment: who somebody is", response_description=ANSWERED)
def take_identify(body: Message, caller: Caller) -> SegmentAnswer:
    """One message alone: `traits` become the user's attributes, and the `anonymousId` is joined to the `userId`.

    A device is joined once. If it is another user's already, or the user has as many as one may have, the message is
    stored, joins nothing, and is in `notJoined`. A trait that cannot be an attribute (a list of objects or of over 20
    items, a text of over 256 characters, the 101st) is left out, and is in `ignoredTraits`.
    """
    return _answer_one(Call.IDENTIFY, body, caller)


@router.post("/v1/page", tags=TAGS, summary="Segment: a page was seen", response_description=ANSWERED)
def take_page(body: Message, caller: Caller) -> SegmentAnswer:
    """One message alone; `page_viewed`, with `name` and `category` among its properties."""
    return _answer_one(Call.PAGE, body, caller)


@router.post("/v1/screen", tags=TAGS, summary="Segment: a screen was seen", response_description=ANSWERED)
def take_screen(body: Message, caller: Caller) -> SegmentAnswer:
    """One message alone; `screen_viewed`, with `name` and `category` among its properties."""
    return _answer_one(Call.SCREEN, body, caller)


@router.post("/v1/alias", tags=TAGS, summary="Segment: whose a device is", response_description=ANSWERED)
def take_alias(body: Message, caller: Caller) -> SegmentAnswer:
    """One message alone: the device `previousId` is joined to the `userId`, as by `identify`.

    Two users are never made one.
    """
    return _answer_one(Call.ALIAS, body, caller)


@router.post("/v1/group", tags=TAGS, summary="Segment: somebody joined a group", response_description=ANSWERED)
def take_group(body: Message, caller: Caller) -> SegmentAnswer:
    """One message alone; `group_joined`, with `groupId` and `traits` as its properties."""
    return _answer_one(Call.GROUP, body, caller)


def _answer_one(call: Call, sent: Any, caller: Principal) -> SegmentAnswer:  # noqa: ANN401 - anything may have been sent
    return _answer(segment.read_one(call, sent), caller)


def _answer(reading: Reading, caller: Principal) -> SegmentAnswer:
    now = time.time_ns() // 1_000_000
    deadline = Deadline.of(router.lambda_context.get_remaining_time_in_millis, MARGIN_SECONDS)
    outcome = events.track(reading.submission, caller, now=now, deadline=deadline)
    if left := sum(rejection.reason.retryable for rejection in outcome.rejected):
        # The protocol knows only whole batches; what is stored of this one counts once.
        raise UnavailableError(
            f"{left:,} of {len(reading.submission.events):,} messages could not be stored: send all again."
        )
    lost = {rejection.index for rejection in outcome.rejected}
    return SegmentAnswer(
        accepted=outcome.accepted,
        duplicates=outcome.duplicates,
        rejected=rejected_events(outcome),
        not_joined=[
            NotJoined(index=each.index, event_id=each.event_id, message=each.message) for each in outcome.unjoined
        ],
        ignored_traits=[each for each in reading.ignored if each.index not in lost],
    )
