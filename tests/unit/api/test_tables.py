"""Tables as spreadsheets take them."""

from datetime import date

from api.tables import headers, table


def test_a_table_is_written_as_rfc_4180_says() -> None:
    """A head, CR LF after each row, quotes where they are needed, and nothing for None."""
    written = table(("name", "amount"), [('a "b", c', 5), (None, 0.25), (date(2026, 3, 1), True)])
    assert written.text == 'name,amount\r\n"a ""b"", c",5\r\n,0.25\r\n2026-03-01,true\r\n'
    assert written.rows == 3
    assert headers(written, "x.csv") == {"Content-Disposition": 'attachment; filename="x.csv"', "X-Row-Count": "3"}


def test_no_text_becomes_a_formula() -> None:
    """Whatever a name begins with; numbers below zero stay numbers."""
    written = table(("name", "amount"), [(f"{begin}1+1", -5) for begin in "=+-@"])
    assert written.text == "name,amount\r\n'=1+1,-5\r\n'+1+1,-5\r\n'-1+1,-5\r\n'@1+1,-5\r\n"
