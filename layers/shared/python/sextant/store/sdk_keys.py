"""The table of SDK keys: one constant partition, so that listing it is a consistent query."""

from datetime import datetime

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.transactions import TransactWrite

from sextant.domain.principals import SdkKeyKind
from sextant.domain.sdk_keys import SdkKey
from sextant.store.base import TableModel
from sextant.store.faults import translated
from sextant.store.transactions import Part, commit

_COLLECTION = "keys"


class SdkKeyItem(TableModel):
    """One SDK key."""

    class Meta:
        setting = "sdk_keys_table"

    collection = UnicodeAttribute(hash_key=True)
    key_id = UnicodeAttribute(range_key=True, attr_name="keyId")
    name = UnicodeAttribute()
    kind = UnicodeAttribute()
    sha256 = UnicodeAttribute()
    created_at = UTCDateTimeAttribute(attr_name="createdAt")
    created_by = UnicodeAttribute(attr_name="createdBy")
    revoked_at = UTCDateTimeAttribute(attr_name="revokedAt", null=True)


def put(key: SdkKey, recorded: Part) -> None:
    """Store a key that was just made, and what the audit records; key ids are random, so this overwrites nothing."""
    item = SdkKeyItem(
        _COLLECTION,
        key.key_id,
        name=key.name,
        kind=key.kind.value,
        sha256=key.sha256,
        created_at=key.created_at,
        created_by=key.created_by,
        revoked_at=key.revoked_at,
    )
    commit(lambda transaction: transaction.save(item, condition=SdkKeyItem.key_id.does_not_exist()), recorded)


@translated()
def get(key_id: str) -> SdkKey | None:
    """One key, read consistently so that a revocation counts at once."""
    try:
        return _key(SdkKeyItem.get(_COLLECTION, key_id, consistent_read=True))
    except SdkKeyItem.DoesNotExist:
        return None


@translated()
def listed(*, limit: int, after: str | None) -> tuple[list[SdkKey], str | None]:
    """At most `limit` keys behind the key id `after`, and the key id behind which more follow, or None."""
    behind = SdkKeyItem.key_id > after if after else None
    found = [_key(item) for item in SdkKeyItem.query(_COLLECTION, behind, limit=limit + 1, consistent_read=True)]
    return found[:limit], found[limit - 1].key_id if len(found) > limit else None


def revoke(key_id: str, moment: datetime, recorded: Part) -> None:
    """Mark a key as revoked, and store what the audit records.

    A key that was revoked meanwhile keeps its time, and nothing is recorded.
    """
    good = SdkKeyItem.key_id.exists() & SdkKeyItem.revoked_at.does_not_exist()

    def revoked(transaction: TransactWrite) -> None:
        item = SdkKeyItem(_COLLECTION, key_id)
        transaction.update(item, actions=[SdkKeyItem.revoked_at.set(moment)], condition=good)

    commit(revoked, recorded)


def _key(item: SdkKeyItem) -> SdkKey:
    return SdkKey(
        key_id=item.key_id,
        name=item.name,
        kind=SdkKeyKind(item.kind),
        sha256=item.sha256,
        created_at=item.created_at,
        created_by=item.created_by,
        revoked_at=item.revoked_at,
    )
