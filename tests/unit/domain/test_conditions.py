import pytest

from sextant.domain import conditions
from sextant.domain.conditions import UnknownOperatorError


def test_every_attribute_must_satisfy_its_condition() -> None:
    """Attributes combine with and, however many there are."""
    country, roles, plan = {"$in": ["GB", "IN"]}, {"$in": ["CA"]}, {"$in": ["pro"]}
    user = {"country": "GB", "roles": ["CA", "CLIENT"], "plan": "pro"}
    for condition in ({"country": country, "roles": roles}, {"country": country, "roles": roles, "plan": plan}):
        test = conditions.prepare(condition)
        assert test(user)
        assert not test({**user, "roles": []})
        assert not test({"roles": ["CA"], "plan": "pro"})


def test_an_empty_list_holds_nobody() -> None:
    """Not even a user without the attribute."""
    test = conditions.prepare({"id": {"$in": []}})
    assert not test({"id": "x"})
    assert not test({})


def test_an_unknown_operator_is_refused_when_prepared() -> None:
    """A condition that cannot be decided never reaches a user."""
    with pytest.raises(UnknownOperatorError, match=r"\$near"):
        conditions.prepare({"id": {"$near": ["x"]}})
