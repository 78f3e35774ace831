"""A simulation of a marketplace on top of a real shop's orders. No person did what it tells.

The shop's customers ask CAs who do not exist for services, book them, pay them in a currency of their own and judge
them. The shop's own orders stay as they are. Pure: nothing is sent, and the same seed tells the same.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from local.invoices import SHOP_TIME_ZONE, Event, Invoice, Kind
from local.simulated_calendars import Calendars
from local.simulated_cas import PREFIX, SimulatedCa, simulated_cas
from local.simulated_events import made_up, written
from local.simulated_requests import SERVICES, RequestStory

SEED: Final = 2011
_ASKS: Final = 0.1
"""The chance that an order's customer asks a CA for something."""
_CHANNELS: Final = ("organic_search", "google_ads", "referral", "newsletter")
_CHANNEL_SHARES: Final = (0.45, 0.3, 0.15, 0.1)


def with_channel(event: Event, seed: int = SEED) -> Event:
    """An event of the shop's; a registration gets a channel, which the shop never told, and says that it is made up."""
    if event["name"] != "user_registered":
        return event
    (channel,) = _drawn(f"{seed}/{event['eventId']}").choices(_CHANNELS, _CHANNEL_SHARES)
    known = event["properties"].get("attributes")
    attributes = {**(known if isinstance(known, dict) else {}), "channelSimulated": True}
    return {**event, "properties": {**event["properties"], "channel": channel, "attributes": attributes}}


def simulated(invoices: Sequence[Invoice], weeks_later: int, until: datetime, seed: int = SEED) -> list[Event]:
    """What the simulation tells, in order of time.

    Args:
        invoices: The shop's orders.
        weeks_later: By how many weeks they are moved. Ids do not depend on it.
        until: Nothing is told that happens later; slots may lie later. Aware.
        seed: Another one tells another story.
    """
    orders = sorted((each for each in invoices if each.kind is Kind.PAYMENT and each.customer), key=_place)
    moments = [_moment(order, weeks_later) for order in orders]
    cas = simulated_cas(_drawn(f"{seed}"))
    calendars = Calendars(cas)
    told = [event for ca in cas for event in _offered(ca, calendars, (moments[0], moments[-1]), seed)]
    for order, moment in zip(orders, moments, strict=True):
        # Each order's story is drawn apart, so that what one leads to changes nothing of the others.
        draw = _drawn(f"{seed}/{order.number}")
        if draw.random() < _ASKS:
            (ca,) = draw.choices(cas, [each.popularity for each in cas])
            story = RequestStory(order.number, f"customer-{order.customer}", ca, draw.choice(SERVICES), draw)
            told += story.told(moment + timedelta(minutes=draw.randrange(5, 300)), calendars)
    happened = (event for event in told if datetime.fromisoformat(event["timestamp"]) <= until)
    return sorted(happened, key=lambda event: (event["timestamp"], event["eventId"]))


def _offered(ca: SimulatedCa, calendars: Calendars, orders: tuple[datetime, datetime], seed: int) -> Iterator[Event]:
    """A CA joins in the week before the first order, and publishes each day's time about a week before it."""
    first, last = orders
    joined = first - timedelta(minutes=_drawn(f"{seed}/{ca.id}").randrange(60, 7 * 24 * 60))
    name = ca.id.removeprefix(PREFIX)
    yield made_up(f"registered-{name}", "user_registered", ca.id, joined, {"role": "CA", "channel": ca.channel})
    for number, (published, slot) in enumerate(calendars.published(ca, joined, last)):
        yield made_up(f"offer-{name}-{number}", "availability_published", ca.id, published, written(slot))


def _place(order: Invoice) -> tuple[datetime, str]:
    return order.at, order.number


def _moment(order: Invoice, weeks_later: int) -> datetime:
    return (order.at + timedelta(weeks=weeks_later)).replace(tzinfo=SHOP_TIME_ZONE).astimezone(UTC)


def _drawn(seed: str) -> random.Random:
    return random.Random(seed)  # noqa: S311 - a simulation
