"""The table of events. The first write of an event wins, so it counts once however often it is delivered.

| eventId | what |
|---|---|
| `pay-1` | a business event, under the sender's id |
| `#behavioural#pay-1` | a behavioural event, whatever its id |
| `#registration` | by which the user is counted as new |
| `#first-payment` | by which the user is counted as paying for the first time |
| `#alias` | whose a device is, among the device's own events; see `aliases` |
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.connection import TableConnection
from pynamodb.connection.base import BOTOCORE_EXCEPTIONS
from pynamodb.exceptions import PutError, QueryError
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from sextant.aws.settings import settings
from sextant.domain.buckets import Bucket
from sextant.domain.events import FIRST_PAYMENT, FIRST_REGISTRATION, CountedEvent, Event
from sextant.domain.marks import Cause
from sextant.domain.profiles import Profile
from sextant.domain.sealing import expires_at
from sextant.domain.summing import CountedRow
from sextant.store import linked_states
from sextant.store.base import TableModel
from sextant.store.faults import CONDITIONAL_CHECK_FAILED, translated
from sextant.store.linked_states import LINKED_KINDS

COUNTED = (
    "name",
    "ordinal",
    "role",
    "status",
    "amountMinor",
    "currency",
    "feeMinor",
    "serviceType",
    "caId",
    "rating",
    "paymentId",
    "receivedAt",
    "state",
)
"""What of a row is counted, by the names in the table."""
# Names of our own: numbered ones, as pynamodb makes them, are taken for one another by moto from the eleventh on.
_ATTRIBUTES = {f"#{name}": name for name in ("bucketShard", *COUNTED)}
_PROJECTION = ",".join(f"#{name}" for name in COUNTED)


class ByBucketIndex(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    """The events of a bucket, spread over a few partitions."""

    class Meta:
        index_name = "byBucket"
        projection = AllProjection()

    bucket_shard = UnicodeAttribute(hash_key=True, attr_name="bucketShard")
    event_id = UnicodeAttribute(range_key=True, attr_name="eventId")


class EventItem(TableModel):
    """One event. What is counted has attributes of its own; everything sent is in `properties`, as JSON."""

    class Meta:
        setting = "events_table"

    user_id = UnicodeAttribute(hash_key=True, attr_name="userId")
    event_id = UnicodeAttribute(range_key=True, attr_name="eventId")
    by_bucket = ByBucketIndex()
    bucket_shard = UnicodeAttribute(attr_name="bucketShard")
    name = UnicodeAttribute()
    at = NumberAttribute()
    received_at = NumberAttribute(attr_name="receivedAt")
    # A bucket is recomputed from its rows whenever something of it changes, so a row goes only once its date is sealed
    # against that, which is days before. Rows of ours, which later events may still change, never go by themselves.
    expires_at = NumberAttribute(attr_name="expiresAt", null=True)
    ordinal = NumberAttribute(null=True)
    anonymous_id = UnicodeAttribute(attr_name="anonymousId", null=True)
    # Of what tells attributes only: a guest's become a user's when it turns out who they are.
    place = NumberAttribute(null=True)
    properties = UnicodeAttribute(null=True)
    role = UnicodeAttribute(null=True)
    status = UnicodeAttribute(null=True)
    amount_minor = NumberAttribute(attr_name="amountMinor", null=True)
    currency = UnicodeAttribute(null=True)
    fee_minor = NumberAttribute(attr_name="feeMinor", null=True)
    service_type = UnicodeAttribute(attr_name="serviceType", null=True)
    ca_id = UnicodeAttribute(attr_name="caId", null=True)
    rating = NumberAttribute(null=True)
    payment_id = UnicodeAttribute(attr_name="paymentId", null=True)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where the events of one bucket in one request are kept.

    Attributes:
        bucket: The bucket.
        shard: Which of its index partitions.
        received_at: When they arrived, in Unix milliseconds.
        cause: Why the bucket is counted again for them.
    """

    bucket: Bucket
    shard: int
    received_at: int
    cause: Cause = Cause.EVENT


def bucket_shard(bucket: Bucket, shard: int) -> str:
    """The name of one index partition of a bucket."""
    return f"{bucket.label}#{shard}"


def event_item(event: Event, ordinal: int | None, shelf: Shelf) -> EventItem:
    """An event as it is stored."""
    return EventItem(
        event.owner,
        event.stored_id,
        bucket_shard=bucket_shard(shelf.bucket, shelf.shard),
        name=event.name,
        at=event.at,
        received_at=shelf.received_at,
        expires_at=expires_at(shelf.received_at, settings.retention_days),
        ordinal=ordinal,
        anonymous_id=event.anonymous_id if event.user_id is not None else None,
        place=(event.place or None) if event.facts.attributes else None,
        properties=event.properties if event.properties != "{}" else None,
        status=event.facts.status,
        amount_minor=event.facts.amount_minor,
        currency=event.facts.currency,
        fee_minor=event.facts.fee_minor,
        service_type=event.facts.service_type,
        ca_id=event.ca_id,
        rating=event.facts.rating,
        payment_id=event.facts.payment_id,
    )


def registration_item(profile: Profile, shelf: Shelf) -> EventItem:
    """The row by which a user is counted as new, in the bucket of their earliest registration."""
    if profile.registration is None:
        raise ValueError("a user who never registered has no such row")
    item = _derived_item(profile, FIRST_REGISTRATION, profile.registration.at, shelf)
    item.role = profile.registration.role.value
    return item


def first_payment_item(profile: Profile, shelf: Shelf) -> EventItem:
    """The row by which a user is counted as paying for the first time, in the bucket of their earliest payment."""
    if profile.first_paid_at is None:
        raise ValueError("a user who never paid has no such row")
    return _derived_item(profile, FIRST_PAYMENT, profile.first_paid_at, shelf)


def _derived_item(profile: Profile, name: str, at: int, shelf: Shelf) -> EventItem:
    return EventItem(
        profile.user_id,
        name,
        bucket_shard=bucket_shard(shelf.bucket, shelf.shard),
        name=name,
        at=at,
        received_at=shelf.received_at,
        ordinal=profile.ordinal,
    )


@translated()
def put_once(event: Event, ordinal: int | None, shelf: Shelf) -> bool:
    """Store an event that changes no profile; False if it was stored before."""
    try:
        event_item(event, ordinal, shelf).save(condition=EventItem.event_id.does_not_exist())
    except PutError as error:
        if error.cause_response_code != CONDITIONAL_CHECK_FAILED:
            raise
        return False
    return True


@translated()
def stored_among(events: Sequence[Event]) -> frozenset[tuple[str, str]]:
    """Owner and stored id of those of a hundred events at most that are stored, read consistently."""
    keys = {(event.owner, event.stored_id) for event in events}
    found = EventItem.batch_get(list(keys), consistent_read=True, attributes_to_get=["userId", "eventId"])
    return frozenset((item.user_id, item.event_id) for item in found)


def counted_in(bucket: Bucket, shard: int) -> Iterator[CountedRow]:
    """What is to be counted of the rows in one index partition of a bucket."""
    pages = _pages(bucket_shard(bucket, shard))
    return (_counted(row) for page in pages for row in page)


def _pages(partition: str) -> Iterator[list[dict[str, Any]]]:
    # The rows as DynamoDB sends them: making a model of each would take longer than reading it.
    table = EventItem._get_connection()  # noqa: SLF001 - pynamodb's own way to a table's connection
    start: dict[str, Any] | None = None
    while True:
        with translated():
            answer = _query(table, partition, start)
        yield answer["Items"]
        start = answer.get("LastEvaluatedKey")
        if not start:
            return


def _query(table: TableConnection, partition: str, start: dict[str, Any] | None) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "TableName": table.table_name,
        "IndexName": ByBucketIndex.Meta.index_name,
        "KeyConditionExpression": "#bucketShard = :partition",
        "ProjectionExpression": _PROJECTION,
        "ExpressionAttributeNames": _ATTRIBUTES,
        "ExpressionAttributeValues": {":partition": {"S": partition}},
    }
    if start:
        asked["ExclusiveStartKey"] = start
    try:
        return table.connection.dispatch("Query", asked)
    except BOTOCORE_EXCEPTIONS as error:
        raise QueryError(f"Failed to query events: {error}", error) from error


def _counted(row: dict[str, Any]) -> CountedRow:
    name = row["name"]["S"]
    if name in LINKED_KINDS:
        return linked_states.read(name, row["state"]["S"])
    return CountedEvent(
        name=name,
        ordinal=_int(row, "ordinal"),
        role=_str(row, "role"),
        status=_str(row, "status"),
        amount_minor=_int(row, "amountMinor") or 0,
        currency=_str(row, "currency"),
        fee_minor=_int(row, "feeMinor"),
        service_type=_str(row, "serviceType"),
        ca_id=_str(row, "caId"),
        rating=_int(row, "rating"),
        payment_id=_str(row, "paymentId"),
        received_at=int(row["receivedAt"]["N"]),
    )


def _int(row: dict[str, Any], name: str) -> int | None:
    return int(row[name]["N"]) if name in row else None


def _str(row: dict[str, Any], name: str) -> str | None:
    return str(row[name]["S"]) if name in row else None
