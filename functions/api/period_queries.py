"""What a query string says of the days that figures are asked for."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from sextant.domain.calendar_spans import WeekStart
from sextant.schemas.base import WrittenDay
from sextant.usecases.periods import DEFAULT_DAYS, MOST_DAYS

From = Annotated[
    WrittenDay | None, Query(alias="from", description=f"The first day; {DEFAULT_DAYS} days up to `to` if left out")
]
To = Annotated[
    WrittenDay | None,
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
Currency = Annotated[
    str | None, Query(max_length=20, description="ISO 4217 code of the one currency that is wanted; all if left out")
]
WeekStarts = Annotated[
    WeekStart,
    Query(alias="weekStart", description="With which day weeks begin; Monday, as ISO 8601 has it, if left out"),
]
