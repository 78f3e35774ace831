"""The nightly check: a day's roll-ups against what its events say when they are counted again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sextant.domain.buckets import Bucket
from sextant.domain.daily_figures import added


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The check of one day of the business, under way or done.

    Attributes:
        day: Which day.
        time_zone: Of which zone.
        begun_at: When it was begun, in Unix milliseconds.
        reached: The number of the bucket that comes next.
        buckets: How many buckets were compared.
        waiting: Buckets that were left out, since they had events that were still to be counted.
        drifted: Buckets whose roll-up said something else than their events; all of them are counted again.
        drift: By figure, how far these roll-ups were off in all; empty if everything was right.
        day_drift: By figure, how far the stored day was off from the roll-ups of its buckets.
        day_compared: Whether the day could be compared: not while anything of it is still to be counted.
        finished_at: When it was done, in Unix milliseconds; None while it is under way.
        version: What a change has to be based on; None before the first.
    """

    day: date
    time_zone: str
    begun_at: int
    reached: int
    buckets: int = 0
    waiting: tuple[Bucket, ...] = ()
    drifted: tuple[Bucket, ...] = ()
    drift: Mapping[str, int] = field(default_factory=dict)
    day_drift: Mapping[str, int] = field(default_factory=dict)
    day_compared: bool = False
    finished_at: int | None = None
    version: int | None = None

    @property
    def found(self) -> int:
        """How many figures were off."""
        return len(self.drift) + len(self.day_drift)


@dataclass(frozen=True, slots=True)
class BucketCheck:
    """What the check of one bucket found.

    Attributes:
        bucket: Which.
        waiting: Whether it could not be compared, since events of it are still to be counted.
        drift: By figure, how far its roll-up is off.
    """

    bucket: Bucket
    waiting: bool = False
    drift: Mapping[str, int] = field(default_factory=dict)


def drift_of(found: Iterable[BucketCheck], before: Mapping[str, int]) -> dict[str, int]:
    """The drift of buckets, together with what was found before."""
    return added([before, *(each.drift for each in found)])
