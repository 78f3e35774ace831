"""The metrics that say how others change from day to day, and what they come to."""

from typing import Final

from sextant.domain.definitions import Definition, Unit

_ANY: Final = ("every event",)

DEFINITIONS: Final = (
    Definition(
        "trends.dayOverDay",
        "Change from the day before",
        "The value of the day less that of the day before, divided by the absolute value of the day before; null where "
        "that is 0. A day that is not over is compared with whole days.",
        _ANY,
        Unit.RATIO,
    ),
    Definition(
        "trends.weekOverWeek",
        "Change from the same weekday of the week before",
        "The value of the day less that of the day a week earlier, divided by the absolute value of that day; null "
        "where that is 0. A day that is not over is compared with whole days.",
        _ANY,
        Unit.RATIO,
    ),
    Definition(
        "summary.total",
        "Over the whole period",
        "The metric over the whole period: the sum of its days, and of metrics that count users how many distinct ones "
        "there were.",
        _ANY,
        Unit.OF_THE_METRIC,
    ),
    Definition(
        "summary.meanPerDay",
        "Mean of the days",
        "The sum of the values of the days, of the period up to today, divided by their number, empty days included.",
        _ANY,
        Unit.OF_THE_METRIC,
    ),
)
