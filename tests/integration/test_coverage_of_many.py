"""The coverage of thousands of users, read page by page from a table that serves many at once."""

from datetime import UTC, datetime

import pytest

from sextant.domain import targeting
from sextant.domain.flags import FlagEdit, make
from sextant.domain.principals import Role
from sextant.domain.profiles import Profile, Registration
from sextant.store import profiles
from sextant.store.base import TableModel
from sextant.store.profiles import ProfileItem, profile_item
from sextant.usecases.flag_coverage import coverage
from tests.integration.ministack import ministack, ministack_tables

__all__ = ["ministack", "ministack_tables"]

NOW = datetime.now(UTC)
USERS = 3_000


@pytest.fixture
def tables(ministack_tables: dict[str, type[TableModel]]) -> dict[str, type[TableModel]]:
    """All tables, empty, on MiniStack."""
    return ministack_tables


def test_the_coverage_of_thousands_is_exact(tables: object) -> None:
    """As many in each role and value as one finds one by one; about as many per cent as are rolled out to."""
    flag = make("flag", FlagEdit(enabled=True, rollout=3_000, roles=(Role.CLIENT,)), by="admin", now=NOW)
    with ProfileItem.batch_write() as batch:
        for number in range(USERS):
            role = (Role.CLIENT, Role.CLIENT, Role.CA)[number % 3]
            profile = Profile(user_id=f"user-{number}", ordinal=number, registration=Registration(1, "r", role))
            batch.save(profile_item(profile))
    assert profiles.read("user-0")

    walk = coverage(flag, [flag], NOW)

    decide = targeting.deciders([flag], NOW)["flag"]
    inside = sum(
        decide({"id": f"user-{number}", "roles": ["CLIENT"]}).value is True for number in range(USERS) if number % 3 < 2
    )
    assert walk.ended_at is not None
    assert walk.by_role() == {"CLIENT": 2_000, "CA": 1_000}
    assert {value.variant: by_role for value, by_role in walk.users.items()} == {
        "on": {"CLIENT": inside},
        "off": {"CLIENT": 2_000 - inside, "CA": 1_000},
    }
    assert 0.25 < inside / 2_000 < 0.35
