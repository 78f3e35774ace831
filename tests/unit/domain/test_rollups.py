"""Sums of events against a plain count of the same events."""

from hypothesis import given
from hypothesis import strategies as st

from sextant.domain.events import FIRST_REGISTRATION, CountedEvent
from sextant.domain.money import MoneyFlow
from sextant.domain.rollups import NOBODY, Tally, in_both, merged, rolled_up, united_by_role

ordinals = st.one_of(st.none(), st.integers(0, 6))
counted = st.one_of(
    st.builds(CountedEvent, st.sampled_from(["page_viewed", "review_created", "request_created"]), ordinals),
    st.builds(CountedEvent, st.just("request_status_changed"), ordinals, status=st.sampled_from(["OPEN", "DONE"])),
    st.builds(CountedEvent, st.just(FIRST_REGISTRATION), st.integers(0, 6), role=st.sampled_from(["CLIENT", "CA"])),
    st.builds(
        CountedEvent,
        st.sampled_from(["payment_completed", "payment_refunded"]),
        ordinals,
        amount_minor=st.integers(1, 1000),
        currency=st.sampled_from(["GBP", "INR"]),
    ),
)


@given(parts=st.lists(st.lists(counted, max_size=6), max_size=4), data=st.data())
def test_roll_ups_merge_to_the_roll_up_of_everything(parts: list[list[CountedEvent]], data: st.DataObject) -> None:
    """In any order, though a user may be in several parts; new users are in one only by their nature."""
    everything = data.draw(st.permutations([event for part in parts for event in part]))
    total = merged(rolled_up(part).tally for part in data.draw(st.permutations(parts)))
    whole = rolled_up(everything).tally
    for name in ("events", "requests_created", "requests_by_status", "money", "active", "paying"):
        assert getattr(total, name) == getattr(whole, name)


@given(events=st.lists(counted, max_size=12))
def test_a_roll_up_is_what_a_plain_count_gives(events: list[CountedEvent]) -> None:
    """Each figure, counted another way."""
    tally = rolled_up(events).tally
    real = [event for event in events if event.name != FIRST_REGISTRATION]
    assert sum(tally.events.values()) == len(real)
    assert tally.events.get("behavioural", 0) == sum(event.name == "page_viewed" for event in real)
    assert tally.requests_created == sum(event.name == "request_created" for event in real)
    assert tally.requests_by_status.get("OPEN", 0) == sum(event.status == "OPEN" for event in real)
    by_users = [event for event in real if event.ordinal is not None]
    assert tally.active == {event.ordinal for event in by_users if event.name != "payment_refunded"}
    assert tally.paying == {event.ordinal for event in by_users if event.name == "payment_completed"}
    pounds = [event for event in real if event.currency == "GBP"]
    gross = sum(event.amount_minor for event in pounds if event.name == "payment_completed")
    refunded = sum(event.amount_minor for event in pounds if event.name == "payment_refunded")
    assert tally.money.get("GBP", MoneyFlow()).net == gross - refunded


def test_a_refund_makes_nobody_active() -> None:
    """The business issues it; the user did nothing."""
    refund = CountedEvent("payment_refunded", 1, amount_minor=5, currency="GBP")
    assert rolled_up([refund]).tally.active == NOBODY


def test_new_users_are_counted_by_the_row_of_their_first_registration() -> None:
    """The events that report registrations only make active."""
    found = rolled_up(
        [
            CountedEvent("user_registered", 1),
            CountedEvent("user_registered", 1),
            CountedEvent(FIRST_REGISTRATION, 1, role="CA"),
        ]
    )
    assert found.tally.new_by_role == {"CA": 1}
    assert found.tally.registered == {"CA": {1}}
    assert found.tally.events == {"user_registered": 2}


def test_nothing_adds_up_to_nothing() -> None:
    """No events, no days, no roles."""
    assert rolled_up([]).tally == merged([]) == Tally()
    assert united_by_role([]) == {}
    assert in_both(NOBODY, frozenset({1})) == 0
