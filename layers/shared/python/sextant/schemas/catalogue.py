"""The typed catalogue of business events: what the properties of each must hold."""

import re
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    FiniteFloat,
    StrictBool,
    StrictInt,
    StrictStr,
    model_validator,
)

from sextant.domain.currencies import is_currency
from sextant.domain.events import NO_FACTS, Facts
from sextant.domain.principals import Role
from sextant.schemas.base import Body

LARGEST_AMOUNT = 10**12
_DATE_AND_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]")


def _written_moment(value: object) -> object:
    # pydantic would also take numbers, as text too, and guess whether they are seconds or milliseconds.
    if not isinstance(value, str) or not _DATE_AND_TIME.match(value):
        raise ValueError("write the time as ISO 8601 with an offset, such as 2026-01-17T10:15:00Z")
    return value


def _known_currency(value: str) -> str:
    if not is_currency(value):
        raise ValueError("give an ISO 4217 code in capitals, such as GBP")
    return value


WrittenMoment = Annotated[AwareDatetime, BeforeValidator(_written_moment)]
"""A time written as ISO 8601 with an offset."""
Id = Annotated[str, Field(min_length=1, max_length=128)]
Label = Annotated[str, Field(min_length=1, max_length=100)]
Amount = Annotated[int, Field(strict=True, gt=0, le=LARGEST_AMOUNT, description="Minor units: pence, cents, paise")]
Currency = Annotated[
    str,
    Field(
        strict=True, description="ISO 4217, in capitals", json_schema_extra={"pattern": "^[A-Z]{3}$"}, examples=["GBP"]
    ),
    AfterValidator(_known_currency),
]
Status = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{0,49}$", examples=["COMPLETED"])]
AttributeName = Annotated[str, Field(min_length=1, max_length=64)]
AttributeText = Annotated[StrictStr, Field(max_length=256)]
AttributeValue = (
    StrictBool
    | Annotated[StrictInt, Field(ge=-(2**53), le=2**53)]
    | Annotated[FiniteFloat, Field(strict=True)]
    | AttributeText
)


class Properties(Body):
    """What every business event may carry."""

    attributes: Annotated[
        dict[AttributeName, AttributeValue],
        Field(default_factory=dict, max_length=20, description="Free: country, plan, campaign, …"),
    ]

    def facts(self) -> Facts:
        """What is counted of it."""
        return NO_FACTS


class UserRegistered(Properties):
    """Somebody joined. Reported twice, the earliest counts."""

    role: Role
    channel: Annotated[Label | None, Field(description="How they came", examples=["google_ads"])] = None

    def facts(self) -> Facts:
        """The role and channel, and what is to be known of the user."""
        return Facts(role=self.role, channel=self.channel, attributes=self.attributes)


class RequestCreated(Properties):
    """A client asked for a service."""

    request_id: Id
    service_type: Label | None = None


class RequestStatusChanged(Properties):
    """A service request entered a status."""

    request_id: Id
    status: Status

    def facts(self) -> Facts:
        """The status."""
        return Facts(status=self.status)


class _Money(Properties):
    amount_minor: Amount
    currency: Currency

    def facts(self) -> Facts:
        """The amount."""
        return Facts(amount_minor=self.amount_minor, currency=self.currency)


class PaymentCompleted(_Money):
    """Money came in."""

    payment_id: Id
    service_type: Label | None = None
    request_id: Id | None = None
    ca_id: Id | None = None


class PaymentRefunded(_Money):
    """Money went back; the amount is positive."""

    payment_id: Id | None = None
    refund_id: Id | None = None
    reason: Annotated[str | None, Field(max_length=500)] = None


class ReviewCreated(Properties):
    """A client judged a service."""

    review_id: Id
    rating: Annotated[int, Field(strict=True, ge=1, le=5)]
    ca_id: Id | None = None


class AvailabilityPublished(Properties):
    """A CA offers time."""

    ca_id: Id | None = None
    start: WrittenMoment
    end: WrittenMoment

    @model_validator(mode="after")
    def _ends_after_start(self) -> Self:
        _check_order(self.start, self.end)
        return self


class Booking(Properties):
    """A CA's time was booked, used, or given back."""

    booking_id: Id
    ca_id: Id
    start: WrittenMoment | None = None
    end: WrittenMoment | None = None

    @model_validator(mode="after")
    def _ends_after_start(self) -> Self:
        _check_order(self.start, self.end)
        return self


BookingName = Literal["booking_created", "booking_completed", "booking_cancelled"]


def _check_order(start: datetime | None, end: datetime | None) -> None:
    if start and end and end <= start:
        raise ValueError("end must be later than start")
