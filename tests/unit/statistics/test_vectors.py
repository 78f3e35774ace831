"""Every published vector in tests/data/statistics, through one adapter a category, each within its own tolerance."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.unit.statistics import comparison_vectors, decision_vectors, sequential_vectors
from tests.unit.statistics.vector_figures import departures

FOLDER: Final = Path(__file__).parents[2] / "data" / "statistics"
ADAPTERS: Final = {**comparison_vectors.ADAPTERS, **decision_vectors.ADAPTERS, **sequential_vectors.ADAPTERS}


def vectors() -> Iterator[Any]:
    """Each vector of each file there, by its name."""
    for path in sorted(FOLDER.glob("*.json")):
        for vector in json.loads(path.read_text(encoding="utf-8")):
            yield pytest.param(vector, id=vector["name"])


@pytest.mark.parametrize("vector", list(vectors()))
def test_a_vector_comes_out_within_its_tolerance(vector: dict[str, Any]) -> None:
    """A category without an adapter, or a figure that an adapter does not give, fails as a wrong figure does."""
    found = ADAPTERS[vector["category"]](vector["input"])
    tolerance = vector["tolerance"]
    assert departures(found, vector["expected"], tolerance["rtol"], tolerance["atol"]) == []
