"""A flag's statistics as they are shown: counts beside what they are of the whole."""

import json
from collections.abc import Mapping

from sextant.aws.settings import settings
from sextant.domain.evaluations import Counted, Outcome, Row, summed
from sextant.schemas import flag_stats as schema
from sextant.schemas.flag_stats import FlagStats
from sextant.usecases.flag_stats import Stats

_DECIMALS = 6


def shown(found: Stats) -> FlagStats:
    """The body of the answer."""
    covered = _coverage(found)
    return FlagStats(
        key=found.key,
        from_day=found.period.first,
        to_day=found.period.last,
        time_zone=settings.business_time_zone.key,
        as_of=found.as_of,
        evaluations=_evaluations(found),
        last_evaluated_at=found.last_evaluated_at,
        users_known=covered.users.total if covered.complete else None,
        coverage=covered,
    )


def _evaluations(found: Stats) -> schema.FlagEvaluations:
    rows = (Row(found.key, *each) for outcomes in found.daily.values() for each in outcomes.items())
    over_all = _sorted(summed(rows).get(found.key, {}))
    total = sum(counted.times for _, counted in over_all)
    return schema.FlagEvaluations(
        total=total,
        by_value=[
            schema.ValueShare(**_counted(outcome, counted).model_dump(), share=round(counted.times / total, _DECIMALS))
            for outcome, counted in over_all
        ],
        daily=[
            schema.EvaluationDay(
                day=day,
                total=sum(counted.times for counted in outcomes.values()),
                by_value=[_counted(*each) for each in _sorted(outcomes)],
            )
            for day, outcomes in ((day, found.daily.get(day, {})) for day in found.period)
        ],
    )


def _sorted(outcomes: Mapping[Outcome, Counted]) -> list[tuple[Outcome, Counted]]:
    return sorted(outcomes.items(), key=lambda each: (-each[1].times, each[0].variant))


def _counted(outcome: Outcome, counted: Counted) -> schema.CountedValue:
    value = None if outcome.value is None else json.loads(outcome.value)
    return schema.CountedValue(value=value, variant=outcome.variant, count=counted.times)


def _coverage(found: Stats) -> schema.FlagCoverage:
    walk = found.walk
    roles = walk.by_role()
    total = sum(roles.values())
    by_users = sorted(walk.users.items(), key=lambda each: (-sum(each[1].values()), each[0].variant))
    return schema.FlagCoverage(
        complete=walk.ended_at is not None,
        progress=round(walk.progress(), 2),
        users=schema.KnownUsers(total=total, by_role=dict(sorted(roles.items()))),
        by_value=[
            schema.CoveredValue(
                value=json.loads(value.value),
                variant=value.variant,
                users=sum(users.values()),
                percentage=_percentage(sum(users.values()), total),
                by_role={
                    role: schema.UserShare(users=users.get(role, 0), percentage=_percentage(users.get(role, 0), of))
                    for role, of in sorted(roles.items())
                },
            )
            for value, users in by_users
            if not found.archived
        ],
        as_of=walk.begun_at,
        flags_version=found.flags_version,
    )


def _percentage(part: int, whole: int) -> float:
    return round(100 * part / whole, _DECIMALS) if whole else 0.0
