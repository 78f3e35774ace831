"""The UTC dates of which there are roll-ups, and which of them are sealed: one small item each, in one partition."""

from datetime import date

from pynamodb.attributes import NumberAttribute
from pynamodb.exceptions import UpdateError

from sextant.domain.buckets import Bucket
from sextant.domain.sealing import HeldDate
from sextant.store.faults import CONDITIONAL_CHECK_FAILED, translated
from sextant.store.metrics import MetricItem

_PARTITION = "dates"


class DateItem(MetricItem):
    """One UTC date."""

    first_bucket = NumberAttribute(attr_name="firstBucket")
    oldest_arrival = NumberAttribute(attr_name="oldestArrival", null=True)
    refusing_since = NumberAttribute(attr_name="refusingSince", null=True)
    sealed_at = NumberAttribute(attr_name="sealedAt", null=True)
    cleared_at = NumberAttribute(attr_name="clearedAt", null=True)


@translated()
def of(utc_date: date) -> HeldDate | None:
    """A date, read consistently; None if it never had a roll-up."""
    try:
        return _held(DateItem.get(_PARTITION, str(utc_date), consistent_read=True))
    except DateItem.DoesNotExist:
        return None


@translated()
def first() -> HeldDate | None:
    """The earliest date of all."""
    return next((_held(item) for item in DateItem.query(_PARTITION, limit=1, consistent_read=True)), None)


@translated()
def every() -> list[HeldDate]:
    """All dates in order, read consistently."""
    return [_held(item) for item in DateItem.query(_PARTITION, consistent_read=True)]


@translated()
def within(first_date: date, last_date: date) -> list[HeldDate]:
    """The dates from the first to the last of which there are roll-ups, read consistently."""
    span = DateItem.bucket.between(str(first_date), str(last_date))
    return [_held(item) for item in DateItem.query(_PARTITION, span, consistent_read=True)]


@translated()
def learn(utc_date: date, first_bucket: Bucket, oldest_arrival: int | None) -> None:
    """Take note of a date's roll-ups: its earliest bucket and its earliest arrival, which only ever become earlier."""
    known = of(utc_date)
    if known is None or first_bucket.number < known.first_bucket:
        _lower(utc_date, DateItem.first_bucket, first_bucket.number)
    older = known is None or known.oldest_arrival is None or (oldest_arrival or 0) < known.oldest_arrival
    if oldest_arrival is not None and older:
        _lower(utc_date, DateItem.oldest_arrival, oldest_arrival)


@translated()
def refuse(utc_date: date, now: int) -> None:
    """From now on take no event in for a date, in Unix milliseconds; the first call counts."""
    DateItem(_PARTITION, str(utc_date)).update(
        actions=[DateItem.refusing_since.set(DateItem.refusing_since | now)],
        condition=DateItem.partition.exists(),
    )


@translated()
def seal(utc_date: date, now: int) -> None:
    """Freeze the numbers of a date; the first call counts."""
    DateItem(_PARTITION, str(utc_date)).update(
        actions=[DateItem.sealed_at.set(DateItem.sealed_at | now)],
        condition=DateItem.refusing_since.exists(),
    )


@translated()
def clear(utc_date: date, now: int) -> None:
    """Remember that no row of a sealed date is left that could expire."""
    DateItem(_PARTITION, str(utc_date)).update(
        actions=[DateItem.cleared_at.set(now)], condition=DateItem.sealed_at.exists()
    )


def _lower(utc_date: date, attribute: NumberAttribute, number: int) -> None:
    try:
        DateItem(_PARTITION, str(utc_date)).update(
            actions=[attribute.set(number)], condition=attribute.does_not_exist() | (attribute > number)
        )
    except UpdateError as error:
        if error.cause_response_code != CONDITIONAL_CHECK_FAILED:
            raise


def _held(item: DateItem) -> HeldDate:
    return HeldDate(
        day=date.fromisoformat(item.bucket),
        first_bucket=int(item.first_bucket),
        oldest_arrival=_moment(item.oldest_arrival),
        refusing_since=_moment(item.refusing_since),
        sealed_at=_moment(item.sealed_at),
        cleared_at=_moment(item.cleared_at),
    )


def _moment(stored: float | None) -> int | None:
    return None if stored is None else int(stored)
