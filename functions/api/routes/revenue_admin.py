"""Revenue, for admins."""

from datetime import UTC, datetime
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from api import revenues, service_revenues
from api.kept_answers import AskedFormat, Format, IfNoneMatch, documented, kept
from api.period_queries import Compare, Currency, From, TimeZone, To, WeekStarts
from sextant.domain.calendar_spans import Granularity, WeekStart
from sextant.schemas.revenue import Revenue
from sextant.schemas.revenue_by_service import RevenueByService
from sextant.usecases import revenue, service_revenue
from sextant.usecases.questions import Question
from sextant.usecases.revenue import RevenueQuestion

router = APIGatewayHttpRouter()

_DESCRIPTION = "The figures, up to a minute old; `asOf` says how far they reach"


@router.get(
    "/api/admin/analytics/revenue",
    tags=["Analytics"],
    summary="Revenue by day, week or month",
    responses=documented(Revenue, _DESCRIPTION),
)
def show_revenue(  # noqa: PLR0913, PLR0917 - one for each thing that a query may say
    first: From = None,
    to: To = None,
    granularity: Annotated[Granularity, Query(description="What a row is")] = Granularity.DAY,
    week_start: WeekStarts = WeekStart.MONDAY,
    currency: Currency = None,
    compare: Compare = None,
    time_zone: TimeZone = None,
    if_none_match: IfNoneMatch = None,
    format: AskedFormat = Format.JSON,  # noqa: A002 - the parameter's name
) -> Response[str]:
    """Gross, refunds, net, fees and take rate, for each currency by itself, without a gap between the rows.

    Refunds are told both ways: `refunded` by the day on which they were made, `returned` by the day of the payment that
    they give back. A week or month of which the period holds only some days is `partial`.
    """
    now = datetime.now(UTC)
    of = Question.asked(first=first, last=to, compare=compare, time_zone=time_zone, currency=currency, now=now)
    found = revenue.revenue(RevenueQuestion(of, granularity, week_start), now)
    body = revenues.shown(found.answer)
    return kept(
        body,
        lambda: revenues.table(body),
        name=f"revenue-by-{granularity}-{of.period.first}-{of.period.last}",
        asked=format,
        seconds_left=found.seconds_left,
        if_none_match=if_none_match,
    )


@router.get(
    "/api/admin/analytics/revenue-by-service",
    tags=["Analytics"],
    summary="Revenue by service type",
    responses=documented(RevenueByService, _DESCRIPTION),
)
def show_revenue_by_service(  # noqa: PLR0913, PLR0917 - one for each thing that a query may say
    first: From = None,
    to: To = None,
    currency: Currency = None,
    compare: Compare = None,
    time_zone: TimeZone = None,
    if_none_match: IfNoneMatch = None,
    format: AskedFormat = Format.JSON,  # noqa: A002 - the parameter's name
) -> Response[str]:
    """What each service type brought, in each currency, and which share of that currency's gross it is.

    Refunds count where the payment does that they give back.
    """
    now = datetime.now(UTC)
    question = Question.asked(first=first, last=to, compare=compare, time_zone=time_zone, currency=currency, now=now)
    found = service_revenue.revenue_by_service(question, now)
    body = service_revenues.shown(found.answer)
    return kept(
        body,
        lambda: service_revenues.table(body),
        name=f"revenue-by-service-{question.period.first}-{question.period.last}",
        asked=format,
        seconds_left=found.seconds_left,
        if_none_match=if_none_match,
    )
