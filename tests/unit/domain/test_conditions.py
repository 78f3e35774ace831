import pytest

from sextant.domain import conditions
from sextant.domain.conditions import UnknownOperatorError


def test_every_attribute_must_satisfy_its_condition() -> None:
    """Two attributes combine with and."""
    test = conditions.prepare({"country": {"$in": ["GB", "IN"]}, "roles": {"$in": ["CA"]}})
    assert test({"country": "GB", "roles": ["CA", "CLIENT"]})
    assert not test({"country": "GB", "roles": []})
    assert not test({"roles": ["CA"]})


def test_an_empty_list_holds_nobody() -> None:
    """Not even a user without the attribute."""
    test = conditions.prepare({"id": {"$in": []}})
    assert not test({"id": "x"})
    assert not test({})


def test_an_unknown_operator_is_refused_when_prepared() -> None:
    """A condition that cannot be decided never reaches a user."""
    with pytest.raises(UnknownOperatorError, match=r"\$near"):
        conditions.prepare({"id": {"$near": ["x"]}})
