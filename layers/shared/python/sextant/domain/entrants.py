"""Users as cohorts see them: who registered when, and when they did each thing for the first time after that."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sextant.domain.journeys import Times
from sextant.domain.money import MoneyFlow
from sextant.domain.profiles import Profile
from sextant.domain.purchases import Purchases


class Entrant(NamedTuple):
    """Somebody who registered. All times are Unix milliseconds, none before the registration, None for never.

    Attributes:
        registered_at: When they registered.
        role: The role in which they did.
        requested_at: Their first request.
        paid_at: Their first payment at or after that request.
        reviewed_at: Their first review at or after that payment.
        first_paid_at: Their first payment, requested or not.
        first_reviewed_at: Their first review, paid or not.
        channel: How they came, if it was said.
    """

    registered_at: int
    role: str
    requested_at: int | None
    paid_at: int | None
    reviewed_at: int | None
    first_paid_at: int | None
    first_reviewed_at: int | None
    channel: str | None


@dataclass(frozen=True, slots=True)
class Buyer:
    """Somebody who registered, with what they paid.

    Attributes:
        user_id: Who.
        entrant: When they did what.
        purchases: What they paid, by currency, in each quarter of an hour in which they did.
        money: All that they paid and got back, by currency.
    """

    user_id: str
    entrant: Entrant
    purchases: Mapping[str, Purchases]
    money: Mapping[str, MoneyFlow]


def entrant_of(profile: Profile) -> Entrant | None:
    """The user as cohorts see them; None while no registration is known."""
    if profile.registration is None:
        return None
    at, journey = profile.registration.at, profile.journey
    chain = journey.chain(at)
    return Entrant(
        registered_at=at,
        role=profile.registration.role.value,
        requested_at=chain.requested_at,
        paid_at=chain.paid_at,
        reviewed_at=chain.reviewed_at,
        # A journey keeps every time up to the chain's own, so the first ones of all are among them.
        first_paid_at=_first(journey.paid, at),
        first_reviewed_at=_first(journey.reviewed, at),
        channel=profile.registration.channel,
    )


def _first(times: Times, earliest: int) -> int | None:
    return next((at for at in times if at >= earliest), None)
