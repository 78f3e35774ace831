"""Ratios as answers show them: rounded, and None where they would divide by nothing."""

from sextant.domain.money import MoneyFlow

_DECIMALS = 6


def ratio(part: float, whole: float) -> float | None:
    """The part over the whole to six decimals; None if the whole is zero."""
    return round(part / whole, _DECIMALS) if whole else None


def change(value: float | None, previous: float | None) -> float | None:
    """By what part of the previous value this one is greater, 0.25 for a quarter; None where that says nothing."""
    if value is None or not previous:
        return None
    # Net revenue may have been negative: a rise is a rise from there too.
    return ratio(value - previous, abs(previous))


def average_order_value(flow: MoneyFlow) -> float | None:
    """What a payment comes to in the mean, in minor units."""
    return ratio(flow.gross, flow.payments)


def take_rate(flow: MoneyFlow) -> float | None:
    """Which part of what was paid the business kept as its fee, of the payments whose fee is known."""
    return ratio(flow.fees, flow.fee_gross)
