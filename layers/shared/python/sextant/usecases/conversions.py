"""Counts what users who take part in an experiment do."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from sextant.domain.assignments import Assignment
from sextant.domain.conversions import Conversion, ConversionReason, converted
from sextant.domain.experiments import Experiment
from sextant.domain.exposures import Change
from sextant.store import assignments
from sextant.usecases.counting import settled
from sextant.usecases.deadlines import Deadline
from sextant.usecases.exposures import holds

_Reasons = list[ConversionReason]


class Counted(NamedTuple):
    """What became of conversions.

    Attributes:
        reasons: Of each, in their order.
        assignment: What is stored of the user, if they take part.
    """

    reasons: Sequence[ConversionReason]
    assignment: Assignment | None


def count(
    experiment: Experiment,
    subject: str,
    conversions: Sequence[Conversion],
    *,
    aliases: Sequence[str] = (),
    known: Assignment | None = None,
    deadline: Deadline | None = None,
) -> Counted:
    """Count what a user did in a running experiment, each thing once however often and by however many it is sent.

    Whoever does not take part may have done so as the guest that they were: it counts there. When the user is enrolled
    later, with that guest, it is the same unit in which a repetition is found.

    Args:
        experiment: The experiment.
        subject: Whose doing it is.
        conversions: What they did.
        aliases: What the assignments of the guests are kept under that they were before, as far as that is told.
        known: What is stored of them, if that was read already.
        deadline: When to begin nothing more.

    Raises:
        UnavailableError: Not all of it can be counted just now; the same may be sent again.
    """
    found = _count(experiment, subject, conversions, known, deadline)
    for alias in aliases:
        if found.assignment and holds(experiment, found.assignment):
            break
        guest = assignments.read(experiment.counted_as, alias, consistent=True)
        # And nobody else, who was that guest before them.
        if guest and holds(experiment, guest) and guest.signed_in in {None, subject}:
            found = _count(experiment, alias, conversions, guest, deadline)
    return found


def _count(
    experiment: Experiment,
    subject: str,
    conversions: Sequence[Conversion],
    known: Assignment | None,
    deadline: Deadline | None,
) -> Counted:
    known = known or assignments.read(experiment.counted_as, subject)
    if known is None or not holds(experiment, known):
        # They may have been enrolled a moment ago.
        known = assignments.read(experiment.counted_as, subject, consistent=True)
    if known and known.unit and holds(experiment, known):
        # They were a guest when they were enrolled, and that guest is who is counted.
        subject, known = known.unit, assignments.read(experiment.counted_as, known.unit)
    reasons: _Reasons = []
    marked = [_marked(each, subject) for each in conversions]
    for first in range(0, len(marked), assignments.MOST_MARKS):
        some = _Some(experiment, marked[first : first + assignments.MOST_MARKS])
        known = settled(experiment, subject, known, some.propose, deadline=deadline)
        reasons += some.reasons
    return Counted(reasons, known)


def _marked(conversion: Conversion, unit: str) -> Conversion:
    """With its mark of who it counts for: whoever sends it again, as a guest or signed in, finds it there."""
    if conversion.event_id is None:
        return conversion
    mark = assignments.mark_of(unit, conversion.metric.id, conversion.part, conversion.event_id)
    return replace(conversion, mark=mark)


class _Some:
    """Conversions that are counted in one transaction."""

    def __init__(self, experiment: Experiment, conversions: Sequence[Conversion]) -> None:
        self._experiment = experiment
        self._conversions = conversions
        self.reasons: _Reasons = []

    def propose(self, before: Assignment | None, counted: frozenset[str]) -> Change | None:
        """What they change of what is stored, and the reasons for it."""
        if before is None or not holds(self._experiment, before):
            self.reasons = [ConversionReason.NOT_ENROLLED] * len(self._conversions)
            return None
        found = converted(before, self._conversions, counted=counted)
        self.reasons = found.reasons
        return found.change
