"""The funnel: of those who registered, how many then requested, then paid, then reviewed.

Order is strict: a step is the earliest event of its kind at or after the step before it.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Final, TypeVar

from sextant.domain.entrants import Entrant
from sextant.domain.ratios import ratio

DAY_MS: Final = 24 * 60 * 60_000
_Group = TypeVar("_Group", bound=Hashable)

STEPS: Final = ("registered", "requested", "paid", "reviewed")


@dataclass(frozen=True, slots=True)
class Windows:
    """Within which time steps count. A day is 24 hours, whatever clocks do.

    Attributes:
        total_days: Every step has to come less than so many days after the registration.
        step_days: And each less than so many days after the step before it, if that is asked for.
    """

    total_days: int
    step_days: int | None = None

    @property
    def total_ms(self) -> int:
        """The first in milliseconds."""
        return self.total_days * DAY_MS

    @property
    def step_ms(self) -> int:
        """The second in milliseconds; the first, which never cuts off more, where it is not asked for."""
        return self.total_ms if self.step_days is None else self.step_days * DAY_MS


@dataclass(slots=True)
class Funnel:
    """Entrants, and how far they came.

    Attributes:
        reached: How many came to each step, the registration first.
        mature_reached: How many of those whose window is over.
        lags: From each step to the next how long each took who came there, in milliseconds.
    """

    reached: list[int] = field(default_factory=lambda: [0] * len(STEPS))
    mature_reached: list[int] = field(default_factory=lambda: [0] * len(STEPS))
    lags: list[list[int]] = field(default_factory=lambda: [[] for _ in STEPS[1:]])

    @property
    def immature(self) -> int:
        """Entrants whose window is not over yet: they may still come further."""
        return self.reached[0] - self.mature_reached[0]

    def step_rate(self, step: int, *, mature: bool) -> float | None:
        """Which part of those of the step before came to this one; None for the first, and where nobody was before."""
        counts = self.mature_reached if mature else self.reached
        return ratio(counts[step], counts[step - 1]) if step else None

    def overall_rate(self, step: int, *, mature: bool) -> float | None:
        """Which part of the entrants came to this step; None without entrants."""
        counts = self.mature_reached if mature else self.reached
        return ratio(counts[step], counts[0])

    def median_lag(self, step: int) -> float | None:
        """How long those who came to this step took from the one before, in the median; None for the first."""
        lags = self.lags[step - 1] if step else []
        return float(median(lags)) if lags else None

    def add(self, other: "Funnel") -> None:
        """Take in the entrants of another one."""
        self.reached = [own + more for own, more in zip(self.reached, other.reached, strict=True)]
        self.mature_reached = [own + more for own, more in zip(self.mature_reached, other.mature_reached, strict=True)]
        for own, more in zip(self.lags, other.lags, strict=True):
            own.extend(more)


def funnels(
    entrants: Iterable[Entrant], group_of: Callable[[Entrant], _Group], windows: Windows, as_of: int
) -> dict[_Group, Funnel]:
    """The funnel of each group of entrants.

    Args:
        entrants: Who registered.
        group_of: In which group somebody is.
        windows: Within which time steps count.
        as_of: What happened before this moment is known, in Unix milliseconds: somebody whose window ends by then is
            mature.
    """
    total, step, mature_from = windows.total_ms, windows.step_ms, as_of - windows.total_ms
    found: dict[_Group, Funnel] = {}
    for entrant in entrants:
        group = group_of(entrant)
        funnel = found.get(group)
        if funnel is None:
            funnel = found[group] = Funnel()
        before = entrant.registered_at
        end = before + total
        depth = 0
        for at in entrant[2:5]:
            if at is None or at >= end or at - before >= step:
                break
            funnel.lags[depth].append(at - before)
            before = at
            depth += 1
        funnel.reached[depth] += 1
        if entrant.registered_at <= mature_from:
            funnel.mature_reached[depth] += 1
    for funnel in found.values():
        # So far everybody counts where they ended; who came to a step was at all before it too.
        for counts in (funnel.reached, funnel.mature_reached):
            for place in range(len(STEPS) - 2, -1, -1):
                counts[place] += counts[place + 1]
    return found


def united(parts: Iterable[Funnel]) -> Funnel:
    """The funnel of the entrants of all."""
    whole = Funnel()
    for part in parts:
        whole.add(part)
    return whole


def largest(now: Mapping[str, Funnel], before: Mapping[str, Funnel], most: int) -> frozenset[str]:
    """The names of so many groups: those with the most entrants now, and among equals before."""

    def entrants(groups: Mapping[str, Funnel], name: str) -> int:
        return groups[name].reached[0] if name in groups else 0

    ranked = sorted({*now, *before}, key=lambda name: (-entrants(now, name), -entrants(before, name), name))
    return frozenset(ranked[:most])


def with_the_rest(groups: Mapping[str, Funnel], named: Collection[str], rest: str) -> dict[str, Funnel]:
    """The groups that are named, and as one group of this name all others if there are any."""
    shown = {name: groups[name] for name in sorted(groups) if name in named}
    if others := [groups[name] for name in groups if name not in named]:
        shown[rest] = united([*others, shown.pop(rest, Funnel())])
    return shown
