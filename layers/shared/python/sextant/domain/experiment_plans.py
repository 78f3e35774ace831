"""What is to be known before an experiment is planned, and what is wrong with it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sextant.domain.errors import FieldError
from sextant.domain.experiment_metrics import MAX_METRICS
from sextant.domain.experiment_problems import LEAST_ALPHA, LEAST_POWER, MOST_ALPHA, MOST_POWER
from sextant.domain.experiments import FEWEST_VARIANTS, MOST_VARIANTS
from sextant.domain.hashing import BUCKETS

MOST_LOOKS: Final = 100
LEAST: Final = 1e-12
LARGEST: Final = 1e12
"""Of any number that is given, whatever its sign."""
LEAST_RATE: Final = 1e-9
"""Of those who convert, and of those who do not."""
LEAST_TRAFFIC: Final = 1 / BUCKETS
LEAST_GAIN: Final = 0.01
"""Of power over alpha, which a test of nothing has already."""
_RANGE: Final = f"{LEAST:g} to {LARGEST:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanQuestion:
    """What is known beforehand and what is to be found.

    Attributes:
        baseline: The control's rate; or else
        mean: the control's mean, and
        deviation: the standard deviation of one user's value.
        effect: The least lift worth finding; or else
        difference: the same as a difference.
        weights: Of the variants, the control's first.
        metrics: How many primary metrics there are.
        looks: How many scheduled looks; None for one each day.
        users_per_day: Who would come; None if that is not known.
        traffic: What share of them takes part; 0 to 1.
    """

    baseline: float | None
    mean: float | None
    deviation: float | None
    effect: float | None
    difference: float | None
    alpha: float
    power: float
    weights: tuple[float, ...]
    metrics: int
    looks: int | None
    users_per_day: float | None
    traffic: float

    @property
    def control(self) -> float:
        """The control's rate or mean."""
        return self.baseline if self.baseline is not None else self.mean or 0.0

    @property
    def change(self) -> float:
        """The difference to be found."""
        return self.difference if self.difference is not None else (self.effect or 0.0) * self.control

    @property
    def comparisons(self) -> int:
        """How many comparisons share alpha."""
        return (len(self.weights) - 1) * self.metrics


def problems(asked: PlanQuestion) -> list[FieldError]:
    """What is wrong with a question, by field."""
    found = [*_known(asked), *_wanted(asked), *_arms(asked.weights), *_rest(asked)]
    # Whether the target is possible can only be said of sound numbers.
    return found or list(_target(asked))


def _known(asked: PlanQuestion) -> Iterator[FieldError]:
    if (asked.baseline is None) == (asked.mean is None):
        message = "Give `baseline` for a rate, or `mean` and `standardDeviation` for an amount: one of the two."
        yield FieldError("baseline" if asked.mean is None else "mean", message, "one of baseline and mean")
    if asked.baseline is not None and not LEAST_RATE <= asked.baseline <= 1 - LEAST_RATE:
        message = "A rate lies between 0 and 1, and not next to either; 10 % is 0.1."
        yield FieldError("baseline", message, f"{LEAST_RATE:g} to 1 - {LEAST_RATE:g}")
    if asked.mean is not None and not _sound(asked.mean):
        message = "A lift is relative to the mean, which cannot be 0 nor next to it, nor huge."
        yield FieldError("mean", message, f"{_RANGE}, or as much below 0")
    if asked.mean is not None and asked.deviation is None:
        yield FieldError("standardDeviation", "Is missing: how much users differ decides how many it takes.")
    if asked.deviation is not None and asked.mean is None:
        yield FieldError("standardDeviation", "Goes with `mean`; of a rate it follows from the rate.")
    if asked.deviation is not None and not LEAST <= asked.deviation <= LARGEST:
        yield FieldError("standardDeviation", "Is positive, and neither tiny nor huge.", _RANGE)


def _wanted(asked: PlanQuestion) -> Iterator[FieldError]:
    if (asked.effect is None) == (asked.difference is None):
        message = "Give the least effect worth finding as `minimumEffect` or as `minimumDifference`: one of the two."
        yield FieldError("minimumEffect", message, "one of minimumEffect and minimumDifference")
    for name, value in (("minimumEffect", asked.effect), ("minimumDifference", asked.difference)):
        if value is not None and not _sound(value):
            message = "No number of users shows an effect of 0, nor is a tiny or a huge one planned."
            yield FieldError(name, message, f"{_RANGE}, or as much below 0")
    if not LEAST_ALPHA <= asked.alpha <= MOST_ALPHA:
        yield FieldError("alpha", "Is a probability, such as 0.05.", f"{LEAST_ALPHA} to {MOST_ALPHA}")
    elif not max(LEAST_POWER, asked.alpha + LEAST_GAIN) <= asked.power <= MOST_POWER:
        message = f"Is a probability, such as 0.8, and at least {LEAST_GAIN} more than alpha."
        yield FieldError("power", message, f"{LEAST_POWER} to {MOST_POWER}")


def _sound(value: float) -> bool:
    return LEAST <= abs(value) <= LARGEST


def _arms(weights: Sequence[float]) -> Iterator[FieldError]:
    if not FEWEST_VARIANTS <= len(weights) <= MOST_VARIANTS:
        expected = f"{FEWEST_VARIANTS} to {MOST_VARIANTS}"
        yield FieldError("variants", f"An experiment has {expected} variants, the control included.", expected)
    elif not all(LEAST <= weight <= LARGEST for weight in weights):
        yield FieldError("weights", "Every variant that is planned for gets users.", _RANGE)


def _rest(asked: PlanQuestion) -> Iterator[FieldError]:
    if not 1 <= asked.metrics <= MAX_METRICS:
        yield FieldError("metrics", "How many primary metrics there are.", f"1 to {MAX_METRICS}")
    if asked.looks is not None and not 1 <= asked.looks <= MOST_LOOKS:
        yield FieldError("looks", "How many scheduled looks there are.", f"1 to {MOST_LOOKS}")
    if asked.users_per_day is not None and not LEAST <= asked.users_per_day <= LARGEST:
        message = "Is positive, and neither tiny nor huge; leave it out if it is not known."
        yield FieldError("usersPerDay", message, _RANGE)
    if not LEAST_TRAFFIC <= asked.traffic <= 1:
        yield FieldError("trafficPercentage", "Somebody has to take part.", f"{100 * LEAST_TRAFFIC:g} to 100")


def _target(asked: PlanQuestion) -> Iterator[FieldError]:
    field = "minimumEffect" if asked.effect is not None else "minimumDifference"
    target = asked.control + asked.change
    if target == asked.control or not math.isfinite(target):
        yield FieldError(field, "Is too small, or too large, beside the control's value.", "a change that shows")
    elif asked.baseline is not None and not 0 < target < 1:
        message = f"Would make the rate {target:g}, from {asked.control:g}; a rate lies between 0 and 1."
        yield FieldError(field, message, "a rate between 0 and 1")
