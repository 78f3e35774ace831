"""The typed catalogue of business events: what the properties of each must hold."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    FiniteFloat,
    StrictBool,
    StrictInt,
    StrictStr,
    ValidationInfo,
    field_validator,
    model_validator,
)

from sextant.domain.currencies import is_currency
from sextant.domain.events import NO_FACTS, Facts
from sextant.domain.principals import Role
from sextant.schemas.base import Body

LARGEST_AMOUNT = 10**12
LONGEST_SLOT = timedelta(days=31)
EARLIEST_SLOT, LATEST_SLOT = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_EPOCH, _MILLISECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(milliseconds=1)
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


_BY_PAYMENT = "what a refund counts for is what its payment says"


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
    ca_id: Annotated[Id | None, Field(description="The CA whom they asked, if they chose one")] = None

    def facts(self) -> Facts:
        """Which request, for what and of whom."""
        return Facts(request_id=self.request_id, service_type=self.service_type, ca_id=self.ca_id)


class RequestStatusChanged(Properties):
    """A service request entered a status. The first change after it was made is the first response to it."""

    request_id: Id
    status: Status
    ca_id: Annotated[Id | None, Field(description="The CA who has it, if one has")] = None

    def facts(self) -> Facts:
        """Which request, its status, and who has it."""
        return Facts(request_id=self.request_id, status=self.status, ca_id=self.ca_id)


class PaymentCompleted(Properties):
    """Money came in, from the client whom `userId` names."""

    payment_id: Id
    amount_minor: Amount
    currency: Currency
    fee_minor: Annotated[
        int | None,
        Field(strict=True, ge=0, le=LARGEST_AMOUNT, description="What of the amount the business keeps, minor units"),
    ] = None
    service_type: Label | None = None
    request_id: Id | None = None
    ca_id: Id | None = None

    @field_validator("fee_minor")
    @classmethod
    def _keeps_at_most_all(cls, fee_minor: int | None, told: ValidationInfo) -> int | None:
        if fee_minor is not None and fee_minor > told.data.get("amount_minor", fee_minor):
            raise ValueError("is a part of amountMinor and cannot be more")
        return fee_minor

    def facts(self) -> Facts:
        """The amount, and what for."""
        return Facts(
            payment_id=self.payment_id,
            amount_minor=self.amount_minor,
            currency=self.currency,
            fee_minor=self.fee_minor,
            service_type=self.service_type,
            request_id=self.request_id,
            ca_id=self.ca_id,
        )


class PaymentRefunded(Properties):
    """Money went back; the amount is positive."""

    payment_id: Annotated[
        Id | None, Field(description="The payment of which it went back; without it the refund stands for itself")
    ] = None
    refund_id: Id | None = None
    amount_minor: Amount
    currency: Currency
    reason: Annotated[str | None, Field(max_length=500)] = None
    service_type: Annotated[Label | None, Field(description=f"Kept; {_BY_PAYMENT}")] = None
    request_id: Annotated[Id | None, Field(description=f"Kept; {_BY_PAYMENT}")] = None
    # Not kept: a CA is forgotten by what is counted for them, and a refund counts where its payment does.
    ca_id: Annotated[Id | None, Field(exclude=True, description=f"Not kept: {_BY_PAYMENT}")] = None

    def facts(self) -> Facts:
        """The amount, and of which payment."""
        return Facts(payment_id=self.payment_id, amount_minor=self.amount_minor, currency=self.currency)


class ReviewCreated(Properties):
    """A client judged a service."""

    review_id: Id
    rating: Annotated[int, Field(strict=True, ge=1, le=5)]
    request_id: Id | None = None
    ca_id: Id | None = None

    def facts(self) -> Facts:
        """The grade, and whose work was judged."""
        return Facts(rating=self.rating, ca_id=self.ca_id)


class AvailabilityPublished(Properties):
    """A CA offers time. Offered twice it is offered once."""

    ca_id: Annotated[Id | None, Field(description="Whose time; the event's user if left out")] = None
    start: WrittenMoment
    end: WrittenMoment

    @field_validator("end")
    @classmethod
    def _ends_a_slot(cls, end: datetime, told: ValidationInfo) -> datetime:
        return _end_of_slot(told.data.get("start"), end)

    def facts(self) -> Facts:
        """Whose time, and when."""
        return Facts(ca_id=self.ca_id, start=_milliseconds(self.start), end=_milliseconds(self.end))


class _Booking(Properties):
    booking_id: Id
    request_id: Id | None = None
    ca_id: Id


class BookingCreated(_Booking):
    """A CA's time was booked."""

    start: WrittenMoment
    end: WrittenMoment

    @field_validator("end")
    @classmethod
    def _ends_a_slot(cls, end: datetime, told: ValidationInfo) -> datetime:
        return _end_of_slot(told.data.get("start"), end)

    def facts(self) -> Facts:
        """Which booking, whose time, and when."""
        start, end = _milliseconds(self.start), _milliseconds(self.end)
        return Facts(booking_id=self.booking_id, ca_id=self.ca_id, start=start, end=end)


class BookingChanged(_Booking):
    """Booked time was used, or given back. Of what the events of one booking say the newest counts."""

    start: Annotated[WrittenMoment | None, Field(description="Stays as it was if left out, and so does end")] = None
    end: WrittenMoment | None = None

    @model_validator(mode="after")
    def _is_a_slot(self) -> Self:
        if (self.start is None) != (self.end is None):
            raise ValueError("give start and end, or neither of them")
        return self

    @field_validator("end")
    @classmethod
    def _ends_a_slot(cls, end: datetime | None, told: ValidationInfo) -> datetime | None:
        return end and _end_of_slot(told.data.get("start"), end)

    def facts(self) -> Facts:
        """Which booking, whose time, and when, if it was said."""
        return Facts(
            booking_id=self.booking_id,
            ca_id=self.ca_id,
            start=_milliseconds(self.start) if self.start else None,
            end=_milliseconds(self.end) if self.end else None,
        )


def _end_of_slot(start: datetime | None, end: datetime) -> datetime:
    if start is None:
        return end  # of which something else is told
    if end <= start:
        raise ValueError("must be later than start")
    if end - start > LONGEST_SLOT:
        raise ValueError(f"a slot takes at most {LONGEST_SLOT.days} days: send several, or check start and end")
    if start < EARLIEST_SLOT or end > LATEST_SLOT:
        raise ValueError(f"a slot lies between {EARLIEST_SLOT.year} and {LATEST_SLOT.year}")
    return end


def _milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MILLISECOND
