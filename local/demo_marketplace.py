"""The CAs, bookings and reviews that a new platform starts with: a simulation, loaded once and then left alone."""

from datetime import UTC, datetime
from typing import Final

from local import demo_data, notes
from local.api_client import Api, UnreachableError
from local.batches import RefusedError
from local.invoices import read_invoices
from local.seed import import_events
from local.simulated_requests import CURRENCY
from local.simulator import SEED, simulated
from local.trouble import TroubleError

TITLE: Final = "  Simulating a marketplace"
TOLD: Final = (
    f"  CAs, requests, bookings and reviews are SIMULATED (seed {SEED}): no person did any of it. Their ids begin\n"
    f"  with `sim-` and their money is in {CURRENCY}; what is in GBP is a real shop's. How customers came is made up."
)
_NOTE: Final = "demo-marketplace"
_SEALED: Final = "day_sealed"


def is_loaded() -> bool:
    """Whether the simulation is there and counted."""
    return bool(notes.read(_NOTE).get("done"))


def load(api: Api) -> None:
    """Load the simulation on top of the demo orders, which are loaded already.

    One that was cut short is taken up: the same seed tells the same, and what is stored already is a duplicate. What
    falls on days that a platform of long ago has sealed is left out.

    Raises:
        TroubleError: the API does not take it.
    """
    print(TOLD, flush=True)
    events = simulated(read_invoices(), demo_data.weeks_moved(), datetime.now(UTC))
    try:
        tally = import_events(api, events, TITLE)
    except (RefusedError, UnreachableError) as error:
        raise TroubleError(f"The simulated marketplace could not be loaded. {error}") from error
    if refused := {reason: count for reason, count in tally.rejected.items() if reason != _SEALED}:
        raise TroubleError(f"Some simulated events were rejected: {refused}, for example {tally.example}")


def remember_as_loaded() -> None:
    """Say that there is nothing left to do, this time and every time after."""
    notes.write(_NOTE, seed=SEED, done=True)
