"""Takes away what experiments know of a user. Their counters are sums that name nobody, and stay."""

from sextant.domain.erasures import ErasedPart, Erasure
from sextant.store import assignments, erasures, participations
from sextant.store.erasures import MOST_WRITES


def take(erasure: Erasure) -> Erasure | None:
    """Take away the next marks of counted events, or else the next assignment."""
    for subject in erasure.owners:
        for counted_as in participations.experiments_of(subject):
            # The index may still have what is gone.
            part = assignments.read(counted_as, subject, consistent=True)
            # The guest that they were goes before the assignment that leads to it.
            for each in (part.unit, subject) if part and part.unit else (subject,):
                # Marks first: it is the assignment that leads to them.
                if marks := list(participations.marks_of(counted_as, each, limit=MOST_WRITES))[:MOST_WRITES]:
                    parts = [participations.deleting_mark(counted_as, mark) for mark in marks]
                    return erasures.write(erasure.with_removed({ErasedPart.COUNTED_MARKS: len(marks)}), *parts)
                if assignments.read(counted_as, each, consistent=True):
                    gone = erasure.with_removed({ErasedPart.ASSIGNMENTS: 1})
                    return erasures.write(gone, participations.deleting(counted_as, each))
    return erasures.write(erasure.after_step())
