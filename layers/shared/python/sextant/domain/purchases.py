"""What somebody paid and when, by the bucket: small enough to be kept in one document however often they pay.

The same in whatever order payments become known: which of them are the newest is a question of their set.
"""

from sextant.domain.buckets import BUCKET_MINUTES

MOST_EXACT = 500
"""Buckets kept as they are, the newest; older payments are kept by the UTC date, as if paid in its first bucket."""
_BUCKETS_A_DATE = 24 * 60 // BUCKET_MINUTES

Purchases = tuple[tuple[int, int], ...]
"""What somebody paid in one currency: pairs of a bucket's number and the gross amount in it, ascending."""


def with_purchase(purchases: Purchases, bucket: int, amount: int) -> Purchases:
    """The purchases with one more payment, of so much in the bucket of this number."""
    known = dict(purchases)
    exact_from = purchases[-MOST_EXACT][0] if len(purchases) >= MOST_EXACT else None
    if exact_from is None or bucket >= exact_from:
        _add(known, bucket, amount)
        if exact_from is not None and len(known) > len(purchases):
            _add(known, _date_of(exact_from), known.pop(exact_from))
    else:
        _add(known, _date_of(bucket), amount)
    return tuple(sorted(known.items()))


def _add(purchases: dict[int, int], bucket: int, amount: int) -> None:
    purchases[bucket] = purchases.get(bucket, 0) + amount


def _date_of(bucket: int) -> int:
    """The number of the first bucket of its UTC date."""
    return bucket - bucket % _BUCKETS_A_DATE
