"""The figures of what was sent, counted plainly: each by one look at all events, in no order of arrival."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Sent = dict[str, Any]
Plain = dict[str, Any]


def told(events: Sequence[Sent], *names: str, **properties: object) -> list[Sent]:
    """The events of these names that say so, the earliest first."""
    chosen = [
        event
        for event in events
        if event["name"] in names and all(event["properties"].get(name) == value for name, value in properties.items())
    ]
    return sorted(chosen, key=lambda event: (event["timestamp"], event["eventId"]))


def ms(event: Sent, field: str = "timestamp") -> int:
    """A moment that an event tells, in Unix milliseconds."""
    said = event[field] if field in event else event["properties"][field]
    return int(datetime.fromisoformat(said).timestamp() * 1000)


def money_by_day(events: Sequence[Sent], zone: ZoneInfo) -> dict[tuple[date, str], Plain]:
    """Of each day and currency, what was paid, what went back that day, and what ever went back of its payments."""
    found: dict[tuple[date, str], Plain] = {}

    def add(event: Sent, day_of: Sent, **amounts: int) -> None:
        day = datetime.fromisoformat(day_of["timestamp"]).astimezone(zone).date()
        found.setdefault((day, event["properties"]["currency"]), Counter()).update(amounts)  # type: ignore[attr-defined]

    for event in told(events, "payment_completed"):
        amount, fee = event["properties"]["amountMinor"], event["properties"].get("feeMinor")
        add(event, event, payments=1, gross=amount)
        if fee is not None:
            add(event, event, fee_gross=amount, fees=fee)
    for event in told(events, "payment_refunded"):
        amount = event["properties"]["amountMinor"]
        add(event, event, refunds=1, refunded=amount)
        payment, day_of = original(events, event)
        add(event, day_of, **{"returned" if payment else "unattributed": amount})
    return {key: {name: each for name, each in flow.items() if each} for key, flow in found.items()}


def original(events: Sequence[Sent], refund: Sent) -> tuple[Sent | None, Sent]:
    """The payment that a refund is of, if it is known, and the event on whose day the refund counts."""
    payment_id = refund["properties"].get("paymentId")
    if payment_id is None:
        return None, refund
    payments = told(events, "payment_completed", paymentId=payment_id)
    return (payments[0], payments[0]) if payments else (None, told(events, "payment_refunded", paymentId=payment_id)[0])


def reached(events: Sequence[Sent]) -> dict[str, int]:
    """How many of the requests that were made ever entered each status."""
    made = {event["properties"]["requestId"] for event in told(events, "request_created")}
    moves = told(events, "request_status_changed")
    entered = {(event["properties"]["requestId"], event["properties"]["status"]) for event in moves}
    return dict(Counter(status for request, status in entered if request in made))


def first_payers(events: Sequence[Sent]) -> dict[str, str]:
    """Of each user who paid, when they did first."""
    paid = [event for event in told(events, "payment_completed") if "userId" in event]
    return {event["userId"]: event["timestamp"] for event in reversed(paid)}


def of_ca(events: Sequence[Sent], ca: str) -> Plain:
    """What happened to a CA; figures that are zero are left out."""
    reviews = [event["properties"]["rating"] for event in told(events, "review_created", caId=ca)]
    waited = [wait for event_ca, wait in responses(events) if event_ca == ca]
    stands = Counter(event["name"] for event, slot in bookings(events) if event["properties"]["caId"] == ca and slot)
    offered = {
        part
        for event in told(events, "availability_published")
        if (event["properties"].get("caId") or event.get("userId")) == ca
        for part in cut((ms(event, "start"), ms(event, "end")))
    }
    booked = [
        part
        for event, slot in bookings(events)
        if event["properties"]["caId"] == ca and event["name"] != "booking_cancelled" and slot
        for part in cut(slot)
    ]
    figures = {
        "money": money_of_ca(events, ca),
        "ratings": len(reviews),
        "rating_sum": sum(reviews),
        "responses": len(waited),
        "response_ms": sum(waited),
        "completed": stands["booking_completed"],
        "cancelled": stands["booking_cancelled"],
        "available": sorted(offered),
        "booked": sorted(booked),
    }
    return {name: figure for name, figure in figures.items() if figure}


def money_of_ca(events: Sequence[Sent], ca: str) -> dict[str, tuple[int, int, int]]:
    """Payments to a CA, their gross amount, and what ever went back of them, by currency."""
    found: dict[str, list[int]] = {}
    for event in told(events, "payment_completed", caId=ca):
        flow = found.setdefault(event["properties"]["currency"], [0, 0, 0])
        flow[0] += 1
        flow[1] += event["properties"]["amountMinor"]
    for event in told(events, "payment_refunded"):
        payment, _ = original(events, event)
        if payment and payment["properties"].get("caId") == ca:
            found.setdefault(event["properties"]["currency"], [0, 0, 0])[2] += event["properties"]["amountMinor"]
    return {currency: (payments, gross, back) for currency, (payments, gross, back) in found.items()}


def responses(events: Sequence[Sent]) -> Iterator[tuple[str | None, int]]:
    """Of each request that was responded to, whose it is and how long it waited."""
    for request in sorted({event["properties"]["requestId"] for event in told(events, "request_created")}):
        made = told(events, "request_created", requestId=request)
        moves = told(events, "request_status_changed", requestId=request)
        later = [event for event in moves if event["timestamp"] >= made[0]["timestamp"]]
        if later:
            named = [ca for event in (*moves, *made) if (ca := event["properties"].get("caId"))]
            yield (named[0] if named else None), ms(later[0]) - ms(made[0])


def bookings(events: Sequence[Sent]) -> Iterator[tuple[Sent, tuple[int, int] | None]]:
    """Of each booking its newest event, and its slot as it was told last."""
    names = ("booking_created", "booking_completed", "booking_cancelled")
    for booking in sorted({event["properties"]["bookingId"] for event in told(events, *names)}):
        of_it = told(events, *names, bookingId=booking)
        slots = [(ms(event, "start"), ms(event, "end")) for event in of_it if "start" in event["properties"]]
        # Of two at one moment it was booked before it was used or given back.
        newest = max(of_it, key=lambda event: (event["timestamp"], event["name"] != names[0], event["eventId"]))
        yield newest, (slots[-1] if slots else None)


def cut(slot: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """A slot in parts, none of which goes past midnight UTC."""
    begin, end = slot
    while begin < end:
        day = datetime.fromtimestamp(begin / 1000, UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        midnight = int((day + timedelta(days=1)).timestamp() * 1000)
        yield begin, min(end, midnight)
        begin = midnight
