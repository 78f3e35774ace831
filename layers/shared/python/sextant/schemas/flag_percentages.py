"""Percentages of roll-outs on the wire; the domain counts in hundredths of a per cent."""

from typing import Annotated

from pydantic import AfterValidator, Field, StrictFloat

from sextant.domain.flags import FULL_ROLLOUT

_BASIS_POINTS = FULL_ROLLOUT // 100


def _two_decimals(percentage: float) -> float:
    if round(percentage * _BASIS_POINTS) / _BASIS_POINTS != percentage:
        raise ValueError("give at most two decimals: users fall into 10,000 buckets")
    return percentage


Percentage = Annotated[
    StrictFloat,
    Field(ge=0, le=100, allow_inf_nan=False, description="0 to 100, at most two decimals", examples=[12.5]),
    AfterValidator(_two_decimals),
]


def basis_points(percentage: float) -> int:
    """A percentage in hundredths of a per cent."""
    return round(percentage * _BASIS_POINTS)


def percentage(basis_points: int) -> float:
    """Hundredths of a per cent as a percentage."""
    return basis_points / _BASIS_POINTS
