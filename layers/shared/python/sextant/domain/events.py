"""What happened: events as they were sent, and as they are read back to be counted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sextant.domain.principals import Role
from sextant.domain.users import ANONYMOUS_PREFIX

RESERVED_PREFIX = "#"
"""What event ids and names of ours begin with; nobody else's may."""

BEHAVIOURAL_PREFIX = "#behavioural#"
"""In front of the id of a behavioural event where it is stored.

Whoever holds a publishable key may send behavioural events under any id, also one that a payment will have. Apart from
one another, neither is taken for a repetition of the other.
"""

FIRST_REGISTRATION = "#registration"
"""Event id and name of the one row a user has in the bucket in which they first registered.

A user may be reported as registered more than once, and in any order. New users are counted by these rows alone: each
user has exactly one, and it moves to the earliest registration known.
"""

FIRST_PAYMENT = "#first-payment"
"""Event id and name of the one row a paying user has in the bucket of their earliest payment. It moves likewise."""

IDENTIFIED = "identified"
"""The behavioural event by which an app tells attributes of a user, as Segment's `identify` does."""

ALIASED = "aliased"
"""The behavioural event by which an app tells whose a device is, as Segment's `alias` does."""

JOINING: frozenset[str] = frozenset({IDENTIFIED, ALIASED})
"""The events that join the device that they name to their user."""

CA_FIELD = "caId"
"""Under which a business event names a CA in what was sent."""

Scalar = str | int | float | bool
KnownValue = Scalar | list[Scalar]
"""What may be known of a user under one name."""


class BusinessEvent(StrEnum):
    """The events that the business itself vouches for."""

    USER_REGISTERED = "user_registered"
    REQUEST_CREATED = "request_created"
    REQUEST_STATUS_CHANGED = "request_status_changed"
    PAYMENT_COMPLETED = "payment_completed"
    PAYMENT_REFUNDED = "payment_refunded"
    REVIEW_CREATED = "review_created"
    AVAILABILITY_PUBLISHED = "availability_published"
    BOOKING_CREATED = "booking_created"
    BOOKING_COMPLETED = "booking_completed"
    BOOKING_CANCELLED = "booking_cancelled"


BUSINESS_EVENTS: frozenset[str] = frozenset(BusinessEvent)

ISSUED_BY_BUSINESS: frozenset[str] = frozenset({BusinessEvent.PAYMENT_REFUNDED})
"""Events that are about a user but not done by them: they make nobody active."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is counted of a business event.

    Attributes:
        role: The role that somebody registered in.
        channel: How they came.
        status: The status that a request entered.
        amount_minor: Minor units paid or refunded.
        currency: ISO 4217 code of the amount.
        fee_minor: What the business keeps of a payment, in its minor units.
        service_type: What service was asked or paid for.
        ca_id: The CA whom it is about.
        rating: The grade of a review, from 1 to 5.
        payment_id: The payment made or refunded.
        request_id: The service request made, moved on or paid.
        booking_id: The booking made, used or given back.
        start: When a slot of a CA's time begins, in Unix milliseconds.
        end: When it ends.
        attributes: What is to be known of the user from now on.
    """

    role: Role | None = None
    channel: str | None = None
    status: str | None = None
    amount_minor: int | None = None
    currency: str | None = None
    fee_minor: int | None = None
    service_type: str | None = None
    ca_id: str | None = None
    rating: int | None = None
    payment_id: str | None = None
    request_id: str | None = None
    booking_id: str | None = None
    start: int | None = None
    end: int | None = None
    attributes: Mapping[str, KnownValue] = field(default_factory=dict)


NO_FACTS = Facts()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened, admitted and ready to be stored.

    Attributes:
        event_id: The sender's id of it: of one owner and kind, business or behavioural, it counts once.
        name: What happened.
        at: When, in Unix milliseconds, after correction of the device's clock.
        user_id: Who did it, when known.
        anonymous_id: The device or visit, when the user is not known or beside them.
        properties: What else was sent, as compact JSON.
        facts: What is counted of it.
        place: How many events came before it in its request, which orders what was said at one moment.
        joined_to: The user whom a guest is known to be by now; the event stays the guest's, and counts for the user.
        imported: Whether it was sent as history.
    """

    event_id: str
    name: str
    at: int
    user_id: str | None = None
    anonymous_id: str | None = None
    properties: str = "{}"
    facts: Facts = NO_FACTS
    place: int = 0
    joined_to: str | None = None
    imported: bool = False

    @property
    def owner(self) -> str:
        """Whose event it is in the table: the user, or the guest under a name that no user can have."""
        return self.user_id if self.user_id is not None else f"{ANONYMOUS_PREFIX}{self.anonymous_id}"

    @property
    def stored_id(self) -> str:
        """Its id among its owner's events in the table, which no event of the other kind can have."""
        return self.event_id if self.is_business else f"{BEHAVIOURAL_PREFIX}{self.event_id}"

    @property
    def is_business(self) -> bool:
        """Whether it is of the typed catalogue."""
        return self.name in BUSINESS_EVENTS

    @property
    def counts_for(self) -> str | None:
        """The user whom it counts for, when one is known."""
        return self.user_id if self.user_id is not None else self.joined_to

    @property
    def joins(self) -> bool:
        """Whether it says whose a device is."""
        return self.name in JOINING and self.user_id is not None and self.anonymous_id is not None

    @property
    def changes_profile(self) -> bool:
        """Whether it must be stored together with the profile of the user whom it counts for."""
        if self.counts_for is None:
            return False
        return self.is_business or bool(self.facts.attributes) or self.joins

    @property
    def ca_id(self) -> str | None:
        """The CA whom it is about; who publishes availability without naming one offers their own time."""
        own = self.user_id if self.name == BusinessEvent.AVAILABILITY_PUBLISHED else None
        return self.facts.ca_id or own


@dataclass(frozen=True, slots=True)
class CountedEvent:
    """What summing up needs of a stored event.

    Attributes:
        name: What happened.
        ordinal: The user's number, or None for a guest.
        role: The role of a first registration.
        status: The status that a request entered.
        amount_minor: Minor units paid or refunded.
        currency: ISO 4217 code of the amount.
        fee_minor: What the business keeps of a payment, if it was said.
        service_type: What a payment was for.
        ca_id: The CA whom a payment or review is about.
        rating: The grade of a review.
        payment_id: The payment by which a refund is attributed; None for a refund that counts by itself.
        received_at: When it arrived, in Unix milliseconds; 0 for rows of ours.
    """

    name: str
    ordinal: int | None = None
    role: str | None = None
    status: str | None = None
    amount_minor: int = 0
    currency: str | None = None
    fee_minor: int | None = None
    service_type: str | None = None
    ca_id: str | None = None
    rating: int | None = None
    payment_id: str | None = None
    received_at: int = 0
