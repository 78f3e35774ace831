"""What an export says of a user, a line of JSON for each thing that is held."""

from datetime import UTC, date, datetime
from typing import Any, Literal, Self

from pydantic import JsonValue

from sextant.domain.assignments import Assignment
from sextant.domain.buckets import Bucket
from sextant.domain.events import KnownValue
from sextant.domain.profiles import Profile
from sextant.schemas.base import Answer, Moment


def moment_of(milliseconds: int) -> datetime:
    """A moment that is stored in Unix milliseconds."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def moment_or_none(milliseconds: int | None) -> datetime | None:
    """The same of one that may be missing."""
    return None if milliseconds is None else moment_of(milliseconds)


class Line(Answer):
    """One line."""


class AttributeTold(Answer):
    """An attribute of the user, and which event said so."""

    value: KnownValue
    at: Moment
    event_id: str


class MoneyTold(Answer):
    """What the user paid and got back in one currency, in minor units."""

    payments: int
    gross: int
    refunds: int
    refunded: int
    fees: int


class PurchaseTold(Answer):
    """What the user paid in one quarter of an hour."""

    currency: str
    quarter: Moment
    gross: int


class JourneyTold(Answer):
    """When the user may have taken which step."""

    requested: list[Moment]
    paid: list[Moment]
    reviewed: list[Moment]


class ProfileLine(Line):
    """The profile."""

    kind: Literal["profile"] = "profile"
    user_id: str
    number: int
    role: str | None
    channel: str | None
    registered_at: Moment | None
    registered_by: str | None
    first_request_at: Moment | None
    first_paid_at: Moment | None
    first_reviewed_at: Moment | None
    journey: JourneyTold
    money: dict[str, MoneyTold]
    purchases: list[PurchaseTold]
    attributes: dict[str, AttributeTold]
    devices: list[str]

    @classmethod
    def of(cls, profile: Profile) -> Self:
        """All of a profile."""
        registration = profile.registration
        return cls(
            user_id=profile.user_id,
            number=profile.ordinal,
            role=registration.role.value if registration else None,
            channel=registration.channel if registration else None,
            registered_at=moment_of(registration.at) if registration else None,
            registered_by=registration.event_id if registration else None,
            first_request_at=moment_or_none(profile.first_request_at),
            first_paid_at=moment_or_none(profile.first_paid_at),
            first_reviewed_at=moment_or_none(profile.first_reviewed_at),
            journey=JourneyTold(
                requested=[moment_of(at) for at in profile.journey.requested],
                paid=[moment_of(at) for at in profile.journey.paid],
                reviewed=[moment_of(at) for at in profile.journey.reviewed],
            ),
            money=money_told(profile),
            purchases=[
                PurchaseTold(currency=currency, quarter=Bucket(bucket).start, gross=gross)
                for currency, pairs in profile.purchases.items()
                for bucket, gross in pairs
            ],
            attributes={
                name: AttributeTold(value=each.value, at=moment_of(each.at), event_id=each.event_id)
                for name, each in profile.attributes.items()
            },
            devices=list(profile.anonymous_ids),
        )


class EventLine(Line):
    """An event as it was sent."""

    kind: Literal["event"] = "event"
    event_id: str
    business: bool
    name: str
    timestamp: Moment
    received_at: Moment
    user_id: str | None = None
    anonymous_id: str | None = None
    properties: dict[str, Any]


class RowLine(Line):
    """What was made of the user's events: where they count as new, or to whom a device belongs."""

    kind: Literal["alias", "derived"]
    row: str
    of: str
    at: Moment | None = None


class AssignmentLine(Line):
    """A part taken in an experiment."""

    kind: Literal["assignment"] = "assignment"
    experiment: str
    subject: str
    variant: str
    phase: int
    exposed_at: Moment
    seen: list[str]
    totals: dict[str, list[int]]

    @classmethod
    def of(cls, counted_as: str, subject: str, assignment: Assignment) -> Self:
        """All of an assignment; totals are the user's sums of y, d and x by metric."""
        return cls(
            experiment=counted_as,
            subject=subject,
            variant=assignment.variant,
            phase=assignment.phase,
            exposed_at=moment_of(assignment.exposed_at),
            seen=list(assignment.seen),
            totals={metric: [each.y, each.d, each.x] for metric, each in assignment.totals.items()},
        )


class CountedEventLine(Line):
    """That an event was counted in an experiment."""

    kind: Literal["countedEvent"] = "countedEvent"
    experiment: str
    mark: str


class RejectedEventLine(Line):
    """An event that was refused, and is kept for a week to be read."""

    kind: Literal["rejectedEvent"] = "rejectedEvent"
    event_id: str
    name: str
    timestamp: Moment
    rejected_at: Moment
    user_id: str | None = None
    anonymous_id: str | None = None
    message: str
    properties: dict[str, Any]


class CaRecordLine(Line):
    """A row of the calendar of somebody who is a CA, or of what they did first, as it is stored."""

    kind: Literal["caRecord"] = "caRecord"
    row: str
    holds: JsonValue


class CaFiguresLine(Line):
    """That sums of a UTC date say what the user did as a CA; `GET /api/admin/analytics/cas/{caId}` tells them."""

    kind: Literal["caFigures"] = "caFigures"
    utc_date: date


class MentionLine(Line):
    """That a flag or an experiment names the user."""

    kind: Literal["mention"] = "mention"
    of: Literal["flag", "experiment"]
    key: str
    fields: list[str]


def money_told(profile: Profile) -> dict[str, MoneyTold]:
    """What a user paid and got back, by currency."""
    return {
        currency: MoneyTold(
            payments=flow.payments, gross=flow.gross, refunds=flow.refunds, refunded=flow.refunded, fees=flow.fees
        )
        for currency, flow in profile.money.items()
    }
