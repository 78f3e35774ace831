"""Trying again where others may have been faster."""

import random
import time
from collections.abc import Iterator
from typing import Final

_ATTEMPTS: Final = 10
_LONGEST_PAUSE_SECONDS: Final = 0.04


def attempts() -> Iterator[int]:
    """As often as is worth trying, with pauses that let whoever was faster finish: a kill switch must land."""
    for attempt in range(_ATTEMPTS):
        if attempt:
            time.sleep(random.uniform(0, _LONGEST_PAUSE_SECONDS))  # noqa: S311 - spreads, hides nothing
        yield attempt
