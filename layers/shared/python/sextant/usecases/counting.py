"""Writes what changes about a user who takes part in an experiment, however many do so at once and however often."""

import random
import time
from collections.abc import Callable
from datetime import UTC, date, datetime

from sextant.aws.settings import settings
from sextant.domain.assignments import Assignment
from sextant.domain.days import today
from sextant.domain.errors import UnavailableError
from sextant.domain.experiments import Experiment
from sextant.domain.exposures import Change
from sextant.store import assignments
from sextant.usecases.deadlines import Deadline

ATTEMPTS = 10
_FIRST_PAUSE_SECONDS = 0.01
_LONGEST_PAUSE_SECONDS = 0.3

Propose = Callable[[Assignment | None, frozenset[str]], Change | None]
"""From what is stored of a user, and the marks of what is known to be counted: what to change, or None for nothing."""


def settled(
    experiment: Experiment,
    subject: str,
    known: Assignment | None,
    propose: Propose,
    *,
    deadline: Deadline | None = None,
) -> Assignment | None:
    """The user's assignment once what is proposed is written, or nothing more is proposed.

    A change is written on condition that what it is based on is still stored; if it is not, another is proposed on the
    base of what is. So a change that was written without our hearing of it is found, and not made twice.

    Args:
        experiment: In which experiment.
        subject: Whose assignment it is.
        known: What is believed to be stored; it may be a little old.
        propose: Says what to change.
        deadline: When to begin nothing more.

    Raises:
        UnavailableError: It cannot be written just now; the same may be tried later.
    """
    counted: frozenset[str] = frozenset()
    for attempt in range(ATTEMPTS):
        change = propose(known, counted)
        if change is None:
            return known
        if deadline and deadline.passed:
            break
        refused = assignments.write(
            experiment.counted_as,
            subject,
            known,
            change.after,
            counted=change.counted(_business_day()),
            marks=change.marks,
        )
        if refused is None:
            return change.after
        counted |= {change.marks[place] for place in refused.counted}
        if refused.stale:
            _pause(attempt)
            known = assignments.read(experiment.counted_as, subject, consistent=True)
    raise UnavailableError("This cannot be counted just now; send it again in a moment.")


def _business_day() -> date:
    return today(datetime.now(UTC), settings.business_time_zone)


def _pause(attempt: int) -> None:
    if attempt == 0:
        return  # what was read was old, most likely, and nobody is in the way
    longest = min(_LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * 2**attempt)
    time.sleep(random.uniform(0, longest))  # noqa: S311 - spreads load, keeps no secret
