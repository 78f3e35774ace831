"""The whole result of one phase of an experiment, from its counters and looks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib.metadata import version
from typing import Final

from sextant.aws.settings import settings
from sextant.domain.days import today
from sextant.domain.experiment_decisions import Case, Decision, Guardrail, decide
from sextant.domain.experiment_looks import Look, with_latest_comparisons
from sextant.domain.experiment_results import (
    ExperimentResult,
    Method,
    SampleRatio,
    SampleRatioVerdict,
    VariantUsers,
)
from sextant.domain.experiment_schedules import Schedule, schedule
from sextant.domain.experiments import Crossover, Experiment, Phase
from sextant.domain.sufficient_statistics import statistics_hash
from sextant.usecases import experiment_looks
from sextant.usecases.due_looks import OPEN
from sextant.usecases.experiment_analysis import Counted, Progress, analysed
from sextant.usecases.experiment_counts import Arms, Counts, PhaseCounts
from sextant.usecases.experiment_findings import findings
from sextant.usecases.experiment_guardrails import guardrails
from sextant.usecases.experiment_looks import expected_shares
from sextant.usecases.experiment_series import series
from sextant.usecases.experiment_split import crossovers, split
from sextant.usecases.experiment_sufficient import sufficient
from sextant.usecases.experiment_warnings import Read, warnings

MOST_COMPARISONS: Final = 6_000
"""Of all looks, in one answer: about 1.5 MB."""
RECENT_DAYS: Final = 7
"""How many days the traffic is averaged over."""

_AT_ITS_END: Final = "It was completed before its plan ended."


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a phase.

    Attributes:
        crossover: How users count who saw two variants.
        now: When it is asked.
        ending: Whether the experiment is completed with it.
    """

    crossover: Crossover
    now: datetime
    ending: bool = False


class PhaseResult:
    """A phase with its counters and looks."""

    def __init__(
        self,
        experiment: Experiment,
        phase: Phase,
        counted: PhaseCounts,
        looks: Sequence[Look],
        asked: Asked,
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
        self._plan_as_set = schedule(experiment, phase, settings.business_time_zone)
        ended = looks[-1].day if looks and looks[-1].final else None
        self._plan = self._plan_as_set.ended_with(ended) if ended else self._plan_as_set

    def result(self) -> ExperimentResult:
        """Everything about it."""
        counts, last_look = self._counts, self._looks[-1] if self._looks else None
        arms = counts.arms(self._crossover)
        other = Crossover.EXCLUDE if self._crossover is Crossover.FIRST_SEEN else Crossover.FIRST_SEEN
        others = counts.arms(other) if counts.crossed_users else arms
        counted = Counted(arms, others, self._crossover, self._phase.drawn)
        metrics = analysed(self._experiment, counted, self._progress(), last_look)
        sample_ratio = split(self._phase, counts, self._looks, self._after_the_plan())
        guarded = guardrails(self._experiment, metrics, last_look)
        statistics = sufficient(self._experiment, self._phase, counts, self._crossover)
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
            decision=self._decision(guarded, sample_ratio),
            sample_ratio=sample_ratio,
            crossovers=crossovers(counts),
            variants=self._variants(arms),
            metrics=metrics,
            guardrails=guarded,
            looks=with_latest_comparisons(self._looks, MOST_COMPARISONS),
            series=series(self._experiment, self._series, self._crossover),
            warnings=tuple(
                warnings(
                    Read(
                        experiment=self._experiment,
                        phase=self._phase,
                        counts=counts,
                        crossover=self._crossover,
                        last_look=last_look,
                        plan=self._plan_as_set,
                        is_behind=self._is_behind(),
                        metrics=metrics,
                    )
                )
            ),
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
            alpha=experiment.alpha,
            power=experiment.power,
            correction=experiment.correction,
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

    def _decision(self, guarded: Sequence[Guardrail], sample_ratio: SampleRatio) -> Decision:
        mismatch = sample_ratio.verdict is SampleRatioVerdict.MISMATCH
        method = self._method()
        return decide(
            Case(
                started=True,
                split_broken=sample_ratio.text if mismatch else "",
                crossed_share=self._counts.unexplained_users / self._counts.users if self._counts.users else 0.0,
                findings=findings(self._experiment, self._counts, self._looks[-1] if self._looks else None),
                guardrails=guarded,
                treatments=[each.id for each in self._experiment.variants[1:] if each.id in self._phase.drawn],
                ended=bool(self._looks) and self._looks[-1].final,
                looks=method.look,
                looks_planned=method.looks_planned,
                left=_AT_ITS_END if self._ending else _left(self._plan, self._now, self._counts),
            )
        )

    def _is_behind(self) -> bool:
        if self._phase.number != self._experiment.phases[-1].number or self._experiment.status not in OPEN:
            return False
        return experiment_looks.is_behind(self._experiment, self._phase, self._looks, self._series, self._now)


def _left(plan: Schedule, now: datetime, counts: Counts) -> str:
    days = plan.days_left(today(now, settings.business_time_zone), counts.users)
    if days is None:
        return "Nobody has come yet, so there is no saying how long it takes."
    if not days:
        return "The plan ends with the next look."
    traffic = " at the traffic so far" if plan.planned_users else ""
    return f"Keep it running: the plan ends in {days} day{'s' * (days != 1)}{traffic}."


@cache
def _packages() -> dict[str, str]:
    return {name: version(name) for name in ("numpy", "scipy")}
