"""Takes a user out of every stored set of users: what the recount did not reach, above all days that are sealed.

Roll-ups come first and days after them, since a tick computes days from roll-ups: whoever computed one from a roll-up
that still had the user read the day's version before it was taken out there too, and is refused.
"""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice
from typing import Final

from sextant.domain.erasures import Erasure, ErasedPart
from sextant.store import erasures, user_sets
from sextant.store.metrics import MetricItem
from sextant.usecases import erasing_cas

_AT_ONCE: Final = 8
"""Items in a transaction, which may have 4 MB; a set of a million scattered users has a few hundred kilobytes."""
_DATES_AT_ONCE: Final = 30
"""Dates looked through before it is noted how far that is."""
_ROLLUPS_DONE: Final = "rollups done"


def take(erasure: Erasure) -> Erasure | None:
    """Take the user out of the next sets, and their name as a CA out of the next figures."""
    renamed = erasing_cas.take_figures(erasure)
    if renamed != erasure:
        return renamed
    if erasure.ordinal is None:
        return erasures.write(erasure.after_step())
    if erasure.cursor != _ROLLUPS_DONE:
        return _take_rollups(erasure, erasure.ordinal)
    for part, find in _OTHERS.items():
        if found := list(islice(find(erasure.ordinal), _AT_ONCE)):
            return _save(erasure, part, found)
    return erasures.write(erasure.after_step())


def held(ordinal: int) -> dict[ErasedPart, int]:
    """In how many stored sets a user is found, read consistently."""
    rollups = sum(1 for each in user_sets.dates() for _ in user_sets.without_in_rollups(each, ordinal))
    return {ErasedPart.ROLLUPS: rollups} | {part: sum(1 for _ in find(ordinal)) for part, find in _OTHERS.items()}


def _take_rollups(erasure: Erasure, ordinal: int) -> Erasure | None:
    """Look through the next dates; the cursor is the last that has been."""
    done = date.fromisoformat(erasure.cursor) if erasure.cursor else date.min
    left = [each for each in user_sets.dates() if each > done]
    for utc_date in left[:_DATES_AT_ONCE]:
        if found := list(islice(user_sets.without_in_rollups(utc_date, ordinal), _AT_ONCE)):
            return _save(erasure, ErasedPart.ROLLUPS, found)
    reached = str(left[_DATES_AT_ONCE - 1]) if len(left) > _DATES_AT_ONCE else _ROLLUPS_DONE
    return erasures.write(erasure.with_removed({}, cursor=reached))


def _save(erasure: Erasure, part: ErasedPart, items: list[MetricItem]) -> Erasure | None:
    cleared = erasure.with_removed({part: len(items)}, cursor=erasure.cursor)
    return erasures.write(cleared, *(user_sets.saving(item) for item in items))


_OTHERS: Final[dict[ErasedPart, Callable[[int], Iterator[MetricItem]]]] = {
    ErasedPart.ROLES: user_sets.without_in_roles,
    ErasedPart.DAYS: user_sets.without_in_days,
}
