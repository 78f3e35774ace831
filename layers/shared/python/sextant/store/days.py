"""Daily metrics in the business's time zone, one partition for each epoch."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute, VersionAttribute

from sextant.domain.days import Period
from sextant.domain.rollups import DEFINITION_VERSION, Tally
from sextant.store import epochs, long_items
from sextant.store.epochs import Epoch
from sextant.store.faults import translated
from sextant.store.tallies import TallyItem
from sextant.store.transactions import Part, commit


class DayItem(TallyItem):
    """The tally of one day."""

    definition_version = NumberAttribute(attr_name="definitionVersion")
    time_zone = UnicodeAttribute(attr_name="timeZone")
    watermark = NumberAttribute()
    complete = BooleanAttribute()
    closed_at = NumberAttribute(attr_name="closedAt", null=True)
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
        closed_at: When it was closed, in Unix milliseconds; None while it is not. What changes from then on is a
            restatement.
    """

    tally: Tally
    watermark: int
    complete: bool
    closed_at: int | None = None


@dataclass(frozen=True, slots=True)
class StoredDay:
    """A day as it is stored, by whatever definition.

    Attributes:
        day: What it says.
        definition_version: By which definition it was computed.
        version: What a new one has to be based on.
    """

    day: DayTally
    definition_version: int
    version: int


@dataclass(frozen=True, slots=True)
class DayStanding:
    """What is known of a stored day beside its tally.

    Attributes:
        definition_version: By which definition it was computed.
        watermark: Everything that arrived before this moment is counted, in Unix milliseconds.
        closed_at: When it was closed, in Unix milliseconds; None while it is not.
    """

    definition_version: int
    watermark: int
    closed_at: int | None


@translated()
def stored(day: date, epoch: Epoch) -> StoredDay | None:
    """A day as it is stored, or None; to be read before what a new one is computed from."""
    try:
        head = DayItem.get(partition(epoch), str(day), consistent_read=True)
    except DayItem.DoesNotExist:
        return None
    found = next(long_items.whole([head]))
    return StoredDay(_tallied(found), int(found.definition_version), int(found.version))


@translated()
def version_of(day: date, epoch: Epoch) -> int | None:
    """The stored version of a day, or None."""
    found = stored(day, epoch)
    return found.version if found else None


def put(day: date, epoch: Epoch, computed: DayTally, *, based_on: int | None, together: Part | None = None) -> bool:
    """Store a day; False if another was stored since the version it is based on was read.

    Args:
        day: Which.
        epoch: Of which epoch.
        computed: What it says.
        based_on: The version that was read before what it was computed from; None if there was none.
        together: What else is written with it, or not at all.
    """
    item = DayItem(
        partition(epoch),
        str(day),
        definition_version=DEFINITION_VERSION,
        time_zone=epoch.time_zone,
        watermark=computed.watermark,
        complete=computed.complete,
        closed_at=computed.closed_at,
    )
    item.hold(computed.tally)
    if based_on is not None:
        item.version = based_on
    if together is None:
        return long_items.saved_unless_changed(item)
    return not commit(long_items.writing(item, long_items.stored_parts(item)), together)


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
        date.fromisoformat(item.bucket): _tallied(item)
        for item in long_items.whole(DayItem.query(partition(epoch), span, consistent_read=True))
        if int(item.definition_version) == DEFINITION_VERSION
    }


@translated()
def standings(period: Period, epoch: Epoch) -> dict[date, DayStanding]:
    """What is known of the stored days of a period, by whatever definition they were computed; read consistently."""
    span = DayItem.bucket.between(str(period.first), str(period.last))
    known = ["bucket", "definitionVersion", "watermark", "closedAt"]
    found = DayItem.query(partition(epoch), span, consistent_read=True, attributes_to_get=known)
    return {date.fromisoformat(item.bucket): _standing(item) for item in found}


def partition(epoch: Epoch) -> str:
    """In which the days of an epoch are."""
    return f"daily#{epoch.number}#{epoch.time_zone}"


def _tallied(item: DayItem) -> DayTally:
    return DayTally(item.tally(), int(item.watermark), item.complete, _moment(item.closed_at))


def _standing(item: DayItem) -> DayStanding:
    return DayStanding(int(item.definition_version), int(item.watermark), _moment(item.closed_at))


def _moment(stored_as: float | None) -> int | None:
    return None if stored_as is None else int(stored_as)
