"""A tally as attributes of an item: counts as JSON, packed if they are many, users as serialized roaring bitmaps."""

import json
from collections.abc import Iterable, Mapping
from typing import Final, cast

from pynamodb.attributes import BinaryAttribute, UnicodeAttribute
from pynamodb.models import Model
from pyroaring import BitMap

from sextant.domain.principals import Role
from sextant.domain.rollups import NOBODY, Ordinals, Tally
from sextant.store.long_items import LongItem
from sextant.store.money import flows_of, numbers_of
from sextant.store.packing import packed, unpacked

MOST_PLAIN: Final = 4_096
"""Of counts, how many characters are stored as plain JSON: packing takes longer than it saves for less."""

_BY_ROLE = {
    Role.ADMIN.value: "registered_admins",
    Role.CA.value: "registered_cas",
    Role.CLIENT.value: "registered_clients",
}


SETS_OF_USERS = ("active", "paying", "first_paying", *_BY_ROLE.values())
"""The attributes of a tally that say who."""


class TallyItem(LongItem):
    """What roll-ups and days have in common."""

    LONG = ("packed_counts", *SETS_OF_USERS)

    counts = UnicodeAttribute(null=True)
    packed_counts = BinaryAttribute(legacy_encoding=False, null=True, attr_name="packedCounts")
    active = BinaryAttribute(legacy_encoding=False, null=True)
    paying = BinaryAttribute(legacy_encoding=False, null=True)
    first_paying = BinaryAttribute(legacy_encoding=False, null=True, attr_name="firstPaying")
    registered_admins = BinaryAttribute(legacy_encoding=False, null=True, attr_name="registeredAdmins")
    registered_clients = BinaryAttribute(legacy_encoding=False, null=True, attr_name="registeredClients")
    registered_cas = BinaryAttribute(legacy_encoding=False, null=True, attr_name="registeredCas")

    def hold(self, tally: Tally) -> None:
        """Take over a tally."""
        counts = _counts(tally)
        plain = json.dumps(counts, separators=(",", ":"), ensure_ascii=False)
        self.counts, self.packed_counts = (plain, None) if len(plain) <= MOST_PLAIN else (None, packed(counts))
        self.active = serialized(tally.active)
        self.paying = serialized(tally.paying)
        self.first_paying = serialized(tally.first_paying) if len(tally.first_paying) else None
        for role, attribute in _BY_ROLE.items():
            if role in tally.registered:
                setattr(self, attribute, serialized(tally.registered[role]))

    def tally(self) -> Tally:
        """The tally held."""
        counts = unpacked(self.packed_counts) if self.packed_counts else json.loads(self.counts)
        held = {role: getattr(self, attribute) for role, attribute in _BY_ROLE.items()}
        return Tally(
            events=counts["events"],
            registered={role: deserialized(users) for role, users in held.items() if users is not None},
            requests_created=counts.get("requestsCreated", 0),
            requests_by_status=counts.get("requestsByStatus", {}),
            requests_reached=counts.get("requestsReached", {}),
            money=flows_of(counts.get("money", {})),
            services={service: flows_of(flows) for service, flows in counts.get("services", {}).items()},
            active=deserialized(self.active),
            paying=deserialized(self.paying),
            first_paying=deserialized(self.first_paying) if self.first_paying else NOBODY,
        )


def without(item: Model, sets: Iterable[str], ordinal: int) -> bool:
    """Take a user out of these sets of an item; whether they were in any."""
    found = False
    for name in sets:
        stored = getattr(item, name)
        users = BitMap.deserialize(stored) if stored is not None else BitMap()
        if ordinal in users:
            users.remove(ordinal)
            setattr(item, name, users.serialize())
            found = True
    return found


def serialized(ordinals: Ordinals) -> bytes:
    """A set of ordinals as a portable roaring bitmap."""
    return BitMap(cast("set[int]", ordinals)).serialize()


def deserialized(stored: bytes) -> Ordinals:
    """The set of ordinals that was stored."""
    return BitMap.deserialize(stored)


def _counts(tally: Tally) -> dict[str, object]:
    counts: Mapping[str, object] = {
        "requestsCreated": tally.requests_created,
        "requestsByStatus": tally.requests_by_status,
        "requestsReached": tally.requests_reached,
        "money": numbers_of(tally.money),
        "services": {service: numbers_of(flows) for service, flows in tally.services.items()},
    }
    return {"events": tally.events, **{name: value for name, value in counts.items() if value}}
