"""What happened in the business, in figures."""

from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from api import dashboards
from sextant.schemas.dashboard import Dashboard
from sextant.usecases import dashboard
from sextant.usecases.dashboard import Question
from sextant.usecases.periods import DEFAULT_DAYS, MOST_DAYS

router = APIGatewayHttpRouter()

From = Annotated[
    date | None, Query(alias="from", description=f"The first day; {DEFAULT_DAYS} days up to `to` if left out")
]
To = Annotated[
    date | None,
    Query(
        description=f"The last day, today if left out; at most {MOST_DAYS} days in all. "
        "It may be still to come: engagement is then seen from today"
    ),
]
Compare = Annotated[
    str | None, Query(max_length=20, description="`previous`: also the period of the same length just before")
]
TimeZone = Annotated[
    str | None,
    Query(alias="timeZone", max_length=64, description="IANA name of whose days are meant; the business's if left out"),
]


@router.get(
    "/api/admin/analytics/dashboard",
    tags=["Analytics"],
    summary="The dashboard of a period",
    response_description="The figures, up to a minute old; `asOf` says how far they reach",
)
def show_dashboard(
    first: From = None, to: To = None, compare: Compare = None, time_zone: TimeZone = None
) -> Response[Dashboard]:
    """Users, requests, revenue and engagement, for any days of any time zone.

    Every event counts once, users are distinct over the whole period, and money is in minor units for each currency.
    docs/metrics.md defines each figure.
    """
    now = datetime.now(UTC)
    question = Question.asked(first=first, last=to, compare=compare, time_zone=time_zone, now=now)
    found = dashboard.dashboard(question, now)
    return Response(
        status_code=HTTPStatus.OK,
        content_type="application/json",
        # What is left of the minute, which a browser would otherwise let begin anew.
        headers={"Cache-Control": f"private, max-age={int(found.seconds_left)}"},
        body=dashboards.shown(found.answer),
    )
