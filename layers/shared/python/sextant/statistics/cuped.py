"""CUPED: what users did before the experiment taken out of what they did in it, which leaves less variance.

Deng, Xu, Kohavi & Walker, "Improving the Sensitivity of Online Controlled Experiments by Utilizing Pre-Experiment
Data", WSDM 2013. Assignment is random, so the covariate's mean is the same in each arm but for chance; taking θ times
it out of each user's value biases nothing, and with θ = cov(x, y) / var(x) leaves the least variance.
"""

from dataclasses import dataclass
from fractions import Fraction

from sextant.statistics import means
from sextant.statistics.samples import Covaried, Moments
from sextant.statistics.status import Status


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A comparison of means after the adjustment, and what the adjustment did.

    Attributes:
        theta: The slope of y on x, over all users of both arms; 0 where x does not vary.
        control: Moments of y - θ·x.
        treatment: Moments of y - θ·x.
        test: Welch's t test of those.
        variance_reduction: 1 less the adjusted over the raw variance of the difference; None without a raw variance.
    """

    theta: float | None
    control: Moments
    treatment: Moments
    test: means.MeanTest
    variance_reduction: float | None

    @property
    def status(self) -> Status:
        """That of the test."""
        return self.test.status


def compare(control: Covaried, treatment: Covaried, alpha: float = 0.05) -> Adjusted:
    """The adjusted means of both arms, compared by Welch's t."""
    slope = _slope(control, treatment)
    arms = adjusted(control, slope or 0.0), adjusted(treatment, slope or 0.0)
    raw = means.welch(control.outcome.moments, treatment.outcome.moments, alpha)
    test = means.welch(*arms, alpha)
    reduction = None
    if raw.error and test.error is not None:
        reduction = 1 - (test.error / raw.error) ** 2
    return Adjusted(None if slope is None else float(slope), *arms, test, reduction)


def theta(control: Covaried, treatment: Covaried) -> float | None:
    """cov(x, y) / var(x) of both arms taken together; None with fewer than two users, 0 where x does not vary."""
    slope = _slope(control, treatment)
    return None if slope is None else float(slope)


def _slope(control: Covaried, treatment: Covaried) -> Fraction | float | None:
    """The same, of whole numbers without rounding: so large means that hardly differ are adjusted exactly."""
    whole = Covaried(
        control.n + treatment.n,
        control.y + treatment.y,
        control.yy + treatment.yy,
        control.x + treatment.x,
        control.xx + treatment.xx,
        control.xy + treatment.xy,
    )
    covariance, variance = whole.covariance, whole.covariate.variance
    if covariance is None or variance is None:
        return None
    if not variance:
        return 0.0
    above, below = whole.n * whole.xy - whole.x * whole.y, whole.n * whole.xx - whole.x * whole.x
    return Fraction(above, below) if isinstance(above, int) and isinstance(below, int) else covariance / variance


def adjusted(sample: Covaried, slope: Fraction | float) -> Moments:
    """The moments of y - slope·x of an arm."""
    exact, slope = _exactly(sample, slope), float(slope)
    y, x, covariance = sample.outcome, sample.covariate, sample.covariance
    mean = None if y.mean is None or x.mean is None else y.mean - slope * x.mean
    if y.variance is None or x.variance is None or covariance is None:
        return Moments(sample.n, mean, None, exact)
    variance = y.variance - 2 * slope * covariance + slope * slope * x.variance
    return Moments(sample.n, mean, max(variance, 0.0), exact)


def _exactly(sample: Covaried, slope: Fraction | float) -> tuple[int, int] | None:
    """The adjusted mean as whole numbers to be divided, of sums that are whole; every float is such a quotient too."""
    if not (sample.n and isinstance(sample.y, int) and isinstance(sample.x, int)):
        return None
    above, below = slope.as_integer_ratio()
    return sample.y * below - above * sample.x, sample.n * below
