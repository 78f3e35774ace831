"""How often flags were evaluated, in the table of metrics.

| partition | bucket | what |
|---|---|---|
| `evaluations#2026-01-17` | `5f0c…#0` | what one process has counted on that day of the business so far, in parts |
| `evaluations` | `2026-01-17#0` | what all processes together had counted when that day was closed, in parts |

A process writes all that it has counted over what it wrote before. So a write that is repeated, or that came through
although it seemed to fail, counts nothing twice.
"""

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from pynamodb.attributes import BinaryAttribute, NumberAttribute
from pynamodb.exceptions import PutError, PynamoDBException

from sextant.aws.observability import logger
from sextant.domain.days import Period
from sextant.domain.errors import UnavailableError
from sextant.domain.evaluations import Counted, Outcome, Row
from sextant.store.faults import CONDITIONAL_CHECK_FAILED, translated
from sextant.store.metrics import MetricItem

KEPT_DAYS = 401
PART_BYTES = 250_000
"""How much of rows, before they are compressed, goes into one item of at most 400 KB."""
_CLOSED = "evaluations"
_SAYS_CLOSED = 0
_BYTES_BESIDE_TEXT = 60


class EvaluationsItem(MetricItem):
    """One part of what was counted on one day: rows of flag, variant, value, count and last moment, compressed."""

    rows = BinaryAttribute(legacy_encoding=False)
    revision = NumberAttribute()


def size_of(flag: str, outcome: Outcome) -> int:
    """About how many bytes a row takes, its numbers at their longest."""
    texts = flag, outcome.variant, outcome.value or ""
    return sum(2 + len(text.encode()) for text in texts) + _BYTES_BESIDE_TEXT


def put(day: date, process: str, part: int, rows: Sequence[Row], *, revision: int) -> None:
    """Store one part of all that a process has counted on a day, unless this revision or a later one is stored.

    Raises:
        UnavailableError: It could not be stored, for whatever reason; it may be stored nevertheless.
    """
    item = _item(f"{_CLOSED}#{day}", f"{process}#{part}", rows, day=day, revision=revision)
    older = EvaluationsItem.revision.does_not_exist() | (EvaluationsItem.revision < revision)
    try:
        item.save(condition=older)
    except PynamoDBException as error:
        # A write that seemed to fail may have arrived, or arrive later than the one that followed it.
        if isinstance(error, PutError) and error.cause_response_code == CONDITIONAL_CHECK_FAILED:
            return
        logger.warning("evaluation counts not stored", code=error.cause_response_code)
        raise UnavailableError("The counts cannot be stored just now.") from error


def of_open_day(day: date) -> Iterator[Row]:
    """What each process has counted on a day so far, read consistently and one page at a time."""
    with translated():
        yield from _rows(EvaluationsItem.query(f"{_CLOSED}#{day}", consistent_read=True))


@translated()
def of_closed_days(period: Period) -> dict[date, list[Row]]:
    """What was counted on the closed days of a period; a day that is not closed has no entry."""
    span = EvaluationsItem.bucket.between(str(period.first), f"{period.last}#~")
    found: dict[date, list[Row]] = {}
    closed = set()
    for item in EvaluationsItem.query(_CLOSED, span, consistent_read=True):
        day, part = _day_and_part(item)
        found.setdefault(day, []).extend(_rows([item]))
        if part == _SAYS_CLOSED:
            closed.add(day)
    return {day: rows for day, rows in found.items() if day in closed}


@translated()
def last_closed_day() -> date | None:
    """The latest day that is closed."""
    newest = EvaluationsItem.query(
        _CLOSED, scan_index_forward=False, page_size=1, consistent_read=True, attributes_to_get=["partition", "bucket"]
    )
    return next((day for day, part in map(_day_and_part, newest) if part == _SAYS_CLOSED), None)


@translated()
def close(day: date, rows: Iterable[Row]) -> None:
    """Store what all processes together counted on a day; a day on which nothing was counted is closed too."""
    # The first part is written last: it says that the day is closed, so by then all others are there.
    for part, chunk in reversed(list(enumerate(_parts(rows)))):
        _item(_CLOSED, f"{day}#{part}", chunk, day=day, revision=0).save()


def _parts(rows: Iterable[Row]) -> list[list[Row]]:
    parts: list[list[Row]] = [[]]
    size = 0
    for row in rows:
        size += size_of(row.flag, row.outcome)
        if size > PART_BYTES:
            parts.append([])
            size = size_of(row.flag, row.outcome)
        parts[-1].append(row)
    return parts


def _item(partition: str, bucket: str, rows: Iterable[Row], *, day: date, revision: int) -> EvaluationsItem:
    plain = [[flag, *outcome, *counted] for flag, outcome, counted in rows]
    text = json.dumps(plain, separators=(",", ":"), ensure_ascii=False)
    expires = datetime.combine(day + timedelta(days=KEPT_DAYS), time(), UTC).timestamp()
    return EvaluationsItem(
        partition, bucket, rows=zlib.compress(text.encode(), 1), revision=revision, expires_at=int(expires)
    )


def _day_and_part(item: EvaluationsItem) -> tuple[date, int]:
    day, _, part = item.bucket.partition("#")
    return date.fromisoformat(day), int(part)


def _rows(items: Iterable[EvaluationsItem]) -> Iterator[Row]:
    for item in items:
        for flag, variant, value, times, last_at in json.loads(zlib.decompress(item.rows)):
            yield Row(flag, Outcome(variant, value), Counted(times, last_at))
