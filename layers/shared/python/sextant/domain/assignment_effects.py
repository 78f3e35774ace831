"""What an exposure, a second variant or a conversion does to a user's assignment, and by how much counters change.

A user who takes part is counted in two sets: `all`, and `crossed` for those who have seen two variants. Taking the
second from the first leaves the users who have seen one. Counters stand by phase, variant and day; the names of their
attributes are `users`, and of each metric `<id>.<moment>`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Final

from sextant.domain.assignments import Assignment, is_outdated
from sextant.domain.conditions import Attributes
from sextant.domain.experiment_metrics import LARGEST_VALUE, Metric, Part, Sums, UserTotals, difference, moments
from sextant.domain.experiment_status import ExperimentStatus
from sextant.domain.experiments import Experiment
from sextant.domain.json_values import is_number

USERS: Final = "users"
"""The attribute that counts users."""
COVARIATE_SCALE: Final = 1_000
"""Covariates are counted in thousandths, since sums must be whole numbers."""

_LARGEST_COVARIATE = LARGEST_VALUE
_NOTHING: Final[Mapping[str, int]] = {}
_MILLISECOND = timedelta(milliseconds=1)


class ConversionReason(StrEnum):
    """Whether a conversion counts, and why not.

    Attributes:
        COUNTED: It does.
        ALREADY_COUNTED: The user has converted, and this metric counts that once.
        BEFORE_EXPOSURE: It happened before the user got a variant, so that none can have caused it.
        OUTSIDE_WINDOW: It happened later after exposure than the metric looks.
        NOT_ENROLLED: The user does not take part.
        PAUSED: The experiment is paused, and nothing is counted.
        NOT_RUNNING: The experiment has not started, or is over.
    """

    COUNTED = "counted"
    ALREADY_COUNTED = "already_counted"
    BEFORE_EXPOSURE = "before_exposure"
    OUTSIDE_WINDOW = "outside_window"
    NOT_ENROLLED = "not_enrolled"
    PAUSED = "paused"
    NOT_RUNNING = "not_running"


@dataclass(frozen=True, slots=True)
class Effect:
    """A change of one assignment, with what it adds to the counters of the assignment's phase and variant.

    Attributes:
        assignment: As it is afterwards.
        all: What is added to the set of all users, by attribute; no zeros.
        crossed: What is added to the set of those who have seen two variants.
    """

    assignment: Assignment
    all: Mapping[str, int]
    crossed: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Conversion:
    """What becomes of a conversion.

    Attributes:
        reason: Whether it counts, and why not.
        effect: What it changes; None where it does not count.
    """

    reason: ConversionReason
    effect: Effect | None = None


def enrolled(
    experiment: Experiment,
    variant: str,
    *,
    at: int,
    attributes: Attributes,
    before: Assignment | None = None,
    also_seen: Iterable[str] = (),
) -> Effect:
    """A user's first exposure in the current phase.

    Args:
        experiment: One that has been started.
        variant: What the user got.
        at: When, in milliseconds since 1970.
        attributes: What is known of the user then, for covariates.
        before: The assignment of a phase before a restart, if there is one; the covariates stay what they were at the
            very first exposure, since the experiment may have changed them since.
        also_seen: Variants that the user got by other ways, such as under another id.
    """
    phase = experiment.phases[-1].number
    known = before.totals if before else {}
    totals = {
        metric.id: UserTotals(x=known[metric.id].x if metric.id in known else _covariate(metric, attributes))
        for metric in experiment.metrics
        if metric.covariate
    }
    assignment = Assignment(
        variant=variant,
        phase=phase,
        exposed_at=at,
        seen=_in_order(*(before.seen if before else ()), *also_seen, variant),
        totals={metric: each for metric, each in totals.items() if each.x},
        version=before.version + 1 if before else 1,
    )
    counted = _counted(experiment, assignment)
    return Effect(assignment, counted, counted if assignment.crossed else _NOTHING)


def crossed(experiment: Experiment, assignment: Assignment, variant: str) -> Effect | None:
    """An enrolled user's seeing a variant, or None if they have seen it before.

    With the second one all that they have done so far goes to the set of those who crossed. Of a phase before a restart
    nothing is counted any more; the assignment remembers it for the next exposure.
    """
    if variant in assignment.seen:
        return None
    after = replace(assignment, seen=(*assignment.seen, variant), version=assignment.version + 1)
    is_counted = not assignment.crossed and not is_outdated(assignment, experiment)
    return Effect(after, _NOTHING, _counted(experiment, after) if is_counted else _NOTHING)


def converted(
    experiment: Experiment, assignment: Assignment | None, metric: Metric, *, part: Part, value: int, at: int
) -> Conversion:
    """One conversion of a user.

    Args:
        experiment: What they may take part in.
        assignment: What is stored of them, if anything.
        metric: One of the experiment's.
        part: Which sum of the metric it adds to.
        value: By how much; of a binomial metric it does not matter.
        at: When it happened, in milliseconds since 1970.
    """
    if experiment.status is not ExperimentStatus.RUNNING:
        is_paused = experiment.status is ExperimentStatus.PAUSED
        return Conversion(ConversionReason.PAUSED if is_paused else ConversionReason.NOT_RUNNING)
    if assignment is None or is_outdated(assignment, experiment):
        return Conversion(ConversionReason.NOT_ENROLLED)
    if refused := _refused(assignment, metric, at):
        return Conversion(refused)
    before = assignment.totals.get(metric.id, UserTotals())
    after = before.with_conversion(metric, part, value)
    change = _of_metric(metric, difference(moments(metric, after), moments(metric, before)))
    totals = {**assignment.totals, metric.id: after}
    changed = replace(assignment, totals=totals, version=assignment.version + 1)
    return Conversion(ConversionReason.COUNTED, Effect(changed, change, change if assignment.crossed else _NOTHING))


def _refused(assignment: Assignment, metric: Metric, at: int) -> ConversionReason | None:
    if at < assignment.exposed_at:
        return ConversionReason.BEFORE_EXPOSURE
    if metric.window is not None and at > assignment.exposed_at + metric.window // _MILLISECOND:
        return ConversionReason.OUTSIDE_WINDOW
    has_converted = metric.id in assignment.totals and assignment.totals[metric.id].y > 0
    return ConversionReason.ALREADY_COUNTED if has_converted and not metric.counts_repetitions else None


def _counted(experiment: Experiment, assignment: Assignment) -> dict[str, int]:
    """Everything that a user adds to a set of counters."""
    found = {USERS: 1}
    for metric in experiment.metrics:
        if totals := assignment.totals.get(metric.id):
            found |= _of_metric(metric, moments(metric, totals))
    return found


def _of_metric(metric: Metric, sums: Sums) -> dict[str, int]:
    return {f"{metric.id}.{moment}": value for moment, value in sums.items()}


def _covariate(metric: Metric, attributes: Attributes) -> int:
    """A number that the caller tells of the user, in thousandths; 0 where there is none."""
    value = attributes.get(metric.covariate or "")
    if not is_number(value):
        return 0
    # NaN is kept out by the comparison, and infinity by the bounds.
    within = -_LARGEST_COVARIATE <= value <= _LARGEST_COVARIATE
    return round(value * COVARIATE_SCALE) if within else 0


def _in_order(*variants: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(variants))
