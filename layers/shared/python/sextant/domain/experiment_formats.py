"""Figures of experiments as people read them."""

from sextant.domain.experiment_comparisons import Interval

NOTHING = "n/a"
"""What stands where there is no figure."""

_WHOLE_FROM = 100
_ONE_DECIMAL_FROM = 1
_FINEST = 6


def lift(value: float | None, interval: Interval | None) -> str:
    """A lift with its interval, such as `+12.4 % [+3.1 %, +22.5 %]`."""
    return _with_interval(value, interval, 100, " %", decimals=1)


def points(value: float | None, interval: Interval | None) -> str:
    """A difference of two shares with its interval, such as `+1.24 pp [+0.31 pp, +2.17 pp]`."""
    return _with_interval(value, interval, 100, " pp", decimals=2)


def amount(value: float | None, interval: Interval | None) -> str:
    """Any other difference with its interval, such as `+12.4 [+3.1, +21.7]`."""
    return _with_interval(value, interval, 1, "", decimals=None)


def share(value: float) -> str:
    """A share, such as `12.4 %`."""
    return f"{100 * value:.1f} %"


def _with_interval(
    value: float | None, interval: Interval | None, scale: int, unit: str, *, decimals: int | None
) -> str:
    if value is None:
        return NOTHING
    if decimals is None:
        decimals = _places(max(abs(each) for each in (value, *(interval or ())) if each is not None) * scale)
    # The option z takes the sign off a zero that rounding left negative.
    style = f"+z.{decimals}f"
    shown = format(value * scale, style) + unit
    if interval is None:
        return shown
    lower, upper = (NOTHING if each is None else format(each * scale, style) + unit for each in interval)
    return f"{shown} [{lower}, {upper}]"


def _places(largest: float) -> int:
    """Decimals that leave about three digits of the largest figure."""
    if largest >= _WHOLE_FROM or largest == 0:
        return 0
    places = 1
    while largest < _ONE_DECIMAL_FROM * 10 and places < _FINEST:
        largest *= 10
        places += 1
    return places
