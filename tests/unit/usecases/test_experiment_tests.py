"""Which test a metric gets where the usual one would be far surer than it may be."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from sextant.domain.experiment_metrics import Measure, Metric, MetricType, Sums
from sextant.statistics.status import Status
from sextant.usecases.experiment_counts import Arm
from sextant.usecases.experiment_tests import FEWEST_DENOMINATORS, Outcome, compared, effect, margin_z, moments

ORDER_VALUE = Metric(
    id="value",
    name="Order value",
    type=MetricType.RATIO,
    numerator=Measure("order", "amount"),
    denominator=Measure("order"),
)
PAID = Metric(id="paid", name="Paid", type=MetricType.BINOMIAL, numerator=Measure("paid"), covariate="visits")
USERS = 10_000


def orders(values: Sequence[int]) -> Arm:
    """10,000 users of whom some ordered once, each for one of the values."""
    sums: Sums = {
        "users": len(values),
        "y": sum(values),
        "yy": sum(value * value for value in values),
        "d": len(values),
        "dd": len(values),
        "yd": sum(values),
    }
    return Arm(USERS, {"value": sums})


def payers(users: int, paid: int, *, of_payers: int = 3) -> Arm:
    """Users with two visits each, and the payers with some more."""
    x, xx = 2 * users + paid, 6 * users + 5 * paid
    return Arm(users, {"paid": {"users": paid, "y": paid, "x": x, "xx": xx, "xy": of_payers * paid}})


def test_a_ratio_that_hardly_anybody_has_a_denominator_for_is_not_tested() -> None:
    """Of two orders an arm, Welch's t on the orders has p = 0.03, and the delta method over all users 1e-15."""
    found = compared(ORDER_VALUE, orders([5, 6]), orders([9, 10]), 0.05)
    assert (found.status, found.lift_status) == (Status.TOO_FEW_EVENTS, Status.TOO_FEW_EVENTS)
    assert found.difference == pytest.approx(4)
    assert (found.p, found.z, found.difference_interval, found.lift_interval) == (None, None, None, None)


def test_a_ratio_is_tested_from_thirty_users_with_a_denominator_on() -> None:
    """In both arms; one user with very many of them counts for little."""
    enough = [4, 8] * (FEWEST_DENOMINATORS // 2)
    assert compared(ORDER_VALUE, orders(enough), orders(enough), 0.05).status is Status.OK
    assert compared(ORDER_VALUE, orders(enough), orders(enough[1:]), 0.05).status is Status.TOO_FEW_EVENTS
    arm = orders(enough)
    one_with_many = {**arm.of("value"), "d": 1_000 + len(enough), "dd": 1_000**2 + len(enough)}
    assert compared(ORDER_VALUE, arm, replace(arm, sums={"value": one_with_many}), 0.05).status is (
        Status.TOO_FEW_EVENTS
    )


@pytest.mark.parametrize(
    ("control", "treatment"), [((1_000, 0), (1_000, 4)), ((20, 0), (20, 4)), ((1_000, 0), (50, 3))]
)
def test_small_counts_get_the_exact_test_whatever_is_known_before(
    control: tuple[int, int], treatment: tuple[int, int]
) -> None:
    """A covariate does not make a normal distribution of four conversions."""
    found = compared(PAID, payers(*control), payers(*treatment), 0.05)
    plain = compared(replace(PAID, covariate=None), payers(*control), payers(*treatment), 0.05)
    assert (found.method, found.p) == ("fisher_exact", plain.p)
    assert found.cuped is None


def test_a_margin_is_held_against_what_was_adjusted() -> None:
    """With a margin of next to nothing its z is that of the adjusted test."""
    metric = replace(PAID, margin=1e-9)
    control, treatment = payers(5_000, 500), payers(5_000, 400)
    found: Outcome = compared(metric, control, treatment, 0.05)
    assert found.cuped is not None
    assert margin_z(metric, control, treatment, found) == pytest.approx(found.statistic, rel=1e-6)


@pytest.mark.parametrize("metric", [ORDER_VALUE, PAID, replace(PAID, covariate=None)])
@pytest.mark.parametrize("counts", [(0, 0), (0, 3), (3, 0), (400, 431), (431, 2), (9_000, 10_000)])
def test_the_effect_without_a_test_is_that_of_the_test(metric: Metric, counts: tuple[int, int]) -> None:
    """Difference, lift and interval are the very same numbers, with whichever method."""
    control, treatment = (
        orders([4, 8, 9] * (count // 3)) if metric is ORDER_VALUE else payers(USERS, count) for count in counts
    )
    whole = compared(metric, control, treatment, 0.05)
    found = effect(metric, control, treatment, 0.05, (moments(metric, control), moments(metric, treatment)))
    assert (found.difference, found.lift) == (whole.difference, whole.lift)
    assert found.lift_interval == whole.lift_interval
