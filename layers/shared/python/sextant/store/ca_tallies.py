"""Tallies of CAs as JSON: short names, and nothing that is zero."""

from collections.abc import Mapping, Sequence
from typing import Any

from sextant.domain.ca_tallies import CaTally, Interval
from sextant.store.money import flows_of, numbers_of

_COUNTS = {
    "n": "ratings",
    "s": "rating_sum",
    "r": "responses",
    "t": "response_ms",
    "c": "completed",
    "x": "cancelled",
}


def told(tallies: Mapping[str, CaTally]) -> dict[str, object]:
    """The tallies of CAs in words of JSON."""
    return {ca_id: _told(tally) for ca_id, tally in tallies.items()}


def read(stored: Mapping[str, dict[str, Any]]) -> dict[str, CaTally]:
    """The tallies of CAs that were told so."""
    return {ca_id: _read(each) for ca_id, each in stored.items()}


def _told(tally: CaTally) -> dict[str, object]:
    said: dict[str, object] = {"m": numbers_of(tally.money)}
    said |= {short: getattr(tally, name) for short, name in _COUNTS.items()}
    said |= {"a": _lengths(tally.available), "b": _lengths(tally.booked)}
    return {short: value for short, value in said.items() if value}


def _read(stored: dict[str, Any]) -> CaTally:
    # There may be one for each CA and day of a year, so what is not there is not asked for.
    said: dict[str, Any] = {_COUNTS[short]: value for short, value in stored.items() if short in _COUNTS}
    if "m" in stored:
        said["money"] = flows_of(stored["m"])
    if "a" in stored:
        said["available"] = _slots(stored["a"])
    if "b" in stored:
        said["booked"] = _slots(stored["b"])
    return CaTally(**said)


def _lengths(slots: Sequence[Interval]) -> list[int]:
    """Of each slot its start, and how long it is."""
    return [number for start, end in slots for number in (start, end - start)]


def _slots(lengths: Sequence[int]) -> tuple[Interval, ...]:
    pairs = zip(lengths[::2], lengths[1::2], strict=True)
    return tuple((start, start + length) for start, length in pairs)
