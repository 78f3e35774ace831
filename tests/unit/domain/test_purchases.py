"""Purchases stay small, and say the same in whatever order they become known."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from sextant.domain import purchases
from sextant.domain.purchases import MOST_EXACT, Purchases, with_purchase

DATE = 96


def known_after(payments: list[tuple[int, int]]) -> Purchases:
    """What is kept after these payments."""
    kept: Purchases = ()
    for bucket, amount in payments:
        kept = with_purchase(kept, bucket, amount)
    return kept


def plainly(payments: list[tuple[int, int]]) -> Purchases:
    """The same, seen all at once: the newest buckets as they are, all others by their dates."""
    exact = sorted({bucket for bucket, _amount in payments})[-MOST_EXACT:]
    found: Counter[int] = Counter()
    for bucket, amount in payments:
        found[bucket if bucket in exact else bucket - bucket % DATE] += amount
    return tuple(sorted(found.items()))


@given(payments=st.lists(st.tuples(st.integers(0, 300), st.integers(1, 9)), max_size=20), data=st.data())
def test_purchases_are_sums_by_the_bucket(payments: list[tuple[int, int]], data: st.DataObject) -> None:
    """In any order."""
    assert known_after(data.draw(st.permutations(payments))) == plainly(payments)


def test_the_oldest_of_many_purchases_are_kept_by_their_date() -> None:
    """Those that become known late too; nothing is lost, and what was kept exactly stays so in any order."""
    payments = [((number * 37) % 1_501, 1 + number % 7) for number in range(1_501)]
    for order in (payments, payments[::-1], sorted(payments), sorted(payments, reverse=True)):
        kept = known_after(order)
        assert kept == plainly(payments)
        assert sum(amount for _bucket, amount in kept) == sum(amount for _bucket, amount in payments)
        assert len(kept) <= purchases.MOST_EXACT + 1_501 // DATE + 1
