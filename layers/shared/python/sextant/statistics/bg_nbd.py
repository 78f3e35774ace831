"""How often customers come back, and whether they still will: the BG/NBD model.

Fader, Hardie & Lee, "'Counting Your Customers' the Easy Way: An Alternative to the Pareto/NBD Model", Marketing Science
24 (2005). While a customer is active, purchases are a Poisson process of rate λ, and after each one the customer leaves
for good with probability p; over customers λ is Gamma(r, alpha) and p is Beta(a, b), apart from each other. A history
begins with the first purchase, which is no part of what is modelled.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from sextant.statistics.beta_moments import survival
from sextant.statistics.bg_nbd_likelihood import Likelihood
from sextant.statistics.histories import Histories
from sextant.statistics.maxima import Floats, Peak, highest
from sextant.statistics.model_status import ModelStatus

LEAST_CUSTOMERS = 20
LEAST_REPEATING = 10
"""Four parameters from fewer are a guess."""
_LOW = np.array([1e-4, 1e-4, 1e-4, 1e-4])
_HIGH = np.array([1e3, 1e4, 1e3, 1e4])
"""Of r, alpha in mean ages, a and b: wide enough to stand for no bounds at all."""
_SHAPES = ((0.25, 0.8, 2.5), (1.0, 0.2, 5.0), (4.0, 1.0, 1.0), (0.5, 5.0, 20.0))
"""Where the search begins: r, a and b; alpha follows from how often customers come back."""
_NODES = 24
_SEARCHED = 4_000
"""Different histories that are searched from every start."""


@dataclass(frozen=True, slots=True)
class BgNbd:
    """The model with its parameters.

    Attributes:
        r: The shape of the purchase rates: the greater, the more alike customers are.
        alpha: Their inverse scale, in the unit of time of the histories; the mean rate is r / alpha.
        a: First parameter of the drop-out probability, whose mean is a / (a + b).
        b: Second one.
    """

    r: float
    alpha: float
    a: float
    b: float

    def __post_init__(self) -> None:
        if not all(0 < each < math.inf for each in (self.r, self.alpha, self.a, self.b)):
            raise ValueError(f"Parameters have to be above 0 and finite; they are {self}")

    def log_likelihood(self, histories: Histories) -> float:
        """The natural logarithm of the likelihood of these histories (equation 6 of the paper)."""
        return float(Likelihood(histories).at(np.array([self.r, self.alpha, self.a, self.b])).value)

    def alive(self, histories: Histories) -> Floats:
        """The probability that each customer is still active at the end of the history.

        Fader & Hardie, "Computing P(alive) Using the BG/NBD Model" (2008). Somebody who never came back has had no
        chance to leave, since by the model one leaves only after a purchase that is modelled: for them it is 1.
        """
        repeats, last, age = histories.repeats, histories.last, histories.age
        again = repeats > 0
        leaving = math.log(self.a) - np.log(np.where(again, self.b + repeats - 1, 1.0))
        silent = (self.r + repeats) * np.log((self.alpha + age) / (self.alpha + last))
        found: Floats = expit(-np.where(again, leaving + silent, -np.inf))
        return found

    def expected(self, histories: Histories, horizon: float, *, discount: float = 0.0) -> Floats:
        """How many purchases each customer is expected to make within the horizon after the end of the history.

        It is E[Y(t) | x, t_x, T] of Fader, Hardie & Lee (2005, equation 10), whose closed form divides by a - 1 and
        takes differences of nearly equal numbers. Here the expected rate of purchases, which is positive, is
        integrated: P(alive)·(r + x)/(alpha + T) ∫ E[(1 + pt/(alpha + T))^-(r + x + 1)] dt with p ~ Beta(a, b + x).

        Args:
            histories: The customers.
            horizon: How far ahead, in the histories' unit of time.
            discount: The continuous rate per unit of time at which a later purchase is worth less: it counts
                exp(-discount · time). 0 counts purchases.
        """
        if not 0 <= horizon < math.inf or not 0 <= discount < math.inf:
            raise ValueError(f"A horizon of {horizon} at a discount of {discount} cannot be")
        alike, places = np.unique(np.column_stack([histories.repeats, histories.age]), axis=0, return_inverse=True)
        if_alive = self._expected_if_alive(alike[:, 0], alike[:, 1], horizon, discount)
        found: Floats = self.alive(histories) * if_alive[places.reshape(-1)]
        return found

    def expected_of_new(self, horizon: float, *, discount: float = 0.0) -> float:
        """How many purchases somebody who has just made the first one is expected to make within the horizon.

        E[X(t)] of Fader, Hardie & Lee (2005, equation 9).
        """
        return float(self.expected(Histories.of([0], [0.0], [0.0]), horizon, discount=discount)[0])

    def _expected_if_alive(self, repeats: Floats, age: Floats, horizon: float, discount: float) -> Floats:
        # In the logarithm of 1 + t/(alpha + T) the rate is smooth however long the horizon is.
        nodes, weights = np.polynomial.legendre.leggauss(_NODES)
        since = self.alpha + age
        longest = np.log1p(horizon / since)
        total = np.zeros_like(since)
        for node, weight in zip((nodes + 1) / 2, weights / 2, strict=True):
            reached = longest * node
            staying = survival(self.a, self.b + repeats, self.r + repeats + 1, reached)
            worth = np.exp(reached - discount * since * np.expm1(reached))
            total += weight * longest * worth * staying
        found: Floats = (self.r + repeats) * total
        return found


@dataclass(frozen=True, slots=True)
class BgNbdFit:
    """What came of fitting.

    Attributes:
        status: Whether there is a model, and if not, why.
        model: The likeliest parameters, if there are any.
        log_likelihood: Theirs.
        at_edge: The parameters that the likelihood drives towards 0 or without bound, by name.
    """

    status: ModelStatus
    model: BgNbd | None = None
    log_likelihood: float | None = None
    at_edge: tuple[str, ...] = ()


def fit(histories: Histories) -> BgNbdFit:
    """The parameters under which these histories are likeliest.

    Where the likelihood has no peak but rises for ever along a parameter (nobody ever leaves, or all customers are
    alike), the parameter stops at a bound so far out that the model is that of the limit, and the status says so.
    """
    missing = _missing(histories)
    if missing:
        return BgNbdFit(missing)
    scale = histories.mean_age
    scaled = histories.in_units_of(scale).united()
    peak = highest(Likelihood(scaled).mean_at, _starts(scaled), _LOW, _HIGH)
    if not peak.converged or not math.isfinite(peak.value):
        return BgNbdFit(ModelStatus.NO_CONVERGENCE)
    return _told(peak, histories, scale)


def _missing(histories: Histories) -> ModelStatus | None:
    if not len(histories):
        return ModelStatus.NO_CUSTOMERS
    if not histories.repeating:
        return ModelStatus.NO_REPEATS
    if histories.customers < LEAST_CUSTOMERS or histories.repeating < LEAST_REPEATING:
        return ModelStatus.TOO_FEW_CUSTOMERS
    # Without any time to look back on, too, nothing says how customers differ.
    return None if histories.vary and histories.mean_age else ModelStatus.NO_VARIANCE


def _starts(scaled: Histories) -> list[Floats]:
    rate = float(np.average(scaled.repeats, weights=scaled.weights)) / scaled.mean_age
    starts = [np.clip(np.array([r, r / rate, a, b]), _LOW, _HIGH) for r, a, b in _SHAPES]
    if len(scaled) <= _SEARCHED:
        return starts
    # Where the peak is found from every start in a part of many histories, the one of all of them is near.
    return [highest(Likelihood(scaled.thinned(_SEARCHED)).mean_at, starts, _LOW, _HIGH).point]


def _told(peak: Peak, histories: Histories, scale: float) -> BgNbdFit:
    r, alpha, a, b = (float(each) for each in peak.point)
    model = BgNbd(r, alpha * scale, a, b)
    edges = tuple(name for name, edge in zip(("r", "alpha", "a", "b"), peak.at_edge, strict=True) if edge)
    status = ModelStatus.AT_EDGE if edges else ModelStatus.OK
    return BgNbdFit(status, model, model.log_likelihood(histories), edges)
