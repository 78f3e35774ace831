"""Numbers as text, against what ECMAScript says and the `growthbook` package does."""

import pytest
from growthbook import core
from hypothesis import given
from hypothesis import strategies as st

from sextant.domain import javascript_numbers


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1.0, "1"),
        (-1.5, "-1.5"),
        (-0.0, "0"),
        (100, "100"),
        (1e21, "1e+21"),
        (1.5e300, "1.5e+300"),
        (123456789012345680000.0, "123456789012345680000"),
        (0.000002, "0.000002"),
        (1e-7, "1e-7"),
        (123e-20, "1.23e-18"),
        (2**53 + 1, "9007199254740992"),
        (10**400, "Infinity"),
        (-(10**400), "-Infinity"),
        (float("nan"), "NaN"),
    ],
)
def test_numbers_are_written_by_ecmascripts_rules(number: float, text: str) -> None:
    """Fixed notation up to 21 digits and down to six zeros, exponents beyond; every number is a double."""
    assert javascript_numbers.written(number) == text


@given(number=st.floats() | st.integers() | st.floats(1e-9, 1e-3) | st.integers(10**15, 10**25))
def test_every_number_is_written_as_growthbook_writes_it(number: float) -> None:
    """Any float and any int."""
    assert javascript_numbers.written(number) == core._js_number_to_string(number)
