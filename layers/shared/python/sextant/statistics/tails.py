"""How unlikely a statistic is, on which side, without underflow."""

from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """What the alternative claims of treatment minus control."""

    BOTH = "two-sided"
    GREATER = "greater"
    LESS = "less"


@dataclass(frozen=True, slots=True)
class Tail:
    """A tail probability, and its logarithm to base 10, which stays right where the probability itself is 0."""

    p: float
    log10_p: float


def tail_alpha(alpha: float, side: Side = Side.BOTH) -> float:
    """What of alpha falls to one tail.

    Raises:
        ValueError: Alpha is not between 0 and 1.
    """
    if not 0 < alpha < 1:
        raise ValueError(f"Alpha is a probability between 0 and 1, not {alpha}")
    return alpha / 2 if side == Side.BOTH else alpha
