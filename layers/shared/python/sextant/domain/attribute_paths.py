"""Where in a user's attributes a condition looks: `plan`, `device.os`, `roles.0`, `roles.length`."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sextant.domain.json_values import array_index


class _Step(NamedTuple):
    key: str
    position: int | None


def getter(path: str) -> Callable[[object], object]:
    """A function that finds what a dotted path leads to, or None.

    Like JavaScript it sees own keys only: those of objects, and the indices and `length` of lists.
    """
    steps = [_Step(key, array_index(key)) for key in path.split(".")]

    def get(value: object) -> object:
        for step in steps:
            value = _below(value, step)
            if value is None:
                return None
        return value

    return get


def unfolded(flat: Mapping[str, object]) -> dict[str, object]:
    """Attributes as paths find them: what is kept as `address.city` is below `address`.

    Where an attribute of the name of a part is in the way, the dotted name stays as it is, and no path leads there.
    """
    found: dict[str, object] = {name: value for name, value in flat.items() if "." not in name}
    for name in sorted(flat.keys() - found.keys()):
        inside, last = found, name
        while "." in last:
            part, _, rest = last.partition(".")
            below = inside.setdefault(part, {})
            if not isinstance(below, dict):
                inside, last = found, name
                break
            inside, last = below, rest
        inside.setdefault(last, flat[name])
    return found


def _below(value: object, step: _Step) -> object:
    key, position = step
    if isinstance(value, dict):
        return value.get(key)
    if not isinstance(value, list):
        return None
    if key == "length":
        return len(value)
    return value[position] if position is not None and position < len(value) else None
