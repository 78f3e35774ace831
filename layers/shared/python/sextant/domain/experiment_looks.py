"""Scheduled looks at an experiment: what each saw, the alpha it spent and what it found, kept for good."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sextant.domain.experiment_metrics import MetricRole


@dataclass(frozen=True, slots=True)
class Level:
    """What one look spends and demands of tests at one level.

    Attributes:
        alpha: The level over all looks together.
        alpha_spent: How much of it is spent up to and with this look.
        z_bound: What |z| must reach at this look; None where there was nothing to spend.
    """

    alpha: float
    alpha_spent: float
    z_bound: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LookComparison:
    """What one look saw of one comparison with the control.

    Attributes:
        metric: The metric's id.
        variant: The variant's id.
        role: Of the metric: comparisons are corrected over those of one role.
        z: Of the test, positive where the variant's value is higher; None where there is no test.
        p: Of one look, two-sided.
        alpha: The level at which it was tested at this look.
        bound: What |z| was held against.
        crossed: 1 if the variant was found to be higher by now, -1 if lower, else 0.
        crossed_at: The number of the look that found it.
        margin_z: Of a guardrail: the same test against its margin instead of against no difference.
        harmed: Of a guardrail: whether by now a look found it worse than its margin allows.
    """

    metric: str
    variant: str
    role: MetricRole
    z: float | None
    p: float | None
    alpha: float
    bound: float | None
    crossed: int = 0
    crossed_at: int | None = None
    margin_z: float | None = None
    harmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRatioLook:
    """What one look saw of the split.

    Attributes:
        users: Who were looked at; None where there were too few, or hardly more than at the look before.
        alpha_spent: Of the alpha against false alarms, up to and with this look.
        bound: What the root of chi-square was held against; None where there was nothing to spend.
        p: Of this look by itself; None where there is none.
        mismatch: Whether this look or an earlier one found the split broken.
    """

    users: int | None
    alpha_spent: float
    bound: float | None
    p: float | None
    mismatch: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A scheduled look at one phase of an experiment.

    Attributes:
        number: From 1.
        day: The last day of the business that it saw.
        users: Who counted by then.
        users_by_variant: Enrolled users, wherever they were seen later.
        information_fraction: How far the plan is done, which says how much alpha may be spent; at most 1.
        alpha_spent: Of the experiment's alpha, up to and with this look.
        z_bound: What |z| of a single comparison at the full alpha had to reach.
        levels: The bounds at every level that this look tested at.
        final: Whether the plan ended with it.
    """

    number: int
    day: date
    users: int
    users_by_variant: Mapping[str, int]
    information_fraction: float
    alpha_spent: float
    z_bound: float | None
    levels: tuple[Level, ...]
    comparisons: tuple[LookComparison, ...]
    sample_ratio: SampleRatioLook
    final: bool = False

    def comparison(self, metric: str, variant: str) -> LookComparison | None:
        """What it saw of one metric and variant."""
        return next((each for each in self.comparisons if each.metric == metric and each.variant == variant), None)


def with_latest_comparisons(looks: Sequence[Look], most: int) -> tuple[Look, ...]:
    """The looks, of which only the latest have their comparisons: at most so many, and those of the last at any rate.

    A long experiment of many metrics and variants has more of them than fit into an answer.
    """
    found: list[Look] = []
    left = most
    for look in reversed(looks):
        left -= len(look.comparisons)
        found.append(look if left >= 0 or not found else replace(look, comparisons=()))
    return tuple(reversed(found))
