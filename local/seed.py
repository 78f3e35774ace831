"""Imports the invoices of a real shop through the public API.

The local platform loads its demo data with it; any range can be sent anywhere:
`python -m local.seed --url http://localhost:5000 --key sx_server_… --from 2011-11-01 --to 2011-11-30 --unshifted`
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from tqdm import tqdm

from local.api_client import Api, UnreachableError
from local.batches import RefusedError, Tally, send
from local.invoices import EXTRACT, Event, events_of, read_invoices, weeks_to_the_past_week, within

TITLE = "  Loading orders"


def import_events(api: Api, events: Sequence[Event], title: str = TITLE) -> Tally:
    """Send events as history, and show how far it is.

    Raises:
        RefusedError: the API refuses a batch as a whole.
        UnreachableError: it does not answer.
    """
    with tqdm(total=len(events), desc=title, unit=" events", file=sys.stdout, leave=True, ncols=100) as bar:
        return send(api, events, bar.update)


def main() -> int:
    """Import a range of days as the command line says; 0 if every event is stored, 1 if not."""
    wish = _arguments()
    invoices = within(read_invoices(wish.file), wish.first_day, wish.last_day)
    if not invoices:
        print(f"{wish.file} holds no invoice from {wish.first_day} to {wish.last_day}.", file=sys.stderr)
        return 1
    weeks_later = 0 if wish.unshifted else weeks_to_the_past_week(invoices, datetime.now(UTC))
    try:
        events = [event for invoice in invoices for event in events_of(invoice, weeks_later)]
        tally = import_events(Api(wish.url, wish.key), events)
    except (RefusedError, UnreachableError) as trouble:
        print(trouble, file=sys.stderr)
        return 1
    print(f"{tally.accepted} events stored, {tally.duplicates} were there already.")
    if tally.rejected:
        print(f"Rejected: {dict(tally.rejected)}, for example {tally.example}", file=sys.stderr)
    return 1 if tally.rejected else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m local.seed", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    day = date.fromisoformat
    parser.add_argument("--url", default="http://localhost:5000", help="where the API is (default: %(default)s)")
    parser.add_argument("--key", required=True, help="a server SDK key, sx_server_…")
    parser.add_argument("--from", dest="first_day", type=day, default=date.min, metavar="DAY", help="the first day")
    parser.add_argument("--to", dest="last_day", type=day, default=date.max, metavar="DAY", help="the last day")
    parser.add_argument("--unshifted", action="store_true", help="leave the times as they are, in 2010 and 2011")
    parser.add_argument("--file", type=Path, default=EXTRACT, help="the whole data set, or an extract (default: ours)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
