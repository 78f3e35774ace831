"""What a user's seeing a variant changes: their assignment, and what the counters hold."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sextant.domain.assignments import Assignment, is_outdated
from sextant.domain.conditions import Attributes
from sextant.domain.experiment_counts import NOTHING, RESTARTED, SIGNED_IN, Cell, Tally
from sextant.domain.experiment_metrics import LARGEST_VALUE, UserTotals, moments
from sextant.domain.experiments import Experiment

COVARIATE_UNITS: Final = 1_000
"""Covariates are kept in thousandths, as whole numbers."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """A user's getting a variant for the first time.

    Attributes:
        variant: Id of the variant.
        phase: Number of the phase that gives it to them, in which they count.
        at: When, in milliseconds since 1970.
        known: Their attributes, of which covariates are taken.
    """

    variant: str
    phase: int
    at: int
    known: Attributes


@dataclass(frozen=True, slots=True)
class Change:
    """A user's assignment as it is to be, and what that adds.

    Attributes:
        after: The assignment.
        everybody: What is added to the sums over all users.
        crossed: What is added to the sums over those who have seen two variants.
        marks: By which it is known that what is added was counted.
    """

    after: Assignment
    everybody: Tally = NOTHING
    crossed: Tally = NOTHING
    marks: tuple[str, ...] = ()

    def counted(self, day: date) -> dict[Cell, Tally]:
        """What is added to which cell if it is written on this day."""
        added = {False: self.everybody, True: self.crossed}
        return {
            Cell(self.after.phase, crossed, self.after.variant, day): tally for crossed, tally in added.items() if tally
        }


def enrolled(experiment: Experiment, exposure: Exposure, before: Assignment | None = None) -> Change:
    """A user takes part.

    Args:
        experiment: In this.
        exposure: What they get, and when.
        before: Their assignment before a restart. Whoever has seen another variant by then has crossed, and that is
            the restart's doing, whatever it was in the phase that is over. Covariates stay what they were at the very
            first exposure, since the experiment may have changed them since.
    """
    seen = before.seen if before else ()
    after = Assignment(
        variant=exposure.variant,
        phase=exposure.phase,
        exposed_at=exposure.at,
        seen=seen if exposure.variant in seen else (*seen, exposure.variant),
        totals=_covariates(experiment, exposure.known, before.totals if before else {}),
        version=before.version + 1 if before else 1,
        crossed_by_sign_in=before.crossed_by_sign_in if before else False,
    )
    tally, restarted = _all_of(experiment, after), before is not None and is_outdated(before, experiment)
    return Change(after, tally, _as_crossed(tally, after, restarted=restarted) if after.crossed else NOTHING)


def crossed(experiment: Experiment, before: Assignment, variant: str, *, by_sign_in: bool = False) -> Change | None:
    """A user who takes part has seen a variant; None if it is one that they had seen.

    Of a phase before a restart nothing is counted any more: the assignment remembers it for the next exposure.
    """
    if variant in before.seen:
        return None
    after = replace(
        before,
        seen=(*before.seen, variant),
        version=before.version + 1,
        crossed_by_sign_in=by_sign_in if not before.crossed else before.crossed_by_sign_in,
    )
    # What they do from here on is added to both sums, so whoever crosses again is there already.
    is_counted = not before.crossed and not is_outdated(before, experiment)
    return Change(after, crossed=_as_crossed(_all_of(experiment, before), after) if is_counted else NOTHING)


def signed_in(experiment: Experiment, guest: Assignment, user: str, variant: str) -> Change | None:
    """A guest who takes part turns out to be a user, who gets a variant; None if that is known, or they are another's.

    They stay one unit: what the user does counts under the variant that the guest saw first.
    """
    if guest.signed_in not in {None, user}:
        return None
    if change := crossed(experiment, guest, variant, by_sign_in=True):
        return replace(change, after=replace(change.after, signed_in=user))
    if guest.signed_in == user:
        return None
    return Change(replace(guest, signed_in=user, version=guest.version + 1))


def joined(exposure: Exposure, unit: str, guest: Assignment, before: Assignment | None) -> Change:
    """A user takes part who was enrolled as a guest: they get their variant, and nobody is counted twice."""
    return Change(
        Assignment(
            variant=exposure.variant,
            phase=guest.phase,
            exposed_at=exposure.at,
            seen=guest.seen,
            version=before.version + 1 if before else 1,
            unit=unit,
            crossed_by_sign_in=guest.crossed_by_sign_in,
        )
    )


def _as_crossed(tally: Tally, assignment: Assignment, *, restarted: bool = False) -> Tally:
    """What a user who has crossed adds to the sums over those who have."""
    if not assignment.crossed_by_sign_in and not restarted:
        return tally
    cause = SIGNED_IN if assignment.crossed_by_sign_in else RESTARTED
    return Tally(tally.users, {**tally.sums, cause: {"users": 1}})


def _all_of(experiment: Experiment, assignment: Assignment) -> Tally:
    """Everything that a user has added to the sums so far."""
    sums = {
        metric.id: moments(metric, assignment.totals[metric.id])
        for metric in experiment.metrics
        if metric.id in assignment.totals
    }
    return Tally(1, sums)


def _covariates(
    experiment: Experiment, known: Attributes, before: Mapping[str, UserTotals]
) -> Mapping[str, UserTotals]:
    asked = {metric.id: metric.covariate for metric in experiment.metrics if metric.covariate}
    taken = {id_: before[id_].x if id_ in before else _thousandths(known.get(name)) for id_, name in asked.items()}
    return {metric: UserTotals(x=x) for metric, x in taken.items()}


def _thousandths(value: object) -> int:
    """A covariate as it is kept; 0 for what is no number, and at most what one conversion may be."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:  # noqa: PLR0124 - NaN
        return 0
    return round(max(-LARGEST_VALUE, min(LARGEST_VALUE, value)) * COVARIATE_UNITS)
