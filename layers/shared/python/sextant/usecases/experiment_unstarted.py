"""The result of an experiment that was not started: that there is none."""

from datetime import datetime

from sextant.domain.experiment_decisions import Case, decide
from sextant.domain.experiment_results import (
    Arm,
    Crossovers,
    ExperimentResult,
    Method,
    SampleRatio,
    SampleRatioVerdict,
    VariantUsers,
)
from sextant.domain.experiments import Experiment
from sextant.domain.sufficient_statistics import statistics_hash
from sextant.statistics.status import Status
from sextant.usecases.experiment_looks import SAMPLE_RATIO_ALPHA


def unstarted(experiment: Experiment, now: datetime) -> ExperimentResult:
    """An empty result."""
    weight = sum(experiment.weights.values())
    nothing: dict[str, object] = {}
    return ExperimentResult(
        experiment_key=experiment.key,
        status=experiment.status,
        as_of=now,
        phase=None,
        through_day=None,
        users=0,
        crossover=experiment.crossover,
        frozen=False,
        method=Method(
            alpha=experiment.alpha,
            power=experiment.power,
            correction=experiment.correction,
            looks_planned=experiment.planned_days(),
        ),
        statistics_hash=statistics_hash(nothing),
        sufficient_statistics=nothing,
        decision=decide(
            Case(
                started=False,
                split_broken="",
                crossed_share=0.0,
                findings=(),
                guardrails=(),
                treatments=(),
                ended=False,
                looks=0,
                looks_planned=experiment.planned_days(),
                left="",
            )
        ),
        sample_ratio=SampleRatio(
            status=Status.NO_USERS,
            verdict=SampleRatioVerdict.NOT_ENOUGH_DATA,
            p=None,
            log10_p=None,
            alpha=SAMPLE_RATIO_ALPHA,
            alpha_spent=0.0,
            arms=tuple(Arm(variant=each.id, observed=0, expected=0.0) for each in experiment.variants),
            text="Nobody is enrolled yet.",
        ),
        crossovers=Crossovers(
            users=0, share=0.0, signed_in=0, restarted=0, by_variant=(), text="Nobody is enrolled yet."
        ),
        variants=tuple(
            VariantUsers(
                id=each.id,
                name=each.name,
                is_control=each is experiment.control,
                users=0,
                share=0.0,
                expected_share=each.weight / weight if weight else 0.0,
            )
            for each in experiment.variants
        ),
        metrics=(),
        guardrails=(),
        looks=(),
        series=(),
        warnings=(),
    )
