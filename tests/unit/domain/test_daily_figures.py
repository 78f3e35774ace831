"""Tallies as named figures, and how two of them differ."""

from hypothesis import given
from hypothesis import strategies as st

from sextant.domain.ca_tallies import CaTally
from sextant.domain.daily_figures import added, changed, drift, figures_of, tally_drift
from sextant.domain.money import MoneyFlow
from sextant.domain.rollups import Rollup, Tally

TALLY = Tally(
    events={"payment_completed": 2, "behavioural": 3},
    registered={"CLIENT": frozenset({1, 2}), "CA": frozenset({3})},
    requests_created=4,
    requests_by_status={"accepted": 2},
    requests_reached={"accepted": 1},
    money={"GBP": MoneyFlow(2, 150, 1, 30, 20, 10, 100, 5)},
    services={"plumbing": {"GBP": MoneyFlow(payments=2, gross=150)}},
    active=frozenset({1, 2, 3}),
    paying=frozenset({1}),
    first_paying=frozenset({1}),
)
users = st.frozensets(st.integers(0, 9))
tallies = st.builds(
    Tally,
    events=st.dictionaries(st.sampled_from(["behavioural", "payment_completed"]), st.integers(0, 3)),
    requests_created=st.integers(0, 3),
    money=st.dictionaries(st.sampled_from(["GBP", "EUR"]), st.builds(MoneyFlow, st.integers(0, 3), st.integers(0, 3))),
    registered=st.dictionaries(st.sampled_from(["CA", "CLIENT"]), users),
    active=users,
    paying=users,
)


def test_every_figure_has_a_name() -> None:
    """That of the metric, and what it is of."""
    assert figures_of(TALLY) == {
        "events.behavioural": 3,
        "events.payment_completed": 2,
        "requests.byStatus.accepted": 2,
        "requests.created": 4,
        "requests.reached.accepted": 1,
        "revenue.feeGross.GBP": 100,
        "revenue.fees.GBP": 5,
        "revenue.gross.GBP": 150,
        "revenue.net.GBP": 120,
        "revenue.newCustomers": 1,
        "revenue.payingCustomers": 1,
        "revenue.payments.GBP": 2,
        "revenue.refunded.GBP": 30,
        "revenue.refunds.GBP": 1,
        "revenue.returned.GBP": 20,
        "revenue.unattributed.GBP": 10,
        "revenueByService.gross.plumbing.GBP": 150,
        "revenueByService.net.plumbing.GBP": 150,
        "revenueByService.payments.plumbing.GBP": 2,
        "users.active": 3,
        "users.new": 3,
        "users.newByRole.CA": 1,
        "users.newByRole.CLIENT": 2,
    }
    assert figures_of(Tally()) == {}


def test_a_change_names_both_sides_and_nothing_that_stayed() -> None:
    """What was not there was 0."""
    assert changed(Tally(), Tally(requests_created=2)) == {"requests.created": (0, 2)}
    assert changed(Tally(requests_created=2, active=frozenset({1})), Tally(active=frozenset({1}))) == {
        "requests.created": (2, 0)
    }


def test_users_who_stand_for_each_other_are_drift_and_no_change() -> None:
    """There are as many as before, but not the same."""
    stored, counted = Tally(active=frozenset({1, 2})), Tally(active=frozenset({2, 3}))
    assert tally_drift(stored, counted) == {"users.active": 2}
    assert changed(stored, counted) == {}


def test_cas_drift_by_how_many_are_told_of_otherwise() -> None:
    """Whatever it is that is told."""
    one, other = CaTally(ratings=1), CaTally(ratings=2)
    stored = Rollup(Tally(), {"same": one, "differs": one, "gone": one})
    assert drift(stored, Rollup(Tally(), {"same": one, "differs": other, "new": one})) == {"cas": 3}


@given(tallies, tallies)
def test_drift_is_nothing_just_where_nothing_differs(one: Tally, other: Tally) -> None:
    """It looks the same from both sides, and whatever changes a figure is drift."""
    assert tally_drift(one, one) == {}
    assert tally_drift(one, other) == tally_drift(other, one)
    assert bool(changed(one, other)) <= bool(tally_drift(one, other))


def test_drift_of_many_adds_up() -> None:
    """Figure by figure."""
    assert added([{"b": 1}, {"a": 2, "b": 3}, {}]) == {"a": 2, "b": 4}
