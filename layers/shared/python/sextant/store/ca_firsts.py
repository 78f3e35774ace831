"""What CAs did first, from the linked rows that events keep up to date."""

from collections.abc import Sequence

from sextant.domain.calendars import CaFirsts
from sextant.domain.linked_rows import firsts_key
from sextant.store import linked_rows
from sextant.store.linked_rows import READ_AT_ONCE

__all__ = ["READ_AT_ONCE", "read"]


def read(ca_ids: Sequence[str]) -> dict[str, CaFirsts]:
    """What each of these CAs did first, at most `READ_AT_ONCE` of them; nothing for one who did nothing yet.

    Raises:
        UnavailableError: DynamoDB does not answer just now.
    """
    found = linked_rows.read_many(firsts_key(ca_id) for ca_id in ca_ids)
    rows = [stored.row for stored in found.values()]
    return {row.ca_id: row for row in rows if isinstance(row, CaFirsts)}
