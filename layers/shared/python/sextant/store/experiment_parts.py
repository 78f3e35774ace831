"""What is nested in an experiment, as the JSON text that its item keeps: DynamoDB's numbers are not those of JSON."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sextant.domain.allocations import BucketRange
from sextant.domain.experiment_metrics import Goal, Measure, Metric, MetricRole, MetricType
from sextant.domain.experiments import Conclusion, Namespace, Phase, Treatment, Variant

_Json = dict[str, Any]


def text_of(value: object) -> str:
    """A JSON value as text."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def variant_text(variants: tuple[Variant, ...]) -> str:
    """Variants as text."""
    return text_of([[each.id, each.name, each.description, each.weight, each.value] for each in variants])


def variants_of(text: str) -> tuple[Variant, ...]:
    """The variants of a text."""
    return tuple(
        Variant(id=variant_id, name=name, description=description, weight=weight, value=value)
        for variant_id, name, description, weight, value in json.loads(text)
    )


def metric_text(metrics: tuple[Metric, ...]) -> str:
    """Metrics as text."""
    return text_of([_metric_document(each) for each in metrics])


def metrics_of(text: str) -> tuple[Metric, ...]:
    """The metrics of a text."""
    return tuple(_metric(each) for each in json.loads(text))


def phase_text(phases: tuple[Phase, ...]) -> str:
    """Phases as text."""
    return text_of([_phase_document(each) for each in phases])


def phases_of(text: str) -> tuple[Phase, ...]:
    """The phases of a text."""
    return tuple(_phase(each) for each in json.loads(text))


def namespace_text(namespace: Namespace | None) -> str | None:
    """A namespace as text."""
    return text_of([namespace.name, namespace.start, namespace.end]) if namespace else None


def namespace_of(text: str | None) -> Namespace | None:
    """The namespace of a text."""
    return Namespace(*json.loads(text)) if text else None


def conclusion_text(conclusion: Conclusion | None) -> str | None:
    """A conclusion as text."""
    if conclusion is None:
        return None
    return text_of([conclusion.winner, conclusion.reason, conclusion.rolled_out_to, conclusion.result_hash])


def conclusion_of(text: str | None) -> Conclusion | None:
    """The conclusion of a text."""
    if text is None:
        return None
    winner, reason, rolled_out_to, result_hash = json.loads(text)
    return Conclusion(winner=winner, reason=reason, rolled_out_to=rolled_out_to, result_hash=result_hash)


def _metric_document(metric: Metric) -> _Json:
    return {
        "id": metric.id,
        "name": metric.name,
        "type": metric.type.value,
        "role": metric.role.value,
        "goal": metric.goal.value,
        "numerator": _measure_document(metric.numerator),
        "denominator": _measure_document(metric.denominator) if metric.denominator else None,
        "currency": metric.currency,
        "cap": metric.cap,
        "windowSeconds": metric.window.total_seconds() if metric.window else None,
        "covariate": metric.covariate,
        "margin": metric.margin,
    }


def _metric(document: _Json) -> Metric:
    window = document["windowSeconds"]
    denominator = document["denominator"]
    return Metric(
        id=document["id"],
        name=document["name"],
        type=MetricType(document["type"]),
        role=MetricRole(document["role"]),
        goal=Goal(document["goal"]),
        numerator=Measure(*document["numerator"]),
        denominator=Measure(*denominator) if denominator else None,
        currency=document["currency"],
        cap=document["cap"],
        window=None if window is None else timedelta(seconds=window),
        covariate=document["covariate"],
        margin=document["margin"],
    )


def _measure_document(measure: Measure) -> list[str | None]:
    return [measure.event, measure.property]


def _phase_document(phase: Phase) -> _Json:
    return {
        "number": phase.number,
        "startedAt": phase.started_at.astimezone(UTC).isoformat(),
        "treatment": phase.treatment.value,
        "weights": phase.weights,
        "allocation": [[each.variant, each.start, each.end] for each in phase.allocation],
        "reason": phase.reason,
    }


def _phase(document: _Json) -> Phase:
    return Phase(
        number=document["number"],
        started_at=datetime.fromisoformat(document["startedAt"]),
        treatment=Treatment(document["treatment"]),
        weights=document["weights"],
        allocation=tuple(BucketRange(*each) for each in document["allocation"]),
        reason=document["reason"],
    )
