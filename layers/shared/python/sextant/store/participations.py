"""What the table of assignments holds of one subject, over all experiments: for exports and erasures."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from pynamodb.transactions import TransactWrite

from sextant.domain.assignments import Assignment
from sextant.store import assignments
from sextant.store.assignments import AssignmentItem, MarkItem, mark_prefixes
from sextant.store.faults import translated
from sextant.store.transactions import Part

_MARKS: Final = "#seen"


class Participation(NamedTuple):
    """A subject's part in one experiment.

    Attributes:
        counted_as: What the experiment is counted under.
        assignment: What is stored of them.
    """

    counted_as: str
    assignment: Assignment


def experiments_of(subject: str) -> list[str]:
    """What the experiments are counted under that a subject takes part in; the last second may be missing or stale."""
    with translated():
        return [item.experiment_key for item in AssignmentItem.by_user.query(subject)]


def of_subject(subject: str) -> Iterator[Participation]:
    """A subject's parts in experiments, each read consistently; with what counts under the guest that they were."""
    for counted_as in experiments_of(subject):
        if assignment := assignments.read(counted_as, subject, consistent=True):
            guest = assignments.read(counted_as, assignment.unit, consistent=True) if assignment.unit else None
            yield Participation(counted_as, replace(assignment, totals=guest.totals) if guest else assignment)


def marks_of(counted_as: str, subject: str, *, after: str | None = None, limit: int | None = None) -> Iterator[str]:
    """The marks of a subject's events that an experiment has counted, read consistently and as far as asked for.

    Args:
        counted_as: What the experiment is counted under.
        subject: Whose marks.
        after: The mark behind which to begin, or None for the first.
        limit: How many of a kind, plain or hashed, to read at most; all if not given.
    """
    plain, hashed = mark_prefixes(subject)
    partition = f"{counted_as}{_MARKS}"
    for prefix in (hashed,) if after and after.startswith(hashed) else (plain, hashed):
        # Not a comparison with `after`: DynamoDB takes one condition on a sort key.
        start = {"experimentKey": {"S": partition}, "subject": {"S": after}} if after else None
        with translated():
            for item in MarkItem.query(
                partition,
                MarkItem.mark.startswith(prefix),
                consistent_read=True,
                limit=limit,
                page_size=limit,
                last_evaluated_key=start if after and after.startswith(prefix) else None,
            ):
                yield item.mark


def deleting(counted_as: str, subject: str) -> Part:
    """Deletes an assignment, which must still be there."""

    def deleted(transaction: TransactWrite) -> None:
        transaction.delete(AssignmentItem(counted_as, subject), condition=AssignmentItem.subject.exists())

    return deleted


def deleting_mark(counted_as: str, mark: str) -> Part:
    """Deletes a mark, which must still be there."""

    def deleted(transaction: TransactWrite) -> None:
        transaction.delete(MarkItem(f"{counted_as}{_MARKS}", mark), condition=MarkItem.mark.exists())

    return deleted
