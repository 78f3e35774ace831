"""Entity tags (RFC 9110): whether what a client holds is what it would get."""

import re

_TAG = re.compile(r'(?:W/)?("[^"]*")')
_ANY = "*"


def is_held(etag: str, if_none_match: str | None) -> bool:
    """Whether `If-None-Match` names this tag; the header is compared weakly, as the RFC says, and `*` names any.

    Args:
        etag: What the answer would carry, `"…"` or `W/"…"`.
        if_none_match: The header as it came, a list of tags, or None.
    """
    if not if_none_match:
        return False
    return if_none_match.strip() == _ANY or etag.removeprefix("W/") in _TAG.findall(if_none_match)
