"""What is known of a user, built from their business events and from what apps say of them by `identified`.

Every change is a minimum, a sum of events that each count once, or the newest of its kind, so that the order in which
events arrive makes no difference.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sextant.domain.attribute_paths import unfolded
from sextant.domain.buckets import Bucket
from sextant.domain.events import IDENTIFIED, BusinessEvent, Event, KnownValue
from sextant.domain.journeys import NO_JOURNEY, Journey
from sextant.domain.ledgers import Sealed, nothing_sealed
from sextant.domain.money import NO_MONEY, MoneyFlow
from sextant.domain.principals import Role
from sextant.domain.purchases import Purchases, with_purchase

ATTRIBUTES_KEPT = 100
_TELLS_ATTRIBUTES = frozenset({BusinessEvent.USER_REGISTERED, IDENTIFIED})
COHORT_SHARDS = 2
"""Partitions a day: each takes a thousand changes a second, and costs every question about cohorts a query a day."""
SHARDS = tuple(str(number) for number in range(16))
"""The partitions over which all users are spread."""


@dataclass(frozen=True, order=True, slots=True)
class Registration:
    """One report that a user registered; the earliest counts, and of two at one moment the one of the smaller id.

    Attributes:
        at: When, in Unix milliseconds.
        event_id: The event that said so.
        role: The role they registered in.
        channel: How they came, if it was said.
    """

    at: int
    event_id: str
    role: Role
    channel: str | None = field(default=None, compare=False)


@dataclass(frozen=True, order=True, slots=True)
class Attribute:
    """The newest known value of one attribute.

    Of two of one moment it is the one that was later in its request, for clients send in the order in which they were
    called; of two at one place, the one of the greater event id.

    Attributes:
        at: When it was said, in Unix milliseconds.
        place: How many events came before in the request that said it.
        event_id: The event that said it.
        value: The value.
    """

    at: int
    place: int = field(default=0, kw_only=True)
    event_id: str
    value: KnownValue = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A named user.

    Attributes:
        user_id: Who.
        ordinal: Their number in the bitmaps of unique users; given once, never changed.
        version: The stored version this is based on, or None if it is not stored yet.
        registration: The earliest registration, if any is known.
        first_request_at: First service request, in Unix milliseconds.
        first_paid_at: First payment.
        first_reviewed_at: First review.
        journey: What they did after one another.
        money: What they paid and got back, by currency.
        purchases: What they paid, by currency, in each quarter of an hour in which they did.
        attributes: What else is known, by name.
        anonymous_ids: The devices that turned out to be theirs.
    """

    user_id: str
    ordinal: int
    version: int | None = None
    registration: Registration | None = None
    first_request_at: int | None = None
    first_paid_at: int | None = None
    first_reviewed_at: int | None = None
    journey: Journey = NO_JOURNEY
    money: Mapping[str, MoneyFlow] = field(default_factory=dict)
    purchases: Mapping[str, Purchases] = field(default_factory=dict)
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    anonymous_ids: tuple[str, ...] = ()


def after(profile: Profile, events: Iterable[Event], sealed: Sealed = nothing_sealed) -> Profile:
    """The profile once these events, none of which it has seen before, are part of it.

    Args:
        profile: The profile before.
        events: What happened.
        sealed: Of which days the numbers are frozen: whoever was counted as new there stays counted there.
    """
    for event in events:
        profile = _after_one(profile, event, sealed)
    return profile


def known_attributes(profile: Profile) -> dict[str, object]:
    """What rules may ask of a user, by the names that they have for it."""
    known = unfolded({name: attribute.value for name, attribute in profile.attributes.items()})
    # What the business says of a role outweighs an attribute that happens to be called so.
    return {**known, "roles": [profile.registration.role.value]} if profile.registration else known


def cohort_of(registration: Registration, user_id: str, zone: ZoneInfo) -> str:
    """The partition of users who registered on the same day: `2026-01-17#2`, the day in the business's zone."""
    day = datetime.fromtimestamp(registration.at / 1000, UTC).astimezone(zone).date()
    return f"{day}#{hashlib.sha256(user_id.encode()).digest()[0] % COHORT_SHARDS}"


def shard_of(user_id: str) -> str:
    """The partition in which a user is found when all users are gone through."""
    # Another byte than the cohort's, so that the two say nothing of each other.
    return SHARDS[hashlib.sha256(user_id.encode()).digest()[1] % len(SHARDS)]


def _after_one(profile: Profile, event: Event, sealed: Sealed) -> Profile:
    change = _CHANGES.get(event.name)
    changed = change(profile, event, sealed) if change else profile
    return replace(
        changed,
        journey=changed.journey.pruned(changed.registration.at if changed.registration else None),
        attributes=_with_attributes(changed.attributes, event),
    )


def _registered(profile: Profile, event: Event, sealed: Sealed) -> Profile:
    if profile.registration and sealed(profile.registration.at):
        return profile
    role = event.facts.role or Role.CLIENT
    told = Registration(event.at, event.event_id, role, event.facts.channel)
    return replace(profile, registration=min(profile.registration or told, told))


def _requested(profile: Profile, event: Event, _sealed: Sealed) -> Profile:
    return replace(
        profile,
        first_request_at=_earliest(profile.first_request_at, event.at),
        journey=profile.journey.with_request(event.at),
    )


def _paid(profile: Profile, event: Event, sealed: Sealed) -> Profile:
    facts = event.facts
    amount = facts.amount_minor or 0
    paid = MoneyFlow(payments=1, gross=amount)
    if facts.fee_minor is not None:
        paid = replace(paid, fee_gross=amount, fees=facts.fee_minor)
    first = profile.first_paid_at
    stays = first is not None and sealed(first)
    return replace(
        profile,
        first_paid_at=first if stays else _earliest(first, event.at),
        journey=profile.journey.with_payment(event.at),
        money=_with_money(profile.money, facts.currency, paid),
        purchases=_with_purchase(profile.purchases, facts.currency, Bucket.of(event.at).number, amount),
    )


def _refunded(profile: Profile, event: Event, _sealed: Sealed) -> Profile:
    returned = MoneyFlow(refunds=1, refunded=event.facts.amount_minor or 0)
    return replace(profile, money=_with_money(profile.money, event.facts.currency, returned))


def _reviewed(profile: Profile, event: Event, _sealed: Sealed) -> Profile:
    return replace(
        profile,
        first_reviewed_at=_earliest(profile.first_reviewed_at, event.at),
        journey=profile.journey.with_review(event.at),
    )


_CHANGES: Mapping[str, Callable[[Profile, Event, Sealed], Profile]] = {
    BusinessEvent.USER_REGISTERED: _registered,
    BusinessEvent.REQUEST_CREATED: _requested,
    BusinessEvent.PAYMENT_COMPLETED: _paid,
    BusinessEvent.PAYMENT_REFUNDED: _refunded,
    BusinessEvent.REVIEW_CREATED: _reviewed,
}


def _earliest(known: int | None, at: int) -> int:
    return at if known is None else min(known, at)


def _with_money(money: Mapping[str, MoneyFlow], currency: str | None, flow: MoneyFlow) -> Mapping[str, MoneyFlow]:
    return {**money, currency: money.get(currency, NO_MONEY) + flow} if currency else money


def _with_purchase(
    purchases: Mapping[str, Purchases], currency: str | None, bucket: int, amount: int
) -> Mapping[str, Purchases]:
    if not currency:
        return purchases
    return {**purchases, currency: with_purchase(purchases.get(currency, ()), bucket, amount)}


def _with_attributes(known: Mapping[str, Attribute], event: Event) -> Mapping[str, Attribute]:
    if event.name not in _TELLS_ATTRIBUTES or not event.facts.attributes:
        return known
    merged = dict(known)
    for name, value in event.facts.attributes.items():
        told = Attribute(event.at, event.event_id, value, place=event.place)
        merged[name] = max(merged.get(name, told), told)
    # The newest are kept: one that was dropped can only come back newer, so this too is the same in any order.
    kept = sorted(merged, key=lambda name: (merged[name], name), reverse=True)[:ATTRIBUTES_KEPT]
    return {name: merged[name] for name in sorted(kept)}
