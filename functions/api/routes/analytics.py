"""What happened in the business, in figures: the dashboard, and distinct users."""

from datetime import UTC, datetime

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from api import dashboards, unique_users
from api.kept_answers import AskedFormat, Format, IfNoneMatch, documented, kept
from api.period_queries import Compare, From, TimeZone, To
from sextant.schemas.dashboard import Dashboard
from sextant.schemas.uniques import UniqueUsers
from sextant.usecases import dashboard, uniques
from sextant.usecases.questions import Question

router = APIGatewayHttpRouter()


@router.get(
    "/api/admin/analytics/dashboard",
    tags=["Analytics"],
    summary="The dashboard of a period",
    responses=documented(Dashboard, "The figures, up to a minute old; `asOf` says how far they reach"),
)
def show_dashboard(
    first: From = None,
    to: To = None,
    compare: Compare = None,
    time_zone: TimeZone = None,
    if_none_match: IfNoneMatch = None,
    format: AskedFormat = Format.JSON,  # noqa: A002 - the parameter's name
) -> Response[str]:
    """Users, requests, revenue and engagement, for any days of any time zone.

    Every event counts once, users are distinct over the whole period, and money is in minor units for each currency.
    docs/metrics.md defines each figure.
    """
    now = datetime.now(UTC)
    question = Question.asked(first=first, last=to, compare=compare, time_zone=time_zone, now=now)
    found = dashboard.dashboard(question, now)
    body = dashboards.shown(found.answer)
    return kept(
        body,
        lambda: dashboards.table(body),
        name=f"dashboard-{question.period.first}-{question.period.last}",
        asked=format,
        seconds_left=found.seconds_left,
        if_none_match=if_none_match,
    )


@router.get(
    "/api/admin/analytics/uniques",
    tags=["Analytics"],
    summary="Distinct users of a period",
    responses=documented(UniqueUsers, "The figures, up to a minute old; `asOf` says how far they reach"),
)
def show_uniques(
    first: From = None,
    to: To = None,
    compare: Compare = None,
    time_zone: TimeZone = None,
    if_none_match: IfNoneMatch = None,
    format: AskedFormat = Format.JSON,  # noqa: A002 - the parameter's name
) -> Response[str]:
    """Exactly how many distinct users were active, new, returning and paying, in all and by role.

    Whoever came on many days counts once, on however many devices.
    """
    now = datetime.now(UTC)
    question = Question.asked(first=first, last=to, compare=compare, time_zone=time_zone, now=now)
    found = uniques.uniques(question, now)
    body = unique_users.shown(found.answer)
    return kept(
        body,
        lambda: unique_users.table(body),
        name=f"uniques-{question.period.first}-{question.period.last}",
        asked=format,
        seconds_left=found.seconds_left,
        if_none_match=if_none_match,
    )
