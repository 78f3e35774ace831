"""What the scheduled looks found of primary metrics, and how it stands now.

Users who saw two variants count as the experiment says, however a result shows them: the decision rests on this.
"""

from sextant.domain import experiment_formats as formats
from sextant.domain.experiment_decisions import Finding
from sextant.domain.experiment_looks import Look, LookComparison
from sextant.domain.experiment_metrics import Goal, Metric, MetricRole
from sextant.domain.experiments import Experiment
from sextant.usecases import experiment_tests
from sextant.usecases.experiment_counts import Arms, Counts


def findings(experiment: Experiment, counts: Counts, last_look: Look | None) -> list[Finding]:
    """Each comparison that was found to differ, those of the first metric first.

    Args:
        experiment: With the variants of the phase.
        counts: All that was counted in it.
        last_look: The latest look, which knows what all before it found; None before the first.
    """
    if last_look is None:
        return []
    arms = counts.arms(experiment.crossover)
    rows = [
        (metric, last_look.comparison(metric.id, variant.id))
        for metric in experiment.metrics_of(MetricRole.PRIMARY)
        for variant in experiment.variants[1:]
    ]
    return [_finding(experiment, metric, row, arms) for metric, row in rows if row and row.crossed]


def _finding(experiment: Experiment, metric: Metric, row: LookComparison, arms: Arms) -> Finding:
    now = experiment_tests.compared(metric, arms[experiment.control.id], arms[row.variant], experiment.alpha)
    good = 1 if metric.goal is Goal.INCREASE else -1
    return Finding(
        metric=metric.id,
        name=metric.name,
        variant=row.variant,
        good=row.crossed == good,
        look=row.crossed_at or 0,
        lift=formats.lift(now.lift, now.lift_interval),
        gain=good * (now.difference or 0.0),
    )
