"""CAs in figures, for admins: how much of their time is booked, and the score card of each."""

from datetime import UTC, datetime
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from api import ca_score_cards, ca_utilizations
from api.kept_answers import AskedFormat, Format, IfNoneMatch, documented, kept
from api.path_names import decoded
from api.period_queries import Compare, Currency, From, TimeZone, To, WeekStarts
from sextant.domain.ca_columns import Column, Direction, Order
from sextant.domain.calendar_spans import Granularity, WeekStart
from sextant.schemas.ca_scores import ListedCas, ScoreCardShown
from sextant.schemas.ca_utilization import CaUtilization
from sextant.usecases import ca_scores, ca_utilization
from sextant.usecases.ca_utilization import UtilizationQuestion
from sextant.usecases.questions import Question

router = APIGatewayHttpRouter()
TAGS = ["Analytics"]
CAS = "/api/admin/analytics/cas"
MOST_RANKED = 100
MOST_LISTED = 500

_DESCRIPTION = "The figures, up to a minute old; `asOf` says how far they reach"


@router.get(
    "/api/admin/analytics/ca-utilization",
    tags=TAGS,
    summary="CA utilization by day, week or month",
    responses=documented(CaUtilization, _DESCRIPTION),
)
def show_utilization(  # noqa: PLR0913, PLR0917 - one for each thing that a query may say
    first: From = None,
    to: To = None,
    granularity: Annotated[Granularity, Query(description="What a row is")] = Granularity.DAY,
    week_start: WeekStarts = WeekStart.MONDAY,
    limit: Annotated[
        int, Query(ge=1, le=MOST_RANKED, description="How many of the busiest and of the idlest CAs")
    ] = 10,
    compare: Compare = None,
    time_zone: TimeZone = None,
    if_none_match: IfNoneMatch = None,
    format: AskedFormat = Format.JSON,  # noqa: A002 - the parameter's name
) -> Response[str]:
    """Booked time over offered time, of all CAs together and of the busiest and the idlest.

    Of each CA no moment counts twice, however slots overlap. What is booked outside of what is offered, or booked
    twice, is told apart. Where nothing is offered the utilization is null. The table of `format=csv` has the rows; that
    of the CAs is `/api/admin/analytics/cas`.
    """
    now = datetime.now(UTC)
    of = Question.asked(first=first, last=to, compare=compare, time_zone=time_zone, now=now)
    found = ca_utilization.utilization(UtilizationQuestion(of, granularity, week_start), now)
    body = ca_utilizations.shown(found.answer, limit)
    return kept(
        body,
        lambda: ca_utilizations.table(body),
        name=f"ca-utilization-by-{granularity}-{of.period.first}-{of.period.last}",
        asked=format,
        seconds_left=found.seconds_left,
        if_none_match=if_none_match,
    )


@router.get(CAS, tags=TAGS, summary="List the score cards of CAs", responses=documented(ListedCas, _DESCRIPTION))
def list_cas(  # noqa: PLR0913, PLR0917 - one for each thing that a query may say
    first: From = None,
    to: To = None,
    sort: Annotated[Column, Query(description="By what; by money only together with `currency`")] = Column.UTILIZATION,
    direction: Annotated[
        Direction, Query(alias="order", description="Which end comes first; CAs without the figure come last")
    ] = Direction.DESCENDING,
    currency: Currency = None,
    compare: Compare = None,
    time_zone: TimeZone = None,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = 50,
    cursor: Annotated[
        str | None, Query(max_length=2_000, description="`nextCursor` or `X-Next-Cursor` of the page before")
    ] = None,
    if_none_match: IfNoneMatch = None,
    format: AskedFormat = Format.JSON,  # noqa: A002 - the parameter's name
) -> Response[str]:
    """Every CA to whom something happened in the period, page by page, sorted by any column; of equal ones by id.

    With `compare` those too to whom something happened in the period before, sorted by what there is of this one. A
    cursor is good for the same days, zone, comparison and order only. As a table the next page's is the header
    `X-Next-Cursor`.
    """
    now = datetime.now(UTC)
    question = Question.asked(first=first, last=to, compare=compare, time_zone=time_zone, currency=currency, now=now)
    found = ca_scores.page(question, Order(sort, direction, currency), now, limit=limit, cursor=cursor)
    body = ca_score_cards.listed(found.answer)
    answer = kept(
        body,
        lambda: ca_score_cards.list_table(body),
        name=f"cas-{question.period.first}-{question.period.last}",
        asked=format,
        seconds_left=found.seconds_left,
        if_none_match=if_none_match,
    )
    if body.next_cursor:
        answer.headers["X-Next-Cursor"] = body.next_cursor
    return answer


@router.get(
    f"{CAS}/<caId>",
    tags=TAGS,
    summary="The score card of a CA",
    responses=documented(ScoreCardShown, _DESCRIPTION),
)
def show_ca(  # noqa: PLR0913, PLR0917 - one for each thing that a query may say
    caId: Annotated[  # noqa: N803 - named so in the path
        str,
        Path(
            max_length=800,
            description="The CA's id; one that a path cannot carry, such as one with a `/`, as `~` and its base64url",
            examples=["carla"],
        ),
    ],
    first: From = None,
    to: To = None,
    currency: Currency = None,
    compare: Compare = None,
    time_zone: TimeZone = None,
    if_none_match: IfNoneMatch = None,
    format: AskedFormat = Format.JSON,  # noqa: A002 - the parameter's name
) -> Response[str]:
    """Utilization, ratings, time to first response, bookings and money of one CA, for any days of any time zone.

    404 for somebody who never registered as a CA, offered time or was booked, and to whom nothing happened in the
    period.
    """
    now, ca_id = datetime.now(UTC), decoded(caId, "caId")
    question = Question.asked(first=first, last=to, compare=compare, time_zone=time_zone, currency=currency, now=now)
    found = ca_scores.card(question, ca_id, now)
    body = ca_score_cards.shown(found.answer, ca_id)
    return kept(
        body,
        lambda: ca_score_cards.table(body),
        name=f"ca-{question.period.first}-{question.period.last}",
        asked=format,
        seconds_left=found.seconds_left,
        if_none_match=if_none_match,
    )
