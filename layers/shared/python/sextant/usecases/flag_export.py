"""All flags as one document."""

import json
import zlib
from datetime import UTC, datetime

from sextant.domain import cursors
from sextant.domain.errors import FieldError, InvalidError
from sextant.domain.flag_order import levels
from sextant.schemas.flag_transfer import FlagExport
from sextant.schemas.flags import StoredFlag
from sextant.store import flags as store
from sextant.store import flags_version
from sextant.store.cursors import signing_key

MOST_BYTES = 5_900_000
"""Of the answer, in which a quote is escaped once more; Lambda takes 6 MB, and headers want room too."""
_SCOPE = "flag-export"


def export(*, limit: int | None, cursor: str | None, packed: bool) -> FlagExport:
    """The flags, as many as `limit` if one is given, in an order in which they can be made.

    Args:
        limit: How many at most; all if not given.
        cursor: Where the page before ended.
        packed: Whether the answer will be compressed.

    Raises:
        BadCursorError: The cursor was made for another list.
        InvalidError: They do not fit into an answer; fewer at a time do.
    """
    version = flags_version.read(consistent=True)
    # Told by place and key, so that a page goes on behind a flag that was deleted meanwhile.
    placed = [(f"{level:04}:{flag.key}", flag) for level, some in enumerate(levels(store.listed())) for flag in some]
    after = cursors.unseal(cursor, _SCOPE, signing_key()) if cursor is not None else ""
    following = [(place, flag) for place, flag in placed if place > after]
    shown = following if limit is None else following[:limit]
    found = FlagExport(
        exported_at=datetime.now(UTC),
        flags_version=version.number,
        complete=len(shown) == len(placed),
        flags=[StoredFlag.of(flag) for _, flag in shown],
        next_cursor=cursors.seal(shown[-1][0], _SCOPE, signing_key()) if len(shown) < len(following) else None,
    )
    _require_room(found, packed=packed)
    return found


def _require_room(found: FlagExport, *, packed: bool) -> None:
    text = json.dumps(found.model_dump(mode="json"), separators=(",", ":"))
    size = len(text) + text.count('"') + text.count("\\")
    if size > MOST_BYTES and packed:
        # An answer that is not text travels in base64.
        size = len(zlib.compress(text.encode())) * 4 // 3
    if size > MOST_BYTES:
        fewer = max(1, len(found.flags) * MOST_BYTES // size // 2)
        advice = "" if packed else "Send `Accept-Encoding: gzip`, or "
        message = (
            f"{len(found.flags):,} flags make an answer of {size:,} bytes, and {MOST_BYTES:,} is the most. {advice}"
            f"{'S' if packed else 's'}end a `limit`, such as {fewer}, and follow `nextCursor`."
        )
        raise InvalidError(message, [FieldError("limit", message, f"{fewer} or so")])
