"""Who has which role: of each UTC date, those whose earliest registration fell on it."""

from collections.abc import Mapping
from datetime import date

from pynamodb.attributes import BinaryAttribute, VersionAttribute

from sextant.domain.principals import Role
from sextant.domain.rollups import Ordinals, united_by_role
from sextant.store.faults import translated
from sextant.store.metrics import MetricItem, saved_unless_changed
from sextant.store.tallies import deserialized, serialized

PARTITION = "roles"


class RolesItem(MetricItem):
    """Those who registered on one UTC date."""

    admins = BinaryAttribute(legacy_encoding=False, null=True)
    clients = BinaryAttribute(legacy_encoding=False, null=True)
    cas = BinaryAttribute(legacy_encoding=False, null=True)
    version = VersionAttribute()


_ATTRIBUTES = {Role.ADMIN.value: "admins", Role.CLIENT.value: "clients", Role.CA.value: "cas"}
SETS_OF_USERS = tuple(_ATTRIBUTES.values())
"""The attributes that say who."""


@translated()
def version_of(utc_date: date) -> int | None:
    """The stored version of a date's item, or None; to be read before what a new one is computed from."""
    try:
        found = RolesItem.get(PARTITION, str(utc_date), consistent_read=True, attributes_to_get=["version"])
    except RolesItem.DoesNotExist:
        return None
    return int(found.version)


def put(utc_date: date, registered: Mapping[str, Ordinals], *, based_on: int | None) -> bool:
    """Store who registered on a date; False if another was stored since the version it is based on was read."""
    item = RolesItem(PARTITION, str(utc_date))
    for role, attribute in _ATTRIBUTES.items():
        if role in registered:
            setattr(item, attribute, serialized(registered[role]))
    if based_on is not None:
        item.version = based_on
    return saved_unless_changed(item)


@translated()
def members() -> dict[str, Ordinals]:
    """By role everybody who ever registered; nobody is in two."""
    return united_by_role(_members(item) for item in RolesItem.query(PARTITION, consistent_read=True))


def _members(item: RolesItem) -> dict[str, Ordinals]:
    held = {role: getattr(item, attribute) for role, attribute in _ATTRIBUTES.items()}
    return {role: deserialized(stored) for role, stored in held.items() if stored is not None}
