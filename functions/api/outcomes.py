"""What became of events, as answers tell it."""

from sextant.schemas.events import RejectedEvent
from sextant.usecases.events import Outcome


def rejected_events(outcome: Outcome) -> list[RejectedEvent]:
    """The events that were not stored, by their places."""
    return [
        RejectedEvent(
            index=rejection.index,
            event_id=rejection.event_id,
            reason=rejection.reason,
            message=rejection.message,
            retryable=rejection.reason.retryable,
        )
        for rejection in outcome.rejected
    ]
