"""Every metric there is. A family of metrics is a file `…_definitions.py`, listed here."""

from typing import Final

from sextant.domain import (
    ca_definitions,
    daily_definitions,
    dashboard_definitions,
    journey_definitions,
    retention_definitions,
    revenue_definitions,
)
from sextant.domain.definitions import Definition

_FAMILIES: Final[tuple[tuple[Definition, ...], ...]] = (
    ca_definitions.DEFINITIONS,
    daily_definitions.DEFINITIONS,
    dashboard_definitions.DEFINITIONS,
    journey_definitions.DEFINITIONS,
    retention_definitions.DEFINITIONS,
    revenue_definitions.DEFINITIONS,
)

METRICS: Final = tuple(sorted((metric for family in _FAMILIES for metric in family), key=lambda metric: metric.name))
"""By name."""

_BY_NAME: Final = {metric.name: metric for metric in METRICS}


def metric(name: str) -> Definition:
    """The metric of this name, which exists."""
    return _BY_NAME[name]
