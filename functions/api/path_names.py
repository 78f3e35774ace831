"""Names in paths: plain where a path can carry them, and behind `~` as base64url where it cannot."""

import base64
import binascii

from sextant.domain.errors import FieldError, InvalidError

ENCODED = "~"


def decoded(given: str, field: str) -> str:
    """The name that a path means.

    Raises:
        InvalidError: What follows `~` is no base64url of a text.
    """
    if not given.startswith(ENCODED):
        return given
    encoded = given.removeprefix(ENCODED)
    try:
        return base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError) as error:
        message = "What stands behind `~` is base64url of UTF-8; what begins with `~` itself is given so too."
        raise InvalidError(message, [FieldError(field, message)]) from error
