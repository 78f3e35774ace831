"""The table of assignments: who takes part in which experiment, and what of theirs was counted.

| experimentKey | subject | what |
|---|---|---|
| `button#5f0c…` | `maya` | the assignment of a user, or of a guest as `anonymous#…` |
| `button#5f0c…#seen` | `4#maya#revenue#numerator#pay-1` | that an event was counted of one part of a metric |

An assignment, the marks of what was counted since, and the counters are written in one transaction: so whatever is
sent again, or was written without our hearing of it, counts once.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from pynamodb.attributes import BooleanAttribute, ListAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.transactions import TransactWrite

from sextant.domain.assignments import Assignment
from sextant.domain.experiment_counts import Cell, Tally
from sextant.domain.experiment_metrics import UserTotals
from sextant.store import counters
from sextant.store.base import TableModel
from sextant.store.faults import translated
from sextant.store.transactions import commit

MOST_MARKS: Final = 90
"""In one transaction, which may make 100 writes."""
_LONGEST_KEY_BYTES: Final = 1_024


class ByUserIndex(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    """The experiments that a user takes part in."""

    class Meta:
        index_name = "byUser"
        projection = KeysOnlyProjection()

    user_id = UnicodeAttribute(hash_key=True, attr_name="userId")
    experiment_key = UnicodeAttribute(range_key=True, attr_name="experimentKey")


class AssignmentItem(TableModel):
    """One user's or guest's part in one experiment; totals are JSON."""

    class Meta:
        setting = "assignments_table"

    experiment_key = UnicodeAttribute(hash_key=True, attr_name="experimentKey")
    subject = UnicodeAttribute(range_key=True)
    by_user = ByUserIndex()
    # Marks have none, so that they stay out of the index.
    user_id = UnicodeAttribute(attr_name="userId")
    variant = UnicodeAttribute()
    phase = NumberAttribute()
    exposed_at = NumberAttribute(attr_name="exposedAt")
    # pynamodb types a list by its Python elements and makes it by its attributes: Any bridges the two.
    seen: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)
    totals = UnicodeAttribute()
    version = NumberAttribute()
    unit = UnicodeAttribute(null=True)
    signed_in = UnicodeAttribute(attr_name="signedIn", null=True)
    crossed_by_sign_in = BooleanAttribute(attr_name="crossedBySignIn", null=True)


class MarkItem(TableModel):
    """That an event was counted."""

    class Meta:
        setting = "assignments_table"

    experiment_key = UnicodeAttribute(hash_key=True, attr_name="experimentKey")
    mark = UnicodeAttribute(range_key=True, attr_name="subject")


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nothing was written.

    Attributes:
        stale: Whether the assignment is no longer as it was.
        counted: Places of the marks that were there already.
    """

    stale: bool
    counted: frozenset[int]


@translated()
def read(counted_as: str, subject: str, *, consistent: bool = False) -> Assignment | None:
    """What is stored of a user; read without consistency it costs half, and may lack what the last second brought."""
    try:
        return _assignment(AssignmentItem.get(counted_as, subject, consistent_read=consistent))
    except AssignmentItem.DoesNotExist:
        return None


def write(
    counted_as: str,
    subject: str,
    before: Assignment | None,
    after: Assignment,
    *,
    counted: Mapping[Cell, Tally],
    marks: Sequence[str] = (),
) -> Refused | None:
    """Write an assignment, what it adds to the counters and the marks of what is counted with it; what refused it.

    Args:
        counted_as: What the experiment is counted under.
        subject: Whose assignment it is.
        before: What must still be stored, or None if nothing must be.
        after: What is to be stored, under the version it carries.
        counted: What is added to which cell.
        marks: At most `MOST_MARKS`, none twice; none of them may be there yet.
    """
    refused = commit(
        partial(_put, counted_as, subject, before, after),
        partial(_mark, counted_as, marks),
        *(_adding(counted_as, cell, tally) for cell, tally in counted.items()),
    )
    return Refused(0 in refused, frozenset(place - 1 for place in refused if place)) if refused else None


def mark_of(subject: str, metric: str, part: str, event_id: str) -> str:
    """By what it is known that an event of a subject was counted of a part of a metric."""
    plain, hashed = mark_prefixes(subject)
    mark = f"{plain}{metric}#{part}#{event_id}"
    if len(mark.encode()) <= _LONGEST_KEY_BYTES:
        return mark
    return f"{hashed}{_sha256(mark)}"


def mark_prefixes(subject: str) -> tuple[str, str]:
    """How the marks of a subject begin, so that they can be found: those in plain, and those that are too long."""
    # The subject's length keeps `a#b` of one from being `b` of another.
    return f"{len(subject)}#{subject}#", f"sha256#{_sha256(subject)}#"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _put(
    counted_as: str, subject: str, before: Assignment | None, after: Assignment, transaction: TransactWrite
) -> None:
    current = AssignmentItem.version == before.version if before else AssignmentItem.subject.does_not_exist()
    item = AssignmentItem(
        counted_as,
        subject,
        user_id=subject,
        variant=after.variant,
        phase=after.phase,
        exposed_at=after.exposed_at,
        seen=list(after.seen),
        totals=_totals_text(after.totals),
        version=after.version,
        unit=after.unit,
        signed_in=after.signed_in,
        crossed_by_sign_in=after.crossed_by_sign_in or None,
    )
    transaction.save(item, condition=current)


def _mark(counted_as: str, marks: Sequence[str], transaction: TransactWrite) -> None:
    for mark in marks:
        transaction.save(MarkItem(f"{counted_as}#seen", mark), condition=MarkItem.mark.does_not_exist())


def _adding(counted_as: str, cell: Cell, tally: Tally) -> "partial[None]":
    return partial(counters.add_in, counted_as=counted_as, cell=cell, tally=tally)


def _assignment(item: AssignmentItem) -> Assignment:
    return Assignment(
        variant=item.variant,
        phase=int(item.phase),
        exposed_at=int(item.exposed_at),
        seen=tuple(item.seen),
        totals={metric: UserTotals(*sums) for metric, sums in json.loads(item.totals).items()},
        version=int(item.version),
        unit=item.unit,
        signed_in=item.signed_in,
        crossed_by_sign_in=bool(item.crossed_by_sign_in),
    )


def _totals_text(totals: Mapping[str, UserTotals]) -> str:
    found = {metric: [each.y, each.d, each.x] for metric, each in totals.items() if each != UserTotals()}
    return json.dumps(found, separators=(",", ":"))
