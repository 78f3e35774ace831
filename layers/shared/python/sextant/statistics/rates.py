"""Other intervals of one rate than Wilson's (`proportions.wilson`), for whoever is used to one of them.

Without users each is everything from 0 to 1.
"""

import math

from scipy.special import betaincinv

from sextant.statistics import normal
from sextant.statistics.estimates import Interval
from sextant.statistics.samples import Proportion
from sextant.statistics.tails import tail_alpha

_EVERYTHING = Interval(0.0, 1.0)


def clopper_pearson(sample: Proportion, alpha: float = 0.05) -> Interval:
    """The exact one (Biometrika 26, 1934): never below its level, and often well above."""
    if not sample.n:
        return _EVERYTHING
    hits, misses = sample.conversions, sample.n - sample.conversions
    tail = tail_alpha(alpha)
    lower = float(betaincinv(hits, misses + 1, tail)) if hits else 0.0
    upper = float(betaincinv(hits + 1, misses, 1 - tail)) if misses else 1.0
    return Interval(lower, upper)


def jeffreys(sample: Proportion, alpha: float = 0.05) -> Interval:
    """The middle of the posterior of a Beta(1/2, 1/2) prior (Brown, Cai & DasGupta, Stat. Sci. 16, 2001, §3.1.3)."""
    if not sample.n:
        return _EVERYTHING
    hits, misses = sample.conversions + 0.5, sample.n - sample.conversions + 0.5
    tail = tail_alpha(alpha)
    return Interval(float(betaincinv(hits, misses, tail)), float(betaincinv(hits, misses, 1 - tail)))


def agresti_coull(sample: Proportion, alpha: float = 0.05) -> Interval:
    """Wald's after z²/2 conversions and as many failures more (Agresti & Coull, Am. Stat. 52, 1998), cut at 0 and 1."""
    if not sample.n:
        return _EVERYTHING
    z = normal.critical(alpha)
    n = sample.n + z * z
    return _around((sample.conversions + z * z / 2) / n, n, z)


def wald(sample: Proportion, alpha: float = 0.05) -> Interval:
    """Rate ± z·error, cut at 0 and 1: the textbook's, which near them covers far less than it says."""
    if not sample.n:
        return _EVERYTHING
    return _around(sample.conversions / sample.n, sample.n, normal.critical(alpha))


def _around(rate: float, n: float, z: float) -> Interval:
    half = z * math.sqrt(rate * (1 - rate) / n)
    return Interval(max(rate - half, 0.0), min(rate + half, 1.0))
