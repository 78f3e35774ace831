"""Every metric there is. A family of metrics is a file `…_definitions.py`, listed here."""

from typing import Final

from sextant.domain import dashboard_definitions, revenue_definitions
from sextant.domain.definitions import Definition

METRICS: Final = tuple(
    sorted((*dashboard_definitions.DEFINITIONS, *revenue_definitions.DEFINITIONS), key=lambda metric: metric.name)
)
"""By name."""

_BY_NAME: Final = {metric.name: metric for metric in METRICS}


def metric(name: str) -> Definition:
    """The metric of this name, which exists."""
    return _BY_NAME[name]
