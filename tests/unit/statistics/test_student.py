"""Student's t against SciPy and mpmath."""

import mpmath as mp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sextant.statistics import normal, student
from sextant.statistics.tails import Side

DF = st.floats(1, 100) | st.floats(1, 1e8)


@given(t=st.floats(-30, 30), df=DF)
def test_tails_are_scipys(t: float, df: float) -> None:
    """Both, and each."""
    assert student.two_sided(t, df).p == pytest.approx(2 * stats.t.sf(abs(t), df), rel=1e-8)
    assert student.tail(t, df, Side.GREATER).p == pytest.approx(stats.t.sf(t, df), rel=1e-8)
    assert student.tail(t, df, Side.LESS).log10_p == pytest.approx(
        stats.t.logcdf(t, df) / mp.log(10), rel=1e-7, abs=1e-9
    )


def log10_tail(t: float, df: float) -> float:
    """I_x(df/2, 1/2) as a power series at 60 digits."""
    with mp.workdps(60):
        a, b, x = mp.mpf(df) / 2, mp.mpf(1) / 2, df / (df + mp.mpf(t) ** 2)
        log = (
            a * mp.log(x) + b * mp.log1p(-x) - mp.log(a) - mp.log(mp.beta(a, b)) + mp.log(mp.hyp2f1(a + b, 1, a + 1, x))
        )
        return float(log / mp.log(10))


@pytest.mark.parametrize(
    ("t", "df"),
    [
        (1e200, 1),
        (1e300, 1),
        (1e80, 5),
        (1e12, 30),
        (60, 1000),
        (1e5, 1000),
        (45, 2e5),
        (-45, 2e5),
        (40, 1e7),
        (40, 1e10),
    ],
)
def test_the_logarithm_goes_on_where_p_underflows(t: float, df: float) -> None:
    """To nine digits and more."""
    tail = student.two_sided(t, df)
    assert tail.p < 1e-200
    assert tail.log10_p == pytest.approx(log10_tail(t, df), rel=1e-9)


@given(t=st.floats(-1e300, 1e300), df=st.floats(1, 1e15))
def test_every_statistic_has_a_tail(t: float, df: float) -> None:
    """A probability and a finite logarithm that belong together."""
    tail = student.two_sided(t, df)
    assert 0 <= tail.p <= 1
    assert -float("inf") < tail.log10_p <= 0


@given(df=DF, alpha=st.floats(1e-6, 0.5))
def test_critical_values_are_scipys(df: float, alpha: float) -> None:
    """Of two sides, and of one."""
    assert student.critical(alpha, df) == pytest.approx(stats.t.isf(alpha / 2, df), rel=1e-8)
    assert student.critical(alpha, df, Side.LESS) == pytest.approx(stats.t.isf(alpha, df), rel=1e-8, abs=1e-8)


def test_with_very_many_users_t_is_z() -> None:
    """Both the tail and the critical value."""
    assert student.two_sided(3, 1e13) == normal.two_sided(3)
    assert student.critical(0.05, 1e13) == normal.critical(0.05)
