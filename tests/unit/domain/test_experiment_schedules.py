"""How far the plan of an experiment is done, and which day is over."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sextant.domain.experiment_schedules import Schedule, last_settled, schedule
from sextant.domain.experiments import ExperimentEdit
from tests.unit.domain.sample_experiments import running
from tests.unit.domain.sample_flags import NOW

KOLKATA = ZoneInfo("Asia/Kolkata")
TEN_DAYS = Schedule(date(2026, 1, 1), date(2026, 1, 10), None)
BY_USERS = Schedule(date(2026, 1, 1), date(2026, 1, 10), 1_000)


def test_a_plan_by_days_goes_by_days() -> None:
    """Both ends included, whoever comes."""
    assert [TEN_DAYS.fraction(date(2026, 1, day), 5) for day in (1, 5, 10, 12)] == [0.1, 0.5, 1.0, 1.0]
    assert TEN_DAYS.days_left(date(2026, 1, 4), 0) == 6
    assert TEN_DAYS.looks(3, 0.3) == 10


def test_a_plan_by_users_goes_by_users() -> None:
    """And by their traffic it is told how long it takes."""
    assert [BY_USERS.fraction(date(2026, 1, 1), users) for users in (0, 250, 1_000, 9_999)] == [0.0, 0.25, 1.0, 1.0]
    assert BY_USERS.days_left(date(2026, 1, 4), 400) == 6
    assert BY_USERS.days_left(date(2026, 1, 4), 0) is None
    assert BY_USERS.looks(3, 0.3) == 10


def test_a_plan_has_four_weeks_unless_told_otherwise() -> None:
    """From the day of the business on which the phase began."""
    experiment = running()

    last = date(2026, 2, 13)
    assert schedule(experiment, experiment.phases[0], ZoneInfo("UTC")) == Schedule(NOW.date(), last, None, last)


def test_alpha_is_spent_by_the_longest_plan_there_ever_was() -> None:
    """Cut short, it ends below 1; moved out, all of it is longer; moved back, what was planned in between stays."""
    experiment = running(end_date=NOW.date() + timedelta(days=9))
    shorter = experiment.edited(ExperimentEdit(end_date=NOW.date() + timedelta(days=4)), by="admin", now=NOW)
    longer = shorter.edited(ExperimentEdit(end_date=NOW.date() + timedelta(days=19)), by="admin", now=NOW)
    back = longer.edited(ExperimentEdit(end_date=NOW.date() + timedelta(days=4)), by="admin", now=NOW)
    plans = [schedule(each, each.phases[0], ZoneInfo("UTC")) for each in (experiment, shorter, longer, back)]
    last = NOW.date() + timedelta(days=4)
    assert [plan.fraction(last, 1) for plan in plans] == [0.5, 0.5, 0.25, 0.25]
    assert [plan.is_over(last, 1) for plan in plans] == [False, True, False, True]


def test_a_phase_behind_the_planned_end_has_one_day() -> None:
    """Its first look is then its last."""
    experiment = running(end_date=date(2026, 1, 2))
    plan = schedule(experiment, experiment.phases[0], ZoneInfo("UTC"))

    assert plan.first_day == plan.last_day
    assert plan.fraction(plan.first_day, 0) == 1.0


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 1, 17, 18, 34, 59, tzinfo=UTC), date(2026, 1, 16)),
        (datetime(2026, 1, 17, 18, 35, tzinfo=UTC), date(2026, 1, 17)),
        (datetime(2026, 1, 18, 18, 29, 59, tzinfo=UTC), date(2026, 1, 17)),
    ],
)
def test_a_day_is_over_five_minutes_behind_the_business_midnight(moment: datetime, day: date) -> None:
    """In Kolkata that is 18:30 in UTC."""
    assert last_settled(moment, KOLKATA) == day
