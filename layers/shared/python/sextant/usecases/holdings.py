"""How much is held of a user, by what finds it under their name."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sextant.domain.erasures import ErasedPart
from sextant.store import named_cas, owned_events, participations, profiles, rejected_events
from sextant.store.owned_events import RowKind

ROW_PARTS: Final[Mapping[RowKind, ErasedPart]] = {
    RowKind.BEHAVIOURAL: ErasedPart.BEHAVIOURAL_EVENTS,
    RowKind.BUSINESS: ErasedPart.BUSINESS_EVENTS,
    RowKind.DERIVED: ErasedPart.DERIVED_ROWS,
    RowKind.ALIAS: ErasedPart.ALIASES,
}
"""What a row of the table of events counts as."""
_OTHERS: Final = (
    ErasedPart.PROFILES,
    ErasedPart.REJECTED_EVENTS,
    ErasedPart.ASSIGNMENTS,
    ErasedPart.COUNTED_MARKS,
)


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much is held.

    Attributes:
        counts: How many there are of each part.
        complete: Whether these are all; False if counting stopped.
    """

    counts: Mapping[ErasedPart, int] = field(default_factory=dict)
    complete: bool = True

    @property
    def nothing(self) -> bool:
        """Whether nothing is held at all."""
        return not any(self.counts.values())


def of_ca(user_id: str) -> dict[ErasedPart, int]:
    """How much names somebody as a CA: rows of their calendar, and dates with sums of theirs.

    Raises:
        UnavailableError: DynamoDB throttles or fails.
    """
    records = sum(1 for _ in named_cas.calendar_rows(user_id))
    return {ErasedPart.CA_RECORDS: records, ErasedPart.CA_FIGURES: len(named_cas.dates_naming(user_id))}


def of_user(user_id: str, owners: Sequence[str], *, most: int) -> Holdings:
    """What is held of a user.

    Args:
        user_id: Whom.
        owners: Under which names they may have events and assignments: their own and those of their devices.
        most: How many rows, and how many marks of an experiment, to look at under each name.

    Raises:
        UnavailableError: DynamoDB throttles or fails.
    """
    counts: Counter[ErasedPart] = Counter(dict.fromkeys((*ROW_PARTS.values(), *_OTHERS), 0))
    counts[ErasedPart.PROFILES] = int(profiles.read(user_id) is not None)
    complete = True
    for owner in owners:
        rows = Counter(ROW_PARTS[kind] for kind in owned_events.kinds(owner, most=most))
        complete = complete and rows.total() < most
        counts.update(rows)
        rejected = sum(1 for _ in rejected_events.of_owner(owner, limit=most))
        complete = complete and rejected < most
        counts[ErasedPart.REJECTED_EVENTS] += rejected
        for taken in participations.of_subject(owner):
            marks = sum(1 for _ in participations.marks_of(taken.counted_as, owner, limit=most))
            complete = complete and marks < most
            counts.update({ErasedPart.ASSIGNMENTS: 1, ErasedPart.COUNTED_MARKS: marks})
    return Holdings(dict(counts), complete)
