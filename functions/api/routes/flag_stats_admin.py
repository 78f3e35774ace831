"""How flags are used, for admins."""

from datetime import UTC, datetime
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from api import flag_statistics
from api.routes.flags_admin import FLAG, TAGS, Key
from sextant.schemas.base import WrittenDay
from sextant.schemas.flag_stats import FlagStats
from sextant.usecases import flag_stats
from sextant.usecases.periods import DEFAULT_DAYS, MOST_DAYS

router = APIGatewayHttpRouter()

From = Annotated[
    WrittenDay | None, Query(alias="from", description=f"The first day; {DEFAULT_DAYS} days up to `to` if left out")
]
To = Annotated[
    WrittenDay | None, Query(description=f"The last day, today if left out; at most {MOST_DAYS} days in all")
]


@router.get(
    f"{FLAG}/stats",
    tags=TAGS,
    summary="A flag's statistics",
    response_description="How often it was evaluated, and for how many known users it is worth what",
)
def show_flag_stats(key: Key, first: From = None, to: To = None) -> Response[FlagStats]:
    """Evaluations by value and day, when it was last evaluated, how many users are known, and its coverage.

    Coverage says for how many of all known users, by role, each value would be served now. Where that takes longer than
    some seconds, `complete` is false and `progress` tells how far it came: ask again, and it goes on from there. A
    complete one is given again for at least five minutes, unless the rules change.
    """
    found = flag_stats.stats(key, first, to, datetime.now(UTC))
    return Response(
        status_code=200,
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
        body=flag_statistics.shown(found),
    )
