"""Figures of experiments as people read them."""

import pytest

from sextant.domain import experiment_formats as formats
from sextant.domain.experiment_comparisons import Interval


def test_a_lift_is_shown_with_its_interval() -> None:
    """With one decimal, and a sign each."""
    assert formats.lift(0.12412, Interval(0.0313, 0.2251)) == "+12.4 % [+3.1 %, +22.5 %]"
    assert formats.lift(-0.05, Interval(-0.1, 0.0004)) == "-5.0 % [-10.0 %, +0.0 %]"


def test_what_is_missing_is_not_made_up() -> None:
    """No lift, no interval, or an interval with an open end."""
    assert formats.lift(None, None) == "n/a"
    assert formats.lift(0.1, None) == "+10.0 %"
    assert formats.lift(0.1, Interval(0.05, None)) == "+10.0 % [+5.0 %, n/a]"


def test_a_zero_has_no_minus() -> None:
    """Not even one that rounding left behind."""
    assert formats.lift(-0.0001, None) == "+0.0 %"


@pytest.mark.parametrize(
    ("value", "interval", "shown"),
    [
        (1234.56, Interval(1000.2, 1469.9), "+1235 [+1000, +1470]"),
        (12.345, Interval(3.1, 21.7), "+12.3 [+3.1, +21.7]"),
        (0.001234, Interval(0.0004, 0.0021), "+0.00123 [+0.00040, +0.00210]"),
        (0.0, Interval(0.0, 0.0), "+0 [+0, +0]"),
    ],
)
def test_amounts_keep_about_three_digits(value: float, interval: Interval, shown: str) -> None:
    """Of the largest figure, and as many decimals for the others."""
    assert formats.amount(value, interval) == shown


def test_shares_differ_by_points() -> None:
    """So that nobody takes them for a lift."""
    assert formats.points(0.0124, Interval(0.0031, 0.0217)) == "+1.24 pp [+0.31 pp, +2.17 pp]"
