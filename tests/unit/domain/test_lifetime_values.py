"""What clients paid so far, by month and by age."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from sextant.domain.buckets import BUCKET_MS
from sextant.domain.calendar_spans import Granularity, spans
from sextant.domain.days import Period
from sextant.domain.entrants import Buyer, Entrant
from sextant.domain.lifetime_values import AGE_MS, cohort_of_month, total
from sextant.domain.money import MoneyFlow

JANUARY = spans(Period(date(1970, 1, 1), date(1970, 1, 31)), Granularity.MONTH)[0]
END = 31 * 24 * 60 * 60_000


def client(registered_at: int, paid: dict[int, int], refunded: int = 0) -> Buyer:
    """Somebody who paid such amounts in such buckets, and got something back."""
    money = MoneyFlow(payments=len(paid), gross=sum(paid.values()), refunds=int(refunded > 0), refunded=refunded)
    purchases = {"GBP": tuple(sorted(paid.items()))} if paid else {}
    entrant = Entrant(registered_at, "CLIENT", None, None, None, None, None, None)
    return Buyer("maya", entrant, purchases, {"GBP": money} if paid else {})


clients = st.lists(
    st.builds(
        client, st.integers(0, END - 1), st.dictionaries(st.integers(0, 30_000), st.integers(1, 999), max_size=5)
    ),
    max_size=6,
)  # fmt: skip


@given(clients, st.integers(0, 12 * AGE_MS))
def test_the_curve_is_what_a_plain_sum_over_all_payments_gives(cohort: list[Buyer], as_of: int) -> None:
    """For each month of age that everybody has behind them; the others are None and never 0."""
    found = cohort_of_month(JANUARY, cohort, END, as_of)
    for money in found.by_currency.values():
        for age, sum_so_far in enumerate(money.cumulative):
            everybody_is_there = END + (age + 1) * AGE_MS <= as_of
            paid = sum(
                amount
                for each in cohort
                for bucket, amount in each.purchases.get("GBP", ())
                if bucket * BUCKET_MS < each.entrant.registered_at + (age + 1) * AGE_MS
            )
            assert sum_so_far == (paid if everybody_is_there else None)


def test_whoever_never_paid_lowers_the_mean() -> None:
    """Three clients, one of whom paid 900 and got 300 back."""
    found = cohort_of_month(JANUARY, [client(0, {5: 900}, 300), client(0, {}), client(0, {})], END, END)
    money = found.by_currency["GBP"]
    assert (money.payers, money.money.gross, money.money.net) == (1, 900, 600)
    assert (found.per_client(money.money.gross), found.per_client(money.money.net)) == (300.0, 200.0)
    assert total([found, found])[0] == 6
    assert total([found, found])[1]["GBP"].money.gross == 1800


def test_a_month_without_clients_has_no_mean() -> None:
    """None, not 0."""
    found = cohort_of_month(JANUARY, [], END, END)
    assert (found.clients, found.by_currency, found.per_client(0)) == (0, {}, None)
