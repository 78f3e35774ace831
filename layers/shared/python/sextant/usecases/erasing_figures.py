"""Takes a user out of every stored set of users: what the recount did not reach, above all days that are sealed.

Roll-ups come first and days after them, since a tick computes days from roll-ups: whoever computed one from a roll-up
that still had the user read the day's version before it was taken out there too, and is refused. A closed day that
says something else thereby is restated.
"""

import time
from datetime import date
from typing import Final

from sextant.domain.daily_figures import changed
from sextant.domain.erasures import ErasedPart, Erasure
from sextant.domain.marks import Cause
from sextant.domain.restatements import Restatement, changes_of
from sextant.store import erasures, restatements, transactions, user_sets
from sextant.store.long_items import fitting
from sextant.store.user_sets import DayWithout
from sextant.usecases import erasing_cas

_AT_ONCE: Final = 8
"""Items in a transaction, fewer if they are large; a set of a million scattered users has a few hundred kilobytes."""
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
    if roles := fitting(user_sets.without_in_roles(erasure.ordinal), _AT_ONCE, lambda item: item):
        return _save(erasure, ErasedPart.ROLES, len(roles), [user_sets.saving(item) for item in roles])
    if days := fitting(user_sets.without_in_days(erasure.ordinal), _AT_ONCE, lambda day: day.item):
        return _save(erasure, ErasedPart.DAYS, len(days), [part for day in days for part in _saving_day(day)])
    return erasures.write(erasure.after_step())


def held(ordinal: int) -> dict[ErasedPart, int]:
    """In how many stored sets a user is found, read consistently."""
    return {
        ErasedPart.ROLLUPS: sum(1 for each in user_sets.dates() for _ in user_sets.without_in_rollups(each, ordinal)),
        ErasedPart.ROLES: sum(1 for _ in user_sets.without_in_roles(ordinal)),
        ErasedPart.DAYS: sum(1 for _ in user_sets.without_in_days(ordinal)),
    }


def _take_rollups(erasure: Erasure, ordinal: int) -> Erasure | None:
    """Look through the next dates; the cursor is the last that has been."""
    done = date.fromisoformat(erasure.cursor) if erasure.cursor else date.min
    left = [each for each in user_sets.dates() if each > done]
    for utc_date in left[:_DATES_AT_ONCE]:
        if found := fitting(user_sets.without_in_rollups(utc_date, ordinal), _AT_ONCE, lambda item: item):
            return _save(erasure, ErasedPart.ROLLUPS, len(found), [user_sets.saving(item) for item in found])
    reached = str(left[_DATES_AT_ONCE - 1]) if len(left) > _DATES_AT_ONCE else _ROLLUPS_DONE
    return erasures.write(erasure.with_removed({}, cursor=reached))


def _saving_day(day: DayWithout) -> list[transactions.Part]:
    saving = user_sets.saving(day.item)
    changes = changed(day.before, day.item.tally())
    if day.closed_at is None or not changes:
        return [saving]
    restatement = Restatement(
        id=restatements.id_of(day.day, day.epoch, int(day.item.version) + 1),
        day=day.day,
        time_zone=day.epoch.time_zone,
        closed_at=day.closed_at,
        restated_at=time.time_ns() // 1_000_000,
        causes=frozenset({Cause.ERASURE}),
        changes=changes_of(changes.items()),
        definition_version=int(day.item.definition_version),
    )
    return [saving, restatements.written(restatement)]


def _save(erasure: Erasure, part: ErasedPart, count: int, parts: list[transactions.Part]) -> Erasure | None:
    return erasures.write(erasure.with_removed({part: count}, cursor=erasure.cursor), *parts)
