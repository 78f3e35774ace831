"""What callers may tell of a user."""

import pytest

from sextant.domain import contexts
from sextant.domain.errors import InvalidError


def test_what_is_out_of_bounds_is_named() -> None:
    """The field that is wrong, by the name that the caller knows."""
    deep: object = 1
    for _ in range(contexts.DEEPEST + 1):
        deep = [deep]
    for attributes, field in (
        ([], "attributes"),
        (dict.fromkeys(map(str, range(contexts.MOST_ATTRIBUTES + 1))), "attributes"),
        ({"a": 1, "b": deep}, "attributes.b"),
    ):
        with pytest.raises(InvalidError) as caught:
            contexts.checked(attributes, field="attributes")
        assert [error.field for error in caught.value.errors] == [field]


def test_the_targeting_key_is_the_id() -> None:
    """Whatever `id` says beside it; without one, `id` stands for itself."""
    assert contexts.of_openfeature({"targetingKey": "a", "id": "b"}) == {"targetingKey": "a", "id": "a"}
    assert contexts.of_openfeature({"id": "b", "x": 1}) == {"id": "b", "x": 1}
    assert contexts.of_openfeature({}) == {}
