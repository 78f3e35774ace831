"""The days that an answer is about."""

from datetime import date
from typing import Annotated

from pydantic import Field

from sextant.domain.days import Period
from sextant.schemas.base import Answer


class PeriodShown(Answer):
    """An unbroken run of days, the first and the last of them included."""

    first: Annotated[date, Field(alias="from")]
    last: Annotated[date, Field(alias="to")]

    @classmethod
    def of(cls, period: Period) -> "PeriodShown":
        """As it is shown."""
        return cls(first=period.first, last=period.last)
