"""The lifetime value of clients as it is shown."""

from collections.abc import Sequence
from typing import TypedDict

from sextant.domain import lifetime_values, predicted_values
from sextant.domain.ratios import ratio
from sextant.schemas import client_values as schema
from sextant.schemas.analytics import head
from sextant.schemas.client_values import (
    ClientValues,
    CohortMoney,
    Expected,
    ExpectedClient,
    ExpectedCohort,
    PreviousValues,
)
from sextant.schemas.periods import PeriodShown
from sextant.usecases.client_values import ValueFigures, Values


def shown(found: ValueFigures) -> ClientValues:
    """The body of the answer."""
    question, before = found.question, found.question.of.previous
    return ClientValues(
        **head(question.of.period, question.of.zone, found.reach),
        **_values(found.values),
        observed_to=found.observed_to,
        horizon_months=question.horizon_months,
        discount_rate=question.discount,
        previous=(
            PreviousValues(period=PeriodShown.of(before), **_values(found.previous))
            if before is not None and found.previous is not None
            else None
        ),
    )


class _Values(TypedDict):
    """The fields that both periods have."""

    cohorts: list[schema.ValueCohort]
    predicted: dict[str, schema.Prediction]


def _values(found: Values) -> _Values:
    labels = [cohort.span.label for cohort in found.cohorts]
    return _Values(
        cohorts=[_cohort(cohort) for cohort in found.cohorts],
        predicted={currency: _prediction(each, labels) for currency, each in found.predictions.items()},
    )


def _cohort(cohort: lifetime_values.ValueCohort) -> schema.ValueCohort:
    return schema.ValueCohort(
        month=cohort.span.label,
        days=PeriodShown.of(cohort.span.days),
        partial=cohort.span.is_partial,
        clients=cohort.clients,
        by_currency={currency: _money(cohort, money) for currency, money in cohort.by_currency.items()},
    )


def _money(cohort: lifetime_values.ValueCohort, of: lifetime_values.CohortMoney) -> CohortMoney:
    flow = of.money
    return CohortMoney(
        payers=of.payers,
        payments=flow.payments,
        gross=flow.gross,
        refunded=flow.refunded,
        net=flow.net,
        gross_per_client=cohort.per_client(flow.gross),
        net_per_client=cohort.per_client(flow.net),
        cumulative=list(of.cumulative),
        cumulative_per_client=[None if each is None else cohort.per_client(each) for each in of.cumulative],
    )


def _prediction(found: predicted_values.Prediction, labels: Sequence[str]) -> schema.Prediction:
    return schema.Prediction(
        repeating=found.repeating,
        frequency=_fitted(found.frequency),
        value=_fitted(found.value),
        correlation=_rounded(found.correlation),
        refund_share=found.refund_share,
        longest_weeks=round(found.longest_weeks, 6),
        immature=found.immature,
        expected=_expected(found.whole),
        cohorts=[
            ExpectedCohort(month=label, expected=_expected(each))
            for label, each in zip(labels, found.cohorts, strict=True)
        ],
        top=[_client(each) for each in found.top],
    )


def _fitted(found: predicted_values.Fitted) -> schema.FittedModel:
    return schema.FittedModel(
        status=found.status,
        words=found.words,
        # Whole, unlike what is expected: somebody may want to go on computing with them.
        parameters=dict(found.parameters),
        log_likelihood=found.log_likelihood,
        at_edge=list(found.at_edge),
    )


def _expected(found: predicted_values.Expected) -> Expected:
    return Expected(
        clients=found.clients,
        alive=_rounded(found.alive),
        purchases=_rounded(found.purchases),
        purchases_per_client=None if found.purchases is None else ratio(found.purchases, found.clients),
        value=_rounded(found.value),
        value_per_client=None if found.value is None else ratio(found.value, found.clients),
        gross_so_far=found.so_far,
    )


def _client(found: predicted_values.ExpectedClient) -> ExpectedClient:
    return ExpectedClient(
        user_id=found.user_id,
        purchase_days=found.days,
        alive=round(found.alive, 6),
        purchases=round(found.purchases, 6),
        day_value=_rounded(found.day_value),
        value=_rounded(found.value),
        gross_so_far=found.so_far,
    )


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 6)
