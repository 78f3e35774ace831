"""Experiments of a marketplace, and visitors who are simulated for them. Pure: nothing is sent."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

Experiment = Mapping[str, object]
"""An experiment as `POST /api/admin/experiments` takes it."""

Conversion = Mapping[str, object]
"""A conversion as `POST /api/experiments/{key}/conversion` takes it."""

Chances = Mapping[str, float]
"""By variant, how likely a visitor of it does something."""

_SIMULATION = "A simulation: no person made these visits, and their figures say nothing about any shop."
_MEDIAN_PENCE = 4_900
_SPREAD = 0.5


@dataclass(frozen=True)
class Simulated:
    """An experiment of the demo, and what becomes of it.

    Attributes:
        experiment: As it is made.
        visitors: How many are simulated once it runs; a draft has none.
        chances: By metric.
        amounts: Metrics whose conversions carry an amount of money.
        winner: The variant that it is completed with at once, if it is.
    """

    experiment: Experiment
    visitors: int = 0
    chances: Mapping[str, Chances] = field(default_factory=dict)
    amounts: frozenset[str] = frozenset()
    winner: str | None = None

    @property
    def key(self) -> str:
        """The experiment's key."""
        return str(self.experiment["key"])

    @property
    def reason(self) -> str:
        """Why it is completed, in words."""
        return f"Completed by the demo, to have one to look at. {_SIMULATION}"

    def visitor_ids(self) -> list[str]:
        """The ids of all visitors."""
        return [f"simulated-visitor-{number}" for number in range(self.visitors)]

    def conversions_of(self, visitor: str, variant: str) -> Iterator[Conversion]:
        """What a visitor who got this variant does; the same each time that it is asked."""
        draw = random.Random(f"{self.key}/{visitor}")  # noqa: S311 - a simulation
        for metric, chances in self.chances.items():
            does, pence = draw.random(), round(_MEDIAN_PENCE * draw.lognormvariate(0, _SPREAD))
            if does < chances[variant]:
                amount = {"value": pence, "eventId": f"{visitor}-{metric}"} if metric in self.amounts else {}
                yield {"userId": visitor, "metric": metric, **amount}


def marketplace_experiments(now: datetime) -> list[Simulated]:
    """One that waits to be started, one that runs, and one that is over.

    Args:
        now: around which the plans lie; aware.
    """
    return [_draft(now), _running(now), _completed()]


def _draft(now: datetime) -> Simulated:
    return Simulated(
        {
            "key": "fee_before_search",
            "name": "Show the fee before the search",
            "description": "A draft: planned, and not started. Three variants, for clients, in a group of experiments.",
            "hypothesis": "Clients who know the fee from the start book more often, since nothing surprises them.",
            "owner": "pricing team",
            "tags": ["pricing"],
            "variants": [
                {"id": "after", "name": "After the search, as it is", "weight": 2},
                {"id": "before", "name": "Before the search", "weight": 1},
                {"id": "both", "name": "Before and after", "weight": 1},
            ],
            "roles": ["CLIENT"],
            "namespace": {"name": "booking", "from": 0.5, "to": 1.0},
            "metrics": [
                {"id": "booked", "name": "Booked a CA", "type": "binomial", "event": "booking_made"},
                {
                    "id": "refunds",
                    "name": "Asked for money back",
                    "type": "binomial",
                    "role": "guardrail",
                    "goal": "decrease",
                    "event": "refund_asked",
                    "margin": 0.02,
                },
            ],
            "startDate": (now + timedelta(days=7)).date().isoformat(),
            "endDate": (now + timedelta(days=27)).date().isoformat(),
            "plannedUsers": 12_000,
        }
    )


def _running(now: datetime) -> Simulated:
    return Simulated(
        {
            "key": "search_first",
            "name": "Search before the categories",
            "description": _SIMULATION,
            "hypothesis": "A third more visitors find a CA if they can search before they choose a category.",
            "owner": "search team",
            "tags": ["search", "simulation"],
            "variants": [
                {"id": "categories", "name": "Categories first, as it is", "weight": 50},
                {"id": "search", "name": "Search first", "weight": 50, "value": {"first": "search"}},
            ],
            "trafficPercentage": 80,
            "overrides": [{"userId": "ann-who-tests", "variant": "search"}],
            "metrics": [
                {"id": "found", "name": "Asked a CA", "type": "binomial", "event": "ca_asked"},
                {
                    "id": "fees",
                    "name": "Fees paid",
                    "type": "revenue",
                    "role": "secondary",
                    "event": "fee_paid",
                    "property": "pence",
                    "currency": "GBP",
                    "cap": 50_000,
                },
                {
                    "id": "lost",
                    "name": "Left for the help pages",
                    "type": "binomial",
                    "role": "guardrail",
                    "goal": "decrease",
                    "event": "help_opened",
                    "margin": 0.02,
                },
            ],
            "endDate": (now + timedelta(days=20)).date().isoformat(),
        },
        visitors=300,
        chances={
            "found": {"categories": 0.24, "search": 0.33},
            "fees": {"categories": 0.10, "search": 0.12},
            "lost": {"categories": 0.05, "search": 0.05},
        },
        amounts=frozenset({"fees"}),
    )


def _completed() -> Simulated:
    return Simulated(
        {
            "key": "reminder_wording",
            "name": "Wording of the reminder",
            "description": f"Over, with a winner. {_SIMULATION}",
            "hypothesis": "A reminder that names the CA brings more clients back than one that does not.",
            "owner": "growth team",
            "tags": ["content", "simulation"],
            "variants": [
                {"id": "plain", "name": "“You have a meeting tomorrow”", "weight": 50},
                {"id": "personal", "name": "“Your CA expects you tomorrow”", "weight": 50},
            ],
            "metrics": [{"id": "came", "name": "Came to the meeting", "type": "binomial", "event": "meeting_joined"}],
        },
        visitors=120,
        chances={"came": {"plain": 0.40, "personal": 0.65}},
        winner="personal",
    )
