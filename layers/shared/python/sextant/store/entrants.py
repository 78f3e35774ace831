"""Entrants as one short text each, since a funnel reads a hundred thousand of them within a second.

`1768640400000,CLIENT,1200,3400,,3400,,ads`: when they registered, in which role, how many milliseconds later they did
each of the five things, and the channel, which may hold commas.
"""

from sextant.domain.entrants import Entrant

_FIELDS = 7


def told(entrant: Entrant) -> str:
    """An entrant as text."""
    at, role, *steps, channel = entrant
    later = ["" if step is None else str(step - at) for step in steps]
    return ",".join((str(at), role, *later, channel or ""))


def read(text: str) -> Entrant:
    """The entrant that was told so."""
    told_at, role, requested, paid, reviewed, first_paid, first_reviewed, channel = text.split(",", _FIELDS)
    at = int(told_at)
    return Entrant(
        at,
        role,
        at + int(requested) if requested else None,
        at + int(paid) if paid else None,
        at + int(reviewed) if reviewed else None,
        at + int(first_paid) if first_paid else None,
        at + int(first_reviewed) if first_reviewed else None,
        channel or None,
    )
