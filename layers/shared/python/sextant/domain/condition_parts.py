"""A condition taken apart: of each part, whether it holds for a user, and what it compares with what."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sextant.domain import attribute_paths, conditions
from sextant.domain.conditions import Attributes, SavedGroups

MOST_PARTS = 200


class Part(NamedTuple):
    """One comparison within a condition, or one of its groups.

    Attributes:
        place: Where in the condition it stands, such as `$or[1].country`.
        holds: Whether it holds.
        operator: `$in` and its like; `$eq` for a literal; `$or` and its like for a group.
        attribute: The attribute that it looks at; None for a group.
        expected: What it compares with; None for a group.
        actual: What the user has; None also where they have nothing.
    """

    place: str
    holds: bool
    operator: str
    attribute: str | None = None
    expected: object = None
    actual: object = None


def parts(condition: object, attributes: Attributes, saved_groups: SavedGroups | None = None) -> list[Part]:
    """The parts of a condition in their order, groups before what is in them; at most `MOST_PARTS`.

    A part in a group that asks for the contrary is told as it stands there: within `$not`, it fails what it is in if it
    holds.
    """
    found: list[Part] = []
    for part in _parts(condition, attributes, saved_groups or {}, ""):
        if len(found) == MOST_PARTS:
            break
        found.append(part)
    return found


def _parts(condition: object, attributes: Attributes, groups: SavedGroups, around: str) -> Iterator[Part]:
    if not isinstance(condition, Mapping):
        return
    for key, value in condition.items():
        place = f"{around}.{key}" if around else key
        if key in conditions.LOGICAL or key == "$not":
            yield Part(place, conditions.prepare({key: value}, saved_groups=groups)(attributes), key)
            yield from _inside(value, attributes, groups, place)
        else:
            yield from _on_attribute(key, value, attributes, groups, place)


def _inside(value: object, attributes: Attributes, groups: SavedGroups, place: str) -> Iterator[Part]:
    if isinstance(value, list | tuple):
        for index, each in enumerate(value):
            yield from _parts(each, attributes, groups, f"{place}[{index}]")
    else:
        yield from _parts(value, attributes, groups, place)


def _on_attribute(path: str, value: object, attributes: Attributes, groups: SavedGroups, place: str) -> Iterator[Part]:
    actual = attribute_paths.getter(path)(attributes) if "." in path else attributes.get(path)
    if not (isinstance(value, dict) and value and conditions.is_operators(value)):
        holds = conditions.prepare({path: value}, saved_groups=groups)(attributes)
        yield Part(place, holds, "$eq", path, value, actual)
        return
    for operator, operand in value.items():
        holds = conditions.prepare({path: {operator: operand}}, saved_groups=groups)(attributes)
        yield Part(place, holds, operator, path, operand, actual)
