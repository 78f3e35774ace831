"""How the vectors of sequential methods and of sample ratios are computed here, by category."""

from collections.abc import Callable, Mapping
from typing import Any, Final

ADAPTERS: Final[Mapping[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]]] = {}
"""From a vector's category to a function that takes its input and gives what it expects, by the same keys."""
