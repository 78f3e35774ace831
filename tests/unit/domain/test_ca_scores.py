"""The score cards of CAs, and their order."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from sextant.domain.buckets import Bucket
from sextant.domain.ca_columns import Column, Direction, Order, Place
from sextant.domain.ca_scores import BLANK, ByDate, ScoreCard, score_card, tallies_of
from sextant.domain.ca_tallies import CaTally
from sextant.domain.days import Period
from sextant.domain.money import MoneyFlow
from sextant.domain.utilization import TimeUse

LONDON, KOLKATA = ZoneInfo("Europe/London"), ZoneInfo("Asia/Kolkata")
HOUR = 3_600_000


def ms(text: str) -> int:
    """A moment in UTC in milliseconds."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def dates() -> ByDate:
    """One UTC date: two slots counted in its first bucket, and things that happened at half past seven in the evening.

    In Kolkata that evening, and the later slot, are of the day after.
    """
    midnight, evening = Bucket.named("2026-03-05T00:00"), Bucket.named("2026-03-05T19:30")
    slots = ((ms("2026-03-05T09:00"), ms("2026-03-05T10:00")), (ms("2026-03-05T18:00"), ms("2026-03-05T20:00")))
    things = CaTally(money={"INR": MoneyFlow(payments=1, gross=500)}, ratings=2, rating_sum=9, completed=3, cancelled=1)
    return {date(2026, 3, 5): {midnight: {"carla": CaTally(available=slots)}, evening: {"carla": things}}}


def on(day: int, zone: ZoneInfo) -> dict[str, CaTally]:
    """What happened on a day of March 2026."""
    return tallies_of(dates(), Period(date(2026, 3, day), date(2026, 3, day)), zone)


def test_things_count_where_they_happened_and_slots_are_cut_at_the_zones_midnight() -> None:
    """Though slots are kept by UTC date."""
    assert score_card(on(5, LONDON)["carla"]).time.available == 3 * HOUR
    first, second = score_card(on(5, KOLKATA)["carla"]), score_card(on(6, KOLKATA)["carla"])
    assert (first.time.available, second.time.available) == (HOUR + HOUR // 2, HOUR + HOUR // 2)
    assert (first.counts.ratings, second.counts.ratings) == (0, 2)
    assert (first.counts.money, second.counts.money["INR"].gross) == ({}, 500)


def test_to_whom_nothing_happened_is_left_out() -> None:
    """The UTC date is read for the day of another zone, and nothing of it may be of that day."""
    assert on(4, KOLKATA) == {}
    assert on(6, LONDON) == {}


def test_means_and_rates_are_of_what_there_is() -> None:
    """Of two reviews, of three and one bookings."""
    card = score_card(CaTally(ratings=2, rating_sum=9, completed=3, cancelled=1, responses=4, response_ms=10))
    assert (card.rating, card.completion_rate, card.first_response_ms) == (4.5, 0.75, 2.5)
    assert (BLANK.rating, BLANK.completion_rate, BLANK.first_response_ms) == (None, None, None)


def rated(count: int, total: int, gross: int = 0) -> ScoreCard:
    """A score card with so many reviews and so much money."""
    money = {"INR": MoneyFlow(payments=1, gross=gross)} if gross else {}
    return score_card(CaTally(ratings=count, rating_sum=total, money=money))


CARDS = {"zoe": rated(2, 8, 30), "abe": rated(1, 4, 20), "eve": rated(0, 0), "max": rated(1, 5), "ann": rated(3, 3, 90)}


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Order(Column.RATING, Direction.DESCENDING), ["max", "abe", "zoe", "ann", "eve"]),
        (Order(Column.RATING, Direction.ASCENDING), ["ann", "abe", "zoe", "max", "eve"]),
        (Order(Column.GROSS, Direction.DESCENDING, "INR"), ["ann", "zoe", "abe", "eve", "max"]),
        (Order(Column.GROSS, Direction.ASCENDING, "GBP"), ["abe", "ann", "eve", "max", "zoe"]),
        (Order(Column.TAKE_RATE, Direction.DESCENDING, "INR"), ["abe", "ann", "eve", "max", "zoe"]),
        (Order(Column.CA_ID, Direction.DESCENDING), ["abe", "ann", "eve", "max", "zoe"]),
    ],
)
def test_any_column_sorts_with_what_has_no_figure_last(order: Order, expected: list[str]) -> None:
    """Whichever end comes first, and of equal ones the smaller id first."""
    assert [place.ca_id for place in order.places(CARDS)] == expected


@pytest.mark.parametrize("column", Column)
def test_a_place_in_any_order_can_be_told_and_read(column: Column) -> None:
    """So that a page can begin behind it."""
    order = Order(column, Direction.DESCENDING, "INR")
    cards = {**CARDS, "busy": ScoreCard(TimeUse(available=3, utilized=1, booked=2), CaTally(completed=1, cancelled=2))}
    places = order.places(cards)
    assert [Place.read(place.told()) for place in places] == places
    assert len({place.ca_id for place in places}) == len(cards)


def test_money_needs_a_currency_to_sort_by() -> None:
    """Amounts of different currencies cannot be compared."""
    assert Order(Column.GROSS, Direction.ASCENDING).lacks_currency
    assert not Order(Column.GROSS, Direction.ASCENDING, "INR").lacks_currency
    assert not Order(Column.RATING, Direction.ASCENDING).lacks_currency
