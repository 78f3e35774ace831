"""What an app tells of a user in one go: nested as it comes, flat as rules and profiles have it."""

import json
import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import BeforeValidator, Field

from sextant.domain.echoes import echoed
from sextant.domain.profiles import ATTRIBUTES_KEPT
from sextant.domain.targeting import ROLES_ATTRIBUTE, SEGMENTS_ATTRIBUTE
from sextant.schemas.catalogue import AttributeName, AttributeValue

MOST_TRAITS: Final = ATTRIBUTES_KEPT
LONGEST_NAME: Final = 64
LONGEST_TEXT: Final = 256
LARGEST_INTEGER: Final = 2**53
MOST_ITEMS: Final = 20
LARGEST_LIST_BYTES: Final = 4 * LONGEST_TEXT
"""What a list may have as JSON: no more than a text may, so that lists make no profile too large to store."""
_TOLD_ELSEWHERE: Final = frozenset({ROLES_ATTRIBUTE, SEGMENTS_ATTRIBUTE})
"""Which rules know as lists that the business or a call says. Any page may identify anybody, as an admin too."""
_HALF_A_CHARACTER: Final = "holds half of a surrogate pair, which is no character"


@dataclass(frozen=True, slots=True)
class WrongTrait:
    """A trait that cannot be kept.

    Attributes:
        name: Its dotted name, its beginning if that is too long.
        message: What is wrong with it.
    """

    name: str
    message: str


def flattened(traits: object) -> object:
    """Nested objects under dotted names, as conditions name them: `{"address": {"city": "Leeds"}}` is `address.city`.

    What is null says nothing and is left out.

    Raises:
        ValueError: There are too many, or one is none that can be kept; the message says which, and its limit.
    """
    if not isinstance(traits, Mapping):
        return traits
    kept, wrong = sorted_out(traits)
    if wrong:
        raise ValueError(f"{wrong[0].name} {wrong[0].message}")
    return kept


def sorted_out(traits: Mapping[str, object]) -> tuple[dict[str, object], list[WrongTrait]]:
    """The traits that can be kept, flat, and those that cannot."""
    kept: dict[str, object] = {}
    wrong = []
    for name, value in _leaves(traits, ""):
        if problem := _name_problem(name, kept) or _problem(name, value):
            wrong.append(WrongTrait(name[:LONGEST_NAME], problem))
        else:
            kept[name] = value
    return kept, wrong


def _name_problem(name: str, kept: Collection[str]) -> str | None:
    if name in kept:
        return "is there twice, once nested and once under its dotted name"
    if name != echoed(name):
        return _HALF_A_CHARACTER
    if not 0 < len(name) <= LONGEST_NAME:
        return f"is no name of an attribute; one has 1 to {LONGEST_NAME} characters"
    return f"is one too many: at most {MOST_TRAITS} are taken at a time" if len(kept) == MOST_TRAITS else None


def _leaves(traits: Mapping[str, object], prefix: str) -> Iterator[tuple[str, object]]:
    for key, value in traits.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{name}.")
        elif value is not None:
            yield name, value


def _problem(name: str, value: object) -> str | None:
    return _list_problem(name, value) if isinstance(value, list) else _scalar_problem(value)


def _list_problem(name: str, items: list[object]) -> str | None:
    if name in _TOLD_ELSEWHERE:
        return "is a list that is not for apps to tell: it comes with a registration, or with each evaluation"
    if len(items) > MOST_ITEMS:
        return f"is a list of over {MOST_ITEMS} items"
    if problem := next(filter(None, map(_scalar_problem, items)), None):
        return f"is a list, an item of which {problem}"
    size = len(json.dumps(items, separators=(",", ":"), ensure_ascii=False).encode())
    return None if size <= LARGEST_LIST_BYTES else f"is a list of over {LARGEST_LIST_BYTES:,} bytes"


def _scalar_problem(value: object) -> str | None:
    match value:
        case bool():
            return None
        case int():
            fits = -LARGEST_INTEGER <= value <= LARGEST_INTEGER
            return None if fits else "is a number beyond what every computer keeps exactly; send it as text"
        case float():
            return None if math.isfinite(value) else "is no number that JSON has"
        case str() if value != echoed(value):
            return _HALF_A_CHARACTER
        case str():
            return None if len(value) <= LONGEST_TEXT else f"has over {LONGEST_TEXT} characters"
        case _:
            return "is neither text, a number, true nor false"


TraitValue = AttributeValue | Annotated[list[AttributeValue], Field(max_length=MOST_ITEMS)]
Traits = Annotated[dict[AttributeName, TraitValue], Field(max_length=MOST_TRAITS), BeforeValidator(flattened)]
"""Traits of a user, flat, within the limits of attributes."""
