"""Sixteen threads enrol and convert 5,000 users, with repeats, throttles, conflicts and answers that get lost.

Whoever gets no answer sends the same again, as a client does. Once everybody has got an answer the counters must equal
the truth exactly: the sums that plain arithmetic makes of what each user did, under the variant that they were told.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse

from sextant.domain.assignments import Assignment
from sextant.domain.errors import UnavailableError
from sextant.domain.experiment_counts import Tally
from sextant.domain.experiment_metrics import Part
from sextant.domain.experiments import Experiment
from sextant.schemas.experiment_answers import ConversionRequest
from sextant.schemas.submissions import read
from sextant.store import assignments
from sextant.store.base import connection
from sextant.usecases import events, exposures, sent_conversions
from sextant.usecases.deadlines import Deadline
from sextant.usecases.flag_cache import flag_cache
from tests.integration.conftest import SERVER_KEY
from tests.integration.enrolling import KEY, counted, running
from tests.integration.ministack import ministack, ministack_tables

__all__ = ["ministack", "ministack_tables"]

SEED = 20_260_117
THREADS = 16
USERS = 5_000
GUESTS = 400
"""How many of them are guests, whose doings are tracked as events in batches."""
BATCH = 20
FAULTS = 0.02
"""How often each kind of fault befalls a request."""
LARGEST_PAYMENT = 10**12

Send = Callable[[], object]


@pytest.fixture
def tables(ministack_tables: object) -> object:
    """On MiniStack, whose transactions hold under threads."""
    return ministack_tables


@dataclass
class User:
    """Somebody, and what they are going to do.

    Attributes:
        variants: What they were told each time they asked.
        payments: Amounts in minor units.
        opened: How many pages they open.
        clicks: How often they click.
        crosses: Whether a device will show them the other variant.
    """

    name: str
    is_guest: bool
    payments: list[int] = field(default_factory=list)
    opened: int = 0
    clicks: int = 0
    crosses: bool = False
    variants: set[str] = field(default_factory=set)

    @property
    def who(self) -> dict[str, str]:
        """How they are named in events."""
        return {"anonymousId" if self.is_guest else "userId": self.name}


def crowd(chance: random.Random) -> list[User]:
    """Users of whom most do nothing and some a lot."""
    users = []
    for number in range(USERS):
        user = User(f"user-{number}", is_guest=number < GUESTS)
        if chance.random() < 0.1:
            user.payments = [chance.randint(1, LARGEST_PAYMENT) for _ in range(chance.choice((1, 1, 2)))]
        if chance.random() < 0.08:
            user.opened = chance.randint(1, 3)
            user.clicks = chance.randint(0, 2)
        user.crosses = chance.random() < 0.03
        users.append(user)
    return users


class Faults:
    """Faults that befall requests by chance, by botocore's own events; nothing of ours is patched."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._lock = Lock()
        self.befallen = {"throttle": 0, "conflict": 0, "lost": 0}

    @contextmanager
    def befalling(self) -> Iterator[None]:
        """They happen to the requests made meanwhile."""
        emitter = connection().client.meta.events
        hooks: list[tuple[str, Callable[..., object]]] = [
            ("before-call.dynamodb.*", self._before),
            ("after-call.dynamodb.*", self._after),
        ]
        for event, hook in hooks:
            emitter.register_first(event, hook)
        try:
            yield
        finally:
            for event, hook in hooks:
                emitter.unregister(event, hook)

    def _befalls(self, fault: str) -> bool:
        with self._lock:
            found = self._chance.random() < FAULTS
            self.befallen[fault] += found
            return found

    def _before(self, event_name: str, **_event: object) -> tuple[AWSResponse, dict[str, Any]] | None:
        if self._befalls("throttle"):
            return _refusal({"Error": {"Code": "ThrottlingException", "Message": "slow down"}})
        if event_name.endswith("TransactWriteItems") and self._befalls("conflict"):
            error = {"Code": "TransactionCanceledException", "Message": "somebody else"}
            return _refusal({"Error": error, "CancellationReasons": [{"Code": "TransactionConflict"}]})
        return None

    def _after(self, http_response: AWSResponse, parsed: dict[str, Any], **_event: object) -> None:
        """DynamoDB has done it, and its answer never arrives."""
        if http_response.status_code == 200 and self._befalls("lost"):
            http_response.status_code = 500
            parsed["Error"] = {"Code": "InternalServerError", "Message": "lost"}


def _refusal(error: dict[str, Any]) -> tuple[AWSResponse, dict[str, Any]]:
    return AWSResponse("", 400, {}, None), error  # type: ignore[arg-type]


def until_answered(send: Send) -> None:
    """Send until there is an answer."""
    while True:
        try:
            send()
        except UnavailableError:
            time.sleep(0.005)
        else:
            return


def fire(sends: Sequence[Send], chance: random.Random) -> None:
    """Send each up to three times on many threads, half of the repeats at once and half of them any time later."""
    now: list[Send] = []
    later: list[Send] = []
    for send in chance.sample(sends, len(sends)):
        repeats = chance.choices((0, 1, 2), (60, 25, 15))[0]
        now += [send]
        (now if chance.random() < 0.5 else later).extend([send] * repeats)
    chance.shuffle(later)
    with ThreadPoolExecutor(THREADS) as pool:
        for _ in pool.map(until_answered, [*now, *later]):
            pass


def enrolment(user: User) -> Send:
    """They ask for their variant."""

    def send() -> None:
        told = {} if user.is_guest else {"id": user.name}
        anonymous_id = user.name if user.is_guest else None
        answered = exposures.variant(KEY, SERVER_KEY, told, anonymous_id=anonymous_id, now=time.time_ns() // 1_000_000)
        assert answered.variant
        user.variants.add(answered.variant.id)

    return send


def conversion(user: User, metric: str, **told: Any) -> Send:  # noqa: ANN401 - fields of a conversion
    """They do something that the business reports by itself."""
    sent = ConversionRequest.model_validate({"userId": user.name, "metric": metric, **told})
    return lambda: sent_conversions.send(KEY, sent, SERVER_KEY, now=time.time_ns() // 1_000_000)


def reported(user: User) -> list[Send]:
    """All that a user does, one by one."""
    sends = [conversion(user, "clicked") for _ in range(user.clicks)]
    for number, amount in enumerate(user.payments):
        sends.append(conversion(user, "revenue", value=amount, eventId=f"pay-{number}"))
    for number in range(user.opened):
        sends.append(conversion(user, "opened", eventId=f"page-{number}"))
        sends.append(conversion(user, "click-rate", part=Part.DENOMINATOR, eventId=f"page-{number}"))
    sends.extend(conversion(user, "click-rate", eventId=f"click-{number}") for number in range(user.clicks))
    return sends


def tracked(user: User, experiment: Experiment) -> list[dict[str, Any]]:
    """All that a guest does, and whoever sees another variant, as events."""
    found: list[dict[str, Any]] = []
    if user.is_guest:
        for number, amount in enumerate(user.payments):
            properties = {"paymentId": f"p-{number}", "amountMinor": amount, "currency": "GBP"}
            found.append({"name": "payment_completed", "eventId": f"pay-{number}", "properties": properties})
        found += [{"name": "page_viewed", "eventId": f"page-{number}"} for number in range(user.opened)]
        found += [{"name": "button_clicked", "eventId": f"click-{number}"} for number in range(user.clicks)]
    if user.crosses:
        (first,) = user.variants
        other = next(each.id for each in experiment.variants if each.id != first)
        properties = {"experimentKey": KEY, "variant": other}
        found.append({"name": "experiment_viewed", "eventId": "viewed", "properties": properties})
    return [{**event, **user.who} for event in found]


def batch(sent: Sequence[dict[str, Any]]) -> Send:
    """Events of any users, tracked together."""

    def send() -> None:
        outcome = events.track(
            read({"events": list(sent)}),
            SERVER_KEY,
            now=time.time_ns() // 1_000_000,
            deadline=Deadline.in_seconds(60),
        )
        if outcome.rejected:
            raise UnavailableError("; ".join(each.message for each in outcome.rejected))

    return send


def truth(users: Sequence[User]) -> dict[str, Tally]:
    """The sums of what users did, by variant."""
    found: dict[str, Tally] = {}
    for user in users:
        (variant,) = user.variants
        pays, opened, clicks = sum(user.payments), user.opened, user.clicks
        sums = {
            "clicked": {"users": 1, "y": 1} if clicks else {},
            "opened": {"users": 1, "y": opened, "yy": opened**2} if opened else {},
            "revenue": {"users": 1, "y": pays, "yy": pays**2} if pays else {},
            "click-rate": {
                "users": int(clicks > 0),
                "y": clicks,
                "yy": clicks**2,
                "d": opened,
                "dd": opened**2,
                "yd": clicks * opened,
            },
        }
        found[variant] = found.get(variant, Tally()) + Tally(1, sums)
    return found


def test_counters_equal_the_truth_exactly(tables: object) -> None:
    """Of every metric, of all users and of those who have seen two variants."""
    chance = random.Random(SEED)  # noqa: S311 - any numbers will do
    experiment = running()
    flag_cache().current()
    users, faults = crowd(chance), Faults(chance)

    with faults.befalling():
        fire([enrolment(user) for user in users], chance)
        sent = [event for user in users for event in tracked(user, experiment)]
        chance.shuffle(sent)
        sends = [batch(sent[first : first + BATCH]) for first in range(0, len(sent), BATCH)]
        sends += [send for user in users if not user.is_guest for send in reported(user)]
        fire(sends, chance)

    crossed = [user for user in users if user.crosses]
    assert counted(experiment) == pruned(truth(users))
    assert counted(experiment, crossed=True) == pruned(truth(crossed))
    assert min(faults.befallen.values()) > 100


def pruned(tallies: dict[str, Tally]) -> dict[str, Tally]:
    """Without moments of 0, as sums are read back."""
    return {
        variant: Tally(
            tally.users,
            {
                metric: {moment: value for moment, value in sums.items() if value}
                for metric, sums in tally.sums.items()
                if any(sums.values())
            },
        )
        for variant, tally in tallies.items()
    }


def test_a_guest_who_signs_in_from_everywhere_at_once_is_counted_once(tables: object) -> None:
    """The user is enrolled with and without the guest's name beside it, at the same moment, while faults befall them.

    Whoever comes first decides whether the user counts as that guest or is enrolled apart; either way each unit is
    counted once, has converted once, and has crossed if the two names are drawn apart.
    """
    chance = random.Random(SEED)  # noqa: S311 - any numbers will do
    experiment = running()
    flag_cache().current()
    guests, faults = [User(f"visit-{number}", is_guest=True) for number in range(40)], Faults(chance)
    fire([enrolment(guest) for guest in guests], chance)

    with faults.befalling():
        fire([signing_in(guest.name, alone=alone) for guest in guests for alone in (False, False, True)], chance)
        fire([signing_in(guest.name, alone=False) for guest in guests], chance)
        fire([conversion(User(f"user of {guest.name}", is_guest=False), "clicked") for guest in guests], chance)

    units = [unit for guest in guests for unit in units_of(experiment, guest.name)]
    assert sum(user.unit is not None for _, user in units) > 0
    assert counted(experiment) == pruned(sums_of(units))
    assert {variant: tally.users for variant, tally in counted(experiment, crossed=True).items()} == {
        variant: tally.users for variant, tally in sums_of([each for each in units if each[0].crossed]).items()
    }


def signing_in(guest: str, *, alone: bool) -> Send:
    """A call for the variant of the user that a guest is, who is named beside it or not."""

    def send() -> None:
        told = {"id": f"user of {guest}"}
        beside = None if alone else guest
        exposures.variant(KEY, SERVER_KEY, told, anonymous_id=beside, now=time.time_ns() // 1_000_000)

    return send


def units_of(experiment: Experiment, guest: str) -> list[tuple[Assignment, Assignment]]:
    """Who is counted of a person, each with the assignment of the user: one, or the guest and the user apart."""
    found = [
        assignments.read(experiment.counted_as, subject, consistent=True)
        for subject in (f"anonymous#{guest}", f"user of {guest}")
    ]
    visit, user = (each for each in found if each)
    units = [visit] if user.unit else [visit, user]
    assert all(each.crossed is (visit.variant != user.variant) for each in units)
    return [(each, user) for each in units]


def sums_of(units: Sequence[tuple[Assignment, Assignment]]) -> dict[str, Tally]:
    """One user each under what they saw first, and one click of whoever has the user's."""
    found: dict[str, Tally] = {}
    for unit, user in units:
        clicks = {"clicked": {"users": 1, "y": 1}} if user.unit or unit is user else {}
        found[unit.variant] = found.get(unit.variant, Tally()) + Tally(1, clicks)
    return found
