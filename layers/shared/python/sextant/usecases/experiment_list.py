"""Listing experiments."""

import json
from collections.abc import Sequence
from itertools import islice

from sextant.domain import cursors
from sextant.domain.experiment_filters import ExperimentFilter
from sextant.schemas.experiments import ExperimentShown
from sextant.store import experiments as store
from sextant.store.cursors import signing_key

MOST_BYTES = 4_000_000
"""Of a page as it leaves the function, where each quote of its JSON is escaped once more; Lambda takes 6 MB."""


def page(asked: ExperimentFilter, *, limit: int, cursor: str | None) -> tuple[list[ExperimentShown], str | None]:
    """At most `limit` experiments that match, in the order of their keys, and the cursor of those that follow.

    A page is short at the end of the list, and where its experiments are large. A search may look at every one of
    them, of which there are at most `MAX_EXPERIMENTS`.

    Raises:
        BadCursorError: The cursor was made for another list or search.
    """
    after = cursors.unseal(cursor, _scope(asked), signing_key()) if cursor is not None else None
    everything = asked == ExperimentFilter()
    found = store.listed(after=after, page_size=limit + 1 if everything else None)
    matching = list(islice((ExperimentShown.of(each) for each in found if asked.admits(each)), limit + 1))
    items = _fitting(matching[:limit])
    more = len(items) < len(matching)
    return items, cursors.seal(items[-1].key, _scope(asked), signing_key()) if more else None


def _scope(asked: ExperimentFilter) -> str:
    return f"experiments:{asked.scope}"


def _fitting(matching: Sequence[ExperimentShown]) -> list[ExperimentShown]:
    """As many as the page may hold, one at least."""
    items: list[ExperimentShown] = []
    room = MOST_BYTES
    for each in matching:
        room -= len(json.dumps(json.dumps(each.model_dump(mode="json"))))
        if items and room < 0:
            break
        items.append(each)
    return items
