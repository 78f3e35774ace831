"""What whoever reads a result should know before they believe it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sextant.domain import allocations
from sextant.domain import experiment_formats as formats
from sextant.domain.experiment_comparisons import Comparison, MetricResult
from sextant.domain.experiment_decisions import MOST_CROSSED
from sextant.domain.experiment_looks import Look
from sextant.domain.experiment_schedules import Schedule
from sextant.domain.experiment_status import ExperimentStatus
from sextant.domain.experiments import Crossover, Experiment, Phase
from sextant.usecases.experiment_counts import Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A result as far as warnings depend on it.

    Attributes:
        experiment: With the variants of the phase.
        phase: The phase.
        counts: All that was counted in it.
        crossover: How users count who saw two variants.
        last_look: The latest look, if there is one.
        plan: As it is set now, which may be after its end.
        is_behind: Whether looks that are due have not been taken.
        metrics: What came of each metric.
    """

    experiment: Experiment
    phase: Phase
    counts: Counts
    crossover: Crossover
    last_look: Look | None
    plan: Schedule
    is_behind: bool
    metrics: Sequence[MetricResult]


def warnings(read: Read) -> Iterator[str]:
    """Each warning in words."""
    if read.experiment.status is ExperimentStatus.PAUSED:
        yield "The experiment is paused: nobody enrols and nothing is counted, while a plan by days goes on."
    if read.is_behind:
        yield "Scheduled looks are behind; they are being taken, and the decision may change with them."
    last = read.last_look
    if last and last.final and last.information_fraction < 1:
        yield (
            f"The plan was cut short after the start, at {last.information_fraction:.0%} of it: of alpha "
            f"{last.alpha_spent:.3g} was spent, and the rest is not, since who cut it short had seen results."
        )
    if last and _moved_too_late(read, last):
        yield (
            f"The plan ended on {last.day} with its last look, and the last day was moved to {read.plan.last_day} "
            "afterwards: that gives this phase no more looks, and its answer stays. Open a new phase, which goes by "
            "that day, or start another experiment."
        )
    if read.counts.signed_in_users > MOST_CROSSED * read.counts.users:
        yield (
            f"{formats.share(read.counts.signed_in_users / read.counts.users)} of the users saw one variant as a "
            "guest and another one once they had signed in, which hides part of any difference. Ask for the "
            "variant after the sign-in, or with one id for both."
        )
    if read.counts.restarted_users > MOST_CROSSED * read.counts.users:
        yield (
            f"{formats.share(read.counts.restarted_users / read.counts.users)} of the users had seen another variant "
            "before the restart, and what that did to them may last. To count new users only, open a phase that keeps "
            "those who are enrolled."
        )
    if _excludes_unevenly(read):
        yield (
            "Users who saw two variants are left out, and the weights differ: of a small variant more of them are, "
            "so that the arms may no longer be alike. Rather count them where they were first."
        )
    if read.crossover is Crossover.EXCLUDE and read.counts.restarted_users:
        yield (
            "Users who saw another variant before the restart are left out: a variant that grew by it loses them, and "
            "has fewer of those who came back than the others. Rather count them where they were first."
        )
    early = _early(read)
    if early and not (last and last.final):
        yield (
            f"By itself p is below {read.experiment.alpha:g} for {', '.join(early)}; looked at more than once, or "
            "for several comparisons, that is no finding: the bounds of the scheduled looks decide."
        )


def _moved_too_late(read: Read, last: Look) -> bool:
    """Whether the plan by days of the phase of now was moved out when its last look was taken."""
    is_now = read.phase.number == read.experiment.phases[-1].number
    return is_now and last.final and not read.plan.planned_users and read.plan.last_day > last.day


def _excludes_unevenly(read: Read) -> bool:
    if read.crossover is not Crossover.EXCLUDE or not read.counts.crossed_users:
        return False
    return len(set(allocations.sizes(read.phase.weights).values()) - {0}) > 1


def _early(read: Read) -> list[str]:
    return [
        f"{result.name} of {figures.variant}"
        for result in read.metrics
        for figures in result.variants
        if figures.comparison and _is_early(figures.comparison, read.experiment.alpha)
    ]


def _is_early(comparison: Comparison, alpha: float) -> bool:
    return not comparison.crossed and comparison.p is not None and comparison.p < alpha
