"""Up to when everything is counted, as the marks and the last tick tell."""

from datetime import datetime

from sextant.aws.settings import settings
from sextant.domain.marks import Settling
from sextant.domain.reach import Standing
from sextant.store import marks, ticks


def standing(now: datetime) -> Standing:
    """How far figures reach that are read after this call.

    Call it before anything else is read: whatever is no longer waiting then is in the numbers that are read afterwards.

    Raises:
        UnavailableError: It cannot be told just now.
    """
    last_tick, waiting = ticks.last_started(), marks.pending()
    ticked = int(now.timestamp() * 1000) if last_tick is None else last_tick
    settled = Settling.at(ticked, settings.settle_seconds).until
    return Standing(settled, waiting)
