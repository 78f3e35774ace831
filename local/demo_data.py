"""The orders that a new platform starts with, loaded once and then left alone."""

from datetime import UTC, datetime

from local import notes
from local.api_client import Api, UnreachableError
from local.batches import RefusedError
from local.invoices import read_invoices, weeks_to_the_past_week
from local.seed import import_invoices
from local.trouble import TroubleError

_NOTE = "demo-data"


def is_loaded() -> bool:
    """Whether the demo orders are there and counted."""
    return bool(notes.read(_NOTE).get("done"))


def load(api: Api) -> None:
    """Load the demo orders.

    A load that was cut short is taken up with the move it began with: what is stored already is a duplicate.

    Raises:
        TroubleError: the API does not take them all.
    """
    invoices = read_invoices()
    weeks = notes.read(_NOTE).get("weeks", weeks_to_the_past_week(invoices, datetime.now(UTC)))
    notes.write(_NOTE, weeks=weeks, done=False)
    try:
        tally = import_invoices(api, invoices, weeks)
    except (RefusedError, UnreachableError) as error:
        raise TroubleError(f"The demo orders could not be loaded. {error}") from error
    if tally.rejected:
        raise TroubleError(f"Some demo orders were rejected: {dict(tally.rejected)}, for example {tally.example}")


def remember_as_loaded() -> None:
    """Say that there is nothing left to do, this time and every time after."""
    notes.write(_NOTE, weeks=notes.read(_NOTE)["weeks"], done=True)
