"""Conversions that are sent one by one, checked and counted."""

from datetime import UTC, datetime, timedelta
from typing import Final, NoReturn

from sextant.domain.admission import FUTURE_LIMIT_MS
from sextant.domain.conversions import Conversion, ConversionReason
from sextant.domain.errors import FieldError, ForbiddenError, InvalidError
from sextant.domain.events import BUSINESS_EVENTS
from sextant.domain.experiment_metrics import Measure, Metric, MetricRole, MetricType
from sextant.domain.experiment_status import ExperimentStatus
from sextant.domain.experiments import Experiment
from sextant.domain.measured_events import stored_id
from sextant.domain.principals import Principal, PrincipalKind
from sextant.schemas.experiment_answers import ConversionAnswer, ConversionRequest
from sextant.usecases import conversions
from sextant.usecases.conversions import Counted
from sextant.usecases.exposures import Person, experiment_named, person
from sextant.usecases.flag_cache import flag_cache

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


def send(key: str, sent: ConversionRequest, caller: Principal, *, now: int) -> ConversionAnswer:
    """Count one conversion, or say why it does not count.

    Args:
        key: Key of the experiment.
        sent: What was sent.
        caller: By whom.
        now: When, in milliseconds since 1970.

    Raises:
        NotFoundError: There is no such experiment.
        InvalidError: It breaks a rule of its metric.
        ForbiddenError: It is not the caller's to send.
        UnavailableError: It cannot be counted just now; the same may be sent again.
    """
    who = _who(sent, caller)
    experiment = experiment_named(key, flag_cache().current().snapshot.experiments)
    metric = _metric(experiment, sent.metric)
    measure = _measure(metric, sent)
    if measure.event in BUSINESS_EVENTS and not caller.may_report_business_events:
        raise ForbiddenError(f"{measure.event} is a fact of the business: send it with a server key or as an admin.")
    value, at = _value(metric, measure, sent.value), _moment(sent.timestamp, now)
    event_id = _event_id(metric, measure, sent.event_id)

    conversion = Conversion(metric, sent.part, value, at, event_id, just_now=sent.timestamp is None)
    counted = _counted(experiment, who, conversion)
    reason = counted.reasons[0]
    return ConversionAnswer(
        experiment_key=key,
        metric=metric.id,
        counted=reason is ConversionReason.COUNTED,
        reason=reason,
        variant=counted.assignment.variant if counted.assignment else None,
    )


def _counted(experiment: Experiment, who: Person, conversion: Conversion) -> Counted:
    if experiment.status is not ExperimentStatus.RUNNING:
        paused = experiment.status is ExperimentStatus.PAUSED
        return Counted([ConversionReason.PAUSED if paused else ConversionReason.NOT_RUNNING], None)
    return conversions.count(experiment, who.subject, [conversion], aliases=[who.alias] if who.alias else [])


def _who(sent: ConversionRequest, caller: Principal) -> Person:
    user_id = sent.user_id
    if caller.kind is PrincipalKind.USER and not (caller.is_admin and sent.anonymous_id and not user_id):
        if user_id not in {None, caller.id}:
            raise ForbiddenError("A user's token acts for its own subject; use an SDK key for others.")
        user_id = caller.id
    found = person(user_id, sent.anonymous_id)
    if found is None:
        _refuse("userId", "Say who it was: userId, or anonymousId for a guest.", "a user's id")
    return found


def _metric(experiment: Experiment, metric_id: str | None) -> Metric:
    names = ", ".join(each.id for each in experiment.metrics)
    if metric_id is None:
        primary = experiment.metrics_of(MetricRole.PRIMARY)
        if len(primary) == 1:
            return primary[0]
        _refuse("metric", f"Say which metric it is of; this experiment has: {names or 'none yet'}.", "a metric's id")
    metric = experiment.metric(metric_id)
    if metric is None:
        message = f"There is no metric {metric_id!r}; this experiment has: {names or 'none yet'}."
        _refuse("metric", message, "a metric's id")
    return metric


def _measure(metric: Metric, sent: ConversionRequest) -> Measure:
    found = dict(metric.parts).get(sent.part)
    if found is None:
        _refuse("part", f"The metric {metric.id} is no ratio, so it has no denominator.", "numerator")
    return found


def _value(metric: Metric, measure: Measure, value: int | None) -> int:
    """What it adds up to; where each conversion counts as one, another number would be a misunderstanding."""
    counts_as_one = metric.type is MetricType.BINOMIAL or (
        metric.type is not MetricType.REVENUE and measure.property is None
    )
    if counts_as_one:
        if value not in {None, 1}:
            _refuse("value", f"Each conversion of {metric.id} counts as one: leave value out.", "1, or nothing")
        return 1
    if value is None:
        money = f"minor units of {metric.currency}" if metric.type is MetricType.REVENUE else "whole number"
        _refuse("value", f"The metric {metric.id} adds values up: send one.", money)
    return value


def _event_id(metric: Metric, measure: Measure, event_id: str | None) -> str | None:
    if not metric.counts_repetitions:
        return None
    if event_id is None:
        message = f"The metric {metric.id} counts each conversion: send your id of it, so that a retry counts once."
        _refuse("eventId", message, "an id")
    return stored_id(measure, event_id)


def _moment(timestamp: datetime | None, now: int) -> int:
    if timestamp is None:
        return now
    at = (timestamp - _EPOCH) // _MILLISECOND
    if at > now + FUTURE_LIMIT_MS:
        _refuse("timestamp", "The timestamp is more than an hour ahead; set the clock.", "a time that is past")
    return at


def _refuse(field: str, message: str, expected: str) -> NoReturn:
    raise InvalidError(message, [FieldError(field, message, expected)])
