"""What a metric is: its name, what it means in words, what it is made of, and its unit."""

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """What a metric counts, or is measured in."""

    USERS = "users"
    EVENTS = "events"
    REQUESTS = "requests"
    PAYMENTS = "payments"
    REFUNDS = "refunds"
    REVIEWS = "reviews"
    BOOKINGS = "bookings"
    MINOR_UNITS = "minorUnits"
    """Pence, cents or paise of one currency."""
    RATIO = "ratio"
    """0.25 is a quarter."""
    STARS = "stars"
    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    MILLISECONDS = "milliseconds"
    PURCHASES = "purchases"
    OF_THE_METRIC = "ofTheMetric"
    """Whatever the metric is measured in of which it is told."""


@dataclass(frozen=True, slots=True)
class Definition:
    """One metric, defined here and nowhere else: answers, documents and pages quote it.

    Attributes:
        name: What it is called everywhere: where it stands in its answer, such as `users.new`.
        title: The same for people, such as `New users`.
        words: The definition, exact enough that two people who follow it get the same number.
        inputs: The events, and by their names the other metrics, that it is made of.
        unit: What it counts, or is measured in.
        version: Raised when it is counted in another way.
    """

    name: str
    title: str
    words: str
    inputs: tuple[str, ...]
    unit: Unit
    version: int = 1
