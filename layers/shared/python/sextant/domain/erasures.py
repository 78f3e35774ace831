"""Forgetting a user: what is removed in which order, how far that is, and what is left to show for it.

The user is *barred* first: from then on nothing of theirs is taken in. What was under way by then has to end before
anything is removed, and what was removed has to be counted before the figures are looked at. So an erasure takes a
few minutes, most of them waiting, and each of its steps may be cut off and begun again.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from sextant.domain.users import ANONYMOUS_PREFIX

ERASED_PREFIX = "#erased#"
"""What stands for an erased user begins so; nobody's id may begin with `#`."""


class Step(StrEnum):
    """What an erasure does next, in the order in which it does it.

    Attributes:
        BAR: Bars the user's devices, and waits until nothing that was under way can still store anything.
        EVENTS: Deletes behavioural events, and takes the identity off those that money and counts are made of.
        CA: Takes the name off what other people's events, slots and bookings say of the user as a CA.
        ASSIGNMENTS: Deletes what experiments know of the user; their sums name nobody and stay.
        REJECTED: Deletes events of the user that were rejected and kept to be read.
        PROFILE: Deletes the profile. The number that the user had is never given to anybody else.
        RECOUNT: Waits until the aggregation has counted again every quarter of an hour that lost something.
        FIGURES: Clears the user's bit wherever a stored set of users still has it, as on days that are sealed.
        PROOF: Asks every store again.
        DONE: Nothing any more. The user's id is gone here too.
    """

    BAR = "bar"
    EVENTS = "events"
    CA = "ca"
    ASSIGNMENTS = "assignments"
    REJECTED = "rejected"
    PROFILE = "profile"
    RECOUNT = "recount"
    FIGURES = "figures"
    PROOF = "proof"
    DONE = "done"

    @property
    def next(self) -> "Step":
        """What follows."""
        steps = list(Step)
        return steps[steps.index(self) + 1]


class ErasedPart(StrEnum):
    """What can be held of a user, as receipts name it.

    Attributes:
        BEHAVIOURAL_EVENTS: Free-form events: deleted.
        BUSINESS_EVENTS: Typed events: each becomes a row without identity, so that money and counts stay.
        DERIVED_ROWS: Rows made of the user's events, such as the first registration: deleted.
        ALIASES: Devices joined to the user.
        CA_RECORDS: Rows that named the user as a CA: they name an anonymous one.
        ASSIGNMENTS: Parts taken in experiments.
        COUNTED_MARKS: That an event was counted in an experiment.
        REJECTED_EVENTS: Events that were refused and kept to be read.
        PROFILES: The profile.
        ROLLUPS: Quarters of an hour in whose sets of users the user was found after the recount.
        DAYS: The same of stored days.
        ROLES: The same of the sets by role.
        CA_FIGURES: Stored sums that named the user as a CA.
    """

    BEHAVIOURAL_EVENTS = "behaviouralEvents"
    BUSINESS_EVENTS = "businessEvents"
    DERIVED_ROWS = "derivedRows"
    ALIASES = "aliases"
    CA_RECORDS = "caRecords"
    ASSIGNMENTS = "assignments"
    COUNTED_MARKS = "countedMarks"
    REJECTED_EVENTS = "rejectedEvents"
    PROFILES = "profiles"
    ROLLUPS = "rollups"
    DAYS = "days"
    ROLES = "roles"
    CA_FIGURES = "caFigures"


class ErasureTreatment(StrEnum):
    """What is done with what was found.

    Attributes:
        DELETED: It is gone.
        ANONYMISED: It stays without anything that says whose it was.
        CLEARED: One user's bit is gone from a set of users that stays.
    """

    DELETED = "deleted"
    ANONYMISED = "anonymised"
    CLEARED = "cleared"


TREATMENTS: Mapping[ErasedPart, tuple[str, ErasureTreatment]] = {
    ErasedPart.BEHAVIOURAL_EVENTS: ("events", ErasureTreatment.DELETED),
    ErasedPart.BUSINESS_EVENTS: ("events", ErasureTreatment.ANONYMISED),
    ErasedPart.DERIVED_ROWS: ("events", ErasureTreatment.DELETED),
    ErasedPart.ALIASES: ("events", ErasureTreatment.DELETED),
    ErasedPart.CA_RECORDS: ("events", ErasureTreatment.ANONYMISED),
    ErasedPart.ASSIGNMENTS: ("assignments", ErasureTreatment.DELETED),
    ErasedPart.COUNTED_MARKS: ("assignments", ErasureTreatment.DELETED),
    ErasedPart.REJECTED_EVENTS: ("rejectedEvents", ErasureTreatment.DELETED),
    ErasedPart.PROFILES: ("profiles", ErasureTreatment.DELETED),
    ErasedPart.ROLLUPS: ("metrics", ErasureTreatment.CLEARED),
    ErasedPart.DAYS: ("metrics", ErasureTreatment.CLEARED),
    ErasedPart.ROLES: ("metrics", ErasureTreatment.CLEARED),
    ErasedPart.CA_FIGURES: ("metrics", ErasureTreatment.ANONYMISED),
}
"""In which table each part is, and what becomes of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """The erasure of one user, under way or over.

    Attributes:
        id: SHA-256 of the user's id.
        requested_by: Subject of the admin who asked for it.
        requested_at: When, in Unix milliseconds.
        user_id: Whom; None once it is done.
        step: What is to be done next.
        not_before: The moment before which the step has to wait, in Unix milliseconds.
        cursor: How far the step is, in its own words; None at its beginning.
        ordinal: The user's number in sets of users, if they had a profile.
        devices: Ids of the devices joined to the user; none once it is done.
        stand_in: What is written where the user's name was as a CA; drawn, so that it says nothing. Empty once it is
            done, so that nothing leads from the user to it.
        removed: How many were removed or changed, by part.
        found: What every part still held when it was asked again at the end; None before that.
        rounds: How often it was begun; more than once if the proof found something.
        finished_at: When it was done, in Unix milliseconds.
        version: The stored version that this is based on, or None if it is not stored yet.
    """

    id: str
    requested_by: str
    requested_at: int
    user_id: str | None
    step: Step = Step.BAR
    not_before: int = 0
    cursor: str | None = None
    ordinal: int | None = None
    devices: tuple[str, ...] = ()
    stand_in: str
    removed: Mapping[str, int] = field(default_factory=dict)
    found: Mapping[str, int] | None = None
    rounds: int = 1
    finished_at: int | None = None
    version: int | None = None

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self.step is Step.DONE

    @property
    def owners(self) -> tuple[str, ...]:
        """Under which names the user may have events: their own, and those of their devices."""
        own = (self.user_id,) if self.user_id is not None else ()
        return (*own, *(f"{ANONYMOUS_PREFIX}{device}" for device in self.devices))

    def with_removed(self, removed: Mapping[str, int], *, cursor: str | None = None) -> "Erasure":
        """This erasure with so much more removed, and as far as `cursor` says."""
        return replace(self, removed=_added(self.removed, removed), cursor=cursor)

    def after_step(self, *, not_before: int = 0) -> "Erasure":
        """This erasure at its next step, which may begin at a moment."""
        return replace(self, step=self.step.next, not_before=not_before, cursor=None)

    def again(self, *, now: int) -> "Erasure":
        """This erasure from its beginning, since something was still found."""
        return replace(self, step=Step.BAR, not_before=now, cursor=None, rounds=self.rounds + 1)

    def completed(self, found: Mapping[str, int], *, now: int) -> "Erasure":
        """This erasure once it is done: of the user only the hash of the id is left."""
        return replace(
            self,
            step=Step.DONE,
            user_id=None,
            ordinal=None,
            stand_in="",
            devices=(),
            cursor=None,
            found=dict(found),
            finished_at=now,
        )


def erasure_id(subject: str) -> str:
    """By what an erased user, or a guest under the name that owns their events, is known: SHA-256 in hexadecimal."""
    return hashlib.sha256(subject.encode()).hexdigest()


def _added(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    total = Counter(one)
    total.update(other)
    return dict(sorted(total.items()))
