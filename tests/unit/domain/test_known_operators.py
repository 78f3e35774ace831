"""Conditions are written for devices in operators that every SDK knows, and hold of the same users."""

import pytest
from growthbook.core import evalCondition

from sextant.domain.known_operators import widely_known

USERS = [
    {},
    {"email": None},
    {"email": "ann@example.com"},
    {"email": "BOB@EXAMPLE.COM"},
    {"email": "cleo@mail.test", "names": ["cleo", "Ann"]},
    {"email": "ann@mail.test", "names": []},
    {"email": 5, "names": ["dora"]},
]


def notation_of(condition: object) -> str:
    """The condition's own spelling."""
    return repr(condition)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"email": "ann@example.com"}, {"email": "ann@example.com"}),
        ({"email": {"$regex": "ann"}}, {"email": {"$regex": "ann"}}),
        ({"email": {"$notRegex": "ann"}}, {"email": {"$not": {"$regex": "ann"}}}),
        ({"email": {"$notRegexi": "EXAMPLE"}}, {"email": {"$not": {"$regexi": "EXAMPLE"}}}),
        (
            {"email": {"$exists": True, "$notRegex": "ann"}},
            {"email": {"$exists": True, "$not": {"$regex": "ann"}}},
        ),
        (
            {"email": {"$not": {"$regex": "mail"}, "$notRegex": "ann"}, "names": {"$size": 0}},
            {
                "$and": [
                    {"email": {"$not": {"$regex": "mail"}}},
                    {"email": {"$not": {"$regex": "ann"}}},
                    {"names": {"$size": 0}},
                ]
            },
        ),
        (
            {
                "$or": [
                    {"email": {"$notRegex": "ann", "$notRegexi": "BOB"}},
                    {"names": {"$elemMatch": {"$notRegex": "A"}}},
                ]
            },
            {
                "$or": [
                    {"$and": [{"email": {"$not": {"$regex": "ann"}}}, {"email": {"$not": {"$regexi": "BOB"}}}]},
                    {"names": {"$elemMatch": {"$not": {"$regex": "A"}}}},
                ]
            },
        ),
        ({"$not": {"email": {"$notRegex": "ann"}}}, {"$not": {"email": {"$not": {"$regex": "ann"}}}}),
        ({"email": {"$not": {"$notRegex": "ann"}}}, {"email": {"$not": {"$not": {"$regex": "ann"}}}}),
    ],
    ids=notation_of,
)
def test_a_condition_is_written_in_operators_that_every_sdk_knows(
    condition: dict[str, object], expected: dict[str, object]
) -> None:
    """What is not known everywhere is gone, and GrowthBook's own SDK finds the same users by it."""
    written = widely_known(condition)
    assert written == expected
    assert [evalCondition(user, written, {}) for user in USERS] == [
        evalCondition(user, condition, {}) for user in USERS
    ]
