"""The figures of each day of a period, with what each is worth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sextant.aws.settings import settings
from sextant.domain.days import Period, buckets_of, utc_dates
from sextant.domain.money import NO_MONEY, MoneyFlow
from sextant.domain.reach import Reach
from sextant.domain.rollups import DEFINITION_VERSION, Tally
from sextant.store import dates, days, epochs
from sextant.store.days import DayStanding
from sextant.usecases.days import tallies_in
from sextant.usecases.kept import Fresh, Kept
from sextant.usecases.questions import Question
from sextant.usecases.reach import standing

KEPT_SECONDS = 60
BUCKETS_AN_HOUR = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """One day.

    Attributes:
        day: Which.
        hours: How long it is: 24, but for days on which clocks change.
        new_users: Users whose earliest registration falls on it.
        active_users: Users active on it.
        requests_created: Service requests made.
        paying: Users with a payment on it.
        new_customers: Users whose earliest payment falls on it.
        money: Payments and refunds, in every currency of the answer.
        watermark: Everything of it that arrived before this moment is counted, in Unix milliseconds.
        complete: Whether it is over, with nothing waiting to be counted.
        closed_at: When it was closed, in Unix milliseconds; None while it is not, and in another zone than the
            business's, whose days are not stored.
        sealed: Whether its numbers are frozen for good.
    """

    day: date
    hours: float
    new_users: int
    active_users: int
    requests_created: int
    paying: int
    new_customers: int
    money: Mapping[str, MoneyFlow]
    watermark: int
    complete: bool
    closed_at: int | None
    sealed: bool


@dataclass(frozen=True, slots=True)
class DailyMetrics:
    """The answer.

    Attributes:
        question: What was asked.
        reach: How far the figures reach.
        days: Each day up to today.
        previous: Each day of the period before, if asked for.
    """

    question: Question
    reach: Reach
    days: Sequence[DayFigures]
    previous: Sequence[DayFigures] | None


_kept: Kept[Question, DailyMetrics] = Kept(KEPT_SECONDS)


def of_period(question: Question, now: datetime) -> Fresh[DailyMetrics]:
    """The figures of each day, at most a minute old.

    Raises:
        UnavailableError: Some of the days cannot be read just now.
    """
    return _kept.get(question, lambda: _made(question, now))


def _made(question: Question, now: datetime) -> DailyMetrics:
    stand, begun, before = standing(now), question.begun(now), question.previous
    read = Period((before or begun).first, begun.last)
    stored = _stored(read, question.zone)
    sealed = _sealed_dates(read, question.zone)
    tallies = tallies_in(read, question.zone)
    moved = sorted({currency for tally in tallies.values() for currency in tally.money})
    currencies = moved if question.currency is None else [question.currency]

    def figures(day: date, tally: Tally, reach: Reach) -> DayFigures:
        known = stored.get(day)
        return DayFigures(
            day=day,
            hours=len(buckets_of(day, question.zone)) / BUCKETS_AN_HOUR,
            new_users=sum(tally.new_by_role.values()),
            active_users=len(tally.active),
            requests_created=tally.requests_created,
            paying=len(tally.paying),
            new_customers=len(tally.first_paying),
            money={currency: tally.money.get(currency, NO_MONEY) for currency in currencies},
            watermark=known.watermark if known else reach.as_of,
            complete=day in reach.complete,
            closed_at=known.closed_at if known else None,
            sealed=sealed.issuperset(utc_dates(Period(day, day), question.zone)),
        )

    reach = stand.of(question.period, question.zone, read=read)
    days = [figures(day, tallies[day], reach) for day in begun]
    if before is None:
        return DailyMetrics(question, reach, days, None)
    earlier = stand.of(before, question.zone, read=before)
    return DailyMetrics(question, reach, days, [figures(day, tallies[day], earlier) for day in before])


def _stored(period: Period, zone: ZoneInfo) -> Mapping[date, DayStanding]:
    """What is stored of these days by the present definition; nothing in another zone than the business's."""
    epoch = epochs.current()
    if epoch is None or zone.key != settings.business_time_zone.key or epoch.time_zone != zone.key:
        return {}
    found = days.standings(period, epoch)
    return {day: known for day, known in found.items() if known.definition_version == DEFINITION_VERSION}


def _sealed_dates(period: Period, zone: ZoneInfo) -> frozenset[date]:
    wanted = utc_dates(period, zone)
    return frozenset(held.day for held in dates.within(wanted[0], wanted[-1]) if held.sealed_at is not None)
