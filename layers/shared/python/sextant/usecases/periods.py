"""Which days a request asks about."""

from datetime import date
from typing import NamedTuple

from sextant.domain.days import Period
from sextant.domain.errors import FieldError

DEFAULT_DAYS = 30
MOST_DAYS = 400
EARLIEST = date(2000, 1, 1)


class AskedDays(NamedTuple):
    """The first and the last day asked about, and what is wrong with them as query parameters `from` and `to`."""

    first: date
    last: date
    errors: list[FieldError]


def asked_days(first: date | None, last: date | None, this_day: date) -> AskedDays:
    """The days asked about: up to today unless a last one is given, `DEFAULT_DAYS` of them unless a first one is."""
    to_day = last or this_day
    from_day = first or (Period.ending(to_day, DEFAULT_DAYS).first if to_day > EARLIEST else to_day)
    return AskedDays(from_day, to_day, _wrong_days(from_day, to_day, this_day))


def _wrong_days(from_day: date, to_day: date, this_day: date) -> list[FieldError]:
    errors = []
    if from_day > to_day:
        errors.append(FieldError("from", "is later than to", "a day up to `to`"))
    if (to_day - from_day).days >= MOST_DAYS:
        errors.append(FieldError("to", f"makes a period of more than {MOST_DAYS} days", f"at most {MOST_DAYS} days"))
    if from_day > this_day:
        errors.append(FieldError("from", "is in the future", f"a day up to {this_day}"))
    if from_day < EARLIEST:
        errors.append(FieldError("from", "is before all records", f"a day from {EARLIEST}"))
    return errors
