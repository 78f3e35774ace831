"""Numbers as JavaScript writes them, since that is what SDKs hash and compare as text."""

import math

_FIXED_NOTATION_DIGITS = 21
_FIXED_NOTATION_ZEROS = -6


def written(number: float) -> str:
    """The number as ECMAScript's `Number::toString` writes it; every int is a double there.

    Python finds the same shortest digits; only where the exponent begins, and how it is written, differ.
    """
    try:
        double = float(number)
    except OverflowError:
        double = math.inf if number > 0 else -math.inf
    if double < 0:
        return f"-{written(-double)}"
    if not math.isfinite(double):
        return "Infinity" if double > 0 else "NaN"
    return _positive(double) if double else "0"


def _positive(double: float) -> str:
    digits, point = _shortest(double)
    if len(digits) <= point <= _FIXED_NOTATION_DIGITS:
        return digits.ljust(point, "0")
    if 0 < point <= _FIXED_NOTATION_DIGITS:
        return f"{digits[:point]}.{digits[point:]}"
    if _FIXED_NOTATION_ZEROS < point <= 0:
        return f"0.{'0' * -point}{digits}"
    mantissa = f"{digits[0]}.{digits[1:]}".removesuffix(".")
    return f"{mantissa}e{point - 1:+d}"


def _shortest(double: float) -> tuple[str, int]:
    """The shortest digits that read back as this double, and how many of them stand before the point."""
    mantissa, _, exponent = repr(double).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    return digits.rstrip("0"), int(exponent or 0) + len(digits) - len(fraction)
