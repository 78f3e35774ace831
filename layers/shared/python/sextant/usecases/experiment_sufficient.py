"""What a result can be computed again from: the figures that all of it follows from, and that its hash is of."""

from sextant.domain.experiment_results import METHOD_VERSION
from sextant.domain.experiments import Crossover, Experiment, Phase
from sextant.domain.sufficient_statistics import Canonical
from sextant.usecases.experiment_counts import Arm, Counts


def sufficient(experiment: Experiment, phase: Phase, counts: Counts, crossover: Crossover) -> Canonical:
    """The sufficient statistics of a phase.

    Args:
        experiment: With the variants of that phase.
        phase: The phase.
        counts: All that was counted in it.
        crossover: How users count who saw two variants.
    """
    sizes = dict.fromkeys(phase.weights, 0)
    for each in phase.allocation:
        sizes[each.variant] += each.size
    return {
        "version": METHOD_VERSION,
        "experiment": experiment.counted_as,
        "phase": phase.number,
        "crossover": crossover.value,
        "alpha": repr(experiment.alpha),
        "power": repr(experiment.power),
        "correction": experiment.correction.value,
        "variants": [
            {
                "id": each.id,
                "buckets": sizes[each.id],
                "everybody": _written(counts.everybody[each.id]),
                "crossed": _written(counts.crossed[each.id]),
            }
            for each in experiment.variants
        ],
    }


def _written(arm: Arm) -> dict[str, object]:
    """As text, since some languages cannot hold the whole numbers that sums of squares come to."""
    sums = {
        metric: {name: str(value) for name, value in sorted(moments.items()) if value}
        for metric, moments in sorted(arm.sums.items())
    }
    return {"users": str(arm.users), "sums": {metric: moments for metric, moments in sums.items() if moments}}
