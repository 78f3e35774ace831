"""Figures day by day, for admins: each day's, their course, what they come to, and which days are missing."""

from datetime import UTC, datetime
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from api import daily_courses, daily_metrics, missing_days
from api.kept_answers import AskedFormat, Format, IfNoneMatch, documented, kept
from api.period_queries import Compare, Currency, From, TimeZone, To
from sextant.domain.daily_metrics import DAILY_METRICS
from sextant.schemas.daily_courses import Summary, Trends
from sextant.schemas.daily_metrics import DailyMetricsShown
from sextant.schemas.missing_dates import MissingDatesShown
from sextant.usecases import daily_courses as courses
from sextant.usecases import daily_metrics as metrics
from sextant.usecases import missing_dates
from sextant.usecases.daily_courses import CoursesQuestion
from sextant.usecases.questions import Question

router = APIGatewayHttpRouter()
TAGS = ["Metrics"]

_DESCRIPTION = "The figures, up to a minute old; `asOf` says how far they reach"
Metrics = Annotated[
    list[str] | None,
    Query(
        alias="metric",
        max_length=len(DAILY_METRICS),
        description=f"One of {', '.join(DAILY_METRICS)}; repeat it for more than one. All if left out",
    ),
]


@router.get(
    "/api/admin/metrics/daily",
    tags=TAGS,
    summary="The figures of each day",
    responses=documented(DailyMetricsShown, _DESCRIPTION),
)
def show_daily_metrics(  # noqa: PLR0913, PLR0917 - one for each thing that a query may say
    first: From = None,
    to: To = None,
    currency: Currency = None,
    compare: Compare = None,
    time_zone: TimeZone = None,
    if_none_match: IfNoneMatch = None,
    format: AskedFormat = Format.JSON,  # noqa: A002 - the parameter's name
) -> Response[str]:
    """Every day of the period up to today, with how far it is counted, and whether it is closed and sealed.

    With `compare` every day of the period before too.
    """
    now = datetime.now(UTC)
    question = Question.asked(first=first, last=to, currency=currency, compare=compare, time_zone=time_zone, now=now)
    found = metrics.of_period(question, now)
    body = daily_metrics.shown(found.answer)
    return kept(
        body,
        lambda: daily_metrics.table(body),
        name=f"daily-{question.period.first}-{question.period.last}",
        asked=format,
        seconds_left=found.seconds_left,
        if_none_match=if_none_match,
    )


@router.get(
    "/api/admin/metrics/trends",
    tags=TAGS,
    summary="How metrics go from day to day",
    responses=documented(Trends, _DESCRIPTION),
)
def show_trends(  # noqa: PLR0913, PLR0917 - one for each thing that a query may say
    first: From = None,
    to: To = None,
    metric: Metrics = None,
    currency: Currency = None,
    compare: Compare = None,
    time_zone: TimeZone = None,
    if_none_match: IfNoneMatch = None,
    format: AskedFormat = Format.JSON,  # noqa: A002 - the parameter's name
) -> Response[str]:
    """Each day against the day before and the same weekday a week before.

    With `compare` also the whole period against the one before, and each day against the one as far into that.
    Changes are null where what they are against is 0.
    """
    now = datetime.now(UTC)
    of = Question.asked(first=first, last=to, compare=compare, currency=currency, time_zone=time_zone, now=now)
    found = courses.of_period(CoursesQuestion.asked(of, metric), now)
    body = daily_courses.trends(found.answer)
    return kept(
        body,
        lambda: daily_courses.trends_table(body),
        name=f"trends-{of.period.first}-{of.period.last}",
        asked=format,
        seconds_left=found.seconds_left,
        if_none_match=if_none_match,
    )


@router.get(
    "/api/admin/metrics/summary",
    tags=TAGS,
    summary="What metrics come to over a period",
    responses=documented(Summary, _DESCRIPTION),
)
def show_summary(  # noqa: PLR0913, PLR0917 - one for each thing that a query may say
    first: From = None,
    to: To = None,
    metric: Metrics = None,
    currency: Currency = None,
    compare: Compare = None,
    time_zone: TimeZone = None,
    if_none_match: IfNoneMatch = None,
    format: AskedFormat = Format.JSON,  # noqa: A002 - the parameter's name
) -> Response[str]:
    """Totals, means of the days, and the days on which each metric was least and greatest.

    Totals of metrics that count users are distinct users: whoever came on many days counts once.
    """
    now = datetime.now(UTC)
    of = Question.asked(first=first, last=to, compare=compare, currency=currency, time_zone=time_zone, now=now)
    found = courses.of_period(CoursesQuestion.asked(of, metric), now)
    body = daily_courses.summary(found.answer)
    return kept(
        body,
        lambda: daily_courses.summary_table(body),
        name=f"summary-{of.period.first}-{of.period.last}",
        asked=format,
        seconds_left=found.seconds_left,
        if_none_match=if_none_match,
    )


@router.get(
    "/api/admin/metrics/missing-dates",
    tags=TAGS,
    summary="Days that have no stored number",
    responses=documented(MissingDatesShown, "Which days, why, and what to do"),
)
def show_missing_dates(
    first: From = None,
    to: To = None,
    if_none_match: IfNoneMatch = None,
    format: AskedFormat = Format.JSON,  # noqa: A002 - the parameter's name
) -> Response[str]:
    """Days of the business's time zone that are over and should have a stored number, and have none.

    A day without any event has one: its figures are 0.
    """
    now = datetime.now(UTC)
    question = Question.asked(first=first, last=to, time_zone=None, now=now)
    body = missing_days.shown(missing_dates.of_period(question, now))
    return kept(
        body,
        lambda: missing_days.table(body),
        name=f"missing-dates-{question.period.first}-{question.period.last}",
        asked=format,
        seconds_left=0,
        if_none_match=if_none_match,
    )
