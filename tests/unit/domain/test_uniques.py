"""Distinct users of a stretch of time."""

from hypothesis import given
from hypothesis import strategies as st

from sextant.domain.rollups import Tally, merged
from sextant.domain.uniques import uniques_of

USERS = st.frozensets(st.integers(0, 12))


def test_active_users_by_role_add_up_to_all() -> None:
    """Whoever never registered is UNKNOWN; a role that nobody active has is left out."""
    roles = {"CLIENT": frozenset({1, 9}), "CA": frozenset({2}), "ADMIN": frozenset({8})}
    found = uniques_of(Tally(active=frozenset({1, 2, 3})), roles)
    assert found.active_by_role == {"CA": 1, "CLIENT": 1, "UNKNOWN": 1}


def test_the_active_are_new_returning_or_never_registered() -> None:
    """1 registered in it, 2 and 3 at another time, 4 never; 5 registered and did nothing else."""
    tally = Tally(active=frozenset({1, 2, 3, 4}), registered={"CLIENT": frozenset({1}), "CA": frozenset({5})})
    roles = {"CLIENT": frozenset({1, 2}), "CA": frozenset({3, 5})}
    found = uniques_of(tally, roles)
    assert (found.new, found.new_by_role) == (2, {"CLIENT": 1, "CA": 1})
    assert (found.active_new, found.active_returning, found.active_by_role["UNKNOWN"]) == (1, 2, 1)


def test_a_customer_is_new_in_the_period_of_the_earliest_payment() -> None:
    """1 paid before, 2 for the first time; a guest is nobody."""
    tally = Tally(paying=frozenset({1, 2}), first_paying=frozenset({2}), active=frozenset({1, 2}))
    found = uniques_of(tally, {"CLIENT": frozenset({1})})
    assert (found.paying, found.paying_new, found.paying_returning) == (2, 1, 1)
    assert found.paying_by_role == {"CLIENT": 1, "UNKNOWN": 1}


@given(st.lists(st.tuples(USERS, USERS, USERS), max_size=6), USERS, USERS)
def test_nobody_counts_twice_however_the_days_are_cut(
    days: list[tuple[frozenset[int], frozenset[int], frozenset[int]]], clients: frozenset[int], cas: frozenset[int]
) -> None:
    """The parts always add up to the distinct users, counted here one by one."""
    roles = {"CLIENT": clients - cas, "CA": cas}
    tallies = [
        Tally(active=active, paying=paying & active, first_paying=paying & active & new, registered={"CA": new & cas})
        for active, paying, new in days
    ]
    found = uniques_of(merged(tallies), roles)
    active = {user for each, _, _ in days for user in each}
    registered = {user for _, _, new in days for user in new & cas}
    assert found.active == len(active)
    assert sum(found.active_by_role.values()) == len(active)
    assert found.active_new == len(active & registered)
    assert found.active_returning == len((active & (clients | cas)) - registered)
    assert found.paying == len({user for each, paying, _ in days for user in paying & each})
    assert found.paying_new + found.paying_returning == found.paying
