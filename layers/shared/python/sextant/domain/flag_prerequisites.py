"""Flags that a flag requires."""

from dataclasses import dataclass

from sextant.domain.conditions import Condition


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """What must hold of another flag before anybody gets this one.

    Attributes:
        flag: Key of the other flag.
        condition: Must hold of `{"value": <the other flag's value>}`.
    """

    flag: str
    condition: Condition
