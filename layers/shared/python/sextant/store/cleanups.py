"""When the clean-up looks again whether a date has to be sealed."""

from pynamodb.attributes import NumberAttribute

from sextant.store.faults import translated
from sextant.store.metrics import MetricItem

_PARTITION, _NEXT = "cleanup", "next"


class CleanUpItem(MetricItem):
    """When the next look is due, in Unix milliseconds."""

    at = NumberAttribute()


@translated()
def next_look() -> int:
    """When it is due, read consistently; 0 before the first."""
    try:
        return int(CleanUpItem.get(_PARTITION, _NEXT, consistent_read=True).at)
    except CleanUpItem.DoesNotExist:
        return 0


@translated()
def look_again(at: int) -> None:
    """Remember when the next look is due; two at once do no harm."""
    CleanUpItem(_PARTITION, _NEXT, at=at).save()
