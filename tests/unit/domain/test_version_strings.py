"""Versions in order, by the rules of semantic versioning and against the `growthbook` package."""

import re

from growthbook import core
from hypothesis import given
from hypothesis import strategies as st

from sextant.domain import version_strings

IN_ORDER = [
    "0.9.9",
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0-rc.1",
    "1.0.0",
    "1.10.0",
    "2.0.0",
]


def test_versions_order_as_semantic_versioning_has_them() -> None:
    """Numbers as numbers, what comes before a release before it."""
    assert sorted(sorted(IN_ORDER), key=version_strings.sortable) == IN_ORDER


def test_the_build_and_a_leading_v_do_not_count() -> None:
    """They say where a version comes from."""
    assert version_strings.sortable("v1.2.3+build.5") == version_strings.sortable("1.2.3")


def test_what_is_no_version_is_version_zero() -> None:
    """Nothing, and what has no text."""
    assert {version_strings.sortable(value) for value in ("", None, True, ["1"], {})} == {version_strings.sortable("0")}


@given(version=st.text(alphabet="v01.2-+rcab\n") | st.text(max_size=80) | st.floats(allow_nan=False) | st.integers())
def test_every_version_sorts_as_growthbooks_does(version: object) -> None:
    """Texts that nobody would call a version too."""
    assert version_strings.sortable(version) == core.paddedVersionString(version)


@given(text=st.text(alphabet="+a\n"))
def test_the_build_is_found_as_a_pattern_would_find_it(text: str) -> None:
    """In one pass instead of one for each plus sign."""
    assert version_strings._without_build(text) == re.sub(r"\+.*$", "", text)
