"""The metrics that there are, and what each means."""

from typing import Annotated

from pydantic import Field

from sextant.domain.definitions import Unit
from sextant.schemas.base import Answer


class MetricDefinition(Answer):
    """One metric."""

    name: Annotated[str, Field(description="What it is called everywhere", examples=["revenue.gross"])]
    title: str
    words: Annotated[str, Field(description="The definition, exact enough to compute it by")]
    version: Annotated[int, Field(description="Raised when it is counted in another way")]
    inputs: Annotated[list[str], Field(description="The events and the other metrics that it is made of")]
    unit: Unit


class MetricDefinitions(Answer):
    """Every metric, by name."""

    definition_version: Annotated[int, Field(description="Raised when any figure is counted in another way")]
    definitions: list[MetricDefinition]
