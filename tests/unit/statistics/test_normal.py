"""The normal distribution's tails against mpmath, far beyond where p is 0."""

import mpmath as mp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sextant.statistics import normal
from sextant.statistics.tails import Side

Z = st.floats(-40, 40) | st.floats(-1e6, 1e6)


@given(z=Z)
def test_both_tails_and_their_logarithm_are_mpmaths(z: float) -> None:
    """With 40 digits, where nothing underflows."""
    with mp.workdps(40):
        exact = mp.erfc(abs(mp.mpf(z)) / mp.sqrt(2))
        tail = normal.two_sided(z)
        assert tail.p == pytest.approx(float(exact), rel=1e-12, abs=1e-300)
        assert tail.log10_p == pytest.approx(float(mp.log10(exact)), rel=1e-12, abs=1e-15)


@given(z=st.floats(-37, 37))
def test_one_tail_is_scipys(z: float) -> None:
    """Greater is the upper tail, less the lower."""
    assert normal.tail(z, Side.GREATER).p == pytest.approx(stats.norm.sf(z), rel=1e-12)
    assert normal.tail(z, Side.LESS).p == pytest.approx(stats.norm.cdf(z), rel=1e-12)
    assert normal.tail(z, Side.LESS).log10_p == pytest.approx(stats.norm.logcdf(z) / mp.log(10), rel=1e-11)
    assert normal.cumulative(z) == pytest.approx(stats.norm.cdf(z), rel=1e-12)


def test_a_tail_of_150_deviations_has_a_logarithm() -> None:
    """15 of 20 against 10 of 50,000: p is 0 to a float, and its logarithm is not."""
    tail = normal.two_sided(-149.9974890633591)
    assert tail.p == 0
    assert tail.log10_p == pytest.approx(-4887.923513119603, rel=1e-12)


@pytest.mark.parametrize("z", [1e160, 1.7e308, float("inf")])
def test_no_statistic_is_too_large(z: float) -> None:
    """Even where its square is no number, the logarithm is one."""
    assert normal.two_sided(z).p == 0
    assert -float("inf") < normal.two_sided(z).log10_p < -1e298


@given(p=st.floats(1e-300, 1 - 1e-16))
def test_a_quantile_is_scipys(p: float) -> None:
    """To all digits that both give."""
    assert normal.quantile(p) == pytest.approx(stats.norm.ppf(p), rel=1e-12, abs=1e-15)


def test_critical_values_are_the_textbooks() -> None:
    """1.96 of two sides and 1.645 of one."""
    assert normal.critical(0.05) == pytest.approx(1.959963984540054, rel=1e-14)
    assert normal.critical(0.05, Side.GREATER) == pytest.approx(1.6448536269514722, rel=1e-14)


@pytest.mark.parametrize("alpha", [0, 1, -0.05, 2, float("nan")])
def test_alpha_is_a_probability(alpha: float) -> None:
    """And neither certainty."""
    with pytest.raises(ValueError, match="between 0 and 1"):
        normal.critical(alpha)
    with pytest.raises(ValueError, match="between 0 and 1"):
        normal.quantile(alpha)
