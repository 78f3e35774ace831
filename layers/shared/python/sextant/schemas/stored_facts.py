"""What is counted of an event that is stored, read again from what was sent."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from pydantic import TypeAdapter, ValidationError

from sextant.domain.events import IDENTIFIED, NO_FACTS, BusinessEvent, Facts, KnownValue
from sextant.schemas import catalogue
from sextant.schemas.catalogue import Properties
from sextant.schemas.traits import Traits

_MODELS: Final[Mapping[str, type[Properties]]] = {
    BusinessEvent.USER_REGISTERED: catalogue.UserRegistered,
    BusinessEvent.REQUEST_CREATED: catalogue.RequestCreated,
    BusinessEvent.REQUEST_STATUS_CHANGED: catalogue.RequestStatusChanged,
    BusinessEvent.PAYMENT_COMPLETED: catalogue.PaymentCompleted,
    BusinessEvent.PAYMENT_REFUNDED: catalogue.PaymentRefunded,
    BusinessEvent.REVIEW_CREATED: catalogue.ReviewCreated,
    BusinessEvent.AVAILABILITY_PUBLISHED: catalogue.AvailabilityPublished,
    BusinessEvent.BOOKING_CREATED: catalogue.BookingCreated,
    BusinessEvent.BOOKING_COMPLETED: catalogue.BookingChanged,
    BusinessEvent.BOOKING_CANCELLED: catalogue.BookingChanged,
}


@cache
def _attributes() -> "TypeAdapter[dict[str, KnownValue]]":
    return TypeAdapter(Traits)


def facts_of(name: str, properties: str) -> Facts:
    """The facts of an event of this name whose properties, as compact JSON, were taken when it came.

    Raises:
        ValueError: They are not such properties any more.
    """
    try:
        if name == IDENTIFIED:
            return Facts(attributes=_attributes().validate_json(properties))
        model = _MODELS.get(name)
        return model.model_validate_json(properties).facts() if model else NO_FACTS
    except ValidationError as error:
        raise ValueError(f"{name} is stored with properties that the catalogue does not know") from error
