"""Daily metrics in the business's time zone, one partition for each epoch."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute, VersionAttribute

from sextant.domain.days import Period
from sextant.domain.rollups import DEFINITION_VERSION, Tally
from sextant.store import epochs
from sextant.store.epochs import Epoch
from sextant.store.faults import translated
from sextant.store.metrics import saved_unless_changed
from sextant.store.tallies import TallyItem


class DayItem(TallyItem):
    """The tally of one day."""

    definition_version = NumberAttribute(attr_name="definitionVersion")
    time_zone = UnicodeAttribute(attr_name="timeZone")
    watermark = NumberAttribute()
    complete = BooleanAttribute()
    version = VersionAttribute()


@dataclass(frozen=True, slots=True)
class DayTally:
    """A day's tally with what it is worth.

    How far a day reaches is kept for whoever checks a stored number later. The dashboard tells it from the marks, which
    also know what has arrived since.

    Attributes:
        tally: What happened.
        watermark: Everything that arrived before this moment is counted, in Unix milliseconds.
        complete: Whether the day was over by then.
    """

    tally: Tally
    watermark: int
    complete: bool


@translated()
def version_of(day: date, epoch: Epoch) -> int | None:
    """The stored version of a day, or None; to be read before what a new one is computed from."""
    try:
        found = DayItem.get(partition(epoch), str(day), consistent_read=True, attributes_to_get=["version"])
    except DayItem.DoesNotExist:
        return None
    return int(found.version)


def put(day: date, epoch: Epoch, computed: DayTally, *, based_on: int | None) -> bool:
    """Store a day; False if another was stored since the version it is based on was read."""
    item = DayItem(
        partition(epoch),
        str(day),
        definition_version=DEFINITION_VERSION,
        time_zone=epoch.time_zone,
        watermark=computed.watermark,
        complete=computed.complete,
    )
    item.hold(computed.tally)
    if based_on is not None:
        item.version = based_on
    return saved_unless_changed(item)


@translated()
def within(period: Period, zone: ZoneInfo) -> dict[date, DayTally]:
    """The stored days of a period, read consistently.

    None in another zone than the one whose days are refreshed now, and none that was computed by another definition.
    """
    epoch = epochs.current()
    if epoch is None or epoch.time_zone != zone.key:
        return {}
    span = DayItem.bucket.between(str(period.first), str(period.last))
    return {
        date.fromisoformat(item.bucket): DayTally(item.tally(), int(item.watermark), item.complete)
        for item in DayItem.query(partition(epoch), span, consistent_read=True)
        if int(item.definition_version) == DEFINITION_VERSION
    }


def partition(epoch: Epoch) -> str:
    """In which the days of an epoch are."""
    return f"daily#{epoch.number}#{epoch.time_zone}"
