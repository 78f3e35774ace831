"""Cuts the extract in `local/data` out of the whole data set: `python -m local.extract whole.csv.gz`."""

import argparse
import csv
import gzip
import io
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from local.invoices import EXTRACT, Invoice, read_invoices, within

COLUMNS = ("invoice", "kind", "at", "customer", "country", "amount_minor", "first")
FIRST_DAY, LAST_DAY = date(2011, 11, 1), date(2011, 12, 31)


def write_extract(invoices: Iterable[Invoice], target: Path) -> None:
    """Write the invoices as a gzipped CSV file; the same invoices always give the same bytes."""
    lines = io.StringIO(newline="")
    table = csv.writer(lines, lineterminator="\n")
    table.writerow(COLUMNS)
    for invoice in invoices:
        at = invoice.at.isoformat(sep=" ")
        first = int(invoice.first)
        row = (invoice.number, invoice.kind, at, invoice.customer, invoice.country, invoice.amount_minor, first)
        table.writerow(row)
    target.write_bytes(gzip.compress(lines.getvalue().encode(), mtime=0))


def main() -> None:
    """Read the whole data set and write November and December 2011."""
    parser = argparse.ArgumentParser(prog="python -m local.extract", description=__doc__)
    parser.add_argument("whole", type=Path, help="the whole data set, gzipped CSV without a `first` column")
    invoices = within(read_invoices(parser.parse_args().whole), FIRST_DAY, LAST_DAY)
    write_extract(invoices, EXTRACT)
    print(f"{len(invoices)} invoices written to {EXTRACT}")


if __name__ == "__main__":
    main()
