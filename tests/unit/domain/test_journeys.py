"""How far users came, against a plain look at everything they did."""

from hypothesis import given
from hypothesis import strategies as st

from sextant.domain.journeys import MOST_CANDIDATES, NO_JOURNEY, Chain, Journey

steps = st.lists(
    st.tuples(st.sampled_from(["registered", "requested", "paid", "reviewed"]), st.integers(0, 9)), max_size=12
)


def plain_chain(steps: list[tuple[str, int]]) -> Chain:
    """The earliest of each step at or after the one before."""
    at: int | None = min((at for name, at in steps if name == "registered"), default=None)
    found = []
    for step in ("requested", "paid", "reviewed"):
        at = min((each for name, each in steps if name == step and at is not None and each >= at), default=None)
        found.append(at)
    return Chain(*found)


def walked(steps: list[tuple[str, int]]) -> tuple[Journey, int | None]:
    """A journey as it becomes known bit by bit, cut back after each."""
    journey, registered_at = NO_JOURNEY, None
    for name, at in steps:
        match name:
            case "registered":
                registered_at = at if registered_at is None else min(registered_at, at)
            case "requested":
                journey = journey.with_request(at)
            case "paid":
                journey = journey.with_payment(at)
            case _:
                journey = journey.with_review(at)
        journey = journey.pruned(registered_at)
    return journey, registered_at


@given(steps=steps, data=st.data())
def test_a_journey_is_the_same_in_any_order(steps: list[tuple[str, int]], data: st.DataObject) -> None:
    """And its chain is what a look at everything gives, although times are dropped on the way."""
    journey, registered_at = walked(steps)
    assert journey.chain(registered_at) == plain_chain(steps)
    assert walked(data.draw(st.permutations(steps))) == (journey, registered_at)


def test_later_times_are_dropped_once_a_step_is_known() -> None:
    """So that a profile stays small however often somebody pays."""
    journey, registered_at = walked(
        [("registered", 0), ("requested", 1), ("paid", 2), *(("paid", at) for at in range(3, 9))]
    )
    assert journey == Journey((1,), (2,))
    assert journey.chain(registered_at) == Chain(1, 2, None)


def test_no_more_than_so_many_times_are_kept_before_a_registration_is_known() -> None:
    """The earliest."""
    journey, _ = walked([("requested", at) for at in range(MOST_CANDIDATES + 20, 0, -1)])
    assert journey.requested == tuple(range(1, MOST_CANDIDATES + 1))
    assert journey.chain(None) == Chain()


def test_what_comes_after_many_times_before_the_registration_is_still_a_step() -> None:
    """The oldest of those before make room, and the first payment since then is kept however many follow."""
    before = [("requested", at) for at in range(MOST_CANDIDATES + 20)]
    journey, registered_at = walked([("registered", 5_000), *before, ("requested", 6_000), ("paid", 7_000)])
    assert journey.chain(registered_at) == Chain(6_000, 7_000, None)
    assert len(journey.requested) <= MOST_CANDIDATES
    payer, registered_at = walked([("registered", 0), *(("paid", at) for at in range(1, 2 * MOST_CANDIDATES))])
    assert (payer.paid[0], payer.paid[-1], len(payer.paid)) == (1, 2 * MOST_CANDIDATES - 1, MOST_CANDIDATES)
