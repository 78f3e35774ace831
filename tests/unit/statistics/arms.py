"""Arms of every size, as hypothesis draws them."""

from hypothesis import strategies as st

from sextant.statistics.samples import Mean, Proportion

LEVELS = st.sampled_from([0.001, 0.01, 0.05, 0.1, 0.32])


@st.composite
def proportions(draw: st.DrawFn, least: int = 0, most: int = 10_000_000) -> Proportion:
    """From nobody to ten million users, none to all of them converted."""
    n = draw(st.one_of(*(st.integers(least, min(top, most)) for top in (20, 2000, most) if top >= least)))
    return Proportion(draw(st.sampled_from([0, n]) | st.integers(0, min(n, 30)) | st.integers(0, n)), n)


@st.composite
def varying(draw: st.DrawFn, least: int = 2, most: int = 1_000_000) -> Proportion:
    """Arms in which somebody converted and somebody did not."""
    n = draw(st.integers(least, 50) | st.integers(least, most))
    return Proportion(draw(st.integers(1, min(n - 1, 40)) | st.integers(1, n - 1)), n)


VALUES = st.lists(st.integers(-1000, 1000) | st.integers(0, 3), min_size=2, max_size=30)
"""What each user of an arm is worth."""


def mean_of(values: list[int]) -> Mean:
    """The sums of an arm's values."""
    return Mean(len(values), sum(values), sum(value * value for value in values))
