"""Versions such as `v1.2.3-rc.1+build5`, as GrowthBook's `$vgt` and its kin order them."""

import re
from functools import lru_cache
from typing import Final

from sextant.domain import javascript_numbers
from sextant.domain.json_values import is_number

_SEPARATOR: Final = re.compile("[-.]")
_WIDTH: Final = 5
_PARTS_WITHOUT_PRERELEASE: Final = 3
_AFTER_ANY_PRERELEASE: Final = "~"
_LONGEST_REMEMBERED: Final = 64


def sortable(version: object) -> str:
    """Text that orders as the version does; numbers are versions too, anything else is version 0."""
    text = javascript_numbers.written(version) if is_number(version) else version
    if not isinstance(text, str) or not text:
        return _remembered("0")
    # Users choose what they send: only what is short is remembered.
    return _remembered(text) if len(text) <= _LONGEST_REMEMBERED else _sortable(text)


def _sortable(text: str) -> str:
    parts = _SEPARATOR.split(_without_build(text.removeprefix("v")))
    if len(parts) == _PARTS_WITHOUT_PRERELEASE:
        parts.append(_AFTER_ANY_PRERELEASE)
    return "-".join(part.rjust(_WIDTH) if part.isdigit() else part for part in parts)


_remembered = lru_cache(maxsize=512)(_sortable)


def _without_build(text: str) -> str:
    r"""The text up to the first plus sign of its last line; a line break at the very end stays.

    It is what the regular expression `\+.*$` finds, which would take quadratic time on a text of plus signs.
    """
    body = text.removesuffix("\n")
    plus = body.find("+", body.rfind("\n") + 1)
    return text if plus < 0 else body[:plus] + text[len(body) :]
