"""An experiment from its plan to its roll-out: 20,000 users, a true lift of 10 %, a look at the end of each day.

The functions are called as the gateway calls them, over tables on MiniStack; time is travelled through, so that each
day's look is taken by the function that takes it on AWS.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from aggregate.handler import handler as aggregate
from sextant.store.base import TableModel
from tests.integration.conftest import ADMIN, CONTEXT, SERVER_KEY, Answer, Call, admin_api, client_api
from tests.integration.ministack import ministack, ministack_tables

__all__ = ["admin_api", "client_api", "ministack", "ministack_tables"]

USERS, DAYS = 20_000, 14
BASELINE, LIFT = 0.30, 0.10
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EXPERIMENTS = "/api/admin/experiments"
KEY = "blue_pay_button"
DRAFT: dict[str, Any] = {
    "key": KEY,
    "name": "Blue pay button",
    "hypothesis": "A button that stands out lets more clients finish what they began.",
    "variants": [
        {"id": "grey", "name": "As it is", "weight": 50},
        {"id": "blue", "name": "Blue", "weight": 50},
    ],
    "metrics": [
        {"id": "paid", "name": "Paid", "type": "binomial", "event": "checkout_paid"},
        {"id": "complaints", "name": "Complaints", "type": "binomial", "event": "complaint", "role": "guardrail"}
        | {"goal": "decrease"},
    ],
}


@pytest.fixture
def tables(ministack_tables: dict[str, type[TableModel]]) -> dict[str, type[TableModel]]:
    """All tables, on MiniStack."""
    return ministack_tables


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The time of day, which goes on by itself and can be moved."""
    with time_machine.travel(MONDAY) as moved:
        yield moved


def done(answer: Answer, status: int = 200) -> Any:  # noqa: ANN401 - any JSON
    """What an answer says, if all went well."""
    assert answer.status == status, answer.body
    return answer.json


class Visitors:
    """20,000 users, of whom those with the blue button pay a tenth more often."""

    def __init__(self, client_api: Call) -> None:
        self._call = client_api
        self._chance = random.Random(20260302)  # noqa: S311 - a simulation
        self.users = {"grey": 0, "blue": 0}
        self.paid = {"grey": 0, "blue": 0}

    def visit(self, numbers: range) -> None:
        """Let some users come by, and some of them pay."""
        # One by one, as one Lambda environment answers.
        for number in numbers:
            variant, paid = self._one(f"user-{number}", self._chance.random(), self._chance.random())
            self.users[variant] += 1
            self.paid[variant] += paid

    def _one(self, user: str, pays: float, complains: float) -> tuple[str, bool]:
        given = done(self._call("GET", f"/api/experiments/{KEY}/variant?userId={user}", caller=SERVER_KEY))
        variant: str = given["variant"]["id"]
        paid = pays < BASELINE * (1 + LIFT * (variant == "blue"))
        if paid:
            self._convert(user, "paid")
        if complains < 0.01:
            self._convert(user, "complaints")
        return variant, paid

    def _convert(self, user: str, metric: str) -> None:
        sent = {"userId": user, "metric": metric}
        answer = done(self._call("POST", f"/api/experiments/{KEY}/conversion", body=sent, caller=SERVER_KEY))
        assert answer["counted"], answer


def test_an_experiment_is_planned_run_looked_at_each_day_and_won(
    admin_api: Call, client_api: Call, clock: time_machine.Traveller
) -> None:
    """The plan says how many users it takes; after them the blue button ships, with figures that equal the truth."""
    planned = {"baseline": BASELINE, "minimumEffect": LIFT, "usersPerDay": USERS / DAYS, "alpha": 0.05, "power": 0.8}
    plan = done(admin_api("POST", f"{EXPERIMENTS}/plan", body=planned, caller=ADMIN))
    assert plan["users"] <= USERS, plan
    assert plan["days"] <= DAYS, plan

    draft = done(admin_api("POST", EXPERIMENTS, body=DRAFT, caller=ADMIN), 201)
    dates = {"startDate": "2026-03-02", "endDate": "2026-03-15", "plannedUsers": USERS, "version": draft["version"]}
    done(admin_api("PUT", f"{EXPERIMENTS}/{KEY}", body=dates, caller=ADMIN))
    started = done(admin_api("PUT", f"{EXPERIMENTS}/{KEY}/start", caller=ADMIN))
    assert (started["status"], started["allowedMoves"]) == ("RUNNING", ["pause", "complete"])

    visitors = Visitors(client_api)
    verdicts = []
    for day in range(DAYS):
        clock.move_to(MONDAY + timedelta(days=day))
        visitors.visit(range(day * USERS // DAYS, (day + 1) * USERS // DAYS))
        # Behind midnight, when the day's numbers are settled, the schedule's tick takes the look.
        clock.move_to(datetime(2026, 3, 3, 0, 10, tzinfo=UTC) + timedelta(days=day))
        aggregate({"action": "tick"}, CONTEXT)  # type: ignore[arg-type] # all that is asked of it
        result = done(admin_api("GET", f"{EXPERIMENTS}/{KEY}/metrics", caller=ADMIN))
        assert len(result["looks"]) == day + 1
        verdicts.append(result["decision"]["verdict"])

    assert set(verdicts) <= {"keep_running", "ship"}, verdicts
    assert verdicts[-1] == "ship", result["decision"]
    assert (result["decision"]["variant"], result["sampleRatio"]["verdict"]) == ("blue", "ok")
    assert result["method"]["alphaSpent"] == pytest.approx(0.05)
    paid = {each["variant"]: each for each in result["metrics"][0]["variants"]}
    assert {name: each["users"] for name, each in paid.items()} == visitors.users
    assert {name: each["conversions"] for name, each in paid.items()} == visitors.paid
    assert sum(visitors.users.values()) == USERS
    low, high = paid["blue"]["comparison"]["liftInterval"]
    assert low < LIFT < high

    ending = {"winner": "blue", "reason": "More of them pay.", "rollOut": {"flag": "blue_button"}}
    over = done(admin_api("PUT", f"{EXPERIMENTS}/{KEY}/complete", body=ending, caller=ADMIN))
    assert (over["status"], over["conclusion"]["winner"], over["conclusion"]["rolledOutTo"]) == (
        "COMPLETED",
        "blue",
        "blue_button",
    )
    clock.shift(timedelta(seconds=11))
    served = done(client_api("GET", "/api/feature-flags/blue_button/check?userId=anybody", caller=SERVER_KEY))
    assert served["value"] == "blue"
    frozen = done(admin_api("GET", f"{EXPERIMENTS}/{KEY}/metrics", caller=ADMIN))
    assert frozen["statisticsHash"] == over["conclusion"]["resultHash"] == result["statisticsHash"]
    late = {"userId": "user-1", "metric": "paid"}
    answer = done(client_api("POST", f"/api/experiments/{KEY}/conversion", body=late, caller=SERVER_KEY))
    assert (answer["counted"], answer["reason"]) == (False, "not_running")
