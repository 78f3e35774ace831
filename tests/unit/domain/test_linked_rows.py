"""What several events are about comes out the same whatever the order of the events."""

from collections.abc import Iterable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.domain import linked_rows
from sextant.domain.bookings import Booking, BookingStatus
from sextant.domain.buckets import Bucket
from sextant.domain.calendars import MOST_SLOTS, CaFirsts, CalendarDay, cut_by_date
from sextant.domain.events import BusinessEvent, Event, Facts
from sextant.domain.ledgers import Ledger, nothing_sealed
from sextant.domain.linked_rows import LinkedRow, RowKey, blank, is_detached, needed
from sextant.domain.rejections import ContradictionError, Reason
from sextant.domain.service_requests import ServiceRequest

HOUR = 3_600_000
DAY = 24 * HOUR
times = st.integers(0, 5)
people = st.sampled_from(["carla", "cem"])
somebody = st.one_of(st.none(), people)
numbers = st.sampled_from(["1", "2"])
slots = st.tuples(st.integers(0, 60), st.integers(1, 40)).map(lambda slot: (slot[0] * HOUR, sum(slot) * HOUR))
Facts_ = st.SearchStrategy[Facts]


def facts_of(name: str) -> Facts_:
    """What an event of a name may say."""
    match name:
        case BusinessEvent.PAYMENT_COMPLETED:
            service = st.sampled_from([None, "tax", "visa"])
            return st.builds(
                Facts,
                payment_id=numbers,
                amount_minor=st.integers(500, 600),
                currency=st.just("GBP"),
                service_type=service,
                ca_id=somebody,
            )
        case BusinessEvent.PAYMENT_REFUNDED:
            return st.builds(Facts, payment_id=numbers, amount_minor=st.integers(1, 50), currency=st.just("GBP"))
        case BusinessEvent.REQUEST_CREATED:
            return st.builds(Facts, request_id=numbers, ca_id=somebody)
        case BusinessEvent.REQUEST_STATUS_CHANGED:
            return st.builds(Facts, request_id=numbers, ca_id=somebody, status=st.sampled_from(["OPEN", "DONE"]))
        case BusinessEvent.AVAILABILITY_PUBLISHED:
            return st.builds(lambda ca, slot: Facts(ca_id=ca, start=slot[0], end=slot[1]), people, slots)
    return st.builds(
        lambda ca, number, slot: Facts(ca_id=ca, booking_id=number, start=slot and slot[0], end=slot and slot[1]),
        people,
        numbers,
        st.one_of(st.none(), slots),
    )


NAMES = [
    BusinessEvent.PAYMENT_COMPLETED,
    BusinessEvent.PAYMENT_REFUNDED,
    BusinessEvent.REQUEST_CREATED,
    BusinessEvent.REQUEST_STATUS_CHANGED,
    BusinessEvent.AVAILABILITY_PUBLISHED,
    BusinessEvent.BOOKING_CREATED,
    BusinessEvent.BOOKING_COMPLETED,
    BusinessEvent.BOOKING_CANCELLED,
]
happened = st.sampled_from(NAMES).flatmap(
    lambda name: st.builds(
        lambda event_id, at, facts: Event(event_id=event_id, name=name, at=at, user_id="maya", facts=facts),
        st.uuids().map(str),
        times,
        facts_of(name),
    )
)
histories = st.lists(happened, unique_by=lambda event: event.event_id, max_size=10)


def folded(events: Iterable[Event]) -> dict[RowKey, LinkedRow]:
    """The rows that events end at, each event once; rows of which nothing became known are left out."""
    rows: dict[RowKey, LinkedRow] = {}
    seen: set[str] = set()
    for event in events:
        if event.event_id in seen:
            continue
        seen.add(event.event_id)
        while missing := needed(event, rows) - rows.keys():
            rows |= {key: blank(key) for key in missing}
        rows |= linked_rows.after(rows, event, nothing_sealed)
    return {key: row for key, row in rows.items() if row != blank(key)}


def event(name: str, at: int, event_id: str = "e", **facts: object) -> Event:
    """One event of Maya."""
    return Event(event_id=event_id, name=name, at=at, user_id="maya", facts=Facts(**facts))  # type: ignore[arg-type]


@given(history=histories, data=st.data())
def test_rows_are_the_same_in_any_order_with_any_repetitions(history: list[Event], data: st.DataObject) -> None:
    """The store lets an event in once; beyond that nothing asks when it came."""
    shuffled = data.draw(st.permutations(history + history[:3]))
    assert folded(shuffled) == folded(history)


@given(history=histories)
def test_ledgers_are_what_a_plain_count_gives(history: list[Event]) -> None:
    """Counted another way."""
    rows = folded(history)
    for number in ("1", "2"):
        ledger = rows.get(RowKey(f"#payment#{number}", "#payment"), Ledger(payment_id=number))
        assert isinstance(ledger, Ledger)
        of_it = [each for each in history if each.facts.payment_id == number]
        paid = [each for each in of_it if each.name == BusinessEvent.PAYMENT_COMPLETED]
        back = [each for each in of_it if each.name == BusinessEvent.PAYMENT_REFUNDED]
        assert sum(ledger.paid.values()) == sum(each.facts.amount_minor or 0 for each in paid)
        assert sum(dict(ledger.returns()).values()) == sum(each.facts.amount_minor or 0 for each in back)
        assert ledger.home == min((each.at for each in paid or back), default=None)
        assert (ledger.bucket is None) == (not back)


@given(history=histories)
def test_requests_are_what_a_plain_look_gives(history: list[Event]) -> None:
    """Seen all at once."""
    rows = folded(history)
    for number in ("1", "2"):
        request = rows.get(RowKey(f"#request#{number}", "#request"), ServiceRequest(request_id=number))
        assert isinstance(request, ServiceRequest)
        of_it = sorted((each.at, each.event_id, each) for each in history if each.facts.request_id == number)
        made = [each for *_, each in of_it if each.name == BusinessEvent.REQUEST_CREATED]
        moved = [each for *_, each in of_it if each.name == BusinessEvent.REQUEST_STATUS_CHANGED]
        created = made[0].at if made else None
        later = [each.at for each in moved if created is not None and each.at >= created]
        assert (request.created_at, request.responded_at) == (created, later[0] if later else None)
        assert set(request.reached) == {each.facts.status for each in moved}
        named = [each.facts.ca_id for each in moved if each.facts.ca_id] or [
            each.facts.ca_id for each in made if each.facts.ca_id
        ]
        assert request.ca_id == (named[0] if named else None)


@given(history=histories)
def test_calendars_hold_what_is_offered_and_how_bookings_stand(history: list[Event]) -> None:
    """Nothing is left where a booking was before it was moved, given back, or taken over by another CA."""
    expected: dict[tuple[str, date], tuple[set[object], dict[str, object]]] = {}
    for each in history:
        if each.name == BusinessEvent.AVAILABILITY_PUBLISHED:
            for day, part in cut_by_date((each.facts.start or 0, each.facts.end or 0)):
                expected.setdefault((each.facts.ca_id or "", day), (set(), {}))[0].add(part)
    for number in ("1", "2"):
        of_it = [each for each in history if each.facts.booking_id == number]
        if not of_it:
            continue
        newest = max(of_it, key=lambda each: (each.at, each.name != BusinessEvent.BOOKING_CREATED, each.event_id))
        times = [each for each in of_it if each.facts.start is not None]
        timed = max(times, key=lambda each: (each.at, each.event_id)).facts if times else None
        if timed and newest.name != BusinessEvent.BOOKING_CANCELLED:
            for day, part in cut_by_date((timed.start or 0, timed.end or 0)):
                expected.setdefault((newest.facts.ca_id or "", day), (set(), {}))[1][number] = part
    days = {(row.ca_id, row.day): row for row in folded(history).values() if isinstance(row, CalendarDay)}
    found = {key: (set(row.available), dict(row.booked)) for key, row in days.items() if row.slots}
    assert found == expected


@pytest.mark.parametrize("name", [BusinessEvent.BOOKING_COMPLETED, BusinessEvent.BOOKING_CANCELLED])
@pytest.mark.parametrize("ids", [("created", "after"), ("1", "2"), ("2", "1")])
def test_what_is_used_or_given_back_at_one_moment_was_booked_before(name: str, ids: tuple[str, str]) -> None:
    """Whatever the ids, and whichever comes first."""
    slot = {"booking_id": "b", "ca_id": "carla"}
    made = event(BusinessEvent.BOOKING_CREATED, 5, ids[0], start=HOUR, end=2 * HOUR, **slot)
    over = event(name, 5, ids[1], **slot)
    for order in ([made, over], [over, made]):
        (booking,) = [row for row in folded(order).values() if isinstance(row, Booking)]
        assert booking.status != BookingStatus.BOOKED


def test_a_slot_is_cut_at_midnight_in_utc() -> None:
    """One that ends at midnight does not touch the day that begins then."""
    cut = list(cut_by_date((22 * HOUR, DAY + 2 * HOUR)))
    assert cut == [(date(1970, 1, 1), (22 * HOUR, DAY)), (date(1970, 1, 2), (DAY, DAY + 2 * HOUR))]
    assert list(cut_by_date((0, DAY))) == [(date(1970, 1, 1), (0, DAY))]


def test_a_day_of_a_calendar_counts_in_its_first_bucket() -> None:
    """In UTC; an empty one counts nowhere."""
    day = CalendarDay(ca_id="carla", day=date(1970, 1, 2))
    assert day.bucket is None
    assert day.offering((DAY, DAY + HOUR)).bucket == Bucket.of(DAY)


def test_a_day_takes_so_many_slots() -> None:
    """The next one is refused, one that is there already is not, and one that is given back makes room."""
    day = CalendarDay(ca_id="carla", day=date(1970, 1, 1))
    for number in range(MOST_SLOTS - 1):
        day = day.offering((number, number + 1))
    full = day.holding("b", (0, 5))
    assert full.offering((0, 1)) == full
    assert full.holding("b", (5, 9)).booked == {"b": (5, 9)}
    with pytest.raises(ContradictionError) as refused:
        full.offering((0, 7))
    assert refused.value.reason is Reason.CALENDAR_FULL
    assert full.holding("b", None).offering((0, 7)).slots == MOST_SLOTS


def test_more_never_goes_back_than_was_paid() -> None:
    """To the penny, and in the payment's currency only; what came before the payment is not judged."""
    paid = folded([event("payment_completed", 0, payment_id="1", amount_minor=100, currency="GBP")])
    (key,) = paid
    for amount, currency, reason in ((101, "GBP", Reason.REFUND_EXCEEDS_PAYMENT), (1, "INR", Reason.CURRENCY_DIFFERS)):
        refund = event("payment_refunded", 1, payment_id="1", amount_minor=amount, currency=currency)
        with pytest.raises(ContradictionError) as refused:
            linked_rows.after(paid, refund, nothing_sealed)
        assert refused.value.reason is reason
    whole = event("payment_refunded", 1, payment_id="1", amount_minor=100, currency="GBP")
    assert linked_rows.after(paid, whole, nothing_sealed)[key].bucket == Bucket.of(0)
    early = event("payment_refunded", 1, payment_id="2", amount_minor=7, currency="INR")
    assert folded([early])


def test_what_is_refunded_after_the_payments_day_is_sealed_counts_by_itself() -> None:
    """On its own date, and never again where the payment is; it still counts against what was paid."""
    later = 10 * DAY

    def sealed(at: int) -> bool:
        return at < DAY

    paid = folded([event("payment_completed", 0, "p", payment_id="1", amount_minor=100, currency="GBP")])
    (key,) = paid
    before = event("payment_refunded", 5, "f1", payment_id="1", amount_minor=30, currency="GBP")
    rows = {**paid, **linked_rows.after(paid, before, nothing_sealed)}
    after = event("payment_refunded", later, "f2", payment_id="1", amount_minor=50, currency="GBP")
    assert not is_detached(rows, after, nothing_sealed)
    assert is_detached(rows, after, sealed)
    rows |= linked_rows.after(rows, after, sealed)
    ledger = rows[key]
    assert isinstance(ledger, Ledger)
    assert dict(ledger.returns()) == {"GBP": 30}
    with pytest.raises(ContradictionError):
        linked_rows.after(
            rows, event("payment_refunded", later, payment_id="1", amount_minor=21, currency="GBP"), sealed
        )


def test_refunds_on_a_sealed_day_stay_there_when_their_payment_turns_up() -> None:
    """What was counted as unattributed for good is not counted once more by the payment's date."""
    early = folded([event("payment_refunded", 0, "f", payment_id="1", amount_minor=30, currency="GBP")])
    (key,) = early
    paid = event("payment_completed", 5 * DAY, "p", payment_id="1", amount_minor=100, currency="GBP")
    open_ledger = linked_rows.after(early, paid, nothing_sealed)[key]
    sealed_ledger = linked_rows.after(early, paid, lambda at: at < DAY)[key]
    assert open_ledger.bucket == Bucket.of(5 * DAY)
    assert sealed_ledger.bucket is None


def test_a_booking_of_a_sealed_day_changes_no_more() -> None:
    """Neither its numbers nor those of its calendar could follow."""
    booked = event("booking_created", 0, "b", booking_id="1", ca_id="carla", start=0, end=HOUR)
    moved = event("booking_completed", 9, "c", booking_id="1", ca_id="carla", start=9 * DAY, end=9 * DAY + HOUR)
    rows = folded([booked])
    rows |= {key: blank(key) for key in needed(moved, rows) - rows.keys()}
    changed = linked_rows.after(rows, moved, lambda at: at < DAY)
    assert {type(row) for row in changed.values()} == {CaFirsts}
    booking = folded([booked, moved])[RowKey("#booking#1", "#booking")]
    assert isinstance(booking, Booking)
    assert (booking.status, booking.bucket) == (BookingStatus.COMPLETED, Bucket.of(9 * DAY))


def test_time_on_a_sealed_day_is_refused() -> None:
    """Offered or booked; also where only the end of a slot reaches into such a day."""
    offer = event("availability_published", 9 * DAY, ca_id="carla", start=5 * DAY - HOUR, end=5 * DAY + HOUR)
    book = event("booking_created", 9 * DAY, booking_id="1", ca_id="carla", start=0, end=HOUR)
    for each, closed in ((offer, 5 * DAY), (book, 0)):
        rows = {key: blank(key) for key in needed(each, {})}
        with pytest.raises(ContradictionError) as refused:
            linked_rows.after(rows, each, lambda at, closed=closed: closed <= at < closed + DAY)  # type: ignore[misc]
        assert refused.value.reason is Reason.DAY_SEALED
        assert linked_rows.after(rows, each, lambda at: at >= 6 * DAY)


def test_what_a_ca_did_first_is_remembered() -> None:
    """Of each kind the earliest."""
    rows = folded(
        [
            event("booking_completed", 9, "c", booking_id="1", ca_id="carla"),
            event("booking_created", 7, "b", booking_id="1", ca_id="carla"),
            event("booking_created", 5, "a", booking_id="2", ca_id="carla"),
            event("availability_published", 3, "d", ca_id="carla", start=0, end=HOUR),
        ]
    )
    assert rows[RowKey("#calendar#carla", "#firsts")] == CaFirsts(
        ca_id="carla", offered_at=3, booked_at=5, completed_at=9
    )
