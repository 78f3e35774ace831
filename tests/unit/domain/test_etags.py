"""Entity tags that clients send back."""

import pytest

from sextant.domain.etags import is_held


@pytest.mark.parametrize("held", ['W/"a"', '"a"', '"b", "a"', 'W/"x,y", W/"a"', " * ", '"b","a","c"'])
@pytest.mark.parametrize("etag", ['W/"a"', '"a"'])
def test_a_tag_that_is_named_is_held(etag: str, held: str) -> None:
    """Weak or strong, alone or in a list, or any by a star."""
    assert is_held(etag, held)


@pytest.mark.parametrize("held", [None, "", '"b"', "a", '"a', 'W/"A"', '"b, a"', '"*"'])
def test_a_tag_that_is_not_named_is_not_held(held: str | None) -> None:
    """Nor is one that is quoted badly; nothing fails."""
    assert not is_held('W/"a"', held)
