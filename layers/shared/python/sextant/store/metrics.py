"""The table of metrics: roll-ups, days, roles, dirty marks, and what the tick and the ordinals need to remember.

| partition | bucket | what |
|---|---|---|
| `rollup#2026-01-17` | `10:15` | the roll-up of a quarter of an hour, in UTC |
| `parts#rollup#2026-01-17` | `10:15#01` | what of a roll-up is too much for one item; of days and CAs too |
| `roles` | `2026-01-17` | who registered on a UTC date, by role |
| `cas` | `2026-01-17` | what happened to each CA on a UTC date, by bucket |
| `daily` | `epoch` | of which zone the stored days are |
| `daily#1#Europe/London` | `2026-01-17` | the tally of a day of the business in an epoch |
| `joins` | `001768644900000#d-1` | a device whose events do not all count for its user yet; see `aliases` |
| `dirty` | `2026-01-17T10:15` | the mark of a bucket that is to be recomputed |
| `dates` | `2026-01-17` | of a UTC date its first bucket and earliest arrival, and whether it is sealed |
| `closing` | `000001` | which days of an epoch are closed, and which was checked |
| `restatements` | `2026-01-17#000001#00000004` | what changed in a closed day |
| `checks` | `2026-01-17#000001` | the nightly check of a day |
| `backfills` | `20260118T…-5f0c2a1b` | a backfill; its days are in a partition of its own, see `backfills` |
| `cleanup` | `next` | when it is looked again which dates are to be sealed |
| `tick` | `last` | when the last tick ran |
| `ordinals` | `next` | how many ordinals were given out |
| `evaluations#2026-01-17` | `5f0c…#0` | how often one process evaluated which flag as what on a day |
| `evaluations` | `2026-01-17#0` | the same of all processes, once the day is closed |
| `coverage` | `new_checkout` | for how many users a flag is worth what |
"""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import PutError
from pynamodb.expressions.condition import Condition
from pynamodb.models import Model

from sextant.store.base import TableModel
from sextant.store.faults import CONDITIONAL_CHECK_FAILED, translated


class MetricItem(TableModel):
    """The keys that everything in the table has; what else an item holds is said by its own class."""

    class Meta:
        setting = "metrics_table"

    partition = UnicodeAttribute(hash_key=True)
    bucket = UnicodeAttribute(range_key=True)
    expires_at = NumberAttribute(attr_name="expiresAt", null=True)


@translated()
def saved_unless_changed(item: Model, condition: Condition | None = None) -> bool:
    """Put an item that was computed from the version it carries; False if a newer one was stored meanwhile.

    The version is read before what the item is computed from, so whatever a refused computation would overwrite was
    made from data at least as new. A condition that does not hold is told like a newer one.
    """
    try:
        item.save(condition=condition)
    except PutError as error:
        if error.cause_response_code != CONDITIONAL_CHECK_FAILED:
            raise
        return False
    return True
