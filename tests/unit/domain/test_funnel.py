"""The funnel, against hand-made journeys and a plain walk through lists of events."""

from itertools import pairwise
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from sextant.domain import profiles
from sextant.domain.entrants import Entrant, entrant_of
from sextant.domain.events import BusinessEvent, Event, Facts
from sextant.domain.funnel import DAY_MS, STEPS, Funnel, Windows, funnels, largest, united, with_the_rest
from sextant.domain.principals import Role
from sextant.domain.profiles import Profile
from sextant.store import entrants

_EVENTS = {
    "registered": BusinessEvent.USER_REGISTERED,
    "requested": BusinessEvent.REQUEST_CREATED,
    "paid": BusinessEvent.PAYMENT_COMPLETED,
    "reviewed": BusinessEvent.REVIEW_CREATED,
}
History = list[tuple[str, int]]

# Few moments, so that many events share one; some of them exactly a window apart.
histories = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(0, 12).map(lambda half: half * DAY_MS // 2)), max_size=9
)


def entrant(history: History) -> Entrant | None:
    """Whom the store would know after these events, in the order given."""
    profile = Profile(user_id="maya", ordinal=1)
    facts = Facts(role=Role.CLIENT, channel="ads", amount_minor=5, currency="GBP")
    for number, (step, at) in enumerate(history):
        event = Event(event_id=str(number), name=_EVENTS[step], at=at, user_id="maya", facts=facts)
        profile = profiles.after(profile, [event])
    found = entrant_of(profile)
    # As it is read back, which is what is counted.
    return entrants.read(entrants.told(found)) if found else None


def walked(history: History, windows: Windows) -> list[int]:
    """The times of the steps that a user came to, found by looking through all events for each."""
    times = [at for step, at in history if step == "registered"]
    reached = [min(times)]
    for step in STEPS[1:]:
        later = [at for name, at in history if name == step and at >= reached[-1]]
        if not later or min(later) - reached[0] >= windows.total_ms or min(later) - reached[-1] >= windows.step_ms:
            break
        reached.append(min(later))
    return reached


@given(
    st.lists(histories, max_size=6),
    st.builds(Windows, st.integers(1, 7), st.none() | st.integers(1, 4)),
    st.integers(0, 14).map(lambda days: days * DAY_MS),
    st.randoms(use_true_random=False),
)
def test_a_funnel_is_what_a_walk_through_all_events_finds(
    users: list[History], windows: Windows, as_of: int, chance: object
) -> None:
    """Whatever the order in which the events of each user came."""
    registered = [history for history in users if any(step == "registered" for step, _ in history)]
    steps = [walked(history, windows) for history in registered]
    for history in users:
        chance.shuffle(history)  # type: ignore[attr-defined]
    known = [each for each in (entrant(history) for history in users) if each]
    found = united(funnels(known, lambda _: "all", windows, as_of).values())

    mature = [reached for reached in steps if reached[0] + windows.total_ms <= as_of]
    for place in range(len(STEPS)):
        assert found.reached[place] == sum(len(reached) > place for reached in steps)
        assert found.mature_reached[place] == sum(len(reached) > place for reached in mature)
        lags = [reached[place] - reached[place - 1] for reached in steps if place and len(reached) > place]
        assert found.median_lag(place) == (median(lags) if lags else None)
    assert found.immature == len(steps) - len(mature)
    assert all(before >= after for before, after in pairwise(found.reached))


def test_rates_are_of_the_step_before_and_of_all() -> None:
    """And None where there was nobody to come."""
    found = Funnel(reached=[10, 5, 2, 0], mature_reached=[4, 0, 0, 0])
    assert [found.step_rate(step, mature=False) for step in range(4)] == [None, 0.5, 0.4, 0.0]
    assert [found.overall_rate(step, mature=False) for step in range(4)] == [1.0, 0.5, 0.2, 0.0]
    assert [found.step_rate(step, mature=True) for step in range(4)] == [None, 0.0, None, None]
    assert Funnel().overall_rate(0, mature=False) is None


def test_a_step_exactly_a_window_later_is_too_late() -> None:
    """A window of one day holds its first millisecond and not the first of the next day."""
    in_time = Entrant(0, "CLIENT", DAY_MS - 1, None, None, None, None, None)
    late = Entrant(0, "CLIENT", DAY_MS, None, None, None, None, None)
    found = funnels([in_time, late], lambda entrant: str(entrant.requested_at), Windows(1), DAY_MS)
    assert found[str(DAY_MS - 1)].reached == [1, 1, 0, 0]
    assert found[str(DAY_MS)].reached == [1, 0, 0, 0]


def test_the_smallest_groups_are_told_together() -> None:
    """Nobody is left out."""
    groups = {name: Funnel(reached=[size, 0, 0, 0]) for name, size in (("a", 5), ("b", 1), ("c", 7), ("d", 2))}
    shown = with_the_rest(groups, largest(groups, {}, 2), "OTHER")
    assert {name: each.reached[0] for name, each in shown.items()} == {"a": 5, "c": 7, "OTHER": 3}
    assert with_the_rest(groups, largest(groups, {}, 4), "OTHER") == groups


def test_the_groups_that_are_told_are_the_same_in_both_periods() -> None:
    """What is small now was not nobody before."""
    now = {name: Funnel(reached=[size, 0, 0, 0]) for name, size in (("a", 5), ("b", 4), ("c", 1))}
    before = {name: Funnel(reached=[size, 0, 0, 0]) for name, size in (("a", 1), ("c", 9), ("d", 8))}
    named = largest(now, before, 2)
    shown = {name: each.reached[0] for name, each in with_the_rest(before, named, "OTHER").items()}
    assert named == {"a", "b"}
    assert shown == {"a": 1, "OTHER": 17}


@given(
    st.builds(
        Entrant,
        st.integers(0, 2**42),
        st.sampled_from(Role).map(str),
        *[st.none() | st.integers(2**42, 2**43)] * 5,
        st.none() | st.text(min_size=1),
    )
)
def test_an_entrant_is_read_as_told(one: Entrant) -> None:
    """Whatever the channel is called, commas among it."""
    assert entrants.read(entrants.told(one)) == one
