"""A tally as named figures, each a plain number: what is compared when it is asked whether two tallies say the same."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, cast

from sextant.domain.money import MoneyFlow
from sextant.domain.rollups import Ordinals, Rollup, Tally

CAS: Final = "cas"
"""How many CAs there are of whom two roll-ups say different things."""

_FLOWS: Final = {
    "payments": "payments",
    "gross": "gross",
    "refunds": "refunds",
    "refunded": "refunded",
    "net": "net",
    "returned": "returned",
    "unattributed": "unattributed",
    "feeGross": "fee_gross",
    "fees": "fees",
}


def figures_of(tally: Tally) -> dict[str, int]:
    """Its figures by name, such as `revenue.gross.GBP`; those that are 0 are left out.

    Names are those of the metrics, followed by what they are of: a role, a status, a currency, a service type.
    """
    counted = {name: len(users) for name, users in _sets(tally)}
    counted["users.new"] = sum(tally.new_by_role.values())
    return dict(sorted((name, number) for name, number in {**_numbers(tally), **counted}.items() if number))


def changed(before: Tally, after: Tally) -> dict[str, tuple[int, int]]:
    """The figures in which two tallies differ, by name: what the one says, and the other."""
    one, other = figures_of(before), figures_of(after)
    names = sorted({*one, *other})
    pairs = {name: (one.get(name, 0), other.get(name, 0)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def drift(stored: Rollup, counted: Rollup) -> dict[str, int]:
    """By how much a stored roll-up is off from what its events say, by figure; what is right is left out.

    Of users it is how many are in one set and not in the other, so that two who stand for each other are seen too.
    """
    off = tally_drift(stored.tally, counted.tally)
    names = {*stored.cas, *counted.cas}
    cas = sum(stored.cas.get(name) != counted.cas.get(name) for name in names)
    return {**off, CAS: cas} if cas else off


def tally_drift(stored: Tally, counted: Tally) -> dict[str, int]:
    """The same of two tallies."""
    one, other = dict(_numbers(stored)), dict(_numbers(counted))
    off = {name: abs(one.get(name, 0) - other.get(name, 0)) for name in {*one, *other}}
    theirs, ours = dict(_sets(stored)), dict(_sets(counted))
    off |= {name: len(_members(theirs, name) ^ _members(ours, name)) for name in {*theirs, *ours}}
    return {name: number for name, number in sorted(off.items()) if number}


def added(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """The sum of each figure."""
    total: dict[str, int] = {}
    for part in parts:
        for name, number in part.items():
            total[name] = total.get(name, 0) + number
    return dict(sorted(total.items()))


def _numbers(tally: Tally) -> dict[str, int]:
    return dict(_named_numbers(tally))


def _named_numbers(tally: Tally) -> Iterator[tuple[str, int]]:
    yield "requests.created", tally.requests_created
    for prefix, counts in (
        ("events", tally.events),
        ("requests.byStatus", tally.requests_by_status),
        ("requests.reached", tally.requests_reached),
    ):
        for name, count in counts.items():
            yield f"{prefix}.{name}", count
    for currency, flow in tally.money.items():
        yield from _of_flow("revenue", currency, flow)
    for service, flows in tally.services.items():
        for currency, flow in flows.items():
            yield from _of_flow("revenueByService", f"{service}.{currency}", flow)


def _of_flow(prefix: str, of: str, flow: MoneyFlow) -> Iterator[tuple[str, int]]:
    for name, attribute in _FLOWS.items():
        yield f"{prefix}.{name}.{of}", getattr(flow, attribute)


def _sets(tally: Tally) -> Iterator[tuple[str, Ordinals]]:
    yield "users.active", tally.active
    yield "revenue.payingCustomers", tally.paying
    yield "revenue.newCustomers", tally.first_paying
    for role, users in tally.registered.items():
        yield f"users.newByRole.{role}", users


def _members(sets: Mapping[str, Ordinals], name: str) -> frozenset[int]:
    # Stored sets are bitmaps and counted ones are not: only their members can be compared.
    return frozenset(cast("Iterable[int]", sets.get(name, ())))
