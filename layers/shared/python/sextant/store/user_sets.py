"""Who is in which stored set of users, to take one user out of all of them: roll-ups, days of every epoch, roles.

A set is written back on condition that nobody stored another since it was read. So nothing that a tick computes
meanwhile is lost, and what it computed before is refused.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from pynamodb.transactions import TransactWrite

from sextant.domain.rollups import Tally
from sextant.store import dates as known_dates
from sextant.store import epochs, roles
from sextant.store.days import DayItem
from sextant.store.days import partition as partition_of_days
from sextant.store.epochs import Epoch
from sextant.store.faults import translated
from sextant.store.long_items import LongItem, whole, writing
from sextant.store.metrics import MetricItem
from sextant.store.roles import RolesItem
from sextant.store.rollups import RollupItem
from sextant.store.rollups import partition as partition_of_rollups
from sextant.store.tallies import SETS_OF_USERS, without
from sextant.store.transactions import Part

_ONE_DAY: Final = timedelta(days=1)


class DayWithout(NamedTuple):
    """A day without a user.

    Attributes:
        item: As it is without.
        epoch: Of which epoch.
        before: What it said.
    """

    item: DayItem
    epoch: Epoch
    before: Tally

    @property
    def closed_at(self) -> int | None:
        """When it was closed, in Unix milliseconds; None while it is not."""
        stored: float | None = self.item.closed_at
        return None if stored is None else int(stored)

    @property
    def day(self) -> date:
        """Which day of the business."""
        return date.fromisoformat(self.item.bucket)


def dates() -> list[date]:
    """Every UTC date that may have roll-ups, in order: those noted, and those that a stored day touches in any zone."""
    found = {held.day for held in known_dates.every()}
    with translated():
        for epoch in epochs.ever():
            for item in DayItem.query(partition_of_days(epoch), consistent_read=True, attributes_to_get=["bucket"]):
                day = date.fromisoformat(item.bucket)
                found |= {day - _ONE_DAY, day, day + _ONE_DAY}
    return sorted(found)


def without_in_rollups(utc_date: date, ordinal: int) -> Iterator[MetricItem]:
    """The roll-ups of a date that have a user in a set, each as it is without; read consistently."""
    found = whole(RollupItem.query(partition_of_rollups(utc_date), consistent_read=True))
    return _without(found, SETS_OF_USERS, ordinal)


def without_in_roles(ordinal: int) -> Iterator[MetricItem]:
    """The same of the sets by role."""
    return _without(RolesItem.query(roles.PARTITION, consistent_read=True), roles.SETS_OF_USERS, ordinal)


def without_in_days(ordinal: int) -> Iterator[DayWithout]:
    """The same of the days of every epoch."""
    for epoch in epochs.ever():
        with translated():
            for item in whole(DayItem.query(partition_of_days(epoch), consistent_read=True)):
                before = item.tally()
                if without(item, SETS_OF_USERS, ordinal):
                    yield DayWithout(item, epoch, before)


def saving(item: MetricItem) -> Part:
    """Writes an item back over the version that was read."""
    if isinstance(item, LongItem):
        return writing(item)

    def saved(transaction: TransactWrite) -> None:
        transaction.save(item)

    return saved


def _without(items: Iterable[MetricItem], sets: Iterable[str], ordinal: int) -> Iterator[MetricItem]:
    with translated():
        for item in items:
            if without(item, sets, ordinal):
                yield item
