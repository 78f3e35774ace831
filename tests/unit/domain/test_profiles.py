"""Profiles come out the same whatever the order of events."""

from itertools import permutations
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from sextant.domain import profiles
from sextant.domain.events import IDENTIFIED, BusinessEvent, Event, Facts
from sextant.domain.money import MoneyFlow
from sextant.domain.principals import Role
from sextant.domain.profiles import ATTRIBUTES_KEPT, Profile, Registration, cohort_of

NOBODY_YET = Profile(user_id="maya", ordinal=7)


def event(event_id: str, name: str, at: int, facts: Facts, place: int = 0) -> Event:
    """One event of Maya."""
    return Event(event_id=event_id, name=name, at=at, user_id="maya", facts=facts, place=place)


facts = st.builds(
    Facts,
    role=st.sampled_from(Role),
    channel=st.sampled_from([None, "ads", "friend"]),
    amount_minor=st.integers(1, 10**6),
    currency=st.sampled_from(["GBP", "INR"]),
    attributes=st.dictionaries(st.sampled_from("abc"), st.integers(0, 3), max_size=2),
)
histories = st.lists(
    st.builds(event, st.uuids().map(str), st.sampled_from(BusinessEvent), st.integers(0, 5), facts, st.integers(0, 2)),
    unique_by=lambda each: each.event_id,
    max_size=8,
)


@given(history=histories, data=st.data())
def test_a_profile_is_the_same_in_any_order_and_in_any_portions(history: list[Event], data: st.DataObject) -> None:
    """Folded at once, or shuffled and bit by bit."""
    shuffled = data.draw(st.permutations(history))
    cut = data.draw(st.integers(0, len(history)))
    at_once = profiles.after(NOBODY_YET, history)
    assert profiles.after(profiles.after(NOBODY_YET, shuffled[:cut]), shuffled[cut:]) == at_once


@given(history=histories)
def test_money_and_first_times_are_what_a_plain_count_gives(history: list[Event]) -> None:
    """Counted another way."""
    found = profiles.after(NOBODY_YET, history)
    payments = [each for each in history if each.name == BusinessEvent.PAYMENT_COMPLETED]
    refunds = [each for each in history if each.name == BusinessEvent.PAYMENT_REFUNDED]
    for currency in ("GBP", "INR"):
        paid = [each.facts.amount_minor or 0 for each in payments if each.facts.currency == currency]
        back = [each.facts.amount_minor or 0 for each in refunds if each.facts.currency == currency]
        assert found.money.get(currency, MoneyFlow()) == MoneyFlow(len(paid), sum(paid), len(back), sum(back))
    assert found.first_paid_at == min((each.at for each in payments), default=None)


def test_the_earliest_registration_counts() -> None:
    """And of two at one moment the one of the smaller id."""
    late = event("a", BusinessEvent.USER_REGISTERED, 20, Facts(role=Role.CA))
    early = event("c", BusinessEvent.USER_REGISTERED, 10, Facts(role=Role.CLIENT, channel="ads"))
    same = event("b", BusinessEvent.USER_REGISTERED, 10, Facts(role=Role.ADMIN))
    assert profiles.after(NOBODY_YET, [late, early]).registration == Registration(10, "c", Role.CLIENT)
    found = profiles.after(NOBODY_YET, [late, early, same]).registration
    assert found == Registration(10, "b", Role.ADMIN)


def test_of_one_moment_the_attribute_that_was_said_later_in_its_request_is_kept() -> None:
    """A moment outweighs every place, and an id decides where there is nothing else."""
    said = [(10, 0, "z", "free"), (10, 1, "a", "pro"), (9, 7, "y", "old"), (10, 1, "A", "same place")]
    told = [
        event(event_id, IDENTIFIED, at, Facts(attributes={"plan": plan}), place) for at, place, event_id, plan in said
    ]
    for order in permutations(told):
        assert profiles.after(NOBODY_YET, order).attributes["plan"].value == "pro"


def test_only_the_newest_attributes_are_kept() -> None:
    """So that no number of events makes a profile too large to store."""
    told = [
        event(str(at), BusinessEvent.USER_REGISTERED, at, Facts(role=Role.CLIENT, attributes={f"name{at}": at}))
        for at in range(ATTRIBUTES_KEPT + 20)
    ]
    found = profiles.after(NOBODY_YET, reversed(told)).attributes
    assert len(found) == ATTRIBUTES_KEPT
    assert {each.value for each in found.values()} == set(range(20, ATTRIBUTES_KEPT + 20))


def test_a_cohort_is_a_day_of_the_business() -> None:
    """23:30 in London is the next day in India."""
    at = 1_768_692_600_000  # 2026-01-17T23:30Z
    registered = Registration(at, "a", Role.CLIENT)
    assert cohort_of(registered, "maya", ZoneInfo("Europe/London")).startswith("2026-01-17#")
    assert cohort_of(registered, "maya", ZoneInfo("Asia/Kolkata")).startswith("2026-01-18#")
