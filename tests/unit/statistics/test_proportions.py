"""Tests and intervals of two rates, against statsmodels and tea-tasting's rules, over arms of every size."""

import math
import warnings

import pytest
from hypothesis import given
from scipy import stats
from statsmodels.stats import proportion as peer

from sextant.statistics import proportions, rates
from sextant.statistics.samples import Proportion
from sextant.statistics.status import Status
from sextant.statistics.tails import Side
from tests.unit.statistics import arms


@given(control=arms.varying(), treatment=arms.varying())
def test_z_and_p_are_statsmodels(control: Proportion, treatment: Proportion) -> None:
    """Pooled and unpooled."""
    hits, users = [treatment.conversions, control.conversions], [treatment.n, control.n]
    z, p = peer.proportions_ztest(hits, users)
    pooled = proportions.pooled_z(control, treatment)
    assert (pooled.z, pooled.p) == (pytest.approx(z, rel=1e-7, abs=1e-9), pytest.approx(p, rel=1e-7, abs=1e-300))
    wald = peer.test_proportions_2indep(hits[0], users[0], hits[1], users[1], method="wald", correction=False)
    unpooled = proportions.unpooled_z(control, treatment)
    assert unpooled.z == pytest.approx(wald.statistic, rel=1e-7, abs=1e-9)


@given(control=arms.varying(most=10_000), treatment=arms.varying(most=10_000))
def test_pooled_z_is_pearsons_chi_square(control: Proportion, treatment: Proportion) -> None:
    """z² of the 2x2 table, with Yates' correction too."""
    table = [[arm.conversions, arm.n - arm.conversions] for arm in (control, treatment)]
    for correction in (False, True):
        found = proportions.pooled_z(control, treatment, correction=correction)
        assert found.p == pytest.approx(
            stats.chi2_contingency(table, correction=correction).pvalue, rel=1e-6, abs=1e-300
        )


@given(control=arms.proportions(), treatment=arms.proportions())
def test_sides_and_order_agree(control: Proportion, treatment: Proportion) -> None:
    """Exchanged arms have the opposite z and the same p; the one-sided p add up to 1."""
    there, back = proportions.pooled_z(control, treatment), proportions.pooled_z(treatment, control)
    assert there.p == back.p
    assert there.z is None or there.z == -(back.z or 0.0)
    if there.z is not None:
        greater, less = (proportions.pooled_z(control, treatment, side=side).p for side in (Side.GREATER, Side.LESS))
        assert (greater or 0) + (less or 0) == pytest.approx(1)


@given(control=arms.proportions(), treatment=arms.proportions(), alpha=arms.LEVELS)
def test_newcombe_is_an_interval_of_differences_around_the_one_seen(
    control: Proportion, treatment: Proportion, alpha: float
) -> None:
    """Whatever the counts, it lies in [-1, 1], holds the difference, and turns with the order of the arms."""
    found, turned = proportions.newcombe(control, treatment, alpha), proportions.newcombe(treatment, control, alpha)
    if found.status is Status.NO_USERS:
        assert found.interval is None
        return
    assert found.interval is not None
    assert turned.interval is not None
    lower, upper = found.interval.lower, found.interval.upper
    assert lower is not None
    assert upper is not None
    assert -1 - 1e-12 <= lower <= (found.value or 0.0) <= upper <= 1 + 1e-12
    assert (turned.interval.lower, turned.interval.upper) == (pytest.approx(-upper), pytest.approx(-lower))


METHODS = [("newcomb", proportions.newcombe), ("wald", proportions.wald), ("agresti-caffo", proportions.agresti_caffo)]


@pytest.mark.parametrize(("name", "method"), METHODS)
@given(control=arms.proportions(least=1), treatment=arms.proportions(least=1), alpha=arms.LEVELS)
def test_intervals_of_the_difference_are_statsmodels(
    name: str, method: type, control: Proportion, treatment: Proportion, alpha: float
) -> None:
    """From one user to ten million, nobody and everybody converted included."""
    counts = treatment.conversions, treatment.n, control.conversions, control.n
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        theirs = peer.confint_proportions_2indep(*counts, method=name, compare="diff", alpha=alpha)
    ours = method(control, treatment, alpha).interval
    assert (ours.lower, ours.upper) == (
        pytest.approx(theirs[0], rel=1e-8, abs=1e-9),
        pytest.approx(theirs[1], rel=1e-8, abs=1e-9),
    )


SINGLES = [
    ("wilson", proportions.wilson),
    ("beta", rates.clopper_pearson),
    ("jeffreys", rates.jeffreys),
    ("agresti_coull", rates.agresti_coull),
    ("normal", rates.wald),
]


@pytest.mark.parametrize(("name", "method"), SINGLES)
@given(arm=arms.proportions(least=1), alpha=arms.LEVELS)
def test_intervals_of_a_rate_are_statsmodels(name: str, method: type, arm: Proportion, alpha: float) -> None:
    """Five methods; where it says NaN, at the ends, ours are 0 and 1."""
    theirs = peer.proportion_confint(arm.conversions, arm.n, alpha=alpha, method=name)
    wanted = [end if math.isnan(bound) else bound for bound, end in zip(theirs, (0.0, 1.0), strict=True)]
    ours = method(arm, alpha)
    assert [ours.lower, ours.upper] == pytest.approx(wanted, rel=1e-8, abs=1e-9)


@pytest.mark.parametrize("method", [method for _, method in SINGLES])
def test_a_rate_of_nobody_may_be_anything(method: type) -> None:
    """From 0 to 1."""
    found = method(Proportion(0, 0))
    assert (found.lower, found.upper) == (0, 1)


def test_nobody_against_ten_of_a_hundred_is_an_effect() -> None:
    """Where one popular engine says effect 0, p = 1."""
    control, treatment = Proportion(0, 100), Proportion(10, 100)
    test, interval = proportions.pooled_z(control, treatment), proportions.newcombe(control, treatment).interval
    assert (test.status, test.p) == (Status.OK, pytest.approx(0.00118, abs=5e-6))
    assert interval is not None
    assert (interval.lower, interval.upper) == (pytest.approx(0.042, abs=5e-4), pytest.approx(0.174, abs=5e-4))


@pytest.mark.parametrize("hits", [0, 100])
def test_where_nothing_varies_nothing_speaks_against_equality(hits: int) -> None:
    """No z, a p of 1, and still an interval of the difference."""
    control, treatment = Proportion(hits, 100), Proportion(hits, 100)
    test = proportions.pooled_z(control, treatment)
    assert (test.status, test.z, test.p, test.log10_p) == (Status.NO_VARIANCE, None, 1.0, 0.0)
    assert proportions.newcombe(control, treatment).status is Status.OK
    assert proportions.wald(control, treatment).status is Status.NO_VARIANCE


def test_opposite_arms_without_variance_have_no_wald_test() -> None:
    """Each arm's own variance is 0 though they differ: no p rather than a wrong one, while the pooled test has one."""
    control, treatment = Proportion(0, 10), Proportion(10, 10)
    unpooled = proportions.unpooled_z(control, treatment)
    assert (unpooled.status, unpooled.difference, unpooled.p) == (Status.NO_VARIANCE, 1.0, None)
    assert proportions.pooled_z(control, treatment).p == pytest.approx(7.744e-6, rel=1e-3)


@pytest.mark.parametrize("arms_of", [(Proportion(0, 0), Proportion(1, 2)), (Proportion(1, 2), Proportion(0, 0))])
def test_without_users_nothing_is_said(arms_of: tuple[Proportion, Proportion]) -> None:
    """A status, and no figure."""
    for test in (proportions.pooled_z(*arms_of), proportions.unpooled_z(*arms_of)):
        assert (test.status, test.difference, test.p) == (Status.NO_USERS, None, None)
    for method in (proportions.newcombe, proportions.wald, proportions.agresti_caffo):
        assert method(*arms_of).status is Status.NO_USERS


def test_a_correction_never_turns_the_sign() -> None:
    """A difference below half a user of each arm counts as none."""
    found = proportions.pooled_z(Proportion(5, 10), Proportion(5, 11), correction=True)
    assert (abs(found.z or 0), found.p) == (0.0, 1.0)
