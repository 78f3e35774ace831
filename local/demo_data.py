"""The orders that a new platform starts with, loaded once and then left alone."""

from datetime import UTC, datetime

from local import notes
from local.api_client import Api, UnreachableError
from local.batches import RefusedError
from local.invoices import events_of, read_invoices, weeks_to_the_past_week
from local.seed import import_events
from local.simulator import with_channel
from local.trouble import TroubleError

_NOTE = "demo-data"


def is_loaded() -> bool:
    """Whether the demo orders are there and counted."""
    return bool(notes.read(_NOTE).get("done"))


def load(api: Api) -> None:
    """Load the demo orders; how their customers came is made up, since the shop never told.

    A load that was cut short is taken up with the move it began with: what is stored already is a duplicate.

    Raises:
        TroubleError: the API does not take them all.
    """
    invoices = read_invoices()
    weeks = notes.read(_NOTE).get("weeks", weeks_to_the_past_week(invoices, datetime.now(UTC)))
    notes.write(_NOTE, weeks=weeks, done=False)
    events = [with_channel(event) for invoice in invoices for event in events_of(invoice, weeks)]
    try:
        tally = import_events(api, events)
    except (RefusedError, UnreachableError) as error:
        raise TroubleError(f"The demo orders could not be loaded. {error}") from error
    if tally.rejected:
        raise TroubleError(f"Some demo orders were rejected: {dict(tally.rejected)}, for example {tally.example}")


def weeks_moved() -> int:
    """By how many weeks the orders were moved when they were loaded, or began to be."""
    return notes.read(_NOTE)["weeks"]


def remember_as_loaded() -> None:
    """Say that there is nothing left to do, this time and every time after."""
    notes.write(_NOTE, weeks=weeks_moved(), done=True)
