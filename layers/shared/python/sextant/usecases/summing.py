"""Sums up roll-ups: by UTC date for roles and CAs, by day of the business for everything.

Each sum is stored only over the version it is based on, so that who is later, and has seen more, is not overwritten.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from sextant.aws.settings import settings
from sextant.domain.buckets import Bucket
from sextant.domain.daily_figures import changed
from sextant.domain.days import Period, day_of, end_ms, utc_dates
from sextant.domain.marks import NO_CAUSES, Cause, Settling
from sextant.domain.restatements import Restatement, changes_of
from sextant.domain.rollups import DEFINITION_VERSION, united_by_role
from sextant.store import ca_days, dates, days, restatements, roles, rollups
from sextant.store.days import DayTally, StoredDay
from sextant.store.epochs import Epoch
from sextant.store.rollups import Stored
from sextant.usecases.days import tallied
from sextant.usecases.oversize import Oversize
from sextant.usecases.side_by_side import SideBySide

_Item = TypeVar("_Item")
RollupsByDate = Mapping[date, Mapping[Bucket, Stored]]


@dataclass(frozen=True, slots=True)
class Summed:
    """What was summed up and stored.

    Attributes:
        dates: These UTC dates.
        days: These days of the business.
        dates_too_large: UTC dates of which something does not fit into an item.
        days_too_large: Days of the business that do not.
    """

    dates: frozenset[date]
    days: frozenset[date]
    dates_too_large: frozenset[date] = frozenset()
    days_too_large: frozenset[date] = frozenset()

    def covers(self, bucket: Bucket) -> bool:
        """Whether everything that a bucket is part of is among it."""
        return bucket.utc_date in self.dates and business_day(bucket) in self.days

    def was_refused(self, bucket: Bucket) -> bool:
        """Whether something that a bucket is part of is too large to be stored."""
        return bucket.utc_date in self.dates_too_large or business_day(bucket) in self.days_too_large


@dataclass(frozen=True, slots=True, kw_only=True)
class Summing:
    """How sums are made.

    Attributes:
        epoch: Of which days of the business.
        settling: Up to when everything that is stored can be read.
        now: When this is, in Unix milliseconds.
        causes: By day of the business, why it is summed up again.
        closes: Days that are closed thereby if they are over.
    """

    epoch: Epoch
    settling: Settling
    now: int
    causes: Mapping[date, frozenset[Cause]] = field(default_factory=dict)
    closes: Container[date] = ()

    def sum_up(self, utc_dates_: Iterable[date], business_days: Iterable[date], work: SideBySide) -> Summed:
        """Sum up these UTC dates and these days of the business, as far as time allows."""
        # Versions are read before what is summed: whoever stores in between was later, and is not overwritten.
        wanted = sorted(set(utc_dates_))
        roles_before = work.done(roles.version_of, wanted)
        cas_before = work.done(ca_days.version_of, wanted)
        days_before = work.done(lambda day: days.stored(day, self.epoch), sorted(set(business_days)))
        needed = {each for day in days_before for each in dates_of(day)} | set(wanted)
        read: RollupsByDate = work.done(rollups.of_date, sorted(needed))

        def write_roles(utc_date: date) -> bool:
            registered = united_by_role(stored.rollup.tally.registered for stored in read[utc_date].values())
            based_on = roles_before[utc_date]
            nobody = not registered and based_on is None
            return nobody or roles.put(utc_date, registered, based_on=based_on)

        def write_cas(utc_date: date) -> bool:
            tallies = {bucket: stored.rollup.cas for bucket, stored in read[utc_date].items() if stored.rollup.cas}
            based_on = cas_before[utc_date]
            nothing = not tallies and based_on is None
            return nothing or ca_days.put(utc_date, tallies, based_on=based_on)

        def write_date(utc_date: date) -> bool:
            if read[utc_date]:
                arrivals = [stored.rollup.oldest_arrival for stored in read[utc_date].values()]
                oldest = min((each for each in arrivals if each is not None), default=None)
                dates.learn(utc_date, min(read[utc_date]), oldest)
            return True

        readable = [day for day in days_before if all(each in read for each in dates_of(day))]
        large_dates, large_days = Oversize[date]("figures of a UTC date"), Oversize[date]("day")
        done = [
            _chosen(work.done(large_dates.noting(write), [each for each in wanted if each in before and each in read]))
            for write, before in ((write_roles, roles_before), (write_cas, cas_before), (write_date, read))
        ]
        write_day = large_days.noting(lambda day: self._write_day(day, days_before[day], read))
        days_done = work.done(write_day, readable)
        return Summed(frozenset.intersection(*done), _chosen(days_done), large_dates.found, large_days.found)

    def _write_day(self, day: date, before: StoredDay | None, read: RollupsByDate) -> bool:
        computed = self._computed(day, before, read)
        restatement = self._restatement(day, before, computed)
        return days.put(
            day,
            self.epoch,
            computed,
            based_on=before.version if before else None,
            together=restatements.written(restatement) if restatement else None,
        )

    def _computed(self, day: date, before: StoredDay | None, read: RollupsByDate) -> DayTally:
        zone = settings.business_time_zone
        tallies = tallied(Period(day, day), zone, (read[each] for each in dates_of(day)))
        complete = end_ms(day, zone) <= self.settling.until
        closed_at = before.day.closed_at if before else None
        if closed_at is None and complete and day in self.closes:
            closed_at = self.now
        return DayTally(tallies[day], watermark=self.settling.until, complete=complete, closed_at=closed_at)

    def _restatement(self, day: date, before: StoredDay | None, computed: DayTally) -> Restatement | None:
        if before is None or before.day.closed_at is None:
            return None
        changes = changed(before.day.tally, computed.tally)
        if not changes:
            return None
        another = {Cause.DEFINITION} if before.definition_version != DEFINITION_VERSION else NO_CAUSES
        return Restatement(
            id=restatements.id_of(day, self.epoch, before.version + 1),
            day=day,
            time_zone=self.epoch.time_zone,
            closed_at=before.day.closed_at,
            restated_at=self.now,
            causes=self.causes.get(day, NO_CAUSES) | another or frozenset({Cause.EVENT}),
            changes=changes_of(changes.items()),
            definition_version=DEFINITION_VERSION,
        )


def business_day(bucket: Bucket) -> date:
    """The day of the business that a bucket is part of."""
    return day_of(bucket, settings.business_time_zone)


def dates_of(day: date) -> list[date]:
    """The UTC dates on which a day of the business lies."""
    return utc_dates(Period(day, day), settings.business_time_zone)


def _chosen(done: Mapping[_Item, bool]) -> frozenset[_Item]:
    return frozenset(item for item, good in done.items() if good)
