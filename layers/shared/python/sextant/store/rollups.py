"""Roll-ups of 15 minutes, one partition for each UTC date."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pynamodb.attributes import BinaryAttribute, NumberAttribute, NumberSetAttribute, VersionAttribute

from sextant.domain.buckets import Bucket
from sextant.domain.principals import Role
from sextant.domain.rollups import Ordinals, Rollup
from sextant.store.faults import translated
from sextant.store.metrics import saved_unless_changed
from sextant.store.tallies import TallyItem, deserialized, serialized


class RollupItem(TallyItem):
    """The roll-up of one bucket."""

    shards = NumberSetAttribute()
    computed_at = NumberAttribute(attr_name="computedAt")
    registered_admins = BinaryAttribute(legacy_encoding=False, null=True, attr_name="registeredAdmins")
    registered_clients = BinaryAttribute(legacy_encoding=False, null=True, attr_name="registeredClients")
    registered_cas = BinaryAttribute(legacy_encoding=False, null=True, attr_name="registeredCas")
    version = VersionAttribute()


_BY_ROLE = {
    Role.ADMIN.value: "registered_admins",
    Role.CLIENT.value: "registered_clients",
    Role.CA.value: "registered_cas",
}


@dataclass(frozen=True, slots=True)
class Stored:
    """A roll-up as it is stored.

    Attributes:
        rollup: What it says.
        shards: The index partitions in which the bucket ever had events.
        version: What a recomputation has to be based on.
    """

    rollup: Rollup
    shards: frozenset[int]
    version: int


@translated()
def of_date(utc_date: date) -> dict[Bucket, Stored]:
    """The roll-ups of a UTC date, read consistently; a bucket that never had events has none."""
    found = RollupItem.query(_partition(utc_date), consistent_read=True)
    return {Bucket.named(f"{utc_date}T{item.bucket}"): _stored(item) for item in found}


def put(bucket: Bucket, rollup: Rollup, *, shards: Iterable[int], computed_at: int, based_on: int | None) -> bool:
    """Store a roll-up; False if another one was stored since the version it is based on was read."""
    item = RollupItem(_partition(bucket.utc_date), bucket.time_label, shards=set(shards), computed_at=computed_at)
    item.hold(rollup.tally)
    for role, attribute in _BY_ROLE.items():
        if role in rollup.registered:
            setattr(item, attribute, serialized(rollup.registered[role]))
    if based_on is not None:
        item.version = based_on
    return saved_unless_changed(item)


def _partition(utc_date: date) -> str:
    return f"rollup#{utc_date}"


def _stored(item: RollupItem) -> Stored:
    return Stored(
        Rollup(item.tally(), _registered(item)), frozenset(int(shard) for shard in item.shards), int(item.version)
    )


def _registered(item: RollupItem) -> Mapping[str, Ordinals]:
    held = {role: getattr(item, attribute) for role, attribute in _BY_ROLE.items()}
    return {role: deserialized(stored) for role, stored in held.items() if stored is not None}
