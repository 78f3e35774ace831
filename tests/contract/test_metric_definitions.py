"""Every figure that the API shows is a metric of the registry, and every metric is shown."""

from collections.abc import Iterator
from typing import Any

import pytest

from api.openapi import document
from sextant.domain.events import BUSINESS_EVENTS
from sextant.domain.metric_registry import METRICS

DOCUMENT = document()
SCHEMAS: dict[str, dict[str, Any]] = DOCUMENT["components"]["schemas"]
FIGURES = (
    "/api/admin/analytics/",
    "/api/admin/metrics/daily",
    "/api/admin/metrics/summary",
    "/api/admin/metrics/trends",
)
NO_METRICS = {
    "definitionVersion": "says which definitions hold",
    "daysComplete": "how far the figures reach",
    "days": "how far the figures reach",
    "pendingBuckets": "how far the figures reach",
    "hours": "how long a row is",
    "week": "which week a cell is",
    "windowDays": "what was asked for",
    "stepWindowDays": "what was asked for",
    "horizonMonths": "what was asked for",
    "discountRate": "what was asked for",
    "parameters": "of a model, which docs/statistics.md defines",
    "logLikelihood": "of a model, which docs/statistics.md defines",
    "value": "of a figure that says itself what it is",
    "previous": "the same of the period before",
    "change": "from the one to the other",
}
ANSWERS = sorted(path for path, item in DOCUMENT["paths"].items() if "get" in item and path.startswith(FIGURES))


def answer_of(path: str) -> dict[str, Any]:
    """The schema of what a path answers."""
    schema: dict[str, Any] = DOCUMENT["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    return schema


def properties_below(schema: dict[str, Any], seen: set[str]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every property of an answer: of which schema, its name, and what it is."""
    for name in sorted(referred(schema) - seen):
        seen.add(name)
        for field, property_schema in SCHEMAS[name].get("properties", {}).items():
            yield name, field, property_schema
            yield from properties_below(property_schema, seen)


def referred(schema: dict[str, Any]) -> set[str]:
    """The names of the schemas to which one refers directly."""
    found = {schema["$ref"].rpartition("/")[2]} if "$ref" in schema else set()
    for part in parts_of(schema):
        found |= referred(part)
    return found


def parts_of(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """What lists, maps and choices are made of."""
    parts = [*schema.get("anyOf", []), schema.get("items"), schema.get("additionalProperties")]
    return [part for part in parts if isinstance(part, dict)]


def is_figure(schema: dict[str, Any]) -> bool:
    """Whether it is a number, a number beside the one before, or lists or maps of them."""
    if schema.get("type") in {"integer", "number"}:
        return True
    if schema.get("$ref", "").rpartition("/")[2] in {"CountMetric", "MeasureMetric", "RatioMetric"}:
        return True
    return any(is_figure(part) for part in parts_of(schema))


@pytest.mark.parametrize("path", ANSWERS)
def test_every_figure_of_an_answer_is_a_metric(path: str) -> None:
    """Its name is in the registry, and its description is the definition."""
    words = {metric.name: metric.words for metric in METRICS}
    figures = [
        (schema, field, of)
        for schema, field, of in properties_below(answer_of(path), set())
        if is_figure(of) and field not in NO_METRICS
    ]
    assert figures
    unknown = [f"{schema}.{field}" for schema, field, of in figures if of.get("x-metric") not in words]
    assert unknown == []
    assert all(of["description"] == words[of["x-metric"]] for _, _, of in figures)


def test_every_metric_is_shown_by_an_answer() -> None:
    """A definition of nothing would be a promise that nobody keeps."""
    shown = {of.get("x-metric") for path in ANSWERS for _, _, of in properties_below(answer_of(path), set())}
    assert [metric.name for metric in METRICS if metric.name not in shown] == []


def test_definitions_are_whole() -> None:
    """No two have one name, and what they are made of are events or other metrics."""
    names = [metric.name for metric in METRICS]
    assert len(names) == len(set(names))
    known = {*names, *BUSINESS_EVENTS, "every event"}
    assert [metric.name for metric in METRICS if not metric.inputs or not known.issuperset(metric.inputs)] == []
    assert all(metric.title and metric.words.endswith(".") for metric in METRICS)
