"""Days that should have a stored number and have none."""

from datetime import date
from typing import Annotated

from pydantic import Field

from sextant.domain.missing_dates import MissingBecause
from sextant.schemas.analytics import AnalyticsAnswer
from sextant.schemas.base import Answer


class MissingDayShown(Answer):
    """One such day."""

    day: date
    reason: MissingBecause
    message: Annotated[str, Field(description="What that means, and what to do")]


class MissingDatesShown(AnalyticsAnswer):
    """Days of the business's time zone that are over and have no stored number."""

    known_from: Annotated[
        date | None, Field(description="The first day of which there is anything; days before it are not missing")
    ]
    days_expected: Annotated[int, Field(description="Days of the period that should have a stored number")]
    days_missing: Annotated[int, Field(description="Those of them that have none")]
    missing: list[MissingDayShown]
