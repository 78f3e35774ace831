"""When the last tick ran, so that the dashboard can say how far its numbers reach."""

from pynamodb.attributes import NumberAttribute
from pynamodb.exceptions import PutError

from sextant.store.faults import CONDITIONAL_CHECK_FAILED, translated
from sextant.store.metrics import MetricItem

_PARTITION = "tick"
_LAST = "last"


class TickItem(MetricItem):
    """The last tick that finished."""

    started_at = NumberAttribute(attr_name="startedAt")
    finished_at = NumberAttribute(attr_name="finishedAt")


@translated()
def finished(started_at: int, finished_at: int) -> None:
    """Remember a tick, in Unix milliseconds; one that started before the remembered one is not worth it."""
    item = TickItem(_PARTITION, _LAST, started_at=started_at, finished_at=finished_at)
    try:
        item.save(condition=TickItem.partition.does_not_exist() | (TickItem.started_at < started_at))
    except PutError as error:
        if error.cause_response_code != CONDITIONAL_CHECK_FAILED:
            raise


@translated()
def last_started() -> int | None:
    """When the last finished tick began, in Unix milliseconds; None before the first."""
    try:
        return int(TickItem.get(_PARTITION, _LAST, consistent_read=True).started_at)
    except TickItem.DoesNotExist:
        return None
