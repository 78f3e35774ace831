"""CUPED against a regression of the rows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.statistics import cuped, means
from sextant.statistics.samples import Covaried
from sextant.statistics.status import Status

ROWS = st.lists(st.tuples(st.integers(-100, 100), st.integers(-100, 100)), min_size=2, max_size=30)


def sums(rows: list[tuple[int, int]]) -> Covaried:
    """Of rows of (before, after)."""
    return Covaried(
        len(rows),
        sum(y for _, y in rows),
        sum(y * y for _, y in rows),
        sum(x for x, _ in rows),
        sum(x * x for x, _ in rows),
        sum(x * y for x, y in rows),
    )


@given(control=ROWS, treatment=ROWS)
def test_it_is_welchs_test_of_the_residuals(control: list[tuple[int, int]], treatment: list[tuple[int, int]]) -> None:
    """With NumPy's slope over all rows, each user's y less slope times x."""
    x, y = np.array(control + treatment, dtype=float).T
    slope = np.cov(x, y)[0, 1] / np.var(x, ddof=1) if np.ptp(x) else 0.0
    found = cuped.compare(sums(control), sums(treatment))
    assert found.theta == pytest.approx(slope, abs=1e-12)
    for rows, moments in ((control, found.control), (treatment, found.treatment)):
        residuals = [b - slope * a for a, b in rows]
        assert moments.mean == pytest.approx(np.mean(residuals), abs=1e-9)
        assert moments.variance == pytest.approx(np.var(residuals, ddof=1), abs=1e-7)
    assert found.test == means.welch(found.control, found.treatment)
    assert found.status is found.test.status


def test_a_covariate_that_says_nothing_changes_nothing() -> None:
    """Everybody the same before: theta is 0, and the test that of the raw values."""
    control, treatment = sums([(5, 1), (5, 4), (5, 2)]), sums([(5, 3), (5, 9), (5, 6)])
    found = cuped.compare(control, treatment)
    assert (found.theta, found.variance_reduction) == (0.0, 0.0)
    assert found.test == means.welch(control.outcome.moments, treatment.outcome.moments)


def test_a_covariate_that_says_all_leaves_no_variance() -> None:
    """After is twice before, exactly."""
    rows = [(1, 2), (2, 4), (3, 6)]
    found = cuped.compare(sums(rows), sums(rows))
    assert (found.theta, found.status, found.variance_reduction) == (2.0, Status.NO_VARIANCE, 1.0)


def test_one_user_is_not_enough() -> None:
    """Nor is none."""
    assert cuped.compare(sums([(1, 2)]), sums([])).status is Status.NO_USERS
    found = cuped.compare(sums([(1, 2)]), sums([(1, 2), (3, 4)]))
    assert (found.status, found.variance_reduction) == (Status.TOO_FEW_USERS, None)
    assert cuped.theta(sums([(1, 2)]), sums([])) is None
