from sextant.domain import conditions


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
