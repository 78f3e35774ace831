"""Two ratios of sums, by the delta method: clicks per session of users who have several sessions."""

from sextant.statistics import lift, means
from sextant.statistics.estimates import Estimate
from sextant.statistics.samples import Ratio


def difference(control: Ratio, treatment: Ratio, alpha: float = 0.05) -> means.MeanTest:
    """Welch's t test of the difference of two ratios, each with the delta method's variance over users."""
    return means.welch(control.moments, treatment.moments, alpha)


def log_ratio(control: Ratio, treatment: Ratio, alpha: float = 0.05) -> Estimate:
    """The interval of the lift of a ratio, symmetrical in its logarithm."""
    return lift.log_ratio_of_means(control.moments, treatment.moments, alpha)


def relative(control: Ratio, treatment: Ratio, alpha: float = 0.05) -> lift.RelativeTest:
    """The lift by the linear delta method, to be compared with other engines."""
    return lift.delta(control.moments, treatment.moments, alpha)
