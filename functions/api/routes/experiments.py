"""Experiments: which variant the caller gets, and what they did."""

import time
from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter
from pydantic import StringConstraints

from api import queries, sources
from api.callers import Caller
from api.queries import Roles, Segments, Told, UserId
from sextant.schemas.experiment_answers import ConversionAnswer, ConversionRequest, ServedVariant, VariantAnswer
from sextant.usecases import exposures, sent_conversions
from sextant.usecases.exposures import Answered

router = APIGatewayHttpRouter()
TAGS = ["Experiments"]
EXPERIMENT = "/api/experiments/<key>"
JSON = "application/json"

Key = Annotated[str, Path(description="Key of the experiment", examples=["checkout_button"])]
AnonymousId = Annotated[
    Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=128)] | None,
    Query(
        alias="anonymousId",
        description="The device or visit of a guest; beside a user, the guest that they were before they signed in",
    ),
]


@router.get(
    f"{EXPERIMENT}/variant",
    tags=TAGS,
    summary="Which variant the caller gets",
    responses={
        HTTPStatus.OK: {
            "description": "The variant; whoever gets one by lot takes part from then on",
            "content": {JSON: {"model": VariantAnswer}},
        }
    },
)
def variant(  # noqa: PLR0913, PLR0917 - one for each thing that a query may say
    key: Key,
    caller: Caller,
    user_id: UserId = None,
    anonymous_id: AnonymousId = None,
    role: Roles = None,
    segment: Segments = None,
    attributes: Told = None,
) -> Response[str]:
    """A user keeps their variant: only the first call enrols them, later ones cost one small read.

    `variant` is null for whom the experiment is not, and `reason` says why. Testers whom an admin named are not
    counted. An unknown experiment is answered with 404.
    """
    told = queries.told(user_id, role, segment, attributes)
    answered = exposures.variant(key, caller, told, anonymous_id=anonymous_id, now=_now())
    return Response(
        status_code=HTTPStatus.OK,
        content_type=JSON,
        headers=sources.headers(fresh=answered.fresh),
        body=_shown(answered).model_dump_json(),
    )


@router.post(
    f"{EXPERIMENT}/conversion",
    tags=TAGS,
    summary="Say what somebody did",
    response_description="Whether it counts, and if not why",
)
def convert(key: Key, body: ConversionRequest, caller: Caller) -> ConversionAnswer:
    """It counts once however often it is sent: a user counts once, and other conversions by their `eventId`.

    What is tracked as an event counts by itself; the same id by both ways counts once. Metrics of business events
    take a server key or an admin. 503 when it cannot be counted just now: send it again.
    """
    return sent_conversions.send(key, body, caller, now=_now())


def _now() -> int:
    return time.time_ns() // 1_000_000


def _shown(answered: Answered) -> VariantAnswer:
    # Not validated: what an admin saved was.
    experiment, found = answered.experiment, answered.variant
    return VariantAnswer.model_construct(
        experiment_key=experiment.key,
        status=experiment.status,
        variant=found and ServedVariant.model_construct(id=found.id, name=found.name, value=found.served),
        enrolled=answered.assignment is not None,
        reason=answered.reason,
        phase=answered.assignment.phase if answered.assignment else None,
        version=experiment.version,
    )
