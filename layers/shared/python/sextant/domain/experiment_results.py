"""The result of one phase of an experiment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sextant.domain.experiment_comparisons import MetricResult
from sextant.domain.experiment_decisions import Decision, Guardrail
from sextant.domain.experiment_looks import Look
from sextant.domain.experiment_series import SeriesDay
from sextant.domain.experiment_status import ExperimentStatus
from sextant.domain.experiments import Correction, Crossover

METHOD: Final = "group_sequential_obrien_fleming"
METHOD_VERSION: Final = "2"
SPENDING: Final = "lan_demets_obrien_fleming"


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """By which rules the result was made, as far as they vary.

    Attributes:
        name: Of the test plan.
        version: Changes when figures from the same counters would.
        alpha: Over all looks and, by the correction, over all primary comparisons.
        power: That was wanted.
        spending: How alpha is spent over the looks.
        look: The number of the last look; 0 before the first.
        looks_planned: How many there are if it runs for as long as planned.
        alpha_spent: By all looks so far.
        information_fraction: How far the plan is done; 1 at its end.
        packages: Versions of what computed it.
    """

    name: str = METHOD
    version: str = METHOD_VERSION
    alpha: float
    power: float
    correction: Correction
    spending: str = SPENDING
    look: int = 0
    looks_planned: int
    alpha_spent: float = 0.0
    information_fraction: float = 0.0
    packages: Mapping[str, str] = field(default_factory=dict)


class SampleRatioVerdict(StrEnum):
    """Whether users were split as they were meant to be."""

    OK = "ok"
    MISMATCH = "mismatch"
    NOT_ENOUGH_DATA = "not_enough_data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """How many users a variant has and was to have."""

    variant: str
    observed: int
    expected: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRatio:
    """The split of users over the variants, tested at the scheduled looks.

    Attributes:
        status: Of the test; `ok`, or why it could not be done.
        p: Chi-square (for few users see `multinomial`) of one look at the split as it is now; None where there is none.
        alpha: Probability of a false alarm at the planned end; half as much comes on top before it, and after it.
        alpha_spent: By the looks so far.
        always_valid_p: Once the last look is taken: what keeps the watch from then on, at half of alpha.
    """

    status: str
    verdict: SampleRatioVerdict
    p: float | None
    log10_p: float | None
    alpha: float
    alpha_spent: float
    always_valid_p: float | None = None
    arms: tuple[Arm, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantCrossovers:
    """How many users of a variant saw another one too."""

    variant: str
    users: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossovers:
    """Users who saw two variants.

    Attributes:
        users: How many.
        share: Of all enrolled users; 0 to 1.
        signed_in: How many of them did so by signing in, since a guest and a user are drawn apart.
        restarted: How many of the others had seen another variant before the restart that began the phase.
        by_variant: By the variant that they saw first in the phase.
    """

    users: int
    share: float
    signed_in: int
    restarted: int
    by_variant: tuple[VariantCrossovers, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantUsers:
    """Who counts for a variant.

    Attributes:
        share: Of all who count; 0 to 1.
        expected_share: That the allocation gives it.
    """

    id: str
    name: str
    is_control: bool
    users: int
    share: float
    expected_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentResult:
    """What came of one phase of an experiment.

    Attributes:
        as_of: When the counters were read.
        phase: Which one; None for an experiment that was not started.
        through_day: The last day of the business whose users count; today's only so far.
        users: Who count, counted by `crossover`.
        crossover: How users who saw two variants count here.
        frozen: Whether it was kept at completion and never changes.
        statistics_hash: SHA-256 of the sufficient statistics as canonical JSON.
        sufficient_statistics: Everything that the figures were computed from.
    """

    experiment_key: str
    status: ExperimentStatus
    as_of: datetime
    phase: int | None
    through_day: date | None
    users: int
    crossover: Crossover
    frozen: bool
    method: Method
    statistics_hash: str
    sufficient_statistics: Mapping[str, object]
    decision: Decision
    sample_ratio: SampleRatio
    crossovers: Crossovers
    variants: tuple[VariantUsers, ...]
    metrics: tuple[MetricResult, ...]
    guardrails: tuple[Guardrail, ...]
    looks: tuple[Look, ...]
    series: tuple[SeriesDay, ...]
    warnings: tuple[str, ...]
