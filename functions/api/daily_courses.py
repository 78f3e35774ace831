"""Trends and summaries as they are shown."""

from api import tables
from api.tables import Table
from sextant.domain.daily_metrics import Course, Point
from sextant.domain.ratios import change
from sextant.schemas.analytics import head
from sextant.schemas.daily_courses import DayValue, MetricSummary, Summary, Trend, TrendPoint, Trends
from sextant.schemas.measures import CountMetric, RatioMetric
from sextant.usecases.daily_courses import Courses


def trends(found: Courses) -> Trends:
    """The body of the answer about trends."""
    of, complete = found.question.of, found.reach.complete
    return Trends(
        **head(of.period, of.zone, found.reach),
        trends=[
            Trend(
                metric=course.metric,
                currency=course.currency,
                total=_total(course),
                points=[
                    TrendPoint(
                        day=point.day,
                        value=point.value,
                        day_over_day=point.day_over_day,
                        week_over_week=point.week_over_week,
                        previous=point.previous,
                        change=change(point.value, point.previous),
                        complete=point.day in complete,
                    )
                    for point in course.points
                ],
            )
            for course in found.courses
        ],
    )


def trends_table(said: Trends) -> Table:
    """A row for each metric, currency and day."""
    names = ("metric", "currency", "day", "value", "dayOverDay", "weekOverWeek", "complete", "previous", "change")
    rows = [
        (
            trend.metric,
            trend.currency,
            each.day,
            each.value,
            each.day_over_day,
            each.week_over_week,
            each.complete,
            each.previous,
            each.change,
        )
        for trend in said.trends
        for each in trend.points
    ]
    return tables.table(names, rows)


def summary(found: Courses) -> Summary:
    """The body of the answer about what metrics come to."""
    of = found.question.of
    return Summary(**head(of.period, of.zone, found.reach), figures=[_figure(course) for course in found.courses])


def summary_table(said: Summary) -> Table:
    """A row for each metric and currency."""
    names = (
        "metric",
        "currency",
        "total",
        "previous",
        "change",
        "meanPerDay",
        "lowest",
        "lowestDay",
        "highest",
        "highestDay",
    )
    rows = [
        (
            figure.metric,
            figure.currency,
            figure.total.value,
            figure.total.previous,
            figure.total.change,
            figure.mean_per_day.value,
            figure.lowest.value if figure.lowest else None,
            figure.lowest.day if figure.lowest else None,
            figure.highest.value if figure.highest else None,
            figure.highest.day if figure.highest else None,
        )
        for figure in said.figures
    ]
    return tables.table(names, rows)


def _figure(course: Course) -> MetricSummary:
    return MetricSummary(
        metric=course.metric,
        currency=course.currency,
        total=_total(course),
        mean_per_day=_mean(course),
        lowest=_day_value(course.lowest),
        highest=_day_value(course.highest),
    )


def _total(course: Course) -> CountMetric:
    return CountMetric(value=course.total, previous=course.previous, change=change(course.total, course.previous))


def _mean(course: Course) -> RatioMetric:
    mean, previous = course.mean, course.previous_mean
    return RatioMetric(value=mean, previous=previous, change=change(mean, previous))


def _day_value(point: Point | None) -> DayValue | None:
    return DayValue(day=point.day, value=point.value) if point else None
