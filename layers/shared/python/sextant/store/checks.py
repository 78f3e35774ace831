"""Nightly checks in the table of metrics, one item for each day."""

import json
from collections.abc import Sequence
from datetime import date

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute, VersionAttribute

from sextant.domain.buckets import Bucket
from sextant.domain.checks import Check
from sextant.domain.days import Period
from sextant.store.epochs import Epoch
from sextant.store.faults import translated
from sextant.store.metrics import MetricItem, saved_unless_changed

_PARTITION = "checks"


class CheckItem(MetricItem):
    """One check; buckets and drift are JSON."""

    time_zone = UnicodeAttribute(attr_name="timeZone")
    begun_at = NumberAttribute(attr_name="begunAt")
    reached = NumberAttribute()
    buckets = NumberAttribute()
    waiting = UnicodeAttribute()
    drifted = UnicodeAttribute()
    drift = UnicodeAttribute()
    day_drift = UnicodeAttribute(attr_name="dayDrift")
    day_compared = BooleanAttribute(attr_name="dayCompared")
    finished_at = NumberAttribute(attr_name="finishedAt", null=True)
    version = VersionAttribute()


@translated()
def of(day: date, epoch: Epoch) -> Check | None:
    """The check of a day, read consistently."""
    try:
        return _check(CheckItem.get(_PARTITION, _key(day, epoch), consistent_read=True))
    except CheckItem.DoesNotExist:
        return None


@translated()
def within(period: Period) -> list[Check]:
    """The checks of the days of a period, in their order, read consistently."""
    span = CheckItem.bucket.between(str(period.first), f"{period.last}~")
    return [_check(item) for item in CheckItem.query(_PARTITION, span, consistent_read=True)]


def put(check: Check, epoch: Epoch) -> bool:
    """Store how far a check is; False if somebody else did since the version it is based on was read."""
    item = CheckItem(
        _PARTITION,
        _key(check.day, epoch),
        time_zone=check.time_zone,
        begun_at=check.begun_at,
        reached=check.reached,
        buckets=check.buckets,
        waiting=_labels(check.waiting),
        drifted=_labels(check.drifted),
        drift=json.dumps(check.drift),
        day_drift=json.dumps(check.day_drift),
        day_compared=check.day_compared,
        finished_at=check.finished_at,
    )
    if check.version is not None:
        item.version = check.version
    return saved_unless_changed(item)


def _check(item: CheckItem) -> Check:
    return Check(
        day=date.fromisoformat(item.bucket.partition("#")[0]),
        time_zone=item.time_zone,
        begun_at=int(item.begun_at),
        reached=int(item.reached),
        buckets=int(item.buckets),
        waiting=_buckets(item.waiting),
        drifted=_buckets(item.drifted),
        drift=json.loads(item.drift),
        day_drift=json.loads(item.day_drift),
        day_compared=item.day_compared,
        finished_at=_moment(item.finished_at),
        version=int(item.version),
    )


def _key(day: date, epoch: Epoch) -> str:
    return f"{day}#{epoch.number:06d}"


def _labels(buckets: Sequence[Bucket]) -> str:
    return json.dumps([bucket.label for bucket in buckets])


def _buckets(labels: str) -> tuple[Bucket, ...]:
    return tuple(Bucket.named(label) for label in json.loads(labels))


def _moment(stored: float | None) -> int | None:
    return None if stored is None else int(stored)
