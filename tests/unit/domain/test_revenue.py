"""Revenue as a series."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sextant.domain.calendar_spans import Granularity, WeekStart, spans
from sextant.domain.days import Period
from sextant.domain.money import NO_MONEY, MoneyFlow
from sextant.domain.revenue import revenue_of
from sextant.domain.rollups import Tally

MARCH = Period(date(2026, 3, 2), date(2026, 3, 15))
FLOWS = st.builds(MoneyFlow, *[st.integers(0, 10_000)] * 8)


def test_a_refund_counts_on_its_day_and_on_the_day_of_its_payment() -> None:
    """Paid 500 in the first week, of which 200 went back in the second; 30 went back of a payment nobody knows."""
    days = {
        date(2026, 3, 3): Tally(money={"GBP": MoneyFlow(payments=1, gross=500, returned=200)}),
        date(2026, 3, 10): Tally(money={"GBP": MoneyFlow(refunds=2, refunded=230, unattributed=30)}),
    }
    found = revenue_of(MARCH, spans(MARCH, Granularity.WEEK), days, ["GBP"])
    assert [row.money["GBP"].net for row in found.rows] == [500, -230]
    assert [row.money["GBP"].net_by_payment_date for row in found.rows] == [300, -30]
    assert found.money["GBP"].net == found.money["GBP"].net_by_payment_date == 270


def test_gaps_are_zeros_in_every_currency() -> None:
    """Fourteen days, of which one has pounds; the rupees were asked for."""
    days = {date(2026, 3, 3): Tally(money={"GBP": MoneyFlow(1, 5)})}
    found = revenue_of(MARCH, spans(MARCH, Granularity.DAY), days, ["GBP", "INR"])
    assert len(found.rows) == 14
    assert [row.money["GBP"].gross for row in found.rows] == [0, 5, *[0] * 12]
    assert {row.money["INR"] for row in found.rows} == {NO_MONEY}
    assert found.money["INR"] == NO_MONEY


def test_customers_are_distinct_in_each_row_and_over_all() -> None:
    """1 pays in both weeks and is new in the first only."""
    days = {
        date(2026, 3, 3): Tally(paying=frozenset({1, 2}), first_paying=frozenset({1})),
        date(2026, 3, 4): Tally(paying=frozenset({2})),
        date(2026, 3, 10): Tally(paying=frozenset({1, 3}), first_paying=frozenset({3})),
    }
    found = revenue_of(MARCH, spans(MARCH, Granularity.WEEK), days, [])
    assert [(row.paying, row.paying_new) for row in found.rows] == [(2, 1), (2, 1)]
    assert (found.paying, found.paying_new) == (3, 2)


@given(
    st.dictionaries(st.integers(0, 60), FLOWS, max_size=20), st.sampled_from(Granularity), st.sampled_from(WeekStart)
)
def test_totals_are_the_sums_of_the_rows_however_they_are_cut(
    flows: dict[int, MoneyFlow], granularity: Granularity, start: WeekStart
) -> None:
    """And of the days, added here one by one."""
    first = date(2026, 1, 20)
    period = Period(first, first + timedelta(days=60))
    days = {first + timedelta(days=number): Tally(money={"GBP": flow}) for number, flow in flows.items()}
    found = revenue_of(period, spans(period, granularity, start), days, ["GBP"])
    assert sum((row.money["GBP"] for row in found.rows), NO_MONEY) == found.money["GBP"]
    assert sum(flows.values(), NO_MONEY) == found.money["GBP"]
