"""What a purchase of a customer is worth: the Gamma-Gamma model.

Fader & Hardie, "The Gamma-Gamma Model of Monetary Value" (2013), after Fader, Hardie & Lee, "RFM and CLV", Journal of
Marketing Research 42 (2005). The value of each purchase is Gamma with shape p, one for all, and a rate that each
customer has; over customers that rate is Gamma(q, v). How often a customer buys says nothing of what a purchase is
worth: `Spending.correlation` tells how far that is so.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import betaln, digamma, polygamma

from sextant.statistics.maxima import Floats, Slope, highest
from sextant.statistics.model_status import ModelStatus

LEAST_CUSTOMERS = 10
_LOW = np.array([1e-3, 1e-3, 1e-5])
_HIGH = np.array([1e4, 1e4, 1e5])
"""Of p, q and v in geometric means of the values: wide enough to stand for no bounds at all."""
_SHAPES = ((1.0, 4.0), (6.0, 4.0), (0.5, 1.5), (30.0, 10.0))


@dataclass(frozen=True, slots=True, eq=False)
class Spending:
    """Customers with at least one purchase whose value is known.

    Attributes:
        purchases: How many such purchases each has made (x).
        mean: The mean value of these, above 0 (m_x).
    """

    purchases: Floats
    mean: Floats

    def __post_init__(self) -> None:
        if len(self.purchases) != len(self.mean):
            raise ValueError("Each customer has one number of each kind")
        if not np.isfinite(np.concatenate([self.purchases, self.mean])).all():
            raise ValueError("Numbers have to be finite")
        if (self.purchases < 1).any() or (self.mean <= 0).any():
            raise ValueError("A customer has at least one purchase, of more than 0")

    @classmethod
    def of(cls, purchases: Sequence[float] | Floats, mean: Sequence[float] | Floats) -> "Spending":
        """Spending of plain numbers."""
        return cls(np.asarray(purchases, float), np.asarray(mean, float))

    def __len__(self) -> int:
        return len(self.purchases)

    @property
    def correlation(self) -> float | None:
        """Pearson's correlation of how often and how much, which the model takes for 0; None where one is constant."""
        if len(self) < 2 or np.ptp(self.purchases) == 0 or np.ptp(self.mean) == 0:  # noqa: PLR2004 - a pair
            return None
        return float(np.corrcoef(self.purchases, self.mean)[0, 1])


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """The model with its parameters.

    Attributes:
        p: The shape of a customer's values: the greater, the more alike one customer's purchases are.
        q: The shape over customers: the greater, the more alike customers are. The mean is finite above 1.
        v: The scale, in the unit of the values.
    """

    p: float
    q: float
    v: float

    def __post_init__(self) -> None:
        if not all(0 < each < math.inf for each in (self.p, self.q, self.v)):
            raise ValueError(f"Parameters have to be above 0 and finite; they are {self}")

    @property
    def mean(self) -> float | None:
        """What a purchase of somebody of whom nothing is known is worth: pv / (q - 1); None where that is infinite."""
        return self.p * self.v / (self.q - 1) if self.q > 1 else None

    def log_likelihood(self, spending: Spending) -> float:
        """The natural logarithm of the likelihood of these means (equation 1a of the note)."""
        return _Likelihood(spending).at(np.array([self.p, self.q, self.v])).value

    def expected(self, purchases: Sequence[float] | Floats, mean: Sequence[float] | Floats) -> Floats:
        """What a purchase of each customer is worth on average, given the mean of those known (equation 5).

        It is p(v + x·m) / (px + q - 1): between the customer's own mean and that of all, the closer to the former the
        more purchases are known. For none (x = 0, m is ignored) it is the mean of all.

        Raises:
            ValueError: Somebody has no known purchase, and the mean of all is infinite.
        """
        x = np.asarray(purchases, float)
        m = np.where(x > 0, np.asarray(mean, float), 0.0)
        below = self.p * x + self.q - 1
        if (below <= 0).any():
            raise ValueError("The mean of all customers is infinite")
        found: Floats = self.p * (self.v + x * m) / below
        return found


@dataclass(frozen=True, slots=True)
class GammaGammaFit:
    """What came of fitting.

    Attributes:
        status: Whether there is a model, and if not, why. With NO_MEAN there is one, but without a mean of all.
        model: The likeliest parameters, if there are any.
        log_likelihood: Theirs.
        at_edge: The parameters that the likelihood drives towards 0 or without bound, by name.
    """

    status: ModelStatus
    model: GammaGamma | None = None
    log_likelihood: float | None = None
    at_edge: tuple[str, ...] = ()


def fit(spending: Spending) -> GammaGammaFit:
    """The parameters under which these means are likeliest."""
    if not len(spending):
        return GammaGammaFit(ModelStatus.NO_CUSTOMERS)
    if len(spending) < LEAST_CUSTOMERS:
        return GammaGammaFit(ModelStatus.TOO_FEW_CUSTOMERS)
    if np.ptp(spending.mean) <= 1e-12 * float(spending.mean[0]):
        return GammaGammaFit(ModelStatus.NO_VARIANCE)
    # The geometric mean: the plain one may be one customer alone.
    scale = float(np.exp(np.log(spending.mean).mean()))
    scaled = Spending(spending.purchases, spending.mean / scale)
    starts = [np.array([p, q, max(q - 1, 0.5) / p]) for p, q in _SHAPES]
    peak = highest(_Likelihood(scaled).mean_at, starts, _LOW, _HIGH)
    if not peak.converged or not math.isfinite(peak.value):
        return GammaGammaFit(ModelStatus.NO_CONVERGENCE)
    p, q, v = (float(each) for each in peak.point)
    model = GammaGamma(p, q, v * scale)
    edges = tuple(name for name, edge in zip(("p", "q", "v"), peak.at_edge, strict=True) if edge)
    status = ModelStatus.NO_MEAN if model.mean is None else ModelStatus.AT_EDGE if edges else ModelStatus.OK
    return GammaGammaFit(status, model, model.log_likelihood(spending), edges)


class _Likelihood:
    """The likelihood of some means, with its derivatives. Gamma functions are of numbers of purchases: few of them."""

    def __init__(self, spending: Spending) -> None:
        self._x, self._counts = np.unique(spending.purchases, return_counts=True)
        self._purchases, self._total = spending.purchases, spending.purchases * spending.mean
        self._of_means = float(np.log(spending.mean).sum())

    def mean_at(self, point: Floats) -> Slope:
        """A customer's mean."""
        whole, customers = self.at(point), len(self._purchases)
        return Slope(whole.value / customers, whole.gradient / customers, whole.hessian / customers)

    def at(self, point: Floats) -> Slope:
        """The sum over all customers, at p, q and v."""
        counted, scaled = self._of_counts(point), self._of_values(point)
        return Slope(counted.value + scaled.value, counted.gradient + scaled.gradient, counted.hessian + scaled.hessian)

    def _of_counts(self, point: Floats) -> Slope:
        """Γ(px + q)/(Γ(px)Γ(q)): what depends on the number of purchases alone."""
        p, q, _ = point
        x, many = self._x, self._counts
        of_values, shape = p * x, p * x + q
        first, second = digamma(shape), polygamma(1, shape)
        gradient = np.array([(many * x) @ (first - digamma(of_values)), many @ (first - digamma(q)), 0.0])
        hessian = np.zeros((3, 3))
        hessian[0, 0] = (many * x * x) @ (second - polygamma(1, of_values))
        hessian[0, 1] = hessian[1, 0] = (many * x) @ second
        hessian[1, 1] = many @ (second - polygamma(1, q))
        return Slope(-float(many @ betaln(of_values, q)), gradient, hessian)

    def _of_values(self, point: Floats) -> Slope:
        """v^q·(xm)^(px) / (m·(v + xm)^(px + q)): what depends on the values."""
        p, q, v = point
        x, total = self._purchases, self._total
        scale, shape = v + total, p * x + q
        of_v, of_total = np.log1p(total / v), np.log1p(v / total)
        value = -q * float(of_v.sum()) - p * float(x @ of_total) - self._of_means
        gradient = np.array([-(x @ of_total), -of_v.sum(), ((q * total / v - p * x) / scale).sum()])
        hessian = np.zeros((3, 3))
        hessian[0, 2] = hessian[2, 0] = -(x / scale).sum()
        hessian[1, 2] = hessian[2, 1] = (total / (v * scale)).sum()
        hessian[2, 2] = (shape / scale**2 - q / v**2).sum()
        return Slope(float(value), gradient, hessian)
