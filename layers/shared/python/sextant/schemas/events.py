"""Events as they are sent, one by one or in batches, and the answer to them."""

from typing import Annotated, Final, Literal, Self

from pydantic import Field, JsonValue, SkipValidation, model_validator

from sextant.domain.events import RESERVED_PREFIX
from sextant.domain.rejections import Reason
from sextant.schemas import catalogue
from sextant.schemas.base import Answer, Body, Echo
from sextant.schemas.traits import Traits

MOST_EVENTS: Final = 500
DEEPEST: Final = 6

EventId = Annotated[
    str,
    Field(
        min_length=1,
        max_length=128,
        pattern=rf"^[^{RESERVED_PREFIX}]",
        description="Your id of the event: of one user it counts once, however often it is sent. Business events and "
        "behavioural events have ids of their own",
    ),
]


SentAt = Annotated[
    catalogue.WrittenMoment | None,
    Field(description="The sender's clock when it sends: if it is off by over 10 minutes, timestamps are corrected"),
]
Imported = Annotated[
    bool,
    Field(strict=True, alias="import", description="History: may be older than the retention. Server keys and admins"),
]


class _Event(Body):
    user_id: Annotated[str | None, Field(min_length=1, max_length=128, description="Who did it")] = None
    anonymous_id: Annotated[
        str | None, Field(min_length=1, max_length=128, description="The device or visit of somebody without a user id")
    ] = None
    timestamp: Annotated[catalogue.WrittenMoment | None, Field(description="When it happened; now if left out")] = None
    sent_at: SentAt = None
    imported: Imported = False


class _Business(_Event):
    event_id: EventId


class UserRegisteredEvent(_Business):
    """Somebody joined."""

    name: Literal["user_registered"]
    properties: catalogue.UserRegistered


class RequestCreatedEvent(_Business):
    """A client asked for a service."""

    name: Literal["request_created"]
    properties: catalogue.RequestCreated


class RequestStatusChangedEvent(_Business):
    """A service request entered a status."""

    name: Literal["request_status_changed"]
    properties: catalogue.RequestStatusChanged


class PaymentCompletedEvent(_Business):
    """Money came in."""

    name: Literal["payment_completed"]
    properties: catalogue.PaymentCompleted


class PaymentRefundedEvent(_Business):
    """Money went back."""

    name: Literal["payment_refunded"]
    properties: catalogue.PaymentRefunded


class ReviewCreatedEvent(_Business):
    """A client judged a service."""

    name: Literal["review_created"]
    properties: catalogue.ReviewCreated


class AvailabilityPublishedEvent(_Business):
    """A CA offers time."""

    name: Literal["availability_published"]
    properties: catalogue.AvailabilityPublished

    @model_validator(mode="after")
    def _is_somebodys(self) -> Self:
        if self.properties.ca_id is None and self.user_id is None:
            raise ValueError("say whose time it is: properties.caId, or the userId of the CA")
        return self


class BookingCreatedEvent(_Business):
    """A CA's time was booked."""

    name: Literal["booking_created"]
    properties: catalogue.BookingCreated


class BookingChangedEvent(_Business):
    """Booked time was used, or given back."""

    name: Literal["booking_completed", "booking_cancelled"]
    properties: catalogue.BookingChanged


class BehaviouralEvent(_Event):
    """Anything else that people do; made an id for if it has none, so that it cannot be sent again."""

    name: Annotated[
        str, Field(min_length=1, max_length=100, pattern=rf"^[^{RESERVED_PREFIX}]", examples=["page_viewed"])
    ]
    event_id: EventId | None = None
    properties: Annotated[
        dict[str, JsonValue], Field(default_factory=dict, description=f"Free, up to {DEEPEST} levels deep")
    ]


class IdentifiedEvent(_Event):
    """What an app knows of a user, kept as attributes that rules may ask for.

    With an `anonymousId` beside the `userId` the device is the user's from now on, unless it is somebody else's.
    """

    name: Literal["identified"]
    event_id: EventId | None = None
    properties: Annotated[
        Traits,
        Field(
            default_factory=dict,
            description="Attributes: text, numbers, true or false, or short lists of these; of nested objects each "
            "becomes `outer.inner`",
        ),
    ]


BusinessEvent = (
    UserRegisteredEvent
    | RequestCreatedEvent
    | RequestStatusChangedEvent
    | PaymentCompletedEvent
    | PaymentRefundedEvent
    | ReviewCreatedEvent
    | AvailabilityPublishedEvent
    | BookingCreatedEvent
    | BookingChangedEvent
)
TrackedEvent = BusinessEvent | IdentifiedEvent | BehaviouralEvent


class TrackBatch(Body):
    """Up to 500 events. Each stands for itself: one that is wrong does not keep the others from being stored.

    `sentAt` and `import` hold for all of them; an event may say them for itself.
    """

    events: Annotated[list[SkipValidation[TrackedEvent]], Field(min_length=1, max_length=MOST_EVENTS)]
    sent_at: SentAt = None
    imported: Imported = False


TrackRequest = TrackedEvent | TrackBatch


class RejectedEvent(Answer):
    """An event that was not stored."""

    index: Annotated[int, Field(description="Its place in the batch, from 0")]
    event_id: Echo | None
    reason: Reason
    message: Echo
    retryable: Annotated[bool, Field(description="Whether the same event may be taken a moment later")]


class TrackAnswer(Answer):
    """What became of the events: each is in exactly one of the three."""

    accepted: Annotated[int, Field(description="Stored now")]
    duplicates: Annotated[int, Field(description="Stored before; they change nothing")]
    rejected: list[RejectedEvent]
