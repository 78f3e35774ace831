"""Restatements in the table of metrics, all in one partition in the order of the days that they change."""

from collections.abc import Iterator
from datetime import date

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute, UnicodeSetAttribute

from sextant.domain.days import Period
from sextant.domain.marks import Cause
from sextant.domain.restatements import Restatement, changes_of
from sextant.store.epochs import Epoch
from sextant.store.faults import translated
from sextant.store.long_items import LongItem, whole, writing
from sextant.store.packing import packed, unpacked
from sextant.store.transactions import Part

_PARTITION = "restatements"
_AFTER_ALL = "~"


class RestatementItem(LongItem):
    """One restatement; its figures are packed, each with its name, before and after."""

    LONG = ("figures",)

    time_zone = UnicodeAttribute(attr_name="timeZone")
    closed_at = NumberAttribute(attr_name="closedAt")
    restated_at = NumberAttribute(attr_name="restatedAt")
    causes = UnicodeSetAttribute()
    figures = BinaryAttribute(legacy_encoding=False, null=True)
    definition_version = NumberAttribute(attr_name="definitionVersion")


def id_of(day: date, epoch: Epoch, version: int) -> str:
    """What a restatement is called: by the version of the day that it makes, so that no two can have one name."""
    return f"{day}#{epoch.number:06d}#{version:08d}"


def written(restatement: Restatement) -> Part:
    """Writes it together with the day that it changes."""
    item = RestatementItem(
        _PARTITION,
        restatement.id,
        time_zone=restatement.time_zone,
        closed_at=restatement.closed_at,
        restated_at=restatement.restated_at,
        causes={cause.value for cause in restatement.causes},
        figures=packed([[change.figure, change.before, change.after] for change in restatement.changes]),
        definition_version=restatement.definition_version,
    )
    return writing(item)


def of_days(period: Period, *, before: str | None = None, limit: int) -> Iterator[Restatement]:
    """The restatements of the days of a period, those of the latest day first, read consistently.

    Args:
        period: Which days.
        before: The id of a restatement; only those behind it in that order.
        limit: How many at most.
    """
    # A range includes its end, which is then left out.
    last = f"{period.last}{_AFTER_ALL}" if before is None else before
    span = RestatementItem.bucket.between(str(period.first), last)
    more = 0 if before is None else 1
    with translated():
        found = RestatementItem.query(
            _PARTITION, span, consistent_read=True, scan_index_forward=False, limit=limit + more
        )
        for item in whole(found):
            if item.bucket != before:
                yield _restatement(item)


def _restatement(item: RestatementItem) -> Restatement:
    return Restatement(
        id=item.bucket,
        day=date.fromisoformat(item.bucket.partition("#")[0]),
        time_zone=item.time_zone,
        closed_at=int(item.closed_at),
        restated_at=int(item.restated_at),
        causes=frozenset(Cause(cause) for cause in item.causes),
        changes=changes_of((figure, (old, new)) for figure, old, new in unpacked(item.figures)),
        definition_version=int(item.definition_version),
    )
