"""What an adapter of vectors gives back, where a figure is another engine's and not ours."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

from sextant.statistics.estimates import Interval

Fields = Mapping[str, Any]
Adapter = Callable[[Fields], Fields]


@dataclass(frozen=True)
class Peer:
    """A figure of another engine that we hold to be off, or that it only nearly solved for.

    Attributes:
        theirs: What that engine gives, made by its rule or by itself; the vector holds it to the vector's tolerance.
        ours: What we give.
        within: How far ours may be from theirs.
        reason: What they do differently.
    """

    theirs: Any
    ours: Any
    within: float
    reason: str


def pair(interval: Interval | None) -> list[float] | None:
    """The two bounds of an interval, if there is one."""
    return None if interval is None else [interval.lower, interval.upper]


def departures(found: object, wanted: object, rtol: float, atol: float, at: str = "") -> list[str]:
    """Where what was computed is not what was wanted, within the tolerance."""
    if isinstance(found, Peer):
        near = departures(found.ours, found.theirs, 0, found.within, f"{at}, ours against theirs")
        return near + departures(found.theirs, wanted, rtol, atol, at)
    if isinstance(wanted, Mapping) and isinstance(found, Mapping):
        missing = [f"{at}.{key} has no figure of ours" for key in wanted if key not in found]
        known = [key for key in wanted if key in found]
        return missing + [
            each for key in known for each in departures(found[key], wanted[key], rtol, atol, f"{at}.{key}")
        ]
    if isinstance(wanted, list) and isinstance(found, Sequence) and len(found) == len(wanted):
        places = enumerate(zip(found, wanted, strict=True))
        return [each for place, (a, b) in places for each in departures(a, b, rtol, atol, f"{at}[{place}]")]
    if _is_number(found) and _is_number(wanted):
        return [] if abs(found - wanted) <= atol + rtol * abs(wanted) else [f"{at} is {found}, not {wanted}"]
    return [] if found == wanted else [f"{at} is {found}, not {wanted}"]


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
