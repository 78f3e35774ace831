"""Cutting the extract."""

import gzip
from datetime import date
from pathlib import Path

from local.extract import write_extract
from local.invoices import EXTRACT, read_invoices, within

WHOLE = """invoice,kind,at,customer,country,lines,amount_minor
1,payment,2011-10-31 10:00:00,7,France,1,100
2,payment,2011-11-01 10:00:00,7,France,1,200
3,payment,2011-11-01 11:00:00,8,France,1,0
C4,refund,2011-11-02 11:00:00,,France,1,-50
"""


def test_the_extract_remembers_who_came_before(tmp_path: Path) -> None:
    """A customer whose first invoice was cut off does not become new."""
    whole, cut = tmp_path / "whole.csv.gz", tmp_path / "cut.csv.gz"
    whole.write_bytes(gzip.compress(WHOLE.encode()))
    write_extract(within(read_invoices(whole), date(2011, 11, 1), date(2011, 11, 30)), cut)
    again = read_invoices(cut)
    assert [(invoice.number, invoice.customer, invoice.first) for invoice in again] == [
        ("2", "7", False),
        ("3", "8", True),
        ("C4", None, False),
    ]
    assert again == within(read_invoices(whole), date(2011, 11, 1), date(2011, 11, 30))


def test_the_same_invoices_give_the_same_file(tmp_path: Path) -> None:
    """What is in the repository can be made again, byte for byte."""
    copy = tmp_path / "copy.csv.gz"
    write_extract(read_invoices(), copy)
    assert gzip.decompress(copy.read_bytes()) == gzip.decompress(EXTRACT.read_bytes())
