"""Families of tests against statsmodels."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from sextant.statistics import multiplicity
from sextant.statistics.multiplicity import Adjustment

METHODS = [
    ("bonferroni", multiplicity.bonferroni),
    ("holm", multiplicity.holm),
    ("holm-sidak", multiplicity.holm_sidak),
    ("simes-hochberg", multiplicity.hochberg),
    ("fdr_bh", multiplicity.benjamini_hochberg),
    ("fdr_by", multiplicity.benjamini_yekutieli),
]
P_VALUES = st.lists(st.sampled_from([0.0, 1e-300, 0.001, 0.01, 0.04, 1.0]) | st.floats(0, 1), min_size=1, max_size=40)
Method = Callable[[list[float | None]], Adjustment]


@pytest.mark.parametrize(("name", "method"), METHODS)
@given(p=P_VALUES)
@settings(max_examples=40)
def test_adjusted_p_are_statsmodels(name: str, method: Method, p: list[float]) -> None:
    """In the order given, with ties."""
    wanted = multipletests([min(each, 1 - 1e-16) for each in p] if name == "holm-sidak" else p, method=name)[1]
    assert method([*p]).adjusted == pytest.approx(tuple(wanted), rel=1e-9, abs=1e-300)


@pytest.mark.parametrize("method", [method for _, method in METHODS])
@given(p=P_VALUES, places=st.sets(st.integers(0, 40)))
def test_what_is_no_test_changes_nothing(method: Method, p: list[float], places: set[int]) -> None:
    """It stays None and is not counted."""
    mixed: list[float | None] = [*p]
    for place in sorted(places):
        mixed.insert(min(place, len(mixed)), None)
    found, without = method(mixed), method([*p])
    assert [each for each in found.adjusted if each is not None] == list(without.adjusted)
    assert [each for each in found.rejected if each is not None] == list(without.rejected)
    assert [each is None for each in found.adjusted] == [each is None for each in mixed]


@pytest.mark.parametrize("method", [method for _, method in METHODS])
@given(p=P_VALUES)
def test_a_smaller_p_is_never_adjusted_above_a_larger(method: Method, p: list[float]) -> None:
    """Equal ones alike, and none below itself or above 1."""
    adjusted = method([*p]).adjusted
    ranked = sorted(zip(p, adjusted, strict=True))
    assert [each for _, each in ranked] == sorted(each or 0.0 for each in adjusted)
    assert all(before * (1 - 1e-12) <= (after or 0.0) <= 1 for before, after in ranked)


def test_a_p_at_its_threshold_is_rejected() -> None:
    """0.05 / 3 three times over is 0.05, whatever the last bit says."""
    assert multiplicity.bonferroni([0.05 / 3, 0.5, None, 0.9]).rejected == (True, False, None, False)
    assert multiplicity.holm([]) == Adjustment((), ())


@pytest.mark.parametrize(
    ("p", "alpha"), [([1.5], 0.05), ([-0.1, 0.2], 0.05), ([float("nan")], 0.05), ([0.5], 0), ([0.5], 1)]
)
def test_only_probabilities_are_taken(p: list[float], alpha: float) -> None:
    """Of p and of alpha."""
    with pytest.raises(ValueError, match="between 0 and 1"):
        multiplicity.holm([*p], alpha)
