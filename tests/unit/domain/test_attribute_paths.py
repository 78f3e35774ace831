"""Attributes that are kept flat, as conditions look for them."""

from hypothesis import given
from hypothesis import strategies as st

from sextant.domain.attribute_paths import getter, unfolded
from sextant.schemas.traits import flattened

_NAMES = st.text("abc", min_size=1, max_size=3)
_VALUES = st.integers(-9, 9)
_TRAITS = st.recursive(_VALUES, lambda inner: st.dictionaries(_NAMES, inner, min_size=1, max_size=2), max_leaves=4)


@given(st.dictionaries(_NAMES, _TRAITS, max_size=3))
def test_traits_are_found_where_they_were(traits: dict[str, object]) -> None:
    """What an app nests, is kept flat, and is looked for by a path is the same."""
    flat = flattened(traits)
    assert isinstance(flat, dict)
    assert unfolded(flat) == traits
    assert all(getter(path)(unfolded(flat)) == value for path, value in flat.items())


def test_an_attribute_in_the_way_keeps_its_name() -> None:
    """Whichever was told first, neither is lost."""
    assert unfolded({"a.b": 1, "a": 2, "a.b.c": 3}) == {"a": 2, "a.b": 1, "a.b.c": 3}
    assert unfolded({"a.b": 1, "a.b.c": 3}) == {"a": {"b": 1}, "a.b.c": 3}
    assert unfolded({}) == {}
