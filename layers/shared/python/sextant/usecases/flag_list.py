"""Listing flags, and saying of each what time and use have made of it."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice

from sextant.aws.observability import logger
from sextant.aws.settings import settings
from sextant.domain import cursors
from sextant.domain.days import today
from sextant.domain.errors import UnavailableError
from sextant.domain.flag_filters import FlagFilter
from sextant.domain.flag_staleness import is_old, staleness
from sextant.domain.flags import Flag
from sextant.schemas.flags import FlagShown
from sextant.store import flags as store
from sextant.store.cursors import signing_key
from sextant.usecases.flag_usage import last_evaluated

MOST_BYTES = 4_000_000
"""Of a page as it leaves the function, where each quote of its JSON is escaped once more; Lambda takes 6 MB."""
_LOOKED_UP_AT_ONCE = 100


def page(asked: FlagFilter, *, limit: int, cursor: str | None) -> tuple[list[FlagShown], str | None]:
    """At most `limit` flags that match, and the cursor of those that follow.

    A page is short at the end of the list, and where its flags are large. A search may look at every flag for that, of
    which there are at most `MAX_FLAGS`.

    Raises:
        BadCursorError: The cursor was made for another list or search.
    """
    after = cursors.unseal(cursor, asked.scope, signing_key()) if cursor is not None else None
    now = datetime.now(UTC)
    everything = asked == FlagFilter(archived=asked.archived)
    found = store.listed(after=after, page_size=limit + 1 if everything else None)
    matching = islice(_matching(found, asked, now), limit + 1)
    items, more = _fitting(list(matching), limit)
    return items, cursors.seal(items[-1].key, asked.scope, signing_key()) if more else None


def shown(flag: Flag) -> FlagShown:
    """A flag, and what time and use have made of it."""
    return _shown([flag], datetime.now(UTC))[0]


def _matching(flags: Iterable[Flag], asked: FlagFilter, now: datetime) -> Iterator[FlagShown]:
    admitted = (flag for flag in flags if asked.admits(flag, now))
    while some := list(islice(admitted, _LOOKED_UP_AT_ONCE)):
        yield from (each for each in _shown(some, now) if each.stale or not asked.stale)


def _shown(flags: Sequence[Flag], now: datetime) -> list[FlagShown]:
    day = today(now, settings.business_time_zone)
    evaluated = _last_evaluated([flag.key for flag in flags if is_old(flag, now) and not flag.archived], now)
    return [
        FlagShown.at(flag, now, staleness(flag, now=now, today=day, last_evaluated=evaluated.get(flag.key)))
        for flag in flags
    ]


def _last_evaluated(keys: Sequence[str], now: datetime) -> dict[str, datetime]:
    """When flags were last evaluated. Where that cannot be read, it was just now: nobody shall remove a flag for it."""
    try:
        return last_evaluated(keys, now) if keys else {}
    except UnavailableError:
        logger.warning("when flags were last evaluated cannot be read")
        return dict.fromkeys(keys, now)


def _fitting(matching: Sequence[FlagShown], limit: int) -> tuple[list[FlagShown], bool]:
    """As many as the page may hold, one at least; and whether any are left."""
    items: list[FlagShown] = []
    room = MOST_BYTES
    for each in matching[:limit]:
        room -= len(json.dumps(json.dumps(each.model_dump(mode="json"))))
        if items and room < 0:
            break
        items.append(each)
    return items, len(items) < len(matching)
