"""The deployment's key for signing page cursors, made at first use and kept beside the SDK keys."""

import secrets
from functools import cache

from pynamodb.attributes import BinaryAttribute, UnicodeAttribute
from pynamodb.exceptions import PutError

from sextant.store.base import TableModel
from sextant.store.faults import CONDITIONAL_CHECK_FAILED

_COLLECTION = "signing"
_KEY_ID = "cursor"


class SigningKeyItem(TableModel):
    """A secret that only this deployment knows."""

    class Meta:
        setting = "sdk_keys_table"

    collection = UnicodeAttribute(hash_key=True)
    key_id = UnicodeAttribute(range_key=True, attr_name="keyId")
    secret = BinaryAttribute(legacy_encoding=False)


@cache
def signing_key() -> bytes:
    """The one key of this deployment; the first caller ever makes it, and a race leaves one winner."""
    if found := _stored():
        return found
    item = SigningKeyItem(_COLLECTION, _KEY_ID, secret=secrets.token_bytes(32))
    try:
        item.save(condition=SigningKeyItem.key_id.does_not_exist())
    except PutError as error:
        if error.cause_response_code != CONDITIONAL_CHECK_FAILED:
            raise
    return _stored() or item.secret


def _stored() -> bytes | None:
    try:
        return SigningKeyItem.get(_COLLECTION, _KEY_ID, consistent_read=True).secret
    except SigningKeyItem.DoesNotExist:
        return None
