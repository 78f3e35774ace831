"""Which linked row an event that is stored became part of, told from what was sent."""

from collections.abc import Mapping
from typing import Final

from sextant.domain.events import BusinessEvent
from sextant.domain.linked_rows import BOOKING, PAYMENT, REQUEST, RowKey

_ABOUT: Final[Mapping[str, tuple[str, str]]] = {
    BusinessEvent.PAYMENT_COMPLETED: (PAYMENT, "paymentId"),
    BusinessEvent.PAYMENT_REFUNDED: (PAYMENT, "paymentId"),
    BusinessEvent.REQUEST_CREATED: (REQUEST, "requestId"),
    BusinessEvent.REQUEST_STATUS_CHANGED: (REQUEST, "requestId"),
    BusinessEvent.BOOKING_CREATED: (BOOKING, "bookingId"),
    BusinessEvent.BOOKING_COMPLETED: (BOOKING, "bookingId"),
    BusinessEvent.BOOKING_CANCELLED: (BOOKING, "bookingId"),
}


def key_of(name: str, properties: Mapping[str, object]) -> RowKey | None:
    """The row of the payment, request or booking that an event of this name is about, if it is about one."""
    if name not in _ABOUT:
        return None
    kind, field = _ABOUT[name]
    about = properties.get(field)
    return RowKey(f"{kind}#{about}", kind) if isinstance(about, str) else None
