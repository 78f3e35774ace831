"""Lists of users that may be read by anybody: which buckets they fall into, and never who they are.

A list becomes filters, each with a seed of its own that lets in the buckets of all listed users, as a Bloom filter
does. Whoever is listed passes all of them; anybody else passes each by chance only, so as many are made as bring that
chance below `FALSE_MATCH`.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import count, islice

from sextant.domain.features import Filter, Share
from sextant.domain.hashing import BUCKETS, absorb, bucketer

FALSE_MATCH = 1e-15
"""How likely a user who is not listed may be taken for one who is."""

_HASH_VERSION = 2
_MOST_FILTERS = 200
"""A list so long that its users fill nearly every bucket would need filters without end."""
_LAST_BYTE = 0xFF


def fingerprint(user_ids: Collection[str], *, seed: str, attribute: str) -> list[Filter]:
    """Filters that let in the users of a list, and anybody else with a chance below `FALSE_MATCH`.

    Args:
        user_ids: Who is listed; at least one, and few enough to leave buckets empty.
        seed: What the seeds of the filters begin with; of each list its own, or their chances would add up.
        attribute: What names a user.

    Raises:
        ValueError: The list is empty or too long to be told apart from everybody.
    """
    if not user_ids:
        raise ValueError("a list of nobody has no fingerprint")
    filters: list[Filter] = []
    chance = 1.0
    for each in islice(_independent(seed), _MOST_FILTERS):
        taken = _taken(user_ids, each)
        if (len(taken) / BUCKETS) ** _MOST_FILTERS >= FALSE_MATCH:
            break
        filters.append({"seed": each, "ranges": _ranges(taken), "attribute": attribute, "hashVersion": _HASH_VERSION})
        chance *= len(taken) / BUCKETS
        if chance < FALSE_MATCH:
            return filters
    raise ValueError("the list is too long to be told apart from everybody")


def _independent(seed: str) -> Iterator[str]:
    """Seeds under which chances multiply.

    What FNV-1a adds to the state that a seed leaves depends on the user and the last byte of that state alone. Under
    two seeds that end alike, two users of equally long ids who collide under one so collide under the other: the
    second filter would add nothing. So no two seeds leave the same last byte.
    """
    seen: set[int] = set()
    for number in count():
        each = f"{seed}:{number}"
        last_byte = absorb(each) & _LAST_BYTE
        if last_byte not in seen:
            seen.add(last_byte)
            yield each


def _taken(user_ids: Iterable[str], seed: str) -> list[int]:
    return sorted(set(map(bucketer(seed, _HASH_VERSION), user_ids)))


def _ranges(taken: Sequence[int]) -> list[Share]:
    """Buckets in a row as one range."""
    ranges: list[Share] = []
    start = previous = taken[0]
    for number in taken[1:]:
        if number != previous + 1:
            ranges.append(_share(start, previous))
            start = number
        previous = number
    ranges.append(_share(start, previous))
    return ranges


def _share(first: int, last: int) -> Share:
    # Divided as SDKs divide a hash, so that both sides of their comparison are the same number.
    return (first / BUCKETS, (last + 1) / BUCKETS)
