"""Opaque page cursors: where a listing goes on, signed so that nobody can point one elsewhere."""

import base64
import binascii
import hashlib
import hmac
import json

from sextant.domain.errors import BadCursorError

_SIGNATURE_BYTES = 16
_SCOPE_CHARACTERS = 16


def seal(after: str, scope: str, key: bytes) -> str:
    """The cursor for the page that starts behind `after`.

    Args:
        after: Sort key of the last item shown.
        scope: The list and its filters; a cursor is good for the same scope only.
        key: The deployment's signing key.
    """
    body = json.dumps([_digest(scope), after], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_signature(body, key) + body).rstrip(b"=").decode()


def unseal(cursor: str, scope: str, key: bytes) -> str:
    """The sort key behind which the page starts.

    Raises:
        BadCursorError: The cursor was not made here, or for another list or filter.
    """
    problem = BadCursorError("This cursor does not belong to this list and filter; start again without a cursor.")
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise problem from error
    signature, body = raw[:_SIGNATURE_BYTES], raw[_SIGNATURE_BYTES:]
    if not hmac.compare_digest(signature, _signature(body, key)):
        raise problem
    sealed_scope, after = json.loads(body)
    if sealed_scope != _digest(scope):
        raise problem
    return str(after)


def _digest(scope: str) -> str:
    """A scope holds what somebody searched for, which may be long; the cursor need only tell it from others."""
    return hashlib.sha256(scope.encode()).hexdigest()[:_SCOPE_CHARACTERS]


def _signature(body: bytes, key: bytes) -> bytes:
    return hmac.new(key, body, hashlib.sha256).digest()[:_SIGNATURE_BYTES]
