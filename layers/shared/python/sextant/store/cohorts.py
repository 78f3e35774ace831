"""Those who registered on a day, as fast as they can be read: one partition of the index `byCohort` at a time."""

import json
from collections.abc import Iterator, Sequence

from sextant.domain.entrants import Buyer, Entrant
from sextant.store import entrants
from sextant.store.money import flows_of
from sextant.store.profiles import ProfileItem, purchases_of
from sextant.store.raw_queries import Item, page

_INDEX = "byCohort"


def entrants_of(cohort: str) -> list[Entrant]:
    """Those of a partition such as `2026-01-17#2`. A change of the last seconds may be missing.

    Raises:
        UnavailableError: DynamoDB does not answer just now.
    """
    return [entrants.read(item["entrant"]["S"]) for item in _items(cohort, ["entrant"])]


def buyers_of(cohort: str) -> list[Buyer]:
    """Those of a partition, with what they paid; read like `entrants_of`."""
    return [_buyer(item) for item in _items(cohort, ["userId", "entrant", "purchases", "money"])]


def _items(cohort: str, attributes: Sequence[str]) -> Iterator[Item]:
    after = None
    while True:
        found, after = page(ProfileItem, _INDEX, cohort, attributes, after=after)
        yield from found
        if after is None:
            return


def _buyer(item: Item) -> Buyer:
    return Buyer(
        item["userId"]["S"],
        entrants.read(item["entrant"]["S"]),
        purchases_of(item["purchases"]["S"]) if "purchases" in item else {},
        flows_of(json.loads(item["money"]["S"])) if "money" in item else {},
    )
