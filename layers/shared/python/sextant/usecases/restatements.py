"""Which closed days changed since, and why; and what the nightly checks found."""

from collections.abc import Sequence

from sextant.domain import cursors
from sextant.domain.checks import Check
from sextant.domain.days import Period
from sextant.domain.restatements import Restatement
from sextant.store import checks, restatements
from sextant.store.cursors import signing_key


def page(period: Period, *, limit: int, cursor: str | None) -> tuple[list[Restatement], str | None]:
    """At most so many restatements of the days of a period, and the cursor of those that follow.

    Those of the latest day come first, and of one day the latest one.

    Raises:
        BadCursorError: The cursor was made for another period.
    """
    scope = f"restatements:{period.first}:{period.last}"
    before = cursors.unseal(cursor, scope, signing_key()) if cursor is not None else None
    found = list(restatements.of_days(period, before=before, limit=limit + 1))
    more = cursors.seal(found[limit - 1].id, scope, signing_key()) if len(found) > limit else None
    return found[:limit], more


def checked(period: Period) -> Sequence[Check]:
    """The nightly checks of the days of a period, in their order."""
    return checks.within(period)
