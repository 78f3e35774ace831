"""What a user's doing what an experiment measures changes: their assignment, and what the counters hold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum

from sextant.domain.assignments import Assignment
from sextant.domain.experiment_counts import NOTHING, Tally
from sextant.domain.experiment_metrics import Metric, Part, Sums, UserTotals, difference, moments
from sextant.domain.exposures import Change

_MILLISECOND = timedelta(milliseconds=1)
_NOTHING_YET = UserTotals()


class ConversionReason(StrEnum):
    """What became of a conversion.

    Attributes:
        COUNTED: It counts from now on.
        ALREADY_COUNTED: It counted before: by this very event, or because a user counts once.
        NOT_ENROLLED: The user does not take part.
        BEFORE_EXPOSURE: It happened before the user got a variant.
        OUTSIDE_WINDOW: It happened too long after the user got a variant.
        PAUSED: Nothing is counted for now.
        NOT_RUNNING: The experiment is a draft, or over.
    """

    COUNTED = "counted"
    ALREADY_COUNTED = "already_counted"
    NOT_ENROLLED = "not_enrolled"
    BEFORE_EXPOSURE = "before_exposure"
    OUTSIDE_WINDOW = "outside_window"
    PAUSED = "paused"
    NOT_RUNNING = "not_running"


@dataclass(frozen=True, slots=True)
class Conversion:
    """Something that a user did, of one part of one metric.

    Attributes:
        metric: The metric.
        part: Which of its sums it adds to.
        value: What it adds; of a binomial metric 1.
        at: When, in milliseconds since 1970.
        event_id: The event that told of it, which counts once; None where a user counts once anyway.
        mark: By which it is known that the event was counted of whoever it counts for.
        just_now: Whether it was reported as it happened, and so after whatever is stored, whatever clocks say.
    """

    metric: Metric
    part: Part
    value: int
    at: int
    event_id: str | None = None
    mark: str | None = None
    just_now: bool = False


@dataclass(slots=True)
class Converted:
    """What became of conversions, in their order, and the change that they make together; None if none counts."""

    reasons: list[ConversionReason] = field(default_factory=list)
    change: Change | None = None


def converted(before: Assignment, conversions: Iterable[Conversion], *, counted: Iterable[str] = ()) -> Converted:
    """What conversions of a user who takes part come to.

    Args:
        before: The user's assignment.
        conversions: What the user did.
        counted: Marks of what is known to have been counted before.
    """
    found = Converted()
    totals, marks, known = dict(before.totals), list[str](), set(counted)
    metrics: dict[str, Metric] = {}
    for each in conversions:
        mine = totals.get(each.metric.id, _NOTHING_YET)
        reason = _refusal(before, each, mine, known) or ConversionReason.COUNTED
        found.reasons.append(reason)
        if reason is not ConversionReason.COUNTED:
            continue
        totals[each.metric.id] = mine.with_conversion(each.metric, each.part, each.value)
        metrics[each.metric.id] = each.metric
        if each.mark is not None:
            known.add(each.mark)
            marks.append(each.mark)
    if metrics:
        added = Tally(0, _added(metrics, before.totals, totals))
        after = replace(before, totals=totals, version=before.version + 1)
        found.change = Change(after, added, added if before.crossed else NOTHING, tuple(marks))
    return found


def _refusal(
    assignment: Assignment, conversion: Conversion, totals: UserTotals, known: set[str]
) -> ConversionReason | None:
    metric, passed = conversion.metric, conversion.at - assignment.exposed_at
    if passed < 0 and not conversion.just_now:
        return ConversionReason.BEFORE_EXPOSURE
    if metric.window and passed > metric.window // _MILLISECOND:
        return ConversionReason.OUTSIDE_WINDOW
    if conversion.mark in known or (not metric.counts_repetitions and totals.y):
        return ConversionReason.ALREADY_COUNTED
    return None


def _added(
    metrics: Mapping[str, Metric], before: Mapping[str, UserTotals], after: Mapping[str, UserTotals]
) -> dict[str, Sums]:
    return {
        name: difference(moments(metric, after[name]), moments(metric, before.get(name, _NOTHING_YET)))
        for name, metric in metrics.items()
    }
