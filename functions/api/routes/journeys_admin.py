"""How far those came who registered, and what they are worth, for admins."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Final

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from api import client_value_tables, client_values_shown, conversions_shown, funnels
from api.kept_answers import AskedFormat, Format, IfNoneMatch, documented, kept
from api.period_queries import Compare, Currency, From, TimeZone, To, WeekStarts
from api.tables import Table
from sextant.domain.calendar_spans import Granularity, WeekStart
from sextant.domain.funnel import Windows
from sextant.domain.principals import Role
from sextant.schemas.base import WrittenDay
from sextant.schemas.client_values import ClientValues
from sextant.schemas.conversion_rates import ConversionRates
from sextant.schemas.funnel import FunnelAnswer
from sextant.usecases import client_values, conversion_rates, funnel
from sextant.usecases.client_values import ValueQuestion
from sextant.usecases.conversion_rates import ConversionQuestion
from sextant.usecases.funnel import Breakdown, FunnelQuestion
from sextant.usecases.questions import Question

router = APIGatewayHttpRouter()

TAGS: Final = ["Analytics"]
_KEPT: Final = "up to five minutes old; `asOf` says how far they reach"

WindowDays = Annotated[
    int,
    Query(
        alias="windowDays",
        ge=1,
        le=funnel.MOST_WINDOW_DAYS,
        description="Only what happens less than so many times 24 hours after the registration counts",
    ),
]


class ValueTable(StrEnum):
    """Which of the tables of the lifetime value is wanted."""

    COHORTS = "cohorts"
    AGES = "ages"
    CLIENTS = "clients"


_VALUE_TABLES: Final[Mapping[ValueTable, Callable[[ClientValues], Table]]] = {
    ValueTable.COHORTS: client_value_tables.cohorts,
    ValueTable.AGES: client_value_tables.ages,
    ValueTable.CLIENTS: client_value_tables.clients,
}


@router.get(
    "/api/admin/analytics/funnel",
    tags=TAGS,
    summary="The funnel from registration to review",
    responses=documented(FunnelAnswer, f"How many came to each step, {_KEPT}"),
)
def show_funnel(  # noqa: PLR0913, PLR0917 - one for each thing that a query may say
    first: From = None,
    to: To = None,
    window_days: WindowDays = funnel.DEFAULT_WINDOW_DAYS,
    step_window_days: Annotated[
        int | None,
        Query(
            alias="stepWindowDays",
            ge=1,
            le=funnel.MOST_WINDOW_DAYS,
            description="And less than so many times 24 hours after the step before it; not asked for if left out",
        ),
    ] = None,
    role: Annotated[
        Role | None,
        Query(description="Only who registered in this role; `CLIENT` if left out, or every role with `by=role`"),
    ] = None,
    by: Annotated[Breakdown | None, Query(description="Tell entrants apart by channel or role")] = None,
    granularity: Annotated[
        Granularity | None, Query(description="Show each day, week or month of registration by itself too")
    ] = None,
    week_start: WeekStarts = WeekStart.MONDAY,
    compare: Compare = None,
    time_zone: TimeZone = None,
    if_none_match: IfNoneMatch = None,
    format: AskedFormat = Format.JSON,  # noqa: A002 - the parameter's name
) -> Response[str]:
    """Of those who registered in the period, how many then requested, then paid, then reviewed.

    Order is strict: each step is the earliest event of its kind at or after the step before it. Entrants whose window
    is not over are counted apart as immature, and every rate is told without them too.
    """
    now = datetime.now(UTC)
    question = FunnelQuestion(
        of=Question.asked(first=first, last=to, compare=compare, time_zone=time_zone, now=now),
        windows=Windows(window_days, step_window_days),
        role=role or (None if by is Breakdown.ROLE else Role.CLIENT),
        by=by,
        granularity=granularity,
        week_start=week_start,
    )
    found = funnel.funnel(question, now)
    body = funnels.shown(found.answer)
    return kept(
        body,
        lambda: funnels.table(body),
        name=f"funnel-{body.period.first}-{body.period.last}",
        asked=format,
        seconds_left=found.seconds_left,
        if_none_match=if_none_match,
    )


@router.get(
    "/api/admin/analytics/conversion-rates",
    tags=TAGS,
    summary="Conversion rates by role",
    responses=documented(ConversionRates, f"Which part did what, {_KEPT}"),
)
def show_conversion_rates(  # noqa: PLR0913, PLR0917 - one for each thing that a query may say
    first: From = None,
    to: To = None,
    window_days: WindowDays = funnel.DEFAULT_WINDOW_DAYS,
    compare: Compare = None,
    time_zone: TimeZone = None,
    if_none_match: IfNoneMatch = None,
    format: AskedFormat = Format.JSON,  # noqa: A002 - the parameter's name
) -> Response[str]:
    """Of the clients and the CAs who registered in the period, which part did each thing within the window.

    Unlike in the funnel, no order is asked for. Rates are of those whose window is over.
    """
    now = datetime.now(UTC)
    of = Question.asked(first=first, last=to, compare=compare, time_zone=time_zone, now=now)
    found = conversion_rates.conversion_rates(ConversionQuestion(of, window_days), now)
    body = conversions_shown.shown(found.answer)
    return kept(
        body,
        lambda: conversions_shown.table(body),
        name=f"conversion-rates-{body.period.first}-{body.period.last}",
        asked=format,
        seconds_left=found.seconds_left,
        if_none_match=if_none_match,
    )


@router.get(
    "/api/admin/analytics/client-ltv",
    tags=TAGS,
    summary="The lifetime value of clients, so far and expected",
    responses=documented(ClientValues, f"What clients paid and are expected to, {_KEPT}"),
)
def show_client_values(  # noqa: PLR0913, PLR0917 - one for each thing that a query may say
    first: Annotated[
        WrittenDay | None,
        Query(
            alias="from", description="The first day of registration; the first of the month eleven before if left out"
        ),
    ] = None,
    to: To = None,
    currency: Currency = None,
    observed_to: Annotated[
        WrittenDay | None,
        Query(alias="observedTo", description="The last day whose purchases the models see; today if left out"),
    ] = None,
    horizon_months: Annotated[
        int,
        Query(
            alias="horizonMonths",
            ge=1,
            le=client_values.MOST_HORIZON_MONTHS,
            description="How far ahead to expect, in months of 365.25 / 12 days",
        ),
    ] = client_values.DEFAULT_HORIZON_MONTHS,
    discount_rate: Annotated[
        float,
        Query(
            alias="discountRate",
            ge=0,
            le=1,
            description="The rate a year at which later value is worth less; 0.1 makes 1.10 of next year 1.00 of today",
        ),
    ] = 0.0,
    top: Annotated[
        int, Query(ge=0, le=client_values.MOST_TOP, description="How many clients to tell by name, of each currency")
    ] = client_values.DEFAULT_TOP,
    compare: Compare = None,
    time_zone: TimeZone = None,
    if_none_match: IfNoneMatch = None,
    format: AskedFormat = Format.JSON,  # noqa: A002 - the parameter's name
    table: Annotated[
        ValueTable, Query(description="What the CSV holds: months, months by age, or the clients told by name")
    ] = ValueTable.COHORTS,
) -> Response[str]:
    """What clients paid so far, by the month in which they registered, and what they are expected to pay.

    Expectations are of the BG/NBD model (how often, and for how long) and the Gamma-Gamma model (how much), fitted to
    the days on which the period's clients bought, in each currency for itself. Where a model cannot be fitted, the
    answer says why. With `compare` the same of the clients who registered in the period before, by models of their own.
    """
    now = datetime.now(UTC)
    question = ValueQuestion.asked(
        first=first,
        last=to,
        time_zone=time_zone,
        currency=currency,
        compare=compare,
        observed_to=observed_to,
        horizon_months=horizon_months,
        discount=discount_rate,
        top=top,
        now=now,
    )
    found = client_values.client_values(question, now)
    body = client_values_shown.shown(found.answer)
    return kept(
        body,
        lambda: _VALUE_TABLES[table](body),
        name=f"client-ltv-{table.value}-{body.period.first}-{body.period.last}",
        asked=format,
        seconds_left=found.seconds_left,
        if_none_match=if_none_match,
    )
