"""When a flag is said to be ready to be removed."""

from datetime import date, timedelta

import pytest

from sextant.domain.flag_prerequisites import Prerequisite
from sextant.domain.flag_schedule import ScheduledChange
from sextant.domain.flag_staleness import Staleness, staleness
from sextant.domain.flags import Flag, FlagEdit, Lifetime
from sextant.domain.principals import Role
from tests.unit.domain.sample_flags import NOW, flag

DAY = timedelta(days=1)


def found(of: Flag, *, after: timedelta, evaluated: timedelta | None = timedelta()) -> list[Staleness]:
    """Why the flag is stale so long after `NOW`, if it was last evaluated so long before that."""
    now = NOW + after
    last = None if evaluated is None else now - evaluated
    return list(staleness(of, now=now, today=now.date(), last_evaluated=last))


def test_a_temporary_flag_expires_the_day_after_its_end() -> None:
    """On the last day it is still expected to be there; a permanent one has no end."""
    of = flag(rollout=5_000, expected_end=date(2026, 1, 20))
    assert found(of, after=3 * DAY) == []
    assert found(of, after=4 * DAY) == [Staleness.EXPIRED]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, [Staleness.FULLY_ON]),
        ({"user_ids": ("u",)}, [Staleness.FULLY_ON]),
        ({"enabled": False}, [Staleness.FULLY_OFF]),
        ({"rollout": 0}, [Staleness.FULLY_OFF]),
        ({"rollout": 0, "user_ids": ("u",)}, []),
        ({"rollout": 9_999}, []),
        ({"roles": (Role.CA,)}, []),
        ({"segments": ("s",)}, []),
        ({"excluded_user_ids": ("u",)}, []),
        ({"prerequisites": (Prerequisite("p", {"value": True}),)}, []),
        ({"rules": ({"id": "r", "force": True},)}, []),
        ({"schedule": (ScheduledChange(NOW + 60 * DAY, enabled=False),)}, []),
        ({"lifetime": Lifetime.PERMANENT}, []),
        ({"enabled": False, "lifetime": Lifetime.PERMANENT}, []),
        ({"archived": True}, []),
    ],
)
def test_what_is_the_same_for_everybody_for_30_days_is_stale(
    settings: dict[str, object], expected: list[Staleness]
) -> None:
    """Neither what some get and others not, nor what is still to change, nor what shall stay."""
    assert found(flag(**settings), after=30 * DAY) == expected
    assert found(flag(**settings), after=30 * DAY - timedelta(seconds=1)) == []


def test_the_days_count_from_the_last_change_of_what_users_get() -> None:
    """Another name changes nothing, another roll-out does, and so does a plan that came due."""
    renamed = flag().edited(FlagEdit(name="New", tags=("t",)), by="ann", now=NOW + 20 * DAY)
    assert found(renamed, after=30 * DAY) == [Staleness.FULLY_ON]
    switched = flag(enabled=False).edited(FlagEdit(enabled=True), by="ann", now=NOW + 20 * DAY)
    assert found(switched, after=30 * DAY) == []
    assert found(switched, after=50 * DAY) == [Staleness.FULLY_ON]
    planned = flag(enabled=False, schedule=(ScheduledChange(NOW + 20 * DAY, enabled=True),))
    assert found(planned, after=49 * DAY) == []
    assert found(planned, after=50 * DAY) == [Staleness.FULLY_ON]
    assert found(planned.edited(FlagEdit(name="New"), by="ann", now=NOW + 40 * DAY), after=50 * DAY) == [
        Staleness.FULLY_ON
    ]


def test_what_nobody_asks_for_is_stale_even_if_permanent() -> None:
    """For 30 days, since it was made or last evaluated."""
    of = flag(rollout=5_000, lifetime=Lifetime.PERMANENT)
    assert found(of, after=29 * DAY, evaluated=None) == []
    assert found(of, after=30 * DAY, evaluated=None) == [Staleness.NOT_EVALUATED]
    assert found(of, after=90 * DAY, evaluated=29 * DAY) == []
    assert found(of, after=90 * DAY, evaluated=30 * DAY) == [Staleness.NOT_EVALUATED]


def test_all_reasons_are_told() -> None:
    """In one order."""
    of = flag(enabled=False, expected_end=NOW.date())
    assert found(of, after=31 * DAY, evaluated=None) == [
        Staleness.EXPIRED,
        Staleness.FULLY_OFF,
        Staleness.NOT_EVALUATED,
    ]
