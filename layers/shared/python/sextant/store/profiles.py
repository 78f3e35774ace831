"""The table of user profiles, and the numbers of users that a warm process knows by heart."""

import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, pairwise
from threading import Lock
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, VersionAttribute
from pynamodb.exceptions import PutError
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection
from pynamodb.transactions import TransactWrite

from sextant.aws.settings import settings
from sextant.domain.entrants import entrant_of
from sextant.domain.events import KnownValue
from sextant.domain.journeys import NO_JOURNEY, Journey
from sextant.domain.principals import Role
from sextant.domain.profiles import Attribute, Profile, Registration, cohort_of, shard_of
from sextant.domain.purchases import Purchases
from sextant.store import entrants
from sextant.store.base import TableModel
from sextant.store.faults import CONDITIONAL_CHECK_FAILED, translated
from sextant.store.memory import per_connection
from sextant.store.money import flows_of, numbers_of
from sextant.store.transactions import Part

REMEMBERED_USERS = 50_000


class ByCohortIndex(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    """Users by the day on which they registered, spread over a few partitions, with what cohorts are asked about."""

    class Meta:
        index_name = "byCohort"
        projection = IncludeProjection(["entrant", "purchases", "money"])

    cohort = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute(range_key=True, attr_name="userId")


class ByShardIndex(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    """All users, spread over a few partitions, with what rules may ask about them."""

    class Meta:
        index_name = "byShard"
        projection = IncludeProjection(["role", "attributes"])

    shard = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute(range_key=True, attr_name="userId")


class ProfileItem(TableModel):
    """One named user. Times are Unix milliseconds; journey, money, purchases, attributes and devices are JSON."""

    class Meta:
        setting = "profiles_table"

    user_id = UnicodeAttribute(hash_key=True, attr_name="userId")
    by_cohort = ByCohortIndex()
    cohort = UnicodeAttribute(null=True)
    by_shard = ByShardIndex()
    shard = UnicodeAttribute(null=True)
    ordinal = NumberAttribute()
    role = UnicodeAttribute(null=True)
    channel = UnicodeAttribute(null=True)
    registered_at = NumberAttribute(attr_name="registeredAt", null=True)
    registered_by = UnicodeAttribute(attr_name="registeredBy", null=True)
    first_request_at = NumberAttribute(attr_name="firstRequestAt", null=True)
    first_paid_at = NumberAttribute(attr_name="firstPaidAt", null=True)
    first_reviewed_at = NumberAttribute(attr_name="firstReviewedAt", null=True)
    journey = UnicodeAttribute(null=True)
    entrant = UnicodeAttribute(null=True)
    money = UnicodeAttribute(null=True)
    purchases = UnicodeAttribute(null=True)
    attributes = UnicodeAttribute(null=True)
    anonymous_ids = UnicodeAttribute(attr_name="anonymousIds", null=True)
    version = VersionAttribute()


class _KnownOrdinals:
    """The ordinals of the users seen last; they never change, so remembering them is safe."""

    def __init__(self) -> None:
        self._ordinals: OrderedDict[str, int] = OrderedDict()
        self._lock = Lock()

    def get(self, user_id: str) -> int | None:
        with self._lock:
            if user_id in self._ordinals:
                self._ordinals.move_to_end(user_id)
            return self._ordinals.get(user_id)

    def learn(self, user_id: str, ordinal: int) -> None:
        with self._lock:
            self._ordinals[user_id] = ordinal
            self._ordinals.move_to_end(user_id)
            if len(self._ordinals) > REMEMBERED_USERS:
                self._ordinals.popitem(last=False)


_known = per_connection(_KnownOrdinals)


def known_ordinal(user_id: str) -> int | None:
    """The user's ordinal if this process knows that the user has a profile."""
    return _known().get(user_id)


def learn_ordinal(profile: Profile) -> None:
    """Remember the ordinal of a profile that is stored."""
    _known().learn(profile.user_id, profile.ordinal)


@translated()
def read(user_id: str) -> Profile | None:
    """A user's profile, read consistently."""
    try:
        return _profile(ProfileItem.get(user_id, consistent_read=True))
    except ProfileItem.DoesNotExist:
        return None


@translated()
def read_eventually(user_id: str) -> Profile | None:
    """A user's profile at half the price of `read`: a change of the last second or so may be missing from it."""
    try:
        return _profile(ProfileItem.get(user_id, consistent_read=False))
    except ProfileItem.DoesNotExist:
        return None


@translated()
def read_many(user_ids: Iterable[str]) -> dict[str, Profile]:
    """The profiles of those users who have one. One that is being written may come as it was before."""
    return {item.user_id: _profile(item) for item in ProfileItem.batch_get(list(user_ids))}


@translated()
def create(profile: Profile) -> bool:
    """Store a new user's profile; False if there is one already."""
    try:
        profile_item(profile).save()
    except PutError as error:
        if error.cause_response_code != CONDITIONAL_CHECK_FAILED:
            raise
        return False
    return True


def deleting(user_id: str) -> Part:
    """Deletes a profile of whatever version, which must still be there."""

    def deleted(transaction: TransactWrite) -> None:
        transaction.delete(ProfileItem(user_id), condition=ProfileItem.user_id.exists(), add_version_condition=False)

    return deleted


def profile_item(profile: Profile) -> ProfileItem:
    """A profile as it is stored; saving it fails if another version was stored meanwhile."""
    item = ProfileItem(
        profile.user_id,
        shard=shard_of(profile.user_id),
        ordinal=profile.ordinal,
        first_request_at=profile.first_request_at,
        first_paid_at=profile.first_paid_at,
        first_reviewed_at=profile.first_reviewed_at,
        journey=_journey_json(profile.journey),
        money=_json(numbers_of(profile.money)),
        purchases=_purchases_json(profile.purchases),
        attributes=_attributes_json(profile.attributes),
        anonymous_ids=_json(profile.anonymous_ids),
    )
    if registration := profile.registration:
        item.cohort = cohort_of(registration, profile.user_id, settings.business_time_zone)
        item.role = registration.role.value
        item.channel = registration.channel
        item.registered_at = registration.at
        item.registered_by = registration.event_id
    if entrant := entrant_of(profile):
        item.entrant = entrants.told(entrant)
    if profile.version is not None:
        item.version = profile.version
    return item


def _profile(item: ProfileItem) -> Profile:
    return Profile(
        user_id=item.user_id,
        ordinal=int(item.ordinal),
        version=item.version,
        registration=_registration(item),
        first_request_at=_moment(item.first_request_at),
        first_paid_at=_moment(item.first_paid_at),
        first_reviewed_at=_moment(item.first_reviewed_at),
        journey=_journey(item.journey),
        money=flows_of(json.loads(item.money)) if item.money else {},
        purchases=purchases_of(item.purchases),
        attributes=_attributes(item.attributes),
        anonymous_ids=tuple(json.loads(item.anonymous_ids)) if item.anonymous_ids else (),
    )


def _registration(item: ProfileItem) -> Registration | None:
    at = _moment(item.registered_at)
    return None if at is None else Registration(at, item.registered_by, Role(item.role), item.channel)


def _moment(stored: float | None) -> int | None:
    return None if stored is None else int(stored)


def _json(value: Mapping[str, object] | Sequence[object]) -> str | None:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False) if value else None


def _journey_json(journey: Journey) -> str | None:
    steps = [_differences(times) for times in (journey.requested, journey.paid, journey.reviewed)]
    return _json(steps) if any(steps) else None


def _journey(stored: str | None) -> Journey:
    return Journey(*(tuple(accumulate(steps)) for steps in json.loads(stored))) if stored else NO_JOURNEY


def _purchases_json(purchases: Mapping[str, Purchases]) -> str | None:
    return _json({currency: _flat(pairs) for currency, pairs in purchases.items()})


def purchases_of(stored: str | None) -> dict[str, Purchases]:
    """Purchases as they were stored."""
    return {currency: _pairs(flat) for currency, flat in json.loads(stored).items()} if stored else {}


def _flat(pairs: Purchases) -> list[int]:
    """Of each purchase how many buckets after the one before it was, and the amount."""
    buckets = _differences([bucket for bucket, _amount in pairs])
    return [number for later, (_bucket, amount) in zip(buckets, pairs, strict=True) for number in (later, amount)]


def _pairs(flat: Sequence[int]) -> Purchases:
    return tuple(zip(accumulate(flat[::2]), flat[1::2], strict=True))


def _differences(ascending: Sequence[int]) -> list[int]:
    """The first number, and of each other how much greater it is than the one before: what takes few digits."""
    return [number - before for before, number in pairwise([0, *ascending])]


def _attributes_json(attributes: Mapping[str, Attribute]) -> str | None:
    return _json({name: _told(each) for name, each in attributes.items()})


def _attributes(stored: str | None) -> dict[str, Attribute]:
    return {name: _attribute(*each) for name, each in json.loads(stored).items()} if stored else {}


def _told(attribute: Attribute) -> list[object]:
    told: list[object] = [attribute.at, attribute.event_id, attribute.value]
    return [*told, attribute.place] if attribute.place else told


def _attribute(at: int, event_id: str, value: KnownValue, place: int = 0) -> Attribute:
    return Attribute(at, event_id, value, place=place)
