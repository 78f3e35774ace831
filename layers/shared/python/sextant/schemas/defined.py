"""Figures that say which metric they are: their description is the metric's definition."""

from typing import Any

from pydantic import Field

from sextant.domain.metric_registry import metric

KEY = "x-metric"
"""Under which the OpenAPI document names the metric of a figure; a test holds every figure against the registry."""


def defined(name: str, **field: Any) -> Any:  # noqa: ANN401 - what pydantic's Field takes and gives
    """What makes a field show a metric.

    Write `gross: Annotated[int, …]` with this for the dots.

    Args:
        name: The metric's name in the registry.
        field: What else pydantic's `Field` takes.
    """
    return Field(description=metric(name).words, json_schema_extra={KEY: name}, **field)
