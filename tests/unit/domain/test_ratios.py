"""Ratios as answers show them."""

import pytest

from sextant.domain.money import MoneyFlow
from sextant.domain.ratios import average_order_value, change, ratio, take_rate


@pytest.mark.parametrize(
    ("value", "previous", "expected"),
    [
        (125, 100, 0.25),
        (50, 100, -0.5),
        (1, 3, -0.666667),
        (5, 0, None),
        (5, None, None),
        (None, 5, None),
        (5, -10, 1.5),
    ],
)
def test_a_change_is_a_part_of_what_was_before(value: int | None, previous: int | None, expected: float | None) -> None:
    """None where there was nothing before."""
    assert change(value, previous) == expected


def test_a_ratio_of_nothing_is_none_and_never_zero() -> None:
    """Nothing of something is zero."""
    assert (ratio(0, 0), ratio(0, 3), ratio(1, 3)) == (None, 0.0, 0.333333)


def test_an_order_is_worth_gross_over_payments_whatever_was_refunded() -> None:
    """Three payments of 1,000 pence in all."""
    assert average_order_value(MoneyFlow(payments=3, gross=1_000, refunded=900, returned=900)) == 333.333333
    assert average_order_value(MoneyFlow(refunds=1, refunded=5)) is None


def test_the_take_rate_is_of_the_payments_whose_fee_is_known() -> None:
    """150 of 1,000; the other 9,000 say nothing, and a fee of 0 is a fee."""
    assert take_rate(MoneyFlow(payments=3, gross=10_000, fee_gross=1_000, fees=150)) == 0.15
    assert take_rate(MoneyFlow(payments=1, gross=1_000, fee_gross=1_000)) == 0.0
    assert take_rate(MoneyFlow(payments=1, gross=1_000)) is None
