"""Flags in the order in which they can be made: what is required comes before what requires it."""

from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter

from sextant.domain.flag_requirements import required
from sextant.domain.flags import Flag


def levels(flags: Iterable[Flag]) -> Iterator[list[Flag]]:
    """First the flags that require none of the others, then those that require only such, and so on; each by key."""
    by_key = {flag.key: flag for flag in flags}
    sorter = TopologicalSorter({key: required(flag) & by_key.keys() for key, flag in by_key.items()})
    try:
        sorter.prepare()
    except CycleError:
        # Refused wherever flags are saved; should one be stored all the same, it must not hide the others.
        yield [by_key[key] for key in sorted(by_key)]
        return
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        yield [by_key[key] for key in ready]
        sorter.done(*ready)
