"""How many users and days an experiment takes, said before it is started.

A comparison is planned at alpha divided by the number of comparisons, which is where Holm's procedure begins. Looking
more than once takes a few users more: as many as it takes for the bounds of all looks together to find the effect with
the power wanted (Jennison & Turnbull 2000, ch. 7).
"""

import math
from functools import lru_cache
from typing import Final

from sextant.domain import experiment_formats as formats
from sextant.domain.errors import InvalidError
from sextant.domain.experiment_plans import PlanQuestion, problems
from sextant.domain.experiments import DEFAULT_PLANNED_DAYS
from sextant.schemas.experiment_plans import ExperimentPlan, ExperimentPlanQuestion, PlanPoint, VariantPlan
from sextant.statistics import planning, power
from sextant.statistics.group_sequential import bounds, crossing_probability
from sextant.statistics.power import Goal
from sextant.statistics.spending import obrien_fleming

METHOD: Final = (
    "two-sided; rates by the pooled z test (Fleiss; R's power.prop.test), means by the z test; Bonferroni over the "
    "comparisons; Lan-DeMets O'Brien-Fleming over the looks"
)
MOST_DAILY_LOOKS: Final = 60
"""More looks than these change the number of users by less than a thousandth."""
MOST_POINTS: Final = 12
WEEK: Final = 7


def plan(asked: ExperimentPlanQuestion) -> ExperimentPlan:
    """What it takes.

    Raises:
        InvalidError: The question makes no sense; its errors say which fields.
    """
    question = _question(asked)
    if errors := problems(question):
        raise InvalidError("There is no such plan; see errors.", errors)
    return _OnePlan(question).plan()


def _question(asked: ExperimentPlanQuestion) -> PlanQuestion:
    count = 2 if asked.variants is None else asked.variants
    weights = [1.0] * min(max(count, 0), 100) if asked.weights is None else asked.weights
    if asked.weights is not None and asked.variants not in (None, len(weights)):
        weights = []
    return PlanQuestion(
        baseline=asked.baseline,
        mean=asked.mean,
        deviation=asked.standard_deviation,
        effect=asked.minimum_effect,
        difference=asked.minimum_difference,
        alpha=asked.alpha,
        power=asked.power,
        weights=tuple(weights),
        metrics=asked.metrics,
        looks=asked.looks,
        users_per_day=asked.users_per_day,
        traffic=asked.traffic_percentage / 100,
    )


@lru_cache(maxsize=256)
def inflation(alpha: float, wanted: float, looks: int) -> float:
    """By what users are multiplied so that so many evenly spaced looks find what one look would have found."""
    if looks == 1:
        return 1.0
    information = [look / looks for look in range(1, looks + 1)]
    at = bounds(information, [obrien_fleming(alpha, each) for each in information])
    once = power.least_shift(Goal(alpha, wanted))
    low, high = once, once * 1.5
    while high - low > once * 1e-7:
        middle = (low + high) / 2
        if crossing_probability(information, at, middle)[-1] < wanted:
            low = middle
        else:
            high = middle
    return (high / once) ** 2


class _OnePlan:
    """The answer to one question."""

    def __init__(self, asked: PlanQuestion) -> None:
        self._asked = asked
        self._goal = Goal(asked.alpha / asked.comparisons, asked.power)
        whole = math.fsum(asked.weights)
        self._shares = [weight / whole for weight in asked.weights]
        # The variant with the least share takes longest.
        self._least = min(self._shares[1:])
        self._daily = asked.users_per_day * asked.traffic if asked.users_per_day else None
        self._looks = asked.looks or self._daily_looks()
        self._inflation = inflation(self._goal.alpha, self._goal.power, self._looks)

    def plan(self) -> ExperimentPlan:
        """The answer."""
        asked, needed = self._asked, self._fixed_users() * self._inflation
        each = [math.ceil(round(needed * share, 6)) for share in self._shares]
        users = sum(each)
        days = max(math.ceil(users / self._daily), 1) if self._daily else None
        return ExperimentPlan(
            users_per_variant=[
                VariantPlan(variant=place, share=share, users=count)
                for place, (share, count) in enumerate(zip(self._shares, each, strict=True))
            ],
            users=users,
            days=days,
            weeks=math.ceil(days / WEEK) if days else None,
            minimum_effect=asked.change / asked.control,
            minimum_difference=asked.change,
            comparison_alpha=self._goal.alpha,
            looks=self._looks,
            inflation=self._inflation,
            curve=self._curve(days) if days else [],
            text=self._text(users, days),
            method=METHOD,
        )

    def _fixed_users(self) -> float:
        """Of all variants, for one look."""
        asked, ratio = self._asked, self._least / self._shares[0]
        if asked.baseline is not None:
            control = power.users_for_proportions(asked.baseline, asked.control + asked.change, self._goal, ratio=ratio)
        else:
            control = power.users_for_effect(asked.change / (asked.deviation or 1.0), self._goal, ratio=ratio)
        # A variance takes two users in each variant, whatever the effect.
        return max(control, 2.0, 2.0 / ratio) / self._shares[0]

    def _daily_looks(self) -> int:
        if not self._daily:
            return DEFAULT_PLANNED_DAYS
        return min(max(math.ceil(self._fixed_users() / self._daily), 1), MOST_DAILY_LOOKS)

    def _curve(self, days: int) -> list[PlanPoint]:
        """What is found after whole weeks up to twice the time that it takes, and after just that time."""
        weeks = max(math.ceil(2 * days / WEEK), 4)
        stride = math.ceil(weeks / MOST_POINTS)
        at = sorted({*(WEEK * week for week in range(stride, weeks + 1, stride)), days})
        return [self._point(day) for day in at]

    def _point(self, days: int) -> PlanPoint:
        users = (self._daily or 0.0) * days
        arms = (users * self._shares[0] / self._inflation, users * self._least / self._inflation)
        return PlanPoint(days=days, users=int(users), minimum_detectable_effect=self._detectable(arms))

    def _detectable(self, arms: tuple[float, float]) -> float | None:
        asked = self._asked
        if asked.baseline is None:
            found = planning.detectable_effect(arms, self._goal) * (asked.deviation or 1.0)
            return math.copysign(found / abs(asked.control), asked.change / asked.control)
        upward = asked.change > 0
        baseline = asked.baseline if upward else 1 - asked.baseline
        rate = planning.detectable_rate(baseline, arms, self._goal)
        if rate is None:
            return None
        return math.copysign((rate - baseline) / asked.baseline, asked.change)

    def _text(self, users: int, days: int | None) -> list[str]:
        asked = self._asked
        effect = formats.lift(asked.change / asked.control, None)
        likely, seldom = formats.share(asked.power), formats.share(asked.alpha)
        what = f"{users:,} users in {len(self._shares)} variants find a true effect of {effect} in {likely} of cases"
        found = [f"{what}; without one, a difference is called in {seldom}."]
        if days:
            weeks = math.ceil(days / WEEK)
            found.append(f"At {self._daily:,.0f} users a day that takes {days:,} days, or {weeks} whole weeks.")
        if asked.comparisons > 1:
            level = f"{self._goal.alpha:.3g}"
            found.append(f"There are {asked.comparisons} comparisons with the control, each planned at alpha {level}.")
        if self._looks > 1:
            more = formats.share(self._inflation - 1)
            found.append(f"{self._looks} scheduled looks, at each of which it may end early, take {more} more users.")
        return found
