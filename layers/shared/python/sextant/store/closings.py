"""How far the closing of days has come, one item for each epoch."""

from datetime import date

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, VersionAttribute

from sextant.domain.closings import Closing
from sextant.store.epochs import Epoch
from sextant.store.faults import translated
from sextant.store.metrics import MetricItem, saved_unless_changed

_PARTITION = "closing"


class ClosingItem(MetricItem):
    """The closing of one epoch's days."""

    first = UnicodeAttribute()
    behind = UnicodeAttribute()
    history_at = NumberAttribute(attr_name="historyAt")
    closed_at = NumberAttribute(attr_name="closedAt", null=True)
    checked = UnicodeAttribute(null=True)
    version = VersionAttribute()


@translated()
def of(epoch: Epoch) -> Closing | None:
    """How far it has come, read consistently; None before the first day was looked at."""
    try:
        item = ClosingItem.get(_PARTITION, _key(epoch), consistent_read=True)
    except ClosingItem.DoesNotExist:
        return None
    return Closing(
        first=date.fromisoformat(item.first),
        behind=date.fromisoformat(item.behind),
        history_at=int(item.history_at),
        closed_at=_moment(item.closed_at),
        checked=date.fromisoformat(item.checked) if item.checked else None,
        version=int(item.version),
    )


def put(closing: Closing, epoch: Epoch) -> bool:
    """Store how far it has come; False if somebody else did since the version it is based on was read."""
    item = ClosingItem(
        _PARTITION,
        _key(epoch),
        first=str(closing.first),
        behind=str(closing.behind),
        history_at=closing.history_at,
        closed_at=closing.closed_at,
        checked=str(closing.checked) if closing.checked else None,
    )
    if closing.version is not None:
        item.version = closing.version
    return saved_unless_changed(item)


def _key(epoch: Epoch) -> str:
    return f"{epoch.number:06d}"


def _moment(stored: float | None) -> int | None:
    return None if stored is None else int(stored)
