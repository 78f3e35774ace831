"""The figures of the real shop's invoices, computed by DuckDB from the file itself: nothing of ours is asked."""

from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

INVOICES = Path(__file__).parents[1] / "data" / "online-retail" / "invoices.csv.gz"
_COLUMNS = {"invoice": "VARCHAR", "kind": "VARCHAR", "at": "TIMESTAMP", "customer": "VARCHAR", "amount_minor": "BIGINT"}
# The file says the shop's wall clock; what day that is elsewhere, DuckDB's own time zones say.
_LOCAL = """
    SELECT *, timezone($zone, timezone('Europe/London', "at")) AS moment
    FROM read_csv($file, types = $columns)
    WHERE (kind = 'payment' AND amount_minor > 0) OR (kind = 'refund' AND amount_minor < 0)
"""
_SERIES = f"""
    SELECT date_trunc($grain, moment)::DATE,
        count(*) FILTER (kind = 'payment'),
        coalesce(sum(amount_minor) FILTER (kind = 'payment'), 0)::BIGINT,
        count(*) FILTER (kind = 'refund'),
        coalesce(-sum(amount_minor) FILTER (kind = 'refund'), 0)::BIGINT,
        count(DISTINCT customer) FILTER (kind = 'payment')
    FROM ({_LOCAL}) GROUP BY 1 ORDER BY 1
"""  # noqa: S608 - our own words
_NEW = """
    WITH firsts AS (
        SELECT customer, min("at") AS at_first FROM read_csv($file, types = $columns)
        WHERE customer IS NOT NULL GROUP BY customer
    )
    SELECT timezone($zone, timezone('Europe/London', at_first))::DATE, count(*) FROM firsts GROUP BY 1
"""


class Row(NamedTuple):
    """One day, week or month; amounts in pence."""

    payments: int
    gross: int
    refunds: int
    refunded: int
    paying: int


def series(zone: str, grain: str) -> dict[date, Row]:
    """By the first day of each day, ISO week or month of a zone that has any: what happened in it."""
    rows = _asked(_SERIES, zone=zone, grain=grain)
    return {first: Row(*figures) for first, *figures in rows}


def new_customers(zone: str) -> dict[date, int]:
    """By the day in a zone of a customer's first invoice of any kind: how many were new."""
    return dict(_asked(_NEW, zone=zone))


def _asked(query: str, **wanted: str) -> list[tuple[Any, ...]]:
    return duckdb.execute(query, {**wanted, "file": str(INVOICES), "columns": _COLUMNS}).fetchall()
