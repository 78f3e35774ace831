"""Whose devices are, beside the devices' own events; and which of those events are still to be given to the user.

| table | key | what |
|---|---|---|
| events | `anonymous#d-1` / `#alias` | that a device is a user's, written once |
| metrics | `joins` / `001768644900000#d-1` | that the device's stored events do not all count for the user yet |
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import UpdateError
from pynamodb.transactions import TransactWrite

from sextant.domain.identities import Alias, guest_of
from sextant.domain.users import ANONYMOUS_PREFIX
from sextant.store.base import TableModel
from sextant.store.faults import CONDITIONAL_CHECK_FAILED, translated
from sextant.store.memory import per_connection
from sextant.store.metrics import MetricItem
from sextant.store.owned_events import ALIAS_ID

READ_AT_ONCE: Final = 100
_PARTITION: Final = "joins"
_MOMENT_DIGITS: Final = 15
_REMEMBERED: Final = 50_000


class AliasItem(TableModel):
    """That a device is a user's."""

    class Meta:
        setting = "events_table"

    guest = UnicodeAttribute(hash_key=True, attr_name="userId")
    row = UnicodeAttribute(range_key=True, attr_name="eventId")
    name = UnicodeAttribute()
    at = NumberAttribute()
    received_at = NumberAttribute(attr_name="receivedAt")
    joined_to = UnicodeAttribute(attr_name="joinedTo")
    ordinal = NumberAttribute()


class JoinItem(MetricItem):
    """A device whose events are still to be given to the user."""

    device = UnicodeAttribute()
    joined_to = UnicodeAttribute(attr_name="joinedTo")
    ordinal = NumberAttribute()
    behind = UnicodeAttribute(null=True)


@dataclass(frozen=True, slots=True)
class Join:
    """That an event joins a device to its user.

    Attributes:
        device: The anonymous id.
        at: When the event happened, in Unix milliseconds.
        now: When it arrived.
    """

    device: str
    at: int
    now: int


@dataclass(frozen=True, slots=True)
class PendingJoin:
    """A device whose events do not all count for the user yet.

    Attributes:
        alias: Whose it is.
        key: Its key among what is pending.
        behind: Stored id of the device's event up to which that is done, or None at the beginning.
    """

    alias: Alias
    key: str
    behind: str | None


class _Known:
    """The devices seen last that are somebody's; that never changes, so remembering it is safe."""

    def __init__(self) -> None:
        self._aliases: OrderedDict[str, Alias] = OrderedDict()
        self._lock = Lock()

    def among(self, devices: Iterable[str]) -> dict[str, Alias]:
        with self._lock:
            return {device: self._aliases[device] for device in devices if device in self._aliases}

    def learn(self, aliases: Iterable[Alias]) -> None:
        with self._lock:
            for alias in aliases:
                self._aliases[alias.device] = alias
                self._aliases.move_to_end(alias.device)
            while len(self._aliases) > _REMEMBERED:
                self._aliases.popitem(last=False)


_known = per_connection(_Known)


def learn(alias: Alias) -> None:
    """Remember an alias that is stored."""
    _known().learn([alias])


def read_many(devices: Iterable[str]) -> dict[str, Alias]:
    """Those devices that are somebody's, read consistently unless it is remembered: what is not is asked again.

    Raises:
        UnavailableError: It cannot be told just now.
    """
    asked = sorted(set(devices))
    found = _known().among(asked)
    unknown = [device for device in asked if device not in found]
    for first in range(0, len(unknown), READ_AT_ONCE):
        read = _read(unknown[first : first + READ_AT_ONCE])
        _known().learn(read.values())
        found |= read
    return found


@translated()
def _read(devices: Sequence[str]) -> dict[str, Alias]:
    items = AliasItem.batch_get([(guest_of(device), ALIAS_ID) for device in devices], consistent_read=True)
    aliases = (Alias(item.guest.removeprefix(ANONYMOUS_PREFIX), item.joined_to, int(item.ordinal)) for item in items)
    return {alias.device: alias for alias in aliases}


def join(transaction: TransactWrite, alias: Alias, join: Join) -> None:
    """Let a transaction join a device, unless it is somebody's already, and note what is still to be done for it."""
    item = AliasItem(
        alias.guest,
        ALIAS_ID,
        name=ALIAS_ID,
        at=join.at,
        received_at=join.now,
        joined_to=alias.user_id,
        ordinal=alias.ordinal,
    )
    transaction.save(item, condition=AliasItem.row.does_not_exist())
    key = f"{join.now:0{_MOMENT_DIGITS}}#{alias.device}"
    transaction.save(JoinItem(_PARTITION, key, device=alias.device, joined_to=alias.user_id, ordinal=alias.ordinal))


@translated()
def pending(until: int, *, most: int) -> list[PendingJoin]:
    """The devices joined up to a moment, in Unix milliseconds, whose events do not all count for the user yet.

    At most so many, those that wait longest first, read consistently.
    """
    behind_all = JoinItem.bucket < f"{until + 1:0{_MOMENT_DIGITS}}"
    return [
        PendingJoin(Alias(item.device, item.joined_to, int(item.ordinal)), item.bucket, item.behind)
        for item in JoinItem.query(_PARTITION, behind_all, consistent_read=True, limit=most)
    ]


@translated()
def keep(pending: PendingJoin, behind: str) -> None:
    """Note how far a device's events are done; a join that is over stays over."""
    try:
        JoinItem(_PARTITION, pending.key).update(
            actions=[JoinItem.behind.set(behind)], condition=JoinItem.partition.exists()
        )
    except UpdateError as error:
        if error.cause_response_code != CONDITIONAL_CHECK_FAILED:
            raise


@translated()
def finish(pending: PendingJoin) -> None:
    """Note that all of a device's events count for the user; doing it again changes nothing."""
    JoinItem(_PARTITION, pending.key).delete()
