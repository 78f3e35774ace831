"""The whole result of a phase of an experiment: as it is now, or as it was kept when the experiment was completed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib.metadata import version
from typing import Final

from sextant.aws.settings import settings
from sextant.domain import allocations
from sextant.domain import experiment_formats as formats
from sextant.domain.days import today
from sextant.domain.errors import FieldError, InvalidError
from sextant.domain.experiment_comparisons import Comparison, MetricResult
from sextant.domain.experiment_decisions import MOST_CROSSED, Case, Decision, Finding, Guardrail, decide
from sextant.domain.experiment_looks import Look, with_latest_comparisons
from sextant.domain.experiment_metrics import MetricRole
from sextant.domain.experiment_results import (
    METHOD,
    METHOD_VERSION,
    SPENDING,
    Crossovers,
    ExperimentResult,
    Method,
    SampleRatio,
    SampleRatioVerdict,
    VariantUsers,
)
from sextant.domain.experiment_schedules import Schedule, schedule
from sextant.domain.experiment_status import ExperimentStatus
from sextant.domain.experiments import Crossover, Experiment, Phase
from sextant.domain.sufficient_statistics import Canonical, statistics_hash
from sextant.schemas import experiment_results as schema
from sextant.store import experiment_looks as store
from sextant.store.transactions import Part
from sextant.usecases import experiment_looks, experiments
from sextant.usecases.deadlines import Deadline
from sextant.usecases.due_looks import OPEN
from sextant.usecases.experiment_analysis import Counted, Progress, analysed
from sextant.usecases.experiment_counts import Arm, Arms, Counts, PhaseCounts
from sextant.usecases.experiment_guardrails import guardrails
from sextant.usecases.experiment_looks import expected_shares
from sextant.usecases.experiment_series import series
from sextant.usecases.experiment_split import crossovers, split
from sextant.usecases.experiment_unstarted import unstarted

PATIENCE_SECONDS: Final = 12.0
"""How long looks that are due are waited for; the tick takes those that are left."""
MOST_COMPARISONS: Final = 6_000
"""Of all looks, in one answer: about 1.5 MB."""
RECENT_DAYS: Final = 7
"""How many days the traffic is averaged over."""


_AT_ITS_END: Final = "It was completed before its plan ended."


@dataclass(frozen=True, slots=True)
class Frozen:
    """A result that is to be kept with the completion of its experiment.

    Attributes:
        hash: Of its sufficient statistics.
        part: Keeps it, in the transaction that completes the experiment.
    """

    hash: str
    part: Part


def result(key: str, now: datetime, *, phase: int | None, crossover: Crossover | None) -> schema.ExperimentResult:
    """The result of an experiment.

    Args:
        key: Which experiment.
        now: This moment.
        phase: Number of the phase; None for the last.
        crossover: How users count who saw two variants; None for as the experiment says.

    Raises:
        NotFoundError: There is no such experiment.
        InvalidError: It has no such phase.
        UnavailableError: DynamoDB does not answer just now.
    """
    experiment = experiments.get(key)
    if experiment.phase is None and phase is None:
        return shown(unstarted(experiment, now))
    asked = _phase(experiment, phase)
    usual = crossover is None or crossover is experiment.crossover
    if experiment.status is ExperimentStatus.COMPLETED and usual:
        kept = store.frozen_result(experiment.counted_as, asked.number)
        if kept is not None:
            return schema.ExperimentResult.model_validate_json(kept)
    return shown(_computed(experiment, asked, _Asked(crossover or experiment.crossover, now)))


def freeze(experiment: Experiment, now: datetime) -> Frozen:
    """The result that an experiment is completed with.

    Args:
        experiment: As it is before: running, or paused.
        now: When it is completed.

    Raises:
        ValueError: It was never started.
        UnavailableError: DynamoDB does not answer just now.
    """
    if experiment.phase is None:
        raise ValueError("an experiment that was never started has no result")
    found = _computed(experiment, experiment.phase, _Asked(experiment.crossover, now, ending=True))
    completed = replace(found, status=ExperimentStatus.COMPLETED, frozen=True)
    # What matters is kept whatever its size: the series can be added up from the counters, and looks are kept anyway.
    shorter = replace(completed, series=(), looks=with_latest_comparisons(found.looks, 0))
    packed = store.packed_result(shown(completed).model_dump_json())
    if len(packed) > store.LARGEST_KEPT:
        packed = store.packed_result(shown(shorter).model_dump_json())
    return Frozen(found.statistics_hash, store.freezing(experiment.counted_as, experiment.phase.number, packed))


def shown(found: ExperimentResult) -> schema.ExperimentResult:
    """The result as the API shows it."""
    return schema.ExperimentResult.model_validate(found)


def _phase(experiment: Experiment, number: int | None) -> Phase:
    wanted = experiment.phases[-1].number if number is None else number
    found = next((each for each in experiment.phases if each.number == wanted), None)
    if found is None:
        known = ", ".join(str(each.number) for each in experiment.phases) or "none, it was not started"
        error = FieldError("phase", f"The experiment has no phase {wanted}.", known)
        raise InvalidError("There is no such result; see errors.", [error])
    return found


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of a phase.

    Attributes:
        crossover: How users count who saw two variants.
        now: When it is asked.
        ending: Whether the experiment is completed with it.
    """

    crossover: Crossover
    now: datetime
    ending: bool = False


def _computed(experiment: Experiment, phase: Phase, asked: _Asked) -> ExperimentResult:
    looks = store.looks(experiment.counted_as, phase.number)
    counted = experiment_looks.read(experiment, phase)
    if phase is experiment.phase and experiment.status in OPEN:
        deadline = Deadline.in_seconds(PATIENCE_SECONDS)
        looks = experiment_looks.take_due(experiment, phase, counted, looks, asked.now, deadline)
    return _OnePhase(experiment, phase, counted, looks, asked).result()


class _OnePhase:
    """A phase with its counters and looks."""

    def __init__(
        self,
        experiment: Experiment,
        phase: Phase,
        counted: PhaseCounts,
        looks: Sequence[Look],
        asked: _Asked,
    ) -> None:
        # A later phase may have other variants: figures of a phase are of those that it had.
        variants = [each for each in experiment.variants if each.id in phase.weights]
        self._experiment = replace(experiment, variants=tuple(variants))
        self._phase = phase
        self._series = counted
        self._counts = counted.through(None)
        self._looks = looks
        self._crossover = asked.crossover
        self._now = asked.now
        self._ending = asked.ending
        self._plan = schedule(experiment, phase, settings.business_time_zone)

    def result(self) -> ExperimentResult:
        """Everything about it."""
        counts, last_look = self._counts, self._looks[-1] if self._looks else None
        arms = counts.arms(self._crossover)
        other = Crossover.EXCLUDE if self._crossover is Crossover.FIRST_SEEN else Crossover.FIRST_SEEN
        counted = Counted(arms, counts.arms(other) if counts.crossed_users else arms, self._crossover)
        metrics = analysed(self._experiment, counted, self._progress(), last_look)
        sample_ratio = split(self._phase, counts, self._looks, self._after_the_plan())
        crossed = crossovers(counts)
        guarded = guardrails(self._experiment, metrics, last_look)
        statistics = self._sufficient()
        return ExperimentResult(
            experiment_key=self._experiment.key,
            status=self._experiment.status,
            as_of=self._now,
            phase=self._phase.number,
            through_day=self._series.days[-1] if self._series.days else None,
            users=sum(arm.users for arm in arms.values()),
            crossover=self._crossover,
            frozen=False,
            method=self._method(),
            statistics_hash=statistics_hash(statistics),
            sufficient_statistics=statistics,
            decision=self._decision(metrics, guarded, sample_ratio, crossed),
            sample_ratio=sample_ratio,
            crossovers=crossed,
            variants=self._variants(arms),
            metrics=metrics,
            guardrails=guarded,
            looks=with_latest_comparisons(self._looks, MOST_COMPARISONS),
            series=series(self._experiment, self._series, self._crossover),
            warnings=tuple(self._warnings(metrics)),
        )

    def _after_the_plan(self) -> list[Counts]:
        """What was counted by the end of each day since the last look that there is."""
        if not self._looks or not self._looks[-1].final:
            return []
        return [counts for day, counts in self._series.cumulated() if day > self._looks[-1].day]

    def _progress(self) -> Progress:
        day, users = today(self._now, settings.business_time_zone), self._counts.users
        return Progress(self._plan.fraction(day, users), self._users_per_day())

    def _users_per_day(self) -> float:
        """Of the last days that were counted on, as the traffic may have been raised."""
        days = self._series.days
        if not days:
            return 0.0
        recent = days[-RECENT_DAYS:]
        before = [day for day in days if day < recent[0]]
        known = self._series.through(before[-1]).users if before else 0
        return (self._counts.users - known) / ((recent[-1] - recent[0]).days + 1)

    def _method(self) -> Method:
        experiment, last = self._experiment, self._looks[-1] if self._looks else None
        fraction = last.information_fraction if last else 0.0
        return Method(
            name=METHOD,
            version=METHOD_VERSION,
            alpha=experiment.alpha,
            power=experiment.power,
            correction=experiment.correction,
            spending=SPENDING,
            look=len(self._looks),
            looks_planned=self._plan.looks(len(self._looks), fraction),
            alpha_spent=last.alpha_spent if last else 0.0,
            information_fraction=fraction,
            packages=_packages(),
        )

    def _variants(self, arms: Arms) -> tuple[VariantUsers, ...]:
        users = sum(arm.users for arm in arms.values())
        expected = expected_shares(self._phase.allocation, tuple(arms))
        return tuple(
            VariantUsers(
                id=each.id,
                name=each.name,
                is_control=each is self._experiment.control,
                users=arms[each.id].users,
                share=arms[each.id].users / users if users else 0.0,
                expected_share=expected[each.id],
            )
            for each in self._experiment.variants
        )

    def _decision(
        self,
        metrics: Sequence[MetricResult],
        guarded: Sequence[Guardrail],
        sample_ratio: SampleRatio,
        crossed: Crossovers,
    ) -> Decision:
        mismatch = sample_ratio.verdict is SampleRatioVerdict.MISMATCH
        method = self._method()
        return decide(
            Case(
                started=True,
                split_broken=sample_ratio.text if mismatch else "",
                crossed_share=(crossed.users - crossed.signed_in) / self._counts.users if crossed.users else 0.0,
                findings=_findings(metrics),
                guardrails=guarded,
                treatments=[variant.id for variant in self._experiment.variants[1:]],
                ended=bool(self._looks) and self._looks[-1].final,
                looks=method.look,
                looks_planned=method.looks_planned,
                left=_AT_ITS_END if self._ending else _left(self._plan, self._now, self._counts),
            )
        )

    def _sufficient(self) -> Canonical:
        experiment, sizes = self._experiment, dict.fromkeys(self._phase.weights, 0)
        for each in self._phase.allocation:
            sizes[each.variant] += each.size
        return {
            "version": METHOD_VERSION,
            "experiment": experiment.counted_as,
            "phase": self._phase.number,
            "crossover": self._crossover.value,
            "alpha": repr(experiment.alpha),
            "power": repr(experiment.power),
            "correction": experiment.correction.value,
            "variants": [
                {
                    "id": each.id,
                    "buckets": sizes[each.id],
                    "everybody": _written(self._counts.everybody[each.id]),
                    "crossed": _written(self._counts.crossed[each.id]),
                }
                for each in experiment.variants
            ],
        }

    def _warnings(self, metrics: Sequence[MetricResult]) -> list[str]:
        found = []
        if self._experiment.status is ExperimentStatus.PAUSED:
            found.append(
                "The experiment is paused: nobody enrols and nothing is counted, while a plan by days goes on."
            )
        if self._is_behind():
            found.append("Scheduled looks are behind; they are being taken, and the decision may change with them.")
        last = self._looks[-1] if self._looks else None
        if last and last.final and last.information_fraction < 1:
            found.append(
                f"The plan was cut short after the start, at {last.information_fraction:.0%} of it: of alpha "
                f"{last.alpha_spent:.3g} was spent, and the rest is not, since who cut it short had seen results."
            )
        if self._counts.signed_in_users > MOST_CROSSED * self._counts.users:
            found.append(
                f"{formats.share(self._counts.signed_in_users / self._counts.users)} of the users saw one variant as a "
                "guest and another one once they had signed in, which hides part of any difference. Ask for the "
                "variant after the sign-in, or with one id for both."
            )
        if self._excludes_unevenly():
            found.append(
                "Users who saw two variants are left out, and the weights differ: of a small variant more of them are, "
                "so that the arms may no longer be alike. Rather count them where they were first."
            )
        early = [
            f"{result.name} of {figures.variant}"
            for result in metrics
            for figures in result.variants
            if figures.comparison and self._is_early(figures.comparison)
        ]
        if early and not (self._looks and self._looks[-1].final):
            found.append(
                f"By itself p is below {self._experiment.alpha:g} for {', '.join(early)}; looked at more than once, or "
                "for several comparisons, that is no finding: the bounds of the scheduled looks decide."
            )
        return found

    def _excludes_unevenly(self) -> bool:
        if self._crossover is not Crossover.EXCLUDE or not self._counts.crossed_users:
            return False
        return len(set(allocations.sizes(self._phase.weights).values())) > 1

    def _is_early(self, comparison: Comparison) -> bool:
        return not comparison.crossed and comparison.p is not None and comparison.p < self._experiment.alpha

    def _is_behind(self) -> bool:
        if self._phase.number != self._experiment.phases[-1].number or self._experiment.status not in OPEN:
            return False
        return experiment_looks.is_behind(self._experiment, self._phase, self._looks, self._series, self._now)


def _findings(metrics: Sequence[MetricResult]) -> list[Finding]:
    return [
        Finding(
            metric=result.id,
            name=result.name,
            variant=figures.variant,
            good=figures.comparison.direction == "good",
            look=figures.comparison.crossed_at_look or 0,
            lift=figures.comparison.formatted_lift,
            gain=abs(figures.comparison.difference or 0.0),
        )
        for result in metrics
        if result.role is MetricRole.PRIMARY
        for figures in result.variants
        if figures.comparison and figures.comparison.crossed
    ]


def _left(plan: Schedule, now: datetime, counts: Counts) -> str:
    days = plan.days_left(today(now, settings.business_time_zone), counts.users)
    if days is None:
        return "Nobody has come yet, so there is no saying how long it takes."
    if not days:
        return "The plan ends with the next look."
    traffic = " at the traffic so far" if plan.planned_users else ""
    return f"Keep it running: the plan ends in {days} day{'s' * (days != 1)}{traffic}."


def _written(arm: Arm) -> dict[str, object]:
    """As text, since some languages cannot hold the whole numbers that sums of squares come to."""
    sums = {
        metric: {name: str(value) for name, value in sorted(moments.items()) if value}
        for metric, moments in sorted(arm.sums.items())
    }
    return {"users": str(arm.users), "sums": {metric: moments for metric, moments in sums.items() if moments}}


@cache
def _packages() -> dict[str, str]:
    return {name: version(name) for name in ("numpy", "scipy")}
