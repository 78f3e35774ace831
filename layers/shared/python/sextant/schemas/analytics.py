"""What every answer about figures of a period begins with: of what they are, and how far they reach."""

from datetime import UTC, datetime
from typing import Annotated, TypedDict
from zoneinfo import ZoneInfo

from pydantic import Field

from sextant.domain.days import Period
from sextant.domain.reach import Reach
from sextant.domain.rollups import DEFINITION_VERSION
from sextant.schemas.base import Answer, Moment
from sextant.schemas.completeness import Completeness
from sextant.schemas.periods import PeriodShown


class AnalyticsAnswer(Answer):
    """Figures of a period; what they are follows."""

    period: PeriodShown
    time_zone: Annotated[str, Field(description="Whose days are meant")]
    as_of: Annotated[Moment, Field(description="Everything that was acknowledged before this moment is counted")]
    definition_version: Annotated[int, Field(description="Raised when a figure is counted in another way")]
    completeness: Completeness


class Head(TypedDict):
    """The fields of `AnalyticsAnswer`, to make any answer with: `Revenue(**head(…), rows=…)`."""

    period: PeriodShown
    time_zone: str
    as_of: datetime
    definition_version: int
    completeness: Completeness


def head(period: Period, zone: ZoneInfo, reach: Reach) -> Head:
    """What an answer about these days begins with."""
    return Head(
        period=PeriodShown.of(period),
        time_zone=zone.key,
        as_of=datetime.fromtimestamp(reach.as_of / 1000, UTC),
        definition_version=DEFINITION_VERSION,
        completeness=Completeness.of(reach),
    )
