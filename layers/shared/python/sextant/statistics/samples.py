"""What an arm is known by: counts and sums that are exact, and the moments that follow from them."""

import math
from dataclasses import dataclass, field
from typing import Self

_ROUNDING = 1e-12
"""Share of the sum of squares that sums kept as floats may be off by; whole numbers are exact and get no such grace."""


@dataclass(frozen=True, slots=True)
class Moments:
    """The mean and the variance of one user's value, as far as they exist.

    Attributes:
        n: Users.
        mean: None without users (for a ratio: without anything to divide by).
        variance: Of one user's value, not of the mean. None where there are too few users to have one.
        exact: The mean as whole numbers to be divided, where it is known so: of large means that hardly differ, the
            difference would be lost in the rounding of each.
    """

    n: int
    mean: float | None
    variance: float | None
    exact: tuple[int, int] | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if self.n < 0:
            raise ValueError(f"A sample of {self.n} users cannot be")
        if self.mean is not None and not math.isfinite(self.mean):
            raise ValueError(f"A mean of {self.mean} is no number")
        if self.variance is not None and not 0 <= self.variance < math.inf:
            raise ValueError(f"A variance of {self.variance} cannot be")

    @classmethod
    def of_deviation(cls, n: int, mean: float, standard_deviation: float) -> Self:
        """The moments of a sample that is described by its mean and standard deviation."""
        return cls(n, mean, standard_deviation * standard_deviation if n > 1 else None)


@dataclass(frozen=True, slots=True)
class Proportion:
    """Users, and how many of them converted."""

    conversions: int
    n: int

    def __post_init__(self) -> None:
        if not 0 <= self.conversions <= self.n:
            raise ValueError(f"{self.conversions} conversions of {self.n} users cannot be")

    @property
    def rate(self) -> float | None:
        """The share that converted; None without users."""
        return self.conversions / self.n if self.n else None

    @property
    def moments(self) -> Moments:
        """The rate p as a mean, with the variance p(1 - p) of one user's 0 or 1."""
        n, hits = self.n, self.conversions
        return Moments(n, hits / n, hits * (n - hits) / (n * n), (hits, n)) if n else Moments(0, None, None)


@dataclass(frozen=True, slots=True)
class Mean:
    """Users, the sum of their values and the sum of the squares of those."""

    n: int
    total: float
    squares: float

    def __post_init__(self) -> None:
        _check(self.n, self.total, self.squares)

    @property
    def mean(self) -> float | None:
        """None without users."""
        return self.total / self.n if self.n else None

    @property
    def variance(self) -> float | None:
        """The unbiased one, over n - 1; None with fewer than two users."""
        if self.n <= 1:
            return None
        return _spread(self.n, self.total, self.squares) / (self.n * (self.n - 1))

    @property
    def moments(self) -> Moments:
        """Mean and unbiased variance."""
        return Moments(self.n, self.mean, self.variance, _quotient(self.total, self.n))


@dataclass(frozen=True, slots=True)
class Ratio:
    """Users with two values each, whose sums are divided: clicks over sessions, revenue over orders.

    Attributes:
        n: Users.
        numerator: The sum of what is above the line.
        numerator_squares: The sum of its squares, user by user.
        denominator: The sum of what is below the line.
        denominator_squares: The sum of its squares.
        products: The sum of numerator times denominator, user by user.
    """

    n: int
    numerator: float
    numerator_squares: float
    denominator: float
    denominator_squares: float
    products: float

    def __post_init__(self) -> None:
        _check(self.n, self.numerator, self.numerator_squares)
        _check(self.n, self.denominator, self.denominator_squares)
        _check_products(self.numerator_squares, self.denominator_squares, self.products)

    @property
    def ratio(self) -> float | None:
        """Sum over sum; None where there is nothing to divide by."""
        return self.numerator / self.denominator if self.denominator else None

    @property
    def moments(self) -> Moments:
        """The ratio, with the variance that the delta method gives it.

        To first order m̄/d̄ moves as (m - R·d)/d̄ does, R being the ratio, so one user's variance is that of m - R·d over
        d̄² (Deng et al., KDD 2018, "Applying the Delta Method in Metric Analytics", §3.1).
        """
        n, m, d = self.n, self.numerator, self.denominator
        if not d:
            return Moments(n, None, None)
        exact = _quotient(m, d)
        if n <= 1:
            return Moments(n, m / d, None, exact)
        above = n * self.numerator_squares - m * m
        below = n * self.denominator_squares - d * d
        both = n * self.products - m * d
        spread = above * d * d - 2 * both * m * d + below * m * m
        noise = 0.0 if isinstance(spread, int) else _ROUNDING * n * (self.numerator_squares * d * d)
        return Moments(n, m / d, 0.0 if spread <= noise else n * spread / ((n - 1) * d**4), exact)


@dataclass(frozen=True, slots=True)
class Covaried:
    """Users, what they did in the experiment (y) and what they did before it (x): the sums that CUPED takes.

    Attributes:
        n: Users.
        y: The sum of y.
        yy: The sum of y².
        x: The sum of x.
        xx: The sum of x².
        xy: The sum of x·y, user by user.
    """

    n: int
    y: float
    yy: float
    x: float
    xx: float
    xy: float

    def __post_init__(self) -> None:
        _check(self.n, self.y, self.yy)
        _check(self.n, self.x, self.xx)
        _check_products(self.yy, self.xx, self.xy)

    @property
    def outcome(self) -> Mean:
        """What was measured, without what was known before."""
        return Mean(self.n, self.y, self.yy)

    @property
    def covariate(self) -> Mean:
        """What was known before."""
        return Mean(self.n, self.x, self.xx)

    @property
    def covariance(self) -> float | None:
        """Of x and y, over n - 1; None with fewer than two users."""
        return (self.n * self.xy - self.x * self.y) / (self.n * (self.n - 1)) if self.n > 1 else None


def _quotient(above: float, below: float) -> tuple[int, int] | None:
    return (above, below) if isinstance(above, int) and isinstance(below, int) and below else None


def _spread(n: int, total: float, squares: float) -> float:
    """n² times the variance over n. Whole numbers stay whole, so that nothing cancels before the one division."""
    spread = n * squares - total * total
    noise = 0 if isinstance(spread, int) else _ROUNDING * n * squares
    return 0 if spread <= noise else spread


def _check(n: int, total: float, squares: float) -> None:
    if n < 0:
        raise ValueError(f"A sample of {n} users cannot be")
    if not (math.isfinite(total) and math.isfinite(squares)):
        raise ValueError(f"A sum of {total} with squares of {squares} is no number")
    if n == 0 and (total or squares):
        raise ValueError(f"No users, yet a sum of {total} and squares of {squares}")
    lack = total * total - n * squares
    if lack > (0 if isinstance(lack, int) else _ROUNDING * total * total):
        raise ValueError(f"{n} values that sum to {total} have squares of at least {total * total / n}, not {squares}")


def _check_products(first_squares: float, second_squares: float, products: float) -> None:
    if not math.isfinite(products):
        raise ValueError(f"A sum of products of {products} is no number")
    lack = products * products - first_squares * second_squares
    if lack > (0 if isinstance(lack, int) else _ROUNDING * products * products):
        raise ValueError(
            f"Products of {products} are more than squares of {first_squares} and {second_squares} can give"
        )
