"""The table of user profiles, and the numbers of users that a warm process knows by heart."""

import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, VersionAttribute
from pynamodb.exceptions import PutError
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection, KeysOnlyProjection

from sextant.aws.settings import settings
from sextant.domain.money import MoneyFlow
from sextant.domain.principals import Role
from sextant.domain.profiles import Attribute, Profile, Registration, cohort_of, shard_of
from sextant.store.base import TableModel
from sextant.store.faults import CONDITIONAL_CHECK_FAILED, translated
from sextant.store.memory import per_connection

REMEMBERED_USERS = 50_000


class ByCohortIndex(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    """Users by the day on which they registered, spread over a few partitions."""

    class Meta:
        index_name = "byCohort"
        projection = KeysOnlyProjection()

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
    """One named user. Times are Unix milliseconds; money and attributes are JSON."""

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
    money = UnicodeAttribute(null=True)
    attributes = UnicodeAttribute(null=True)
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


def profile_item(profile: Profile) -> ProfileItem:
    """A profile as it is stored; saving it fails if another version was stored meanwhile."""
    item = ProfileItem(
        profile.user_id,
        shard=shard_of(profile.user_id),
        ordinal=profile.ordinal,
        first_request_at=profile.first_request_at,
        first_paid_at=profile.first_paid_at,
        first_reviewed_at=profile.first_reviewed_at,
        money=_money_json(profile.money),
        attributes=_attributes_json(profile.attributes),
    )
    if registration := profile.registration:
        item.cohort = cohort_of(registration, profile.user_id, settings.business_time_zone)
        item.role = registration.role.value
        item.channel = registration.channel
        item.registered_at = registration.at
        item.registered_by = registration.event_id
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
        money=_money(item.money),
        attributes=_attributes(item.attributes),
    )


def _registration(item: ProfileItem) -> Registration | None:
    at = _moment(item.registered_at)
    return None if at is None else Registration(at, item.registered_by, Role(item.role), item.channel)


def _moment(stored: float | None) -> int | None:
    return None if stored is None else int(stored)


def _money_json(money: Mapping[str, MoneyFlow]) -> str | None:
    flows = {currency: [flow.payments, flow.gross, flow.refunds, flow.refunded] for currency, flow in money.items()}
    return json.dumps(flows, separators=(",", ":")) if flows else None


def _money(stored: str | None) -> dict[str, MoneyFlow]:
    return {currency: MoneyFlow(*flow) for currency, flow in json.loads(stored).items()} if stored else {}


def _attributes_json(attributes: Mapping[str, Attribute]) -> str | None:
    told = {name: [each.at, each.event_id, each.value] for name, each in attributes.items()}
    return json.dumps(told, separators=(",", ":"), ensure_ascii=False) if told else None


def _attributes(stored: str | None) -> dict[str, Attribute]:
    return {name: Attribute(*each) for name, each in json.loads(stored).items()} if stored else {}
