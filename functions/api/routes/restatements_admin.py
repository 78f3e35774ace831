"""Whether stored numbers hold, for admins: closed days that changed, and what the nightly checks found."""

from datetime import UTC, datetime
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from api.period_queries import From, To
from sextant.schemas.restatements import CheckList, CheckShown, RestatementPage, RestatementShown
from sextant.usecases import restatements
from sextant.usecases.questions import Question

router = APIGatewayHttpRouter()
TAGS = ["Metrics"]


@router.get(
    "/api/admin/metrics/restatements",
    tags=TAGS,
    summary="Closed days that changed",
    response_description="One page of restatements, those of the latest day first",
)
def list_restatements(
    first: From = None,
    to: To = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str | None, Query(max_length=1_000, description="`nextCursor` of the page before")] = None,
) -> RestatementPage:
    """Every change of a day of the period after it was closed: what its figures were before and after, and why."""
    question = Question.asked(first=first, last=to, time_zone=None, now=datetime.now(UTC))
    items, next_cursor = restatements.page(question.period, limit=limit, cursor=cursor)
    return RestatementPage(items=[RestatementShown.of(each) for each in items], next_cursor=next_cursor)


@router.get(
    "/api/admin/metrics/checks",
    tags=TAGS,
    summary="What the nightly checks found",
    response_description="The checks of the days of the period",
)
def list_checks(first: From = None, to: To = None) -> CheckList:
    """Each night the day before is counted again from its events and held against what is stored.

    Nothing should ever be off. What is was counted again, and is in the restatements.
    """
    question = Question.asked(first=first, last=to, time_zone=None, now=datetime.now(UTC))
    return CheckList(items=[CheckShown.of(each) for each in restatements.checked(question.period)])
