"""The invoices of a real shop (UCI Online Retail), read and told as Sextant's business events.

Pure: files are read, nothing is sent. Times in the file are the shop's wall clock, Europe/London; amounts are pence.
"""

import csv
import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import NotRequired, TypedDict
from zoneinfo import ZoneInfo

SHOP_TIME_ZONE = ZoneInfo("Europe/London")
EXTRACT = Path(__file__).parent / "data" / "online-retail-2011-11-12.csv.gz"

_WEEK = timedelta(weeks=1)


class Kind(StrEnum):
    """What an invoice does to the money."""

    PAYMENT = "payment"
    REFUND = "refund"
    ADJUSTMENT = "adjustment"


@dataclass(frozen=True)
class Invoice:
    """One invoice: `at` is naive shop time, `amount_minor` is in pence and negative for a refund.

    `customer` is None for a guest; `first` says that the customer has no earlier invoice in the whole data set.
    """

    number: str
    kind: Kind
    at: datetime
    customer: str | None
    country: str
    amount_minor: int
    first: bool


class Event(TypedDict):
    """An event as `POST /api/analytics/track` takes it."""

    eventId: str
    name: str
    userId: NotRequired[str]
    anonymousId: NotRequired[str]
    timestamp: str
    properties: dict[str, object]


def read_invoices(path: Path = EXTRACT) -> list[Invoice]:
    """The invoices of a gzipped CSV file, in its order.

    A file with the column `first` (the extract) is believed; otherwise the file must be the whole data set, and the
    earliest invoice of each customer in it is the first.
    """
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    firsts = {row["invoice"] for row in rows if row["first"] == "1"} if _is_extract(rows) else _first_invoices(rows)
    return [_invoice(row, first=row["invoice"] in firsts) for row in rows]


def within(invoices: Iterable[Invoice], first_day: date, last_day: date) -> list[Invoice]:
    """The invoices of these shop days, both included."""
    return [invoice for invoice in invoices if first_day <= invoice.at.date() <= last_day]


def weeks_to_the_past_week(invoices: Iterable[Invoice], now: datetime) -> int:
    """By how many whole weeks to move the invoices so that the last one falls within the week before `now` (aware)."""
    last = max(invoice.at for invoice in invoices)
    return (now.astimezone(SHOP_TIME_ZONE).replace(tzinfo=None) - last) // _WEEK


def events_of(invoice: Invoice, weeks_later: int = 0) -> Iterator[Event]:
    """What this invoice says happened: nothing, a registration, a payment, a refund, or a registration and one of them.

    Moving by weeks keeps the wall clock, so an order of half past nine stays one on either side of a clock change.
    Event ids depend on the invoice alone: sending it again, moved or not, is a duplicate.
    """
    if invoice.first and invoice.customer:
        registered = _event(invoice, f"registered-{invoice.customer}", "user_registered", weeks_later)
        yield {**registered, "properties": {"role": "CLIENT", "attributes": {"country": invoice.country}}}
    money = {
        "amountMinor": abs(invoice.amount_minor),
        "currency": "GBP",
        "attributes": {"country": invoice.country},
    }
    event_id = f"invoice-{invoice.number}"
    if invoice.kind is Kind.PAYMENT and invoice.amount_minor > 0:
        paid = _event(invoice, event_id, "payment_completed", weeks_later)
        yield {**paid, "properties": {"paymentId": invoice.number, **money}}
    if invoice.kind is Kind.REFUND and invoice.amount_minor < 0:
        refunded = _event(invoice, event_id, "payment_refunded", weeks_later)
        yield {**refunded, "properties": {"refundId": invoice.number, **money}}


def _is_extract(rows: list[dict[str, str]]) -> bool:
    return bool(rows) and "first" in rows[0]


def _first_invoices(rows: list[dict[str, str]]) -> set[str]:
    first_of: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: row["at"]):
        if row["customer"]:
            first_of.setdefault(row["customer"], row["invoice"])
    return set(first_of.values())


def _invoice(row: dict[str, str], *, first: bool) -> Invoice:
    return Invoice(
        number=row["invoice"],
        kind=Kind(row["kind"]),
        at=datetime.fromisoformat(row["at"]),
        customer=row["customer"] or None,
        country=row["country"],
        amount_minor=int(row["amount_minor"]),
        first=first,
    )


def _event(invoice: Invoice, event_id: str, name: str, weeks_later: int) -> Event:
    moment = (invoice.at + weeks_later * _WEEK).replace(tzinfo=SHOP_TIME_ZONE)
    event = Event(eventId=event_id, name=name, timestamp=moment.isoformat(), properties={})
    if invoice.customer:
        event["userId"] = f"customer-{invoice.customer}"
    else:
        event["anonymousId"] = f"guest-{invoice.number}"
    return event
