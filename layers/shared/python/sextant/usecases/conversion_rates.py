"""Conversion rates of those who registered in a period, by role."""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from sextant.domain.buckets import Bucket
from sextant.domain.calendars import CaFirsts
from sextant.domain.conversion_rates import Conversions, DayOf, Within, of_cas, of_clients
from sextant.domain.days import Period, day_of
from sextant.domain.entrants import Buyer
from sextant.domain.errors import UnavailableError
from sextant.domain.funnel import DAY_MS
from sextant.domain.principals import Role
from sextant.domain.reach import Reach
from sextant.store import ca_firsts
from sextant.usecases.cohorts import buyers, standing
from sextant.usecases.deadlines import Deadline
from sextant.usecases.kept import Fresh, Kept
from sextant.usecases.questions import Question
from sextant.usecases.side_by_side import SideBySide

KEPT_SECONDS = 300
_PATIENCE_SECONDS = 10.0
_WORKERS = 8

ByRole = Mapping[Role, Conversions]


@dataclass(frozen=True, slots=True)
class ConversionQuestion:
    """Whose conversion rates are asked for.

    Attributes:
        of: Of those who registered on which days.
        window_days: Within how many times 24 hours after the registration.
    """

    of: Question
    window_days: int


@dataclass(frozen=True, slots=True)
class ConversionFigures:
    """The answer.

    Attributes:
        question: What was asked.
        reach: How far the figures reach.
        now: Those of the period.
        previous: Those of the period before, if asked for.
    """

    question: ConversionQuestion
    reach: Reach
    now: ByRole
    previous: ByRole | None


_kept: Kept[ConversionQuestion, ConversionFigures] = Kept(KEPT_SECONDS)


def conversion_rates(question: ConversionQuestion, now: datetime) -> Fresh[ConversionFigures]:
    """The conversions, at most five minutes old.

    Raises:
        UnavailableError: Some of those who registered, or what they did, cannot be read just now.
    """
    return _kept.get(question, lambda: _made(question, now))


def _made(question: ConversionQuestion, now: datetime) -> ConversionFigures:
    stand, of = standing(now), question.of
    within = Within(question.window_days * DAY_MS, stand.as_of)

    def by_role(period: Period) -> ByRole:
        return _by_role(buyers(period, of.zone), within, of.zone)

    previous = by_role(of.previous) if of.previous else None
    return ConversionFigures(question, stand.of(of.period, of.zone), by_role(of.begun(now)), previous)


def _by_role(registered: Iterable[Buyer], within: Within, zone: ZoneInfo) -> ByRole:
    found: dict[str, list[Buyer]] = {Role.CLIENT: [], Role.CA: []}
    for each in registered:
        found.setdefault(each.entrant.role, []).append(each)
    cas = found[Role.CA]
    return {
        Role.CLIENT: of_clients(found[Role.CLIENT], within, days_in(zone)),
        Role.CA: of_cas(cas, _firsts([each.user_id for each in cas]), within),
    }


def rate_interval(converted: int, users: int) -> tuple[float, float] | None:
    """Wilson's interval of a rate at 95 %, to six decimals; None where nobody could convert."""
    # numpy and scipy take long to import: who asks for anything else shall not wait for them.
    from sextant.statistics.proportions import wilson  # noqa: PLC0415
    from sextant.statistics.samples import Proportion  # noqa: PLC0415

    if not users:
        return None
    found = wilson(Proportion(converted, users))
    return round(found.lower or 0.0, 6), round(1.0 if found.upper is None else found.upper, 6)


def days_in(zone: ZoneInfo) -> DayOf:
    """Tells the day of a bucket, and remembers it: thousands of users pay within one."""

    @cache
    def day(bucket: int) -> date:
        return day_of(Bucket(bucket), zone)

    return day


def _firsts(ca_ids: list[str]) -> dict[str, CaFirsts]:
    """What each of these CAs did first.

    Raises:
        UnavailableError: Some of it cannot be read just now.
    """
    at_once = ca_firsts.READ_AT_ONCE
    portions = [tuple(ca_ids[first : first + at_once]) for first in range(0, len(ca_ids), at_once)]
    with ThreadPoolExecutor(_WORKERS) as pool:
        found = SideBySide(pool, Deadline.in_seconds(_PATIENCE_SECONDS)).done(ca_firsts.read, portions)
    if len(found) < len(portions):
        raise UnavailableError("What some CAs did cannot be read just now; ask again in a moment.")
    return {ca_id: firsts for portion in found.values() for ca_id, firsts in portion.items()}
