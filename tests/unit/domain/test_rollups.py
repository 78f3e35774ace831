"""Sums of events against a plain count of the same events."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from sextant.domain.bookings import Booking, BookingStatus, Stood, Timed
from sextant.domain.ca_tallies import CaTally, added_by_ca
from sextant.domain.calendars import CalendarDay
from sextant.domain.events import FIRST_PAYMENT, FIRST_REGISTRATION, CountedEvent
from sextant.domain.ledgers import Ledger, Paid
from sextant.domain.money import MoneyFlow
from sextant.domain.rollups import NOBODY, Tally, in_both, merged, united_by_role
from sextant.domain.service_requests import Named, ServiceRequest
from sextant.domain.summing import CountedRow, rolled_up

cas = st.sampled_from(["carla", "cem"])
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
        fee_minor=st.sampled_from([None, 0, 7]),
        service_type=st.sampled_from([None, "tax"]),
        ca_id=st.none() | cas,
        payment_id=st.sampled_from([None, "p"]),
        received_at=st.integers(1, 9),
    ),
    st.builds(CountedEvent, st.just("review_created"), ordinals, ca_id=cas, rating=st.integers(1, 5)),
    st.builds(CountedEvent, st.just(FIRST_PAYMENT), st.integers(0, 6)),
)

intervals = st.tuples(st.integers(0, 9), st.integers(10, 19))
linked = st.one_of(
    st.builds(
        Ledger,
        payment_id=st.just("p"),
        payment=st.one_of(st.none(), st.builds(Paid, st.just(5), st.just("e"), st.sampled_from(["", "tax"]), cas)),
        first_refund_at=st.just(7),
        refunded=st.dictionaries(st.sampled_from(["GBP", "INR"]), st.integers(1, 99)),
    ),
    st.builds(
        ServiceRequest,
        request_id=st.just("q"),
        created_at=st.just(0),
        reached=st.dictionaries(st.sampled_from(["OPEN", "DONE"]), st.just(3), min_size=1),
        changes=st.lists(st.integers(0, 9), max_size=1).map(tuple),
        asked=st.builds(Named, st.just(0), st.just("e"), cas),
    ),
    st.builds(
        Booking,
        booking_id=st.just("b"),
        newest=st.builds(Stood, st.just(1), st.just("e"), st.sampled_from(BookingStatus), cas),
        slot=st.just(Timed(1, "e", 5, 9)),
    ),
    st.builds(
        CalendarDay,
        ca_id=cas,
        day=st.just(date(2026, 1, 17)),
        available=st.lists(intervals, max_size=2).map(tuple),
        booked=st.dictionaries(st.sampled_from("xy"), intervals, max_size=2),
    ),
)
rows = counted | linked


@given(parts=st.lists(st.lists(rows, max_size=6), max_size=4), data=st.data())
def test_roll_ups_merge_to_the_roll_up_of_everything(parts: list[list[CountedRow]], data: st.DataObject) -> None:
    """In any order, though a user may be in several parts; new users are in one only by their nature."""
    everything = data.draw(st.permutations([event for part in parts for event in part]))
    rollups = [rolled_up(part) for part in data.draw(st.permutations(parts))]
    whole = rolled_up(everything)
    assert merged(rollup.tally for rollup in rollups) == whole.tally
    assert added_by_ca(rollup.cas for rollup in rollups) == whole.cas
    arrivals = [rollup.oldest_arrival for rollup in rollups if rollup.oldest_arrival is not None]
    assert min(arrivals, default=None) == whole.oldest_arrival


@given(events=st.lists(counted, max_size=12))
def test_a_roll_up_is_what_a_plain_count_gives(events: list[CountedEvent]) -> None:
    """Each figure, counted another way."""
    tally = rolled_up(events).tally
    real = [event for event in events if event.name not in {FIRST_REGISTRATION, FIRST_PAYMENT}]
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
    flow = tally.money.get("GBP", MoneyFlow())
    assert flow.net == gross - refunded
    stated = [event for event in pounds if event.name == "payment_completed" and event.fee_minor is not None]
    assert (flow.fee_gross, flow.fees) == (
        sum(event.amount_minor for event in stated),
        sum(event.fee_minor or 0 for event in stated),
    )
    alone = [event for event in pounds if event.name == "payment_refunded" and event.payment_id is None]
    assert flow.unattributed == sum(event.amount_minor for event in alone)
    assert tally.first_paying == {event.ordinal for event in events if event.name == FIRST_PAYMENT}


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


def test_what_went_back_counts_where_its_payment_does() -> None:
    """For its service and its CA; while nobody knows the payment, for none."""
    refunded = {"GBP": 30}
    payment = Paid(5, "e", "tax", "carla")
    known = Ledger(payment_id="p", payment=payment, paid={"GBP": 100}, first_refund_at=9, refunded=refunded)
    found = rolled_up([known])
    assert (
        found.tally.money == found.tally.services["tax"] == found.cas["carla"].money == {"GBP": MoneyFlow(returned=30)}
    )
    unknown = rolled_up([Ledger(payment_id="p", first_refund_at=9, refunded=refunded)])
    assert unknown.tally.money == unknown.tally.services["UNKNOWN"] == {"GBP": MoneyFlow(unattributed=30)}
    assert unknown.cas == {}


def test_a_request_counts_for_the_ca_who_responded() -> None:
    """How long it waited, and each status that it ever entered."""
    request = ServiceRequest(
        request_id="q",
        created_at=10,
        taken=Named(40, "e", "carla"),
        reached={"TAKEN": 40, "DONE": 90},
        changes=(5, 40),
    )
    found = rolled_up([request])
    assert found.tally.requests_reached == {"TAKEN": 1, "DONE": 1}
    assert found.cas == {"carla": CaTally(responses=1, response_ms=30)}


def test_nothing_adds_up_to_nothing() -> None:
    """No events, no days, no roles."""
    assert rolled_up([]).tally == merged([]) == Tally()
    assert united_by_role([]) == {}
    assert in_both(NOBODY, frozenset({1})) == 0
