"""The model of repeat purchases, against published figures, other ways to the same figure, and its own customers."""

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import dblquad
from scipy.special import hyp2f1

from sextant.statistics import bg_nbd
from sextant.statistics.beta_moments import integrated_survival, survival
from sextant.statistics.bg_nbd import BgNbd
from sextant.statistics.bg_nbd_likelihood import Likelihood
from sextant.statistics.histories import Histories
from sextant.statistics.model_status import ModelStatus
from tests.unit.statistics.customers import cdnow, drawn

CDNOW = BgNbd(r=0.2426, alpha=4.4135, a=0.7929, b=2.4258)
parameters = st.floats(-3, 3).map(math.exp)
models = st.builds(BgNbd, r=parameters, alpha=parameters, a=parameters, b=parameters)


def test_cdnow_has_the_published_parameters() -> None:
    """Four parameters to three decimals and the log-likelihood to two, as in the data's README and the paper."""
    found = bg_nbd.fit(cdnow())

    assert found.status is ModelStatus.OK
    assert found.model is not None
    assert found.model.r == pytest.approx(0.2426, abs=5e-5)
    assert found.model.alpha == pytest.approx(4.4135, abs=5e-5)
    assert found.model.a == pytest.approx(0.7929, abs=5e-5)
    assert found.model.b == pytest.approx(2.4258, abs=5e-5)
    assert found.log_likelihood == pytest.approx(-9582.43, abs=0.005)
    assert found.at_edge == ()


def test_days_and_weeks_make_the_same_model() -> None:
    """Only alpha is in units of time; the likelihood of densities shifts by the logarithm of the unit."""
    weeks, days = bg_nbd.fit(cdnow()), bg_nbd.fit(cdnow(1 / 7))

    assert weeks.model is not None
    assert days.model is not None
    assert days.model.alpha == pytest.approx(7 * weeks.model.alpha, rel=1e-9)
    assert (days.model.r, days.model.a, days.model.b) == pytest.approx(
        (weeks.model.r, weeks.model.a, weeks.model.b), rel=1e-9
    )
    assert weeks.model.expected(cdnow(), 39) == pytest.approx(days.model.expected(cdnow(1 / 7), 39 * 7), rel=1e-9)


def test_the_paper_s_customer_is_expected_as_in_the_paper() -> None:
    """Fader & Hardie's worked example: x = 2, t_x = 30.43, T = 38.86 is expected to buy 1.226 times in 39 weeks."""
    one = Histories.of([2], [30.43], [38.86])

    assert CDNOW.expected(one, 39)[0] == pytest.approx(1.226, abs=5e-4)
    assert CDNOW.alive(one)[0] == pytest.approx(0.7266, abs=5e-4)


@given(models, st.integers(0, 60), st.floats(0, 1), st.floats(0.01, 100), st.floats(0.01, 300))
def test_expected_purchases_agree_with_the_closed_form(
    model: BgNbd, repeats: int, share: float, age: float, horizon: float
) -> None:
    """Equation 10 of the paper in 50-digit arithmetic; it only fails where a is 1."""
    last = share * age if repeats else 0.0
    with mpmath.workdps(50):
        r, alpha, a, b = (mpmath.mpf(each) for each in (model.r, model.alpha, model.a + 1e-9, model.b))
        z = horizon / (alpha + age + horizon)
        grown = ((alpha + age) / (alpha + age + horizon)) ** (r + repeats)
        above = (
            (a + b + repeats - 1)
            / (a - 1)
            * (1 - grown * mpmath.hyp2f1(r + repeats, b + repeats, a + b + repeats - 1, z))
        )
        gone = a / (b + repeats - 1) * ((alpha + age) / (alpha + last)) ** (r + repeats) if repeats else mpmath.mpf(0)
        true = float(above / (1 + gone))
    found = model.expected(Histories.of([repeats], [last], [age]), horizon)[0]

    assert found == pytest.approx(true, rel=1e-6, abs=1e-300)


@pytest.mark.parametrize("a", [0.5, 1.0, 2.0])
def test_expected_purchases_are_the_mean_over_rates_and_chances_to_leave(a: float) -> None:
    """Integrated over the posterior of both by brute force, also where the closed form divides by 0."""
    model, horizon = BgNbd(r=1.5, alpha=2.0, a=a, b=2.5), 5.0
    repeats, last, age = 3, 2.0, 4.0

    def joint(leaving: float, rate: float) -> tuple[float, float]:
        prior = (
            rate ** (model.r - 1) * math.exp(-model.alpha * rate) * leaving ** (a - 1) * (1 - leaving) ** (model.b - 1)
        )
        staying = (1 - leaving) ** repeats * rate**repeats * math.exp(-rate * age)
        left = leaving * (1 - leaving) ** (repeats - 1) * rate**repeats * math.exp(-rate * last)
        return prior * staying, prior * (staying + left)

    def above(leaving: float, rate: float) -> float:
        return joint(leaving, rate)[0] * -math.expm1(-rate * leaving * horizon) / leaving

    top = dblquad(above, 0, 40, 1e-12, 1 - 1e-12)[0]
    stayed = dblquad(lambda p, rate: joint(p, rate)[0], 0, 40, 1e-12, 1 - 1e-12)[0]
    whole = dblquad(lambda p, rate: joint(p, rate)[1], 0, 40, 1e-12, 1 - 1e-12)[0]
    one = Histories.of([repeats], [last], [age])

    assert model.expected(one, horizon)[0] == pytest.approx(top / whole, rel=1e-5)
    assert model.alive(one)[0] == pytest.approx(stayed / whole, rel=1e-5)


def test_customers_drawn_from_a_model_give_it_back_and_do_what_it_expects() -> None:
    """5,000 made customers, of whom a part is searched first: parameters and purchases to come within their noise."""
    truth = BgNbd(r=0.8, alpha=6.0, a=0.9, b=3.0)
    histories, later = drawn(truth, 5_000, 60.0, seed=6, beyond=52.0)
    found = bg_nbd.fit(histories)

    assert found.model is not None
    assert (found.model.r, found.model.alpha) == pytest.approx((truth.r, truth.alpha), rel=0.15)
    assert found.model.a / (found.model.a + found.model.b) == pytest.approx(truth.a / (truth.a + truth.b), rel=0.15)
    assert float(found.model.expected(histories, 52.0).sum()) == pytest.approx(float(later.sum()), rel=0.08)
    assert float(truth.expected(histories, 52.0).sum()) == pytest.approx(float(later.sum()), rel=0.04)


@given(models, st.integers(0, 2**32 - 1))
@settings(max_examples=30)
def test_a_fit_is_at_least_as_likely_as_the_truth_and_always_has_a_status(truth: BgNbd, seed: int) -> None:
    """Whatever was drawn: no NaN, nothing infinite, chances within 0 and 1, and no likelier parameters at the truth."""
    histories, _ = drawn(truth, 60, 30.0, seed)
    found = bg_nbd.fit(histories)

    assert found.status is not ModelStatus.NO_CONVERGENCE
    if found.model is None:
        assert found.log_likelihood is None
        return
    assert found.log_likelihood is not None
    assert found.log_likelihood >= truth.log_likelihood(histories) - 1e-2
    alive, expected = found.model.alive(histories), found.model.expected(histories, 30.0)
    assert ((alive >= 0) & (alive <= 1)).all()
    assert (np.isfinite(expected) & (expected >= 0)).all()


@given(models, st.integers(0, 1000))
@settings(max_examples=30)
def test_derivatives_are_those_of_the_likelihood(model: BgNbd, seed: int) -> None:
    """Gradient and curvature against differences of the value and of the gradient."""
    likelihood = Likelihood(drawn(BgNbd(1.0, 3.0, 0.7, 2.0), 30, 20.0, seed)[0])
    point = np.array([model.r, model.alpha, model.a, model.b])
    here = likelihood.at(point)
    for place in range(4):
        step = np.zeros(4)
        step[place] = 1e-5 * point[place]
        up, down = likelihood.at(point + step), likelihood.at(point - step)
        apart = 2 * step[place]
        assert (up.value - down.value) / apart == pytest.approx(here.gradient[place], rel=1e-4, abs=1e-4)
        scale = np.abs(here.hessian[place]).max()
        assert np.allclose(
            (up.gradient - down.gradient) / apart, here.hessian[place], rtol=1e-3, atol=1e-5 * scale + 1e-4
        )


def test_discounted_purchases_are_those_of_small_steps_discounted_each() -> None:
    """The integral against the sum over a thousand stretches, each discounted at its middle."""
    histories, rate, steps = cdnow(), 0.003, 1000
    ends = np.linspace(0, 52, steps + 1)
    some = Histories.of(histories.repeats[:6], histories.last[:6], histories.age[:6])
    reached = np.array([CDNOW.expected(some, float(end)) for end in ends])
    true = (np.diff(reached, axis=0) * np.exp(-rate * (ends[1:] + ends[:-1]) / 2)[:, None]).sum(axis=0)

    assert CDNOW.expected(some, 52, discount=rate) == pytest.approx(true, rel=1e-6)
    assert CDNOW.expected(some, 0.0) == pytest.approx(np.zeros(6))


def test_a_new_customer_is_expected_as_equation_9_says() -> None:
    """(a + b - 1)/(a - 1) · (1 - (alpha/(alpha + t))^r 2F1(r, b; a + b - 1; t/(alpha + t)))."""
    m, t = CDNOW, 52.0
    grown = (m.alpha / (m.alpha + t)) ** m.r * hyp2f1(m.r, m.b, m.a + m.b - 1, t / (m.alpha + t))

    assert m.expected_of_new(t) == pytest.approx((m.a + m.b - 1) / (m.a - 1) * (1 - grown), rel=1e-10)


@given(
    st.floats(-9, 7).map(math.exp), st.floats(-9, 9.2).map(math.exp), st.floats(1, 400), st.floats(1e-3, 8)
)  # fmt: skip
def test_two_ways_to_survival_agree(a: float, b: float, power: float, reached: float) -> None:
    """The hypergeometric function and the integral, far beyond the parameters that are ever fitted."""
    given_as = np.array([b]), np.array([power]), np.array([reached])
    one, other = survival(a, *given_as)[0], integrated_survival(a, *given_as)[0]

    assert one == pytest.approx(other, rel=1e-8, abs=1e-250)


@pytest.mark.parametrize(
    ("histories", "status"),
    [
        (Histories.of([], [], []), ModelStatus.NO_CUSTOMERS),
        (Histories.of([0] * 500, [0.0] * 500, [9.0] * 500), ModelStatus.NO_REPEATS),
        (Histories.of([3], [5.0], [9.0]), ModelStatus.TOO_FEW_CUSTOMERS),
        (Histories.of([3] * 5 + [0] * 500, [5.0] * 5 + [0.0] * 500, [9.0] * 505), ModelStatus.TOO_FEW_CUSTOMERS),
        (Histories.of([3] * 50, [5.0] * 50, [9.0] * 50), ModelStatus.NO_VARIANCE),
        (Histories.of([3], [5.0], [9.0], [50]), ModelStatus.NO_VARIANCE),
        (Histories.of([3] * 20 + [1] * 20, [0.0] * 40, [0.0] * 40), ModelStatus.NO_VARIANCE),
    ],
)  # fmt: skip
def test_what_cannot_be_fitted_says_why(histories: Histories, status: ModelStatus) -> None:
    """A status and no model, for nobody, nobody who came back, few, and customers who are all the same."""
    assert bg_nbd.fit(histories) == bg_nbd.BgNbdFit(status)


def test_customers_who_never_leave_are_told_as_a_limit() -> None:
    """Everybody buys to the end: the chance to leave is driven to 0, the status says so, and all are alive."""
    chance = np.random.default_rng(3)
    repeats = chance.poisson(chance.gamma(2.0, 5.0, 300))
    age = np.full(300, 50.0)
    found = bg_nbd.fit(Histories.of(repeats, np.where(repeats > 0, age - 0.01, 0.0), age))

    assert found.status is ModelStatus.AT_EDGE
    assert "a" in found.at_edge
    assert found.model is not None
    assert found.model.alive(Histories.of([5], [49.0], [50.0]))[0] > 0.99


def test_weights_stand_for_customers() -> None:
    """United rows with their numbers make the same fit as the customers one by one."""
    plain, united = bg_nbd.fit(cdnow()), bg_nbd.fit(cdnow().united())

    assert plain.model is not None
    assert united.model is not None
    assert united.log_likelihood == pytest.approx(plain.log_likelihood, rel=1e-12)
    assert united.model.b == pytest.approx(plain.model.b, rel=1e-9)


@pytest.mark.parametrize(
    ("repeats", "last", "age"),
    [([1], [5.0], [4.0]), ([0], [1.0], [4.0]), ([1], [math.nan], [4.0]), ([-1], [1.0], [4.0]), ([0.5], [1.0], [4.0])],
)
def test_histories_that_cannot_be_are_refused(repeats: list[float], last: list[float], age: list[float]) -> None:
    """Purchases after the end, a last one without repeats, NaN, less than none, half ones."""
    with pytest.raises(ValueError, match=r"[a-z]"):
        Histories.of(repeats, last, age)
