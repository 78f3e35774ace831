"""Of which time zone the stored days are, and since when without a break.

A tick refreshes the days of the business's present zone only. When the zone changes, the days stored so far go stale
from then on, and must not be taken for good when it changes back: days are stored under an epoch, and every change of
the zone begins another one.
"""

import json
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from pynamodb.attributes import UnicodeAttribute, VersionAttribute

from sextant.store.faults import translated
from sextant.store.metrics import MetricItem, saved_unless_changed

_PARTITION = "daily"
_CURRENT = "epoch"


class EpochItem(MetricItem):
    """The present epoch: its zone, and a number that every change raises; and the zones of those before, as JSON."""

    time_zone = UnicodeAttribute(attr_name="timeZone")
    before = UnicodeAttribute(null=True)
    number = VersionAttribute()


@dataclass(frozen=True, slots=True)
class Epoch:
    """A stretch of time in which the business has one zone.

    Attributes:
        number: From 1; no two have the same.
        time_zone: The zone's name.
    """

    number: int
    time_zone: str


@translated()
def current() -> Epoch | None:
    """The present epoch, read consistently; None before the first tick."""
    item = _read()
    return None if item is None else _epoch(item)


@translated()
def ever() -> list[Epoch]:
    """Every epoch there was, the present one last, read consistently; their days are all still stored."""
    item = _read()
    if item is None:
        return []
    return [Epoch(number, zone) for number, zone in enumerate(_zones_before(item), 1)] + [_epoch(item)]


@translated()
def begun(zone: ZoneInfo) -> Epoch:
    """The present epoch, which begins now if the last was of another zone.

    To be asked before anything is read of which days are computed. Whoever finds the epoch still current once a roll-up
    is stored knows that every day of a later epoch is computed with it.
    """
    while True:
        item = _read() or EpochItem(_PARTITION, _CURRENT, time_zone="")
        if item.time_zone == zone.key:
            return _epoch(item)
        if item.time_zone:
            item.before = json.dumps([*_zones_before(item), item.time_zone])
        item.time_zone = zone.key
        if saved_unless_changed(item):
            return _epoch(item)


def _read() -> EpochItem | None:
    try:
        return EpochItem.get(_PARTITION, _CURRENT, consistent_read=True)
    except EpochItem.DoesNotExist:
        return None


def _zones_before(item: EpochItem) -> list[str]:
    return list(json.loads(item.before)) if item.before else []


def _epoch(item: EpochItem) -> Epoch:
    return Epoch(int(item.number), item.time_zone)
