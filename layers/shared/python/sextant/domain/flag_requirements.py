"""Which flags require which: nothing may be required that is missing or put away, nor by itself in the end."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from sextant.domain.errors import FieldError
from sextant.domain.flags import Flag

MAX_REQUIRED = 100
"""So many different flags one flag may require, in prerequisites and rules together."""


class Requirement(NamedTuple):
    """That a flag requires another, and which of its fields says so."""

    key: str
    field: str


def requirements(flag: Flag) -> Iterator[Requirement]:
    """What a flag requires, in its prerequisites and in its rules."""
    for number, prerequisite in enumerate(flag.prerequisites):
        yield Requirement(prerequisite.flag, f"prerequisites[{number}].flag")
    for number, rule in enumerate(flag.rules):
        for place, parent in enumerate(rule.get("parentConditions", ())):
            yield Requirement(parent["id"], f"rules[{number}].parentConditions[{place}].id")


def required(flag: Flag) -> frozenset[str]:
    """The keys of what a flag requires."""
    return frozenset(each.key for each in requirements(flag))


def problems(flag: Flag, others: Mapping[str, Flag]) -> Iterator[FieldError]:
    """What is wrong with what a flag requires.

    Args:
        flag: The flag as it shall be.
        others: All flags as they are, by key; this one may be among them.
    """
    known = {**others, flag.key: flag}
    for key, field in requirements(flag):
        parent = known.get(key)
        if parent is None:
            yield FieldError(field, f"There is no flag {key!r}; make it first, or require another.")
        elif cycle := _way(flag.key, known, start=key):
            shown = " → ".join([flag.key, *cycle])
            yield FieldError(field, f"The flag would require itself: {shown}. Leave out one of these.", "no cycle")
        elif parent.archived:
            yield FieldError(field, f"The flag {key!r} is archived; restore it first, or require another.")
        elif flag.client_visible and not parent.client_visible:
            message = (
                f"Devices see this flag and not {key!r}, so they could not decide it; make {key!r} visible to clients "
                "first, or this one not."
            )
            yield FieldError(field, message, "a flag that is visible to clients")


def requiring(key: str, others: Iterable[Flag]) -> list[Flag]:
    """The flags in use that require the flag `key`; what is archived requires nothing while it is."""
    return [other for other in others if other.key != key and not other.archived and key in required(other)]


def _way(goal: str, known: Mapping[str, Flag], *, start: str) -> list[str] | None:
    """The keys on the way from `start` to `goal` by what each requires, or None if it does not lead there."""
    came_from: dict[str, str | None] = {start: None}
    coming = [start]
    while coming:
        key = coming.pop()
        if key == goal:
            return _traced(goal, came_from)
        parent = known.get(key)
        for each in sorted(required(parent)) if parent else ():
            if each not in came_from:
                came_from[each] = key
                coming.append(each)
    return None


def _traced(goal: str, came_from: Mapping[str, str | None]) -> list[str]:
    way: list[str] = []
    key: str | None = goal
    while key is not None:
        way.append(key)
        key = came_from[key]
    return way[::-1]
