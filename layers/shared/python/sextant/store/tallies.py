"""A tally as attributes of an item: counts as JSON, users as serialized roaring bitmaps."""

import json
from collections.abc import Mapping
from typing import cast

from pynamodb.attributes import BinaryAttribute, UnicodeAttribute
from pyroaring import BitMap

from sextant.domain.money import MoneyFlow
from sextant.domain.rollups import Ordinals, Tally
from sextant.store.metrics import MetricItem


class TallyItem(MetricItem):
    """What roll-ups and days have in common."""

    counts = UnicodeAttribute()
    active = BinaryAttribute(legacy_encoding=False)
    paying = BinaryAttribute(legacy_encoding=False)

    def hold(self, tally: Tally) -> None:
        """Take over a tally."""
        self.counts = _counts(tally)
        self.active = serialized(tally.active)
        self.paying = serialized(tally.paying)

    def tally(self) -> Tally:
        """The tally held."""
        counts = json.loads(self.counts)
        return Tally(
            events=counts["events"],
            new_by_role=counts["newByRole"],
            requests_created=counts["requestsCreated"],
            requests_by_status=counts["requestsByStatus"],
            money={currency: MoneyFlow(*flow) for currency, flow in counts["money"].items()},
            active=deserialized(self.active),
            paying=deserialized(self.paying),
        )


def serialized(ordinals: Ordinals) -> bytes:
    """A set of ordinals as a portable roaring bitmap."""
    return BitMap(cast("set[int]", ordinals)).serialize()


def deserialized(stored: bytes) -> Ordinals:
    """The set of ordinals that was stored."""
    return BitMap.deserialize(stored)


def _counts(tally: Tally) -> str:
    counts: Mapping[str, object] = {
        "events": tally.events,
        "newByRole": tally.new_by_role,
        "requestsCreated": tally.requests_created,
        "requestsByStatus": tally.requests_by_status,
        # payments, gross, refunds, refunded
        "money": {
            currency: [flow.payments, flow.gross, flow.refunds, flow.refunded] for currency, flow in tally.money.items()
        },
    }
    return json.dumps(counts, separators=(",", ":"))
