"""Where flags and experiments name a user: what an erasure leaves to the admins who wrote it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Final, Literal

from sextant.domain.experiments import Experiment
from sextant.domain.flags import Flag

IsUser = Callable[[str], bool]
"""Whether a text is the id of the user; it may only know a hash of it."""

_OF_FLAGS: Final = ("owner", "user_ids", "excluded_user_ids", "rules", "created_by", "updated_by")
_OF_EXPERIMENTS: Final = ("owner", "overrides", "condition", "created_by", "updated_by")


@dataclass(frozen=True, slots=True)
class Mention:
    """That a flag or an experiment names a user.

    Attributes:
        kind: `flag` or `experiment`.
        key: Its key.
        fields: Which of its fields do, by our names.
    """

    kind: Literal["flag", "experiment"]
    key: str
    fields: tuple[str, ...]


def of_user(is_user: IsUser, flags: Sequence[Flag], experiments: Sequence[Experiment]) -> list[Mention]:
    """Every flag and every experiment that names a user."""
    found = [Mention("flag", each.key, _naming(each, _OF_FLAGS, is_user)) for each in flags]
    found += [Mention("experiment", each.key, _naming(each, _OF_EXPERIMENTS, is_user)) for each in experiments]
    return [mention for mention in found if mention.fields]


def _naming(thing: Flag | Experiment, names: Sequence[str], is_user: IsUser) -> tuple[str, ...]:
    return tuple(name for name in names if any(map(is_user, _texts(getattr(thing, name)))))


def _texts(value: object) -> Iterator[str]:
    """Every text in a value, however deep, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _texts(key)
            yield from _texts(each)
    elif isinstance(value, Sequence) and not isinstance(value, bytes):
        for each in value:
            yield from _texts(each)
    elif is_dataclass(value):
        for each in fields(value):
            yield from _texts(getattr(value, each.name))
