"""How far each flag's coverage is worked out, in the table of metrics: partition `coverage`, bucket the flag's key.

An item holds both how far everybody was gone through and what was counted on the way, so whichever of two requests at
once writes last, what it leaves is right.
"""

import json
import zlib
from datetime import datetime

from pynamodb.attributes import BinaryAttribute

from sextant.domain.coverage import Value, Walk
from sextant.store.faults import translated
from sextant.store.metrics import MetricItem

KEPT_SECONDS = 86_400
_PARTITION = "coverage"


class CoverageItem(MetricItem):
    """The coverage of one flag, as compressed JSON."""

    walk = BinaryAttribute(legacy_encoding=False)


@translated()
def read(key: str) -> Walk | None:
    """What is known of a flag's coverage, read consistently."""
    try:
        item = CoverageItem.get(_PARTITION, key, consistent_read=True)
    except CoverageItem.DoesNotExist:
        return None
    held = json.loads(zlib.decompress(item.walk))
    return Walk(
        rules=held["rules"],
        begun_at=datetime.fromisoformat(held["begunAt"]),
        ended_at=datetime.fromisoformat(held["endedAt"]) if held["endedAt"] else None,
        worked_seconds=held["workedSeconds"],
        reached=held["reached"],
        seen=held["seen"],
        done=set(held["done"]),
        users={Value(variant, value): by_role for variant, value, by_role in held["users"]},
    )


@translated()
def put(key: str, walk: Walk, now: datetime) -> None:
    """Keep what is known of a flag's coverage, for a day."""
    held = {
        "rules": walk.rules,
        "begunAt": walk.begun_at.isoformat(),
        "endedAt": walk.ended_at.isoformat() if walk.ended_at else None,
        "workedSeconds": walk.worked_seconds,
        "reached": walk.reached,
        "seen": walk.seen,
        "done": sorted(walk.done),
        "users": [[*value, by_role] for value, by_role in walk.users.items()],
    }
    text = json.dumps(held, separators=(",", ":"), ensure_ascii=False)
    expires_at = int(now.timestamp()) + KEPT_SECONDS
    CoverageItem(_PARTITION, key, walk=zlib.compress(text.encode()), expires_at=expires_at).save()
