"""Spending functions: their published values, their ends and their shape."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sextant.statistics.spending import Spending, obrien_fleming, pocock, power_family

ALL: tuple[Spending, ...] = (obrien_fleming, pocock, power_family(0.5), power_family(1), power_family(3))
ALPHAS = st.floats(1e-6, 0.5)
FRACTIONS = st.floats(-0.5, 2)


@pytest.mark.parametrize(
    ("fraction", "spent"), [(0.2, 0.00000), (0.4, 0.00079), (0.6, 0.00762), (0.8, 0.02442), (1, 0.05)]
)
def test_obrien_fleming_spends_what_lan_and_demets_tabulate(fraction: float, spent: float) -> None:
    """Five looks at .05 two-sided, to the five decimals of their program and of R's ldbounds."""
    assert obrien_fleming(0.05, fraction) == pytest.approx(spent, abs=5e-6)


@pytest.mark.parametrize("fraction", [0.05, 0.3, 0.77])
def test_each_side_spends_half(fraction: float) -> None:
    """Two sides at alpha are each a one-sided design at alpha / 2."""
    assert obrien_fleming(0.05, fraction) == 2 * obrien_fleming(0.025, fraction, sides=1)
    one_sided = 2 - 2 * stats.norm.cdf(stats.norm.isf(0.0125) / math.sqrt(fraction))
    assert obrien_fleming(0.025, fraction, sides=1) == pytest.approx(one_sided, rel=1e-6)


def test_pocock_spends_what_lan_and_demets_tabulate() -> None:
    """Two looks at .05: 0.05 * ln(1 + (e - 1) / 2) = 0.0310."""
    assert pocock(0.05, 0.5) == pytest.approx(0.03101, abs=5e-6)


@pytest.mark.parametrize("spending", ALL)
@given(alpha=ALPHAS, fraction=FRACTIONS, later=FRACTIONS)
def test_spending_rises_from_nothing_to_alpha(spending: Spending, alpha: float, fraction: float, later: float) -> None:
    """Never negative, never falling, all of alpha at the planned end and not a bit more beyond."""
    first, second = sorted((fraction, later))
    assert 0 <= spending(alpha, first) <= spending(alpha, second) <= alpha
    assert spending(alpha, 0) == 0
    assert spending(alpha, 1) == spending(alpha, 1.5) == alpha


@given(alpha=ALPHAS, smaller=ALPHAS, fraction=st.floats(1e-9, 1), later=st.floats(1e-9, 1))
def test_a_smaller_alpha_spends_less_in_every_stretch(
    alpha: float, smaller: float, fraction: float, later: float
) -> None:
    """Maurer & Bretz (2013) ask for it, so that regions of smaller alpha lie in those of larger: Holm rests on it."""
    low, high = sorted((alpha, smaller))
    first, second = sorted((fraction, later))
    by_low, by_high = (obrien_fleming(each, second) - obrien_fleming(each, first) for each in (low, high))
    assert by_low <= by_high + 1e-14


@pytest.mark.parametrize("alpha", [0, 1, -0.1, math.nan, math.inf])
@pytest.mark.parametrize("spending", ALL)
def test_alpha_is_a_share(spending: Spending, alpha: float) -> None:
    """Nothing outside 0 to 1 can be spent."""
    with pytest.raises(ValueError, match="Alpha is between 0 and 1"):
        spending(alpha, 0.5)


@pytest.mark.parametrize("exponent", [0, -1, math.nan])
def test_an_exponent_is_above_0(exponent: float) -> None:
    """With 0, all would be spent before anything was seen."""
    with pytest.raises(ValueError, match="above 0"):
        power_family(exponent)
