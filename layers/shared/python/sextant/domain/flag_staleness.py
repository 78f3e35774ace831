"""Flags that may be ready to be removed."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum

from sextant.domain.flags import FULL_ROLLOUT, Flag, Lifetime

STALE_AFTER = timedelta(days=30)


class Staleness(StrEnum):
    """Why a flag may be ready to be removed."""

    EXPIRED = "expired"
    FULLY_ON = "fully_on"
    FULLY_OFF = "fully_off"
    NOT_EVALUATED = "not_evaluated"


def staleness(flag: Flag, *, now: datetime, today: date, last_evaluated: datetime | None) -> tuple[Staleness, ...]:
    """Every reason why the flag may be ready to be removed; none for one that is archived.

    Args:
        flag: The flag.
        now: The moment.
        today: Its day in the business's time zone.
        last_evaluated: When somebody last asked for the flag, or None if nobody did within `STALE_AFTER`.
    """
    return () if flag.archived else tuple(_reasons(flag, now, today, last_evaluated))


def is_old(flag: Flag, now: datetime) -> bool:
    """Whether the flag has been there for so long that not being evaluated says something."""
    return now - flag.created_at >= STALE_AFTER


def _reasons(flag: Flag, now: datetime, today: date, last_evaluated: datetime | None) -> Iterator[Staleness]:
    if flag.lifetime is Lifetime.TEMPORARY:
        if flag.expected_end is not None and today > flag.expected_end:
            yield Staleness.EXPIRED
        if (settled := _settled(flag, now)) is not None:
            yield settled
    if is_old(flag, now) and (last_evaluated is None or now - last_evaluated >= STALE_AFTER):
        yield Staleness.NOT_EVALUATED


def _settled(flag: Flag, now: datetime) -> Staleness | None:
    """Whether everybody, or nobody, has had the flag for long, with no change to come."""
    present = flag.folded(now)
    since = present.retargeted_at or present.updated_at
    if present.schedule or present.progressive_rollout or now - since < STALE_AFTER:
        return None
    if not present.enabled or not (present.rollout or present.user_ids or present.rules):
        return Staleness.FULLY_OFF
    for_some = present.roles or present.segments or present.excluded_user_ids or present.prerequisites or present.rules
    return Staleness.FULLY_ON if present.rollout == FULL_ROLLOUT and not for_some else None
