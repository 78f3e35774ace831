"""A figure beside the one of the period before."""

from typing import Annotated

from pydantic import Field

from sextant.schemas.base import Answer


class CountMetric(Answer):
    """A count, or an amount in minor units."""

    value: int
    previous: Annotated[int | None, Field(description="The same of the period before, when asked to compare")] = None
    change: Annotated[
        float | None, Field(description="0.25 is a quarter more; null where the period before had none")
    ] = None


class RatioMetric(Answer):
    """A ratio, or null where it would divide by nothing."""

    value: float | None
    previous: float | None = None
    change: float | None = None


class MeasureMetric(Answer):
    """A measure that need not be a whole number, such as minutes."""

    value: float
    previous: float | None = None
    change: float | None = None
