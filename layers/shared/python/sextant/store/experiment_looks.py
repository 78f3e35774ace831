"""What is kept of an experiment for good, beside the experiments: its scheduled looks and its frozen results.

| collection | key | what |
|---|---|---|
| `looks#button#5f0c…` | `0001#0012` | the twelfth look at the first phase |
| `results#button#5f0c…` | `0001` | the result of the first phase, as it was when the experiment was completed |
"""

import json
import zlib
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any, Final

from pynamodb.attributes import BinaryAttribute, UnicodeAttribute
from pynamodb.exceptions import PutError
from pynamodb.transactions import TransactWrite

from sextant.domain.experiment_looks import Level, Look, LookComparison, SampleRatioLook
from sextant.domain.experiment_metrics import MetricRole
from sextant.store.base import TableModel
from sextant.store.faults import CONDITIONAL_CHECK_FAILED, translated
from sextant.store.transactions import Part

LARGEST_KEPT: Final = 380_000
"""Bytes that may be kept in one item, beside its keys; DynamoDB takes 400 KB."""


class KeptItem(TableModel):
    """Something that is put once and never changes."""

    class Meta:
        setting = "experiments_table"

    collection = UnicodeAttribute(hash_key=True)
    key = UnicodeAttribute(range_key=True)
    # Packed, since a result may hold thousands of figures and an item 400 KB.
    kept = BinaryAttribute(legacy_encoding=False)


@translated()
def looks(counted_as: str, phase: int) -> list[Look]:
    """The looks at one phase in their order, read consistently."""
    return list(_looks(counted_as, phase))


@translated()
def put(counted_as: str, phase: int, look: Look) -> bool:
    """Keep a look; False if one of its number was kept before, which then stands."""
    item = KeptItem(_looks_of(counted_as), f"{phase:04d}#{look.number:04d}", kept=_packed(_document(look)))
    try:
        item.save(condition=KeptItem.key.does_not_exist())
    except PutError as error:
        if error.cause_response_code != CONDITIONAL_CHECK_FAILED:
            raise
        return False
    return True


@translated()
def frozen_result(counted_as: str, phase: int) -> str | None:
    """The frozen result of a phase as JSON, or None if there is none."""
    try:
        item = KeptItem.get(_results_of(counted_as), f"{phase:04d}", consistent_read=True)
    except KeptItem.DoesNotExist:
        return None
    return zlib.decompress(item.kept).decode()


def packed_result(result: str) -> bytes:
    """A result as it is kept."""
    return zlib.compress(result.encode(), level=9)


def freezing(counted_as: str, phase: int, packed: bytes) -> Part:
    """What lets a transaction keep a result."""
    return partial(_freeze, KeptItem(_results_of(counted_as), f"{phase:04d}", kept=packed))


def _freeze(item: KeptItem, transaction: TransactWrite) -> None:
    transaction.save(item)


def _looks(counted_as: str, phase: int) -> Iterator[Look]:
    behind = KeptItem.key.startswith(f"{phase:04d}#")
    for item in KeptItem.query(_looks_of(counted_as), behind, consistent_read=True):
        yield _look(json.loads(zlib.decompress(item.kept)))


def _looks_of(counted_as: str) -> str:
    return f"looks#{counted_as}"


def _results_of(counted_as: str) -> str:
    return f"results#{counted_as}"


def _packed(document: object) -> bytes:
    return zlib.compress(json.dumps(document, separators=(",", ":")).encode())


def _document(look: Look) -> dict[str, Any]:
    split = look.sample_ratio
    return {
        "number": look.number,
        "day": str(look.day),
        "users": look.users,
        "usersByVariant": dict(look.users_by_variant),
        "informationFraction": look.information_fraction,
        "alphaSpent": look.alpha_spent,
        "zBound": look.z_bound,
        "levels": [[each.alpha, each.alpha_spent, each.z_bound] for each in look.levels],
        "comparisons": [_row(each) for each in look.comparisons],
        "sampleRatio": [split.users, split.alpha_spent, split.bound, split.p, split.mismatch],
        "final": look.final,
    }


def _look(document: dict[str, Any]) -> Look:
    users, alpha_spent, bound, p, mismatch = document["sampleRatio"]
    return Look(
        number=document["number"],
        day=date.fromisoformat(document["day"]),
        users=document["users"],
        users_by_variant=document["usersByVariant"],
        information_fraction=document["informationFraction"],
        alpha_spent=document["alphaSpent"],
        z_bound=document["zBound"],
        levels=tuple(Level(*each) for each in document["levels"]),
        comparisons=tuple(_comparison(*each) for each in document["comparisons"]),
        sample_ratio=SampleRatioLook(users=users, alpha_spent=alpha_spent, bound=bound, p=p, mismatch=mismatch),
        final=document["final"],
    )


def _row(seen: LookComparison) -> list[object]:
    return [
        seen.metric,
        seen.variant,
        seen.role.value,
        seen.z,
        seen.p,
        seen.alpha,
        seen.bound,
        seen.crossed,
        seen.crossed_at,
        seen.margin_z,
        seen.harmed,
    ]


def _comparison(metric: str, variant: str, role: str, *rest: Any) -> LookComparison:  # noqa: ANN401 - JSON
    z, p, alpha, bound, crossed, crossed_at, margin_z, harmed = rest
    return LookComparison(
        metric=metric,
        variant=variant,
        role=MetricRole(role),
        z=z,
        p=p,
        alpha=alpha,
        bound=bound,
        crossed=crossed,
        crossed_at=crossed_at,
        margin_z=margin_z,
        harmed=harmed,
    )
