"""How the guardrails of an experiment stand."""

from collections.abc import Sequence

from sextant.domain import experiment_formats as formats
from sextant.domain.experiment_comparisons import Comparison, MetricResult
from sextant.domain.experiment_decisions import Guardrail, GuardrailState
from sextant.domain.experiment_looks import Look
from sextant.domain.experiment_metrics import Goal, Metric, MetricRole
from sextant.domain.experiments import Experiment


def guardrails(
    experiment: Experiment, results: Sequence[MetricResult], last_look: Look | None
) -> tuple[Guardrail, ...]:
    """The state of each guardrail in each variant but the control."""
    by_id = {result.id: result for result in results}
    return tuple(
        _guardrail(metric, figures.variant, figures.comparison, last_look)
        for metric in experiment.metrics_of(MetricRole.GUARDRAIL)
        for figures in by_id[metric.id].variants
        if figures.comparison
    )


def _guardrail(metric: Metric, variant: str, comparison: Comparison, last_look: Look | None) -> Guardrail:
    row = last_look.comparison(metric.id, variant) if last_look else None
    allowed = f"it may get {formats.share(metric.margin)} worse" if metric.margin else "it may not get worse"
    now = f"{metric.name} of {variant}: {comparison.formatted_lift}, and {allowed}"
    if row and row.harmed:
        text = f"{now}. A scheduled look found it worse than that."
        return Guardrail(metric=metric.id, variant=variant, state=GuardrailState.HARMED, text=text)
    if _looks_worse(metric, comparison):
        text = f"{now}. It looks worse than that, which no scheduled look has confirmed."
        return Guardrail(metric=metric.id, variant=variant, state=GuardrailState.AT_RISK, text=text)
    text = f"{now}. {'Worse than that is ruled out.' if _is_safe(metric, comparison) else 'Nothing points at harm.'}"
    return Guardrail(metric=metric.id, variant=variant, state=GuardrailState.OK, text=text)


def _looks_worse(metric: Metric, comparison: Comparison) -> bool:
    """Whether the estimate is worse than the margin, and one look by itself would call it a difference."""
    bad = -1 if metric.goal is Goal.INCREASE else 1
    if comparison.lift is not None:
        return bad * comparison.lift > metric.margin and _leaves_out_0(comparison)
    return bool(comparison.difference) and bad * (comparison.difference or 0.0) > 0 and _leaves_out_0(comparison)


def _leaves_out_0(comparison: Comparison) -> bool:
    interval = comparison.difference_interval
    if interval is None or interval.lower is None or interval.upper is None:
        return False
    return interval.lower > 0 or interval.upper < 0


def _is_safe(metric: Metric, comparison: Comparison) -> bool:
    """Whether the whole interval of the lift lies on the allowed side of the margin."""
    interval = comparison.lift_interval
    if interval is None:
        return False
    worst = interval.lower if metric.goal is Goal.INCREASE else interval.upper
    return worst is not None and (worst >= -metric.margin if metric.goal is Goal.INCREASE else worst <= metric.margin)
