"""Bounds of repeated looks at one experiment that together spend no more than alpha (Lan & DeMets 1983).

Information is whatever the variance of the estimate falls with, here the users so far, in any unit: only ratios count.
Alpha is what all looks together may spend, by two sides unless told otherwise. A look that gains less than a thousandth
over the one before, or that may spend nothing more, cannot reject: its bound is None.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from scipy.special import ndtri

from sextant.statistics import walks
from sextant.statistics.spending import Spending, check_alpha, obrien_fleming

LEAST_GAIN: Final = 1e-3
"""By what part information has to grow for another look: less would decide nothing that the last look did not."""

_LEAST_ALPHA: Final = 1e-300
"""The smallest share that floating point can spend."""

_GREATEST_P: Final = 0.5
"""Above this, regions of smaller alpha need not lie in those of larger (Maurer & Bretz 2013): no p is told."""

_CLOSE: Final = 1e-11
"""How close to its bound a z is taken to be at it."""

_FAR: Final = 100.0
"""How much a z lacks where no bound is low enough to be known."""

_WALKS: Final[dict[int, walks.Walk]] = {1: walks.OneSided(), 2: walks.TwoSided()}


@dataclass(frozen=True, slots=True)
class StoredLook:
    """A look that took place: its information, the alpha spent by then, and the bound of |z| (None: none to cross)."""

    information: float
    alpha_spent: float
    bound: float | None


def bounds(information: Sequence[float], alpha_spent: Sequence[float], sides: int = 2) -> list[float | None]:
    """The bound of |z| (of z, when one-sided) at each look, given information and the alpha spent by then.

    Raises:
        ValueError: The sequences differ in length, information does not rise or alpha falls or is no share.
    """
    check_rising(information)
    if len(information) != len(alpha_spent):
        raise ValueError(f"There are {len(information)} looks but {len(alpha_spent)} amounts of alpha.")
    if any(later < earlier for earlier, later in zip([0.0, *alpha_spent], alpha_spent, strict=False)):
        raise ValueError("Alpha that was spent stays spent: give the total by each look.")
    if alpha_spent and alpha_spent[-1] >= 1:
        raise ValueError(f"The alpha spent stays under 1, unlike {alpha_spent[-1]}.")
    reachable: list[tuple[float, float]] = []
    numbers: list[int] = []
    spent = 0.0
    for number, (at, alpha) in enumerate(zip(information, alpha_spent, strict=True)):
        if alpha - spent >= _LEAST_ALPHA and (not reachable or grown(reachable[-1][0], at)):
            reachable.append((at, alpha - spent))
            numbers.append(number)
            spent = alpha
    found = dict(zip(numbers, walks.edges(_WALKS[sides], reachable), strict=True))
    return [found[number] / math.sqrt(at) if number in found else None for number, at in enumerate(information)]


def next_bound(
    earlier: Sequence[StoredLook], information: float, alpha_to_spend_by_now: float, sides: int = 2
) -> float | None:
    """The bound of a look after the `earlier` ones, whose bounds stand, when this much alpha may be spent by now.

    None when there is too little new information, or when as much was spent before: by a plan that has ended, or one
    that was extended since. To spend all that is left at an end that did not depend on the data, give the full alpha.
    """
    share = alpha_to_spend_by_now - _spent(earlier)
    return next_bound_of(_WALKS[sides], earlier, information, share) if share >= _LEAST_ALPHA else None


def next_bound_of(walk: walks.Walk, earlier: Sequence[StoredLook], information: float, share: float) -> float | None:
    """The bound, on the scale of z, that spends `share` more of alpha on any kind of walk; None as for `next_bound`."""
    past = _reachable(earlier)
    if past and not grown(past[-1][0], information):
        return None
    return _next_bound(walk, past, information, share)


def closing_bound_of(walk: walks.Walk, earlier: Sequence[StoredLook], information: float, share: float) -> float:
    """The same for a last look that takes place although hardly anybody is new.

    Looks at about as many users are left out of account: what they spent stays spent, and whoever crossed there may
    cross here again, so that by Bonferroni all looks spend no more than was to be spent.
    """
    past = tuple(look for look in _reachable(earlier) if grown(look[0], information))
    return _next_bound(walk, past, information, share)


def next_look(
    earlier: Sequence[StoredLook],
    information: float,
    fraction: float,
    alpha: float = 0.05,
    spending: Spending = obrien_fleming,
) -> StoredLook | None:
    """The look to store after the `earlier` ones, at a `fraction` of the plan; None when there is nothing new to see.

    Information may exceed the plan: then all alpha may be spent, and the bound heeds the information there is. The
    planned end takes place even if nobody is new, and spends what is left.
    """
    before = _spent(earlier)
    spent = max(spending(alpha, fraction), before)
    if information <= 0:
        return None
    if not earlier or grown(earlier[-1].information, information):
        bound = next_bound(earlier, information, spent)
        return StoredLook(information, spent if bound is not None else before, bound)
    if fraction < 1 or spent - before < _LEAST_ALPHA:
        return None
    return StoredLook(information, spent, closing_bound_of(walks.TwoSided(), earlier, information, spent - before))


def next_looks(
    earlier: Mapping[float, Sequence[StoredLook]],
    information: float,
    fraction: float,
    spending: Spending = obrien_fleming,
) -> dict[float, StoredLook]:
    """`next_look` for each level of alpha, such as those of `holm_levels`; empty when there is nothing new to see."""
    looks = {alpha: next_look(past, information, fraction, alpha, spending) for alpha, past in earlier.items()}
    return {alpha: look for alpha, look in looks.items() if look is not None}


def holm_levels(alpha: float, comparisons: int) -> tuple[float, ...]:
    """The levels at which Holm's procedure tests the smallest, second smallest … of several p: alpha / m to alpha / 1.

    A comparison that crosses the bound of its level leaves its alpha to the others; that holds for looks as it does
    for p, since the regions of smaller alpha lie in those of larger (Maurer & Bretz 2013, Stat. Biopharm. Res. 5).
    """
    check_alpha(alpha)
    if comparisons < 1:
        raise ValueError(f"There is at least one comparison, not {comparisons}.")
    return tuple(alpha / left for left in range(comparisons, 0, -1))


def nominal_alpha(bound: float, sides: int = 2) -> float:
    """The p of a single look that is exactly at the bound."""
    return sides * math.erfc(bound / math.sqrt(2)) / 2


def crossing_probability(
    information: Sequence[float], at_bounds: Sequence[float | None], drift: float = 0.0
) -> list[float]:
    """The probability to have crossed a two-sided bound by each look, when z has the mean drift * sqrt(information).

    Without drift this is the alpha spent (Armitage, McPherson & Rowe 1969), with drift the power.
    """
    check_rising(information)
    reachable = tuple(
        (at, bound * math.sqrt(at)) for at, bound in zip(information, at_bounds, strict=True) if bound is not None
    )
    shares: dict[float, float] = {}
    for (at, edge), position in zip(reachable, _still_inside(reachable), strict=True):
        shares[at] = walks.exit_with_drift(position, at, edge, drift)
    crossed, so_far = [], 0.0
    for at in information:
        so_far += shares.get(at, 0.0)
        crossed.append(so_far)
    return crossed


def sequential_p(
    z_values: Sequence[float],
    information: Sequence[float],
    fractions: Sequence[float] | None = None,
    spending: Spending = obrien_fleming,
) -> float:
    """The smallest alpha whose bounds were crossed by now: a p that holds whenever one stops (Liu & Anderson 2008).

    `fractions` are those of the plan at each look, the information itself unless given. Above 0.5 it is told as 1.
    Jennison & Turnbull (2000, ch. 9) call it the repeated p's running minimum.
    """
    if not z_values:
        return 1.0
    of_plan = information if fractions is None else fractions

    def lacking(score: float) -> float:
        """By how much the closest |z| lacks the bound, when alpha is that of a single look at `score`."""
        alpha = math.erfc(score / math.sqrt(2))
        at_bounds = _schedule(tuple(information), tuple(spending(alpha, min(each, 1.0)) for each in of_plan))
        return min((b - abs(z) for z, b in zip(z_values, at_bounds, strict=True) if b is not None), default=_FAR)

    low, high = -float(ndtri(_GREATEST_P / 2)), max(abs(z) for z in z_values)
    high = min(high, 37.0)
    if high <= low or lacking(low) > 0:
        return 1.0
    return math.erfc(_rising_root(lacking, low, high) / math.sqrt(2))


def repeated_interval(estimate: float, standard_error: float, bound: float) -> tuple[float, float]:
    """The interval that, at this look and all others at once, covers the truth (Jennison & Turnbull 1989)."""
    return estimate - bound * standard_error, estimate + bound * standard_error


def grown(before: float, information: float) -> bool:
    """Whether there is enough new information for another look."""
    return information >= before * (1 + LEAST_GAIN)


def check_rising(information: Sequence[float]) -> None:
    """Refuse information that is not positive and rising.

    Raises:
        ValueError: It is not.
    """
    if any(later <= earlier for earlier, later in zip([0.0, *information], information, strict=False)):
        raise ValueError("Information is above 0 and rises from look to look.")


def _reachable(looks: Sequence[StoredLook]) -> tuple[tuple[float, float], ...]:
    return tuple((look.information, look.bound) for look in looks if look.bound is not None)


def _spent(looks: Sequence[StoredLook]) -> float:
    return looks[-1].alpha_spent if looks else 0.0


@lru_cache(maxsize=4)
def _still_inside(looks: tuple[tuple[float, float], ...]) -> tuple[walks.Position, ...]:
    """Before each look, of walks without drift; whoever seeks a drift asks for the same ones many times."""
    return tuple(walks.positions(walks.TwoSided(), looks[:-1], looks[-1][0])) if looks else ()


@lru_cache(maxsize=4096)
def _next_bound(walk: walks.Walk, past: tuple[tuple[float, float], ...], information: float, share: float) -> float:
    looks = [(at, bound * math.sqrt(at)) for at, bound in past]
    *_, position = walks.positions(walk, looks, information)
    near = looks[-1][1] if looks else math.sqrt(information)
    return walks.edge_spending(walk, position, information, share, near) / math.sqrt(information)


@lru_cache(maxsize=4096)
def _schedule(information: tuple[float, ...], alpha_spent: tuple[float, ...]) -> list[float | None]:
    return bounds(information, alpha_spent)


def _rising_root(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a rising function is 0, by regula falsi with the Illinois weights; the upper end if it is never above."""
    at_low, at_high = function(low), function(high)
    kept = 0
    for _ in range(100):
        if at_high <= 0 or high - low <= 1e-10 * high:
            break
        middle = (low * at_high - high * at_low) / (at_high - at_low)
        at_middle = function(middle)
        if abs(at_middle) < _CLOSE:
            return middle
        if at_middle > 0:
            high, at_high = middle, at_middle
            at_low = at_low / 2 if kept == 1 else at_low
            kept = 1
        else:
            low, at_low = middle, at_middle
            at_high = at_high / 2 if kept == -1 else at_high
            kept = -1
    return high if at_high <= 0 else low
