"""Who comes back, for admins."""

from datetime import UTC, datetime
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from api import retentions
from api.kept_answers import AskedFormat, Format, IfNoneMatch, documented, kept
from api.period_queries import Compare, From, TimeZone, To, WeekStarts
from sextant.domain.calendar_spans import WeekStart
from sextant.domain.principals import Role
from sextant.schemas.retention import Retention
from sextant.usecases import retention
from sextant.usecases.questions import Question
from sextant.usecases.retention import RetentionQuestion

router = APIGatewayHttpRouter()


@router.get(
    "/api/admin/analytics/retention",
    tags=["Analytics"],
    summary="Retention by the week of registration",
    responses=documented(Retention, "The cohorts, up to five minutes old; `asOf` says how far they reach"),
)
def show_retention(  # noqa: PLR0913, PLR0917 - one for each thing that a query may say
    first: From = None,
    to: To = None,
    week_start: WeekStarts = WeekStart.MONDAY,
    role: Annotated[Role | None, Query(description="Only those who registered in this role; all if left out")] = None,
    compare: Compare = None,
    time_zone: TimeZone = None,
    if_none_match: IfNoneMatch = None,
    format: AskedFormat = Format.JSON,  # noqa: A002 - the parameter's name
) -> Response[str]:
    """Of those who registered in a week, how many were active in each week that followed.

    Every week that has a day of the period is a cohort, and whole. What cannot be known for good, since a week is not
    over or has events that wait to be counted, is null and never 0.
    """
    now = datetime.now(UTC)
    of = Question.asked(first=first, last=to, compare=compare, time_zone=time_zone, now=now)
    found = retention.retention(RetentionQuestion(of, week_start, role), now)
    body = retentions.shown(found.answer)
    return kept(
        body,
        lambda: retentions.table(body),
        name=f"retention-{body.period.first}-{body.period.last}",
        asked=format,
        seconds_left=found.seconds_left,
        if_none_match=if_none_match,
    )
