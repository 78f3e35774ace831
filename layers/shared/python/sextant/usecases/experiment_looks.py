"""The scheduled looks at running experiments: one after each day of the business that brought users.

A look sees the counters of days that are over, which never change again, and the looks before it: so it comes out the
same whenever and by whomever it is taken, and it is kept once.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from sextant.aws.settings import settings
from sextant.domain.allocations import Allocation
from sextant.domain.experiment_looks import Look, LookComparison, SampleRatioLook
from sextant.domain.experiment_metrics import Goal, Metric, MetricRole
from sextant.domain.experiment_schedules import Schedule, last_settled, schedule
from sextant.domain.experiments import Experiment, Phase
from sextant.statistics.group_sequential import StoredLook, grown
from sextant.statistics.sample_ratio_looks import sample_ratio_look
from sextant.statistics.spending import obrien_fleming
from sextant.store import counters
from sextant.store import experiment_looks as store
from sextant.usecases import experiment_bounds, experiment_tests
from sextant.usecases.deadlines import Deadline
from sextant.usecases.due_looks import is_due
from sextant.usecases.experiment_bounds import LookBounds
from sextant.usecases.experiment_counts import Arms, Counts, PhaseCounts

SAMPLE_RATIO_ALPHA = 0.001
"""Probability of a false alarm about the split at the planned end; over all looks half as much comes on top."""


def is_behind(experiment: Experiment, phase: Phase, looks: Sequence[Look], counted: PhaseCounts, now: datetime) -> bool:
    """Whether there was no time to take all looks that are due."""
    if not is_due(experiment, phase, looks, now):
        return False
    users = counted.through(last_settled(now, settings.business_time_zone)).arms(experiment.crossover)
    total = sum(arm.users for arm in users.values())
    return total > 0 and not (looks and not grown(looks[-1].users, total))


def read(experiment: Experiment, phase: Phase) -> PhaseCounts:
    """What was counted in a phase, read consistently."""
    return PhaseCounts(counters.read(experiment.counted_as, phase=phase.number), tuple(phase.weights))


def take_due(
    experiment: Experiment,
    phase: Phase,
    counted: PhaseCounts,
    looks: Sequence[Look],
    now: datetime,
    deadline: Deadline,
) -> list[Look]:
    """All looks at a phase, after those were taken and kept that are due.

    Args:
        experiment: Which runs or is paused.
        phase: The phase of now.
        counted: Its counters, read at `now` or later.
        looks: The looks that were read before.
        now: This moment.
        deadline: When to leave the rest for the next time.
    """
    zone = settings.business_time_zone
    plan, until = schedule(experiment, phase, zone), last_settled(now, zone)
    taken = list(looks)
    for day, counts in _days(plan, counted, taken[-1].day if taken else None, until):
        if deadline.passed or (taken and taken[-1].final):
            break
        look = look_at(experiment, phase, taken, day, counts, plan)
        if look is None:
            continue
        if not store.put(experiment.counted_as, phase.number, look):
            # Somebody else was faster, and theirs stands.
            return take_due(experiment, phase, counted, store.looks(experiment.counted_as, phase.number), now, deadline)
        taken.append(look)
    return taken


def look_at(
    experiment: Experiment, phase: Phase, earlier: Sequence[Look], day: date, counts: Counts, plan: Schedule
) -> Look | None:
    """The look at the end of a day, or None if there were hardly any new users and the plan goes on."""
    arms = counts.arms(experiment.crossover)
    users = sum(arm.users for arm in arms.values())
    fraction = plan.fraction(day, counts.users)
    before = earlier[-1] if earlier else None
    over = plan.is_over(day, counts.users)
    if not over and not (users and (before is None or grown(before.users, users))):
        return None
    bounds = LookBounds(earlier, users, fraction)
    number = before.number + 1 if before else 1
    by_role = {
        role: _marked(
            experiment_bounds.found(
                _rows(experiment, phase, role, arms, before), bounds, experiment.correction, experiment.alpha
            ),
            experiment,
            bounds,
            number,
        )
        for role in MetricRole
        if experiment.metrics_of(role)
    }
    leading = next(iter(by_role.values()), [])
    spent = before.alpha_spent if before else 0.0
    return Look(
        number=number,
        day=day,
        users=users,
        users_by_variant={variant: arm.users for variant, arm in counts.everybody.items()},
        information_fraction=fraction,
        alpha_spent=max(spent, obrien_fleming(experiment.alpha, fraction)),
        z_bound=experiment_bounds.tested_at(bounds.levels, leading),
        levels=bounds.levels,
        comparisons=tuple(row for rows in by_role.values() for row in rows),
        sample_ratio=_split(phase.allocation, counts.everybody, earlier, fraction),
        final=over,
    )


def expected_shares(allocation: Allocation, variants: Sequence[str]) -> dict[str, float]:
    """What part of all buckets each variant has."""
    sizes = dict.fromkeys(variants, 0)
    for each in allocation:
        sizes[each.variant] = sizes.get(each.variant, 0) + each.size
    total = sum(sizes.values())
    return {variant: size / total for variant, size in sizes.items()}


def _days(plan: Schedule, counted: PhaseCounts, last_look: date | None, until: date) -> list[tuple[date, Counts]]:
    """The days to look at, with what was counted by then: those with counters, and the last of a plan by days."""
    found = list(counted.cumulated(until))
    forced = plan.forced_day(last_look)
    if forced is not None and forced <= until and all(day != forced for day, _ in found):
        found = sorted([*found, (forced, counted.through(forced))], key=lambda each: each[0])
    return [each for each in found if last_look is None or each[0] > last_look]


def _rows(
    experiment: Experiment, phase: Phase, role: MetricRole, arms: Arms, before: Look | None
) -> list[LookComparison]:
    """One for each metric of a role and variant that users get: others never come to a test, and take no alpha."""
    drawn = phase.drawn
    compared = [variant.id for variant in experiment.variants[1:] if variant.id in drawn]
    return [
        _row(metric, variant, arms, before, experiment)
        for metric in experiment.metrics_of(role)
        for variant in compared
    ]


def _row(metric: Metric, variant: str, arms: Arms, before: Look | None, experiment: Experiment) -> LookComparison:
    control, treatment = arms[experiment.control.id], arms[variant]
    test = experiment_tests.compared(metric, control, treatment, experiment.alpha)
    guards = metric.role is MetricRole.GUARDRAIL
    known = before.comparison(metric.id, variant) if before else None
    row = known or LookComparison(
        metric=metric.id, variant=variant, role=metric.role, z=None, p=None, alpha=experiment.alpha, bound=None
    )
    margin_z = experiment_tests.margin_z(metric, control, treatment, test) if guards else None
    return replace(row, z=test.z, p=test.p, margin_z=margin_z)


def _marked(
    rows: Sequence[LookComparison], experiment: Experiment, bounds: LookBounds, number: int
) -> list[LookComparison]:
    """The rows with the number of the look that found them, and guardrails with whether that is harm."""
    metrics: Mapping[str, Metric] = {metric.id: metric for metric in experiment.metrics}
    return [
        _with_harm(replace(row, crossed_at=row.crossed_at or number) if row.crossed else row, metrics, bounds)
        for row in rows
    ]


def _with_harm(row: LookComparison, metrics: Mapping[str, Metric], bounds: LookBounds) -> LookComparison:
    """The row of a guardrail, harmed if it is worse than its margin beyond this look's own bound.

    A comparison that was found earlier keeps the bound that found it; the margin is another hypothesis, and is tested
    at every look.
    """
    if row.role is not MetricRole.GUARDRAIL or row.harmed or row.margin_z is None:
        return row
    bound = bounds.at(row.alpha).z_bound
    bad = -1 if metrics[row.metric].goal is Goal.INCREASE else 1
    return replace(row, harmed=bound is not None and bad * row.margin_z >= bound)


def _split(allocation: Allocation, everybody: Arms, earlier: Sequence[Look], fraction: float) -> SampleRatioLook:
    past = [each.sample_ratio for each in earlier]
    looks = [StoredLook(each.users, each.alpha_spent, each.bound) for each in past if each.users is not None]
    shares = expected_shares(allocation, tuple(everybody))
    observed = [arm.users for arm in everybody.values()]
    found = sample_ratio_look(looks, observed, [shares[v] for v in everybody], fraction, SAMPLE_RATIO_ALPHA)
    spent = looks[-1].alpha_spent if looks else 0.0
    return SampleRatioLook(
        users=int(found.look.information) if found.look else None,
        alpha_spent=found.look.alpha_spent if found.look else spent,
        bound=found.look.bound if found.look else None,
        p=None if found.ratio.p is None or math.isnan(found.ratio.p) else found.ratio.p,
        mismatch=found.mismatch or any(each.mismatch for each in past),
    )
