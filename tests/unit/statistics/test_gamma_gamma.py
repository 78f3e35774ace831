"""The model of what purchases are worth, against published figures and customers that it made itself."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from sextant.statistics import gamma_gamma
from sextant.statistics.gamma_gamma import GammaGamma, GammaGammaFit, Spending
from sextant.statistics.model_status import ModelStatus
from tests.unit.statistics.customers import cdnow_spending

parameters = st.floats(-1, 3).map(math.exp)


def drawn(model: GammaGamma, customers: int, seed: int) -> Spending:
    """Customers who spend by the model."""
    chance = np.random.default_rng(seed)
    purchases = 1.0 + chance.geometric(0.4, customers)
    rate = chance.gamma(model.q, 1 / model.v, customers)
    return Spending.of(purchases, np.maximum(chance.gamma(model.p * purchases, 1 / (rate * purchases)), 1e-9))


def test_cdnow_has_the_published_parameters() -> None:
    """Fader & Hardie (2013), §4: p = 6.25, q = 3.74, v = 15.44 for 946 customers."""
    found = gamma_gamma.fit(cdnow_spending())

    assert found.status is ModelStatus.OK
    assert found.model is not None
    assert found.model.p == pytest.approx(6.25, abs=0.005)
    assert found.model.q == pytest.approx(3.74, abs=0.006)
    assert found.model.v == pytest.approx(15.44, abs=0.02)


def test_pence_and_pounds_make_the_same_model() -> None:
    """Only v is in units of money."""
    spending = cdnow_spending()
    pounds, pence = gamma_gamma.fit(spending), gamma_gamma.fit(Spending(spending.purchases, spending.mean * 100))

    assert pounds.model is not None
    assert pence.model is not None
    assert (pence.model.p, pence.model.q, pence.model.v) == pytest.approx(
        (pounds.model.p, pounds.model.q, 100 * pounds.model.v), rel=1e-8
    )


def test_the_expected_value_is_the_posterior_s_mean() -> None:
    """E[p/rate] with a rate of which the prior and a customer's mean are known, by numerical integration."""
    model, purchases, mean = GammaGamma(p=2.5, q=3.0, v=20.0), 4.0, 35.0

    def weight(rate: float) -> float:
        return rate ** (model.q - 1 + model.p * purchases) * math.exp(-rate * (model.v + purchases * mean))

    whole = quad(weight, 0, 2, epsabs=0, limit=500)[0]
    true = quad(lambda rate: weight(rate) * model.p / rate, 1e-12, 2, epsabs=0, limit=500)[0] / whole

    assert model.expected([purchases], [mean])[0] == pytest.approx(true, rel=1e-7)


def test_without_known_purchases_somebody_is_expected_to_be_like_all() -> None:
    """Somebody with x = 0 is worth pv/(q - 1), whatever stands for the mean; others move to their own."""
    model = GammaGamma(p=6.25, q=3.74, v=15.44)

    assert model.mean == pytest.approx(6.25 * 15.44 / 2.74)
    found = model.expected([0, 1, 10, 10_000], [math.nan, 100.0, 100.0, 100.0])
    assert found[0] == pytest.approx(model.mean)
    assert list(found) == sorted(found)
    assert found[3] == pytest.approx(100, rel=1e-3)


def test_customers_drawn_from_a_model_give_it_back() -> None:
    """20,000 made customers; what a purchase is worth on average comes out within 2 %."""
    truth = GammaGamma(p=4.0, q=5.0, v=900.0)
    found = gamma_gamma.fit(drawn(truth, 20_000, seed=11))

    assert found.model is not None
    assert (found.model.p, found.model.q) == pytest.approx((truth.p, truth.q), rel=0.08)
    assert found.model.mean == pytest.approx(truth.mean, rel=0.02)


@given(st.builds(GammaGamma, p=parameters, q=parameters, v=parameters), st.integers(0, 2**32 - 1))
@settings(max_examples=30)
def test_a_fit_is_at_least_as_likely_as_the_truth_and_always_has_a_status(truth: GammaGamma, seed: int) -> None:
    """Whatever was drawn; where the mean of all is infinite the status says so and it is None."""
    spending = drawn(truth, 50, seed)
    found = gamma_gamma.fit(spending)

    assert found.status is not ModelStatus.NO_CONVERGENCE
    assert found.model is not None
    assert found.log_likelihood is not None
    assert found.log_likelihood >= truth.log_likelihood(spending) - 1e-2
    assert (found.model.mean is None) == (found.status is ModelStatus.NO_MEAN)
    if found.model.mean is not None:
        assert np.isfinite(found.model.expected(spending.purchases, spending.mean)).all()


@pytest.mark.parametrize(
    ("spending", "status"),
    [
        (Spending.of([], []), ModelStatus.NO_CUSTOMERS),
        (Spending.of([3], [10.0]), ModelStatus.TOO_FEW_CUSTOMERS),
        (Spending.of([3] * 40, [10.0] * 40), ModelStatus.NO_VARIANCE),
    ],
)
def test_what_cannot_be_fitted_says_why(spending: Spending, status: ModelStatus) -> None:
    """A status and no model, for nobody, few, and purchases that are all worth the same."""
    assert gamma_gamma.fit(spending) == GammaGammaFit(status)


def test_the_mean_of_all_is_not_told_where_it_is_infinite() -> None:
    """With q of at most 1 somebody without purchases has no expected value, while others have one."""
    model = GammaGamma(p=2.0, q=0.8, v=10.0)

    assert model.mean is None
    assert model.expected([3], [50.0])[0] > 0
    with pytest.raises(ValueError, match="infinite"):
        model.expected([0], [0.0])


def test_the_correlation_tells_whether_spending_hangs_on_how_often() -> None:
    """It is numpy's own, and nothing where one of the two is constant."""
    assert cdnow_spending().correlation == pytest.approx(0.1139, abs=5e-4)
    assert Spending.of([2, 2, 2], [1.0, 2.0, 3.0]).correlation is None


@pytest.mark.parametrize(("purchases", "mean"), [([0], [5.0]), ([1], [0.0]), ([1], [math.inf]), ([1, 2], [3.0])])
def test_spending_that_cannot_be_is_refused(purchases: list[float], mean: list[float]) -> None:
    """No purchase, nothing spent, infinity, numbers of different lengths."""
    with pytest.raises(ValueError, match=r"[a-z]"):
        Spending.of(purchases, mean)
