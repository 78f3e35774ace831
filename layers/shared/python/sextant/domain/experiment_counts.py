"""What is counted of an experiment: sums over users, by phase, variant and day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final, NamedTuple

from sextant.domain.experiment_metrics import Sums

_NOTHING: Final[Mapping[str, Sums]] = MappingProxyType({})


SIGNED_IN: Final = "#signed_in"
"""Where sums over crossed users hold how many crossed by signing in; no metric has such an id."""
RESTARTED: Final = "#restarted"
"""The same of those who saw another variant before a restart, and crossed by nothing else; nobody is in both."""


class Cell(NamedTuple):
    """What is counted together.

    Attributes:
        phase: Number of the phase that enrolled the users.
        crossed: Whether only users count here who have seen two variants; else everybody does.
        variant: Id of the variant that they saw first in this phase.
        day: The day of the business on which it was counted.
    """

    phase: int
    crossed: bool
    variant: str
    day: date


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums over users.

    Attributes:
        users: How many users were enrolled.
        sums: By metric, its moments by name, as in `experiment_metrics.moments`; those of 0 may be left out.
    """

    users: int = 0
    sums: Mapping[str, Sums] = field(default_factory=lambda: _NOTHING)

    def __add__(self, other: "Tally") -> "Tally":
        sums = {metric: dict(moments) for metric, moments in self.sums.items()}
        for metric, moments in other.sums.items():
            mine = sums.setdefault(metric, {})
            for name, value in moments.items():
                mine[name] = mine.get(name, 0) + value
        return Tally(self.users + other.users, sums)

    def __bool__(self) -> bool:
        """Whether it would change anything that it is added to."""
        return self.users != 0 or any(value for moments in self.sums.values() for value in moments.values())


NOTHING: Final = Tally()
