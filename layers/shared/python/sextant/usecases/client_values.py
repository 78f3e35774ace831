"""The lifetime value of clients: what they paid so far, and what they are expected to."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sextant.aws.settings import settings
from sextant.domain.calendar_spans import Granularity, spans
from sextant.domain.days import Period, today, zone_named
from sextant.domain.entrants import Buyer
from sextant.domain.errors import FieldError, InvalidError
from sextant.domain.lifetime_values import ValueCohort, cohort_of_month
from sextant.domain.predicted_values import Prediction
from sextant.domain.principals import Role
from sextant.domain.reach import Reach
from sextant.usecases.cohorts import Stretch, buyers, standing
from sextant.usecases.conversion_rates import days_in
from sextant.usecases.kept import Fresh, Kept
from sextant.usecases.periods import EARLIEST
from sextant.usecases.questions import Question

KEPT_SECONDS = 300
DEFAULT_MONTHS = 12
DEFAULT_HORIZON_MONTHS = 12
MOST_HORIZON_MONTHS = 60
DEFAULT_TOP = 20
MOST_TOP = 500


@dataclass(frozen=True, slots=True)
class ValueQuestion:
    """Whose lifetime value is asked for.

    Attributes:
        of: Of the clients who registered on which days; of which currency, or of all.
        observed_to: The last day that the models observe, or None for today.
        horizon_months: How far ahead, in months of 365.25 / 12 days.
        discount: The rate a year at which later value is worth less.
        top: How many clients are wanted by name.
    """

    of: Question
    observed_to: date | None
    horizon_months: int
    discount: float
    top: int

    @classmethod
    def asked(  # noqa: PLR0913 - one for each thing that a query may say
        cls,
        *,
        first: date | None,
        last: date | None,
        time_zone: str | None,
        currency: str | None,
        compare: str | None = None,
        observed_to: date | None,
        horizon_months: int,
        discount: float,
        top: int,
        now: datetime,
    ) -> "ValueQuestion":
        """The question as a request puts it: of the last twelve months unless it names others.

        Raises:
            InvalidError: The period, the zone, the currency or the last day observed is none.
        """
        zone = (zone_named(time_zone) if time_zone is not None else settings.business_time_zone) or UTC
        to_day = last or today(now, zone)
        of = Question.asked(
            first=first or _months_before(to_day, DEFAULT_MONTHS - 1),
            last=to_day,
            time_zone=time_zone,
            currency=currency,
            compare=compare,
            now=now,
        )
        if observed_to is not None and not of.period.first <= observed_to <= today(now, of.zone):
            expected = f"a day from {of.period.first} to {today(now, of.zone)}"
            raise InvalidError(
                "There is no answer to this question; see errors.",
                [FieldError("observedTo", "is before the period, or still to come", expected)],
            )
        return cls(of, observed_to, horizon_months, discount, top)


@dataclass(frozen=True, slots=True)
class Values:
    """What the clients who registered in one period are worth.

    Attributes:
        cohorts: What the clients of each month paid so far, empty months too.
        predictions: What they are expected to pay, by currency.
    """

    cohorts: Sequence[ValueCohort]
    predictions: Mapping[str, Prediction]


@dataclass(frozen=True, slots=True)
class ValueFigures:
    """The answer.

    Attributes:
        question: What was asked.
        reach: How far the figures reach.
        observed_to: The last day that the models observed.
        values: Those of the clients of the period.
        previous: Those of the clients of the period before, seen from the same day, if asked for.
    """

    question: ValueQuestion
    reach: Reach
    observed_to: date
    values: Values
    previous: Values | None


_kept: Kept[ValueQuestion, ValueFigures] = Kept(KEPT_SECONDS)


def client_values(question: ValueQuestion, now: datetime) -> Fresh[ValueFigures]:
    """The lifetime values, at most five minutes old.

    Raises:
        UnavailableError: Some of the clients cannot be read just now.
    """
    return _kept.get(question, lambda: _made(question, now))


def _made(question: ValueQuestion, now: datetime) -> ValueFigures:
    stand, of = standing(now), question.of
    observed_to = question.observed_to or today(now, of.zone)
    return ValueFigures(
        question,
        stand.of(of.period, of.zone),
        observed_to,
        _values(question, of.begun(now), observed_to, stand.as_of),
        _values(question, of.previous, observed_to, stand.as_of) if of.previous else None,
    )


def _values(question: ValueQuestion, period: Period, observed_to: date, as_of: int) -> Values:
    """What those are worth who registered in a period."""
    # numpy and scipy take long to import: who asks for anything else shall not wait for them.
    from sextant.usecases.predictions import WEEKS_A_MONTH, Horizon, predicted  # noqa: PLC0415

    of = question.of
    cut = spans(period, Granularity.MONTH)
    ends = [Stretch.of(span.days, of.zone).end for span in cut]
    clients = _by_span(buyers(period, of.zone), ends)
    cohorts = [
        _only(cohort_of_month(span, clients[place], ends[place], as_of), of.currency) for place, span in enumerate(cut)
    ]
    horizon = Horizon(observed_to, question.horizon_months * WEEKS_A_MONTH, question.discount, question.top)
    currencies = {currency for cohort in cohorts for currency in cohort.by_currency}
    if of.currency is not None:
        currencies.add(of.currency)
    day_of = days_in(of.zone)
    return Values(cohorts, {currency: predicted(clients, currency, horizon, day_of) for currency in sorted(currencies)})


def _by_span(registered: Sequence[Buyer], ends: Sequence[int]) -> list[list[Buyer]]:
    found: list[list[Buyer]] = [[] for _ in ends]
    for each in registered:
        if each.entrant.role == Role.CLIENT:
            found[bisect_right(ends, each.entrant.registered_at)].append(each)
    return found


def _only(cohort: ValueCohort, currency: str | None) -> ValueCohort:
    if currency is None:
        return cohort
    kept = {name: money for name, money in cohort.by_currency.items() if name == currency}
    return ValueCohort(cohort.span, cohort.clients, kept)


def _months_before(day: date, months: int) -> date:
    """The first day of the month that is so many before the one of this day."""
    first = day.replace(day=1)
    for _ in range(months):
        if first <= EARLIEST:
            break
        first = (first - timedelta(days=1)).replace(day=1)
    return max(first, EARLIEST)
