"""Days without a stored number as they are shown."""

from collections.abc import Mapping
from typing import Final

from api import tables
from api.tables import Table
from sextant.aws.settings import settings
from sextant.domain.missing_dates import MissingBecause
from sextant.schemas.analytics import head
from sextant.schemas.missing_dates import MissingDatesShown, MissingDayShown
from sextant.usecases.missing_dates import MissingDates

MESSAGES: Final[Mapping[MissingBecause, str]] = {
    MissingBecause.NOT_CLOSED_YET: "The day is over and will be closed by one of the next ticks. Days of imported "
    "history wait until ten minutes have passed without more of it.",
    MissingBecause.AGGREGATION_STOPPED: "No tick has run for minutes, so nothing closes the day: look at the schedule, "
    "the alarms and the dead letters of the aggregate function.",
    MissingBecause.OTHER_DEFINITION: "What is stored was counted by another definition; answers count the day anew "
    "each time. POST /api/admin/metrics/backfill stores it by the present one.",
    MissingBecause.LOST: "The day was closed, and what was stored is gone; answers count it anew from its roll-ups. "
    "POST /api/admin/metrics/backfill stores it again.",
}


def shown(found: MissingDates) -> MissingDatesShown:
    """The body of the answer."""
    return MissingDatesShown(
        **head(found.question.period, settings.business_time_zone, found.reach),
        known_from=found.known_from,
        days_expected=found.expected,
        days_missing=len(found.missing),
        missing=[
            MissingDayShown(day=each.day, reason=each.because, message=MESSAGES[each.because]) for each in found.missing
        ],
    )


def table(said: MissingDatesShown) -> Table:
    """A row for each day."""
    return tables.table(("day", "reason", "message"), [(each.day, each.reason, each.message) for each in said.missing])
