"""How long an invocation may still start new work."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment of the process's own clock after which nothing new is begun."""

    moment: float

    @classmethod
    def of(cls, remaining_ms: Callable[[], int], margin_seconds: float) -> "Deadline":
        """So long before a Lambda invocation is cut off."""
        return cls(time.monotonic() + remaining_ms() / 1000 - margin_seconds)

    @classmethod
    def in_seconds(cls, seconds: float) -> "Deadline":
        """So many seconds from now."""
        return cls(time.monotonic() + seconds)

    @property
    def passed(self) -> bool:
        """Whether it is too late to begin anything."""
        return self.seconds_left <= 0

    @property
    def seconds_left(self) -> float:
        """How long work may still be begun."""
        return self.moment - time.monotonic()

    def later(self, seconds: float) -> "Deadline":
        """A deadline so much after this one."""
        return Deadline(self.moment + seconds)

    def share(self, part: float) -> "Deadline":
        """An earlier deadline, after this part of the time that is left."""
        return Deadline(time.monotonic() + self.seconds_left * part)
