"""A score that walks as users come in, and the chance that it leaves its bounds at one of several looks.

The score S at information I has mean 0 and variance I, and its steps are independent: S / sqrt(I) is the z of the look.
Armitage, McPherson & Rowe (1969) follow the density of walks that are still inside from look to look; Jennison &
Turnbull (2000, ch. 19) do it by quadrature, which is done here with ten Gauss-Legendre nodes on panels that are short
against the walk's steps. For a chi-square of several degrees of freedom the walk is the distance from the origin,
whose steps are noncentral (Jennison & Turnbull 1991, Biometrika 78).
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, ive, log_ndtr, ndtr

Numbers = npt.NDArray[np.float64]

_NODES: Final = 10
_PANEL: Final = 2.5
"""How many standard deviations of a step a panel spans: with ten nodes, integrals are right to about 1e-12."""

_REACH: Final = 9.0
"""How many standard deviations away nothing is left: less than 1e-18."""

_FOLDS: Final = 40.0
"""How many times a tail falls by e until nothing is left of it."""

_FARTHEST: Final = 60.0
"""A z that no alpha of floating point is spent beyond, in up to some hundred dimensions."""

_LOG_ROOT_TAU: Final = math.log(2 * math.pi) / 2


class Position(NamedTuple):
    """Where walks are that are still inside: `masses` of them at `points`, when information is `information`."""

    information: float
    points: Numbers
    masses: Numbers


class Walk(Protocol):
    """A kind of walk, by the region it is to stay in."""

    def __hash__(self) -> int:
        """What bounds are remembered by."""
        ...

    def lowest(self, information: float) -> float:
        """The lower end of the region, on the scale of the score."""
        ...

    def density(self, position: Position, points: Numbers, step: float) -> Numbers:
        """The density at `points` after one step whose standard deviation is `step`."""
        ...

    def log_exit(self, position: Position, edge: float, step: float) -> tuple[float, float]:
        """Log of the probability to be beyond `edge` after one step, and its derivative by the edge."""
        ...


@dataclass(frozen=True, slots=True)
class TwoSided:
    """A score that is to stay between two bounds that mirror each other; it is followed by its size."""

    def lowest(self, information: float) -> float:  # noqa: ARG002
        """The middle: the other half is the mirror of this one."""
        return 0.0

    def density(self, position: Position, points: Numbers, step: float) -> Numbers:
        """The density of the score's size."""
        there = (points[:, None] - position.points) / step
        mirrored = (points[:, None] + position.points) / step
        kernel = np.exp(-there * there / 2) + np.exp(-mirrored * mirrored / 2)
        return kernel @ position.masses / (step * math.sqrt(2 * math.pi))

    def log_exit(self, position: Position, edge: float, step: float) -> tuple[float, float]:
        """Log of the probability to be beyond either bound, and its derivative."""
        points = np.concatenate((position.points, -position.points))
        return _log_beyond(points, np.concatenate((position.masses, position.masses)), edge, step)


@dataclass(frozen=True, slots=True)
class OneSided:
    """A score that is to stay below a bound."""

    def lowest(self, information: float) -> float:
        """So far down that nothing is below."""
        return -_REACH * math.sqrt(information)

    def density(self, position: Position, points: Numbers, step: float) -> Numbers:
        """The density of the score."""
        there = (points[:, None] - position.points) / step
        return np.exp(-there * there / 2) @ position.masses / (step * math.sqrt(2 * math.pi))

    def log_exit(self, position: Position, edge: float, step: float) -> tuple[float, float]:
        """Log of the probability to be above the bound, and its derivative."""
        return _log_beyond(position.points, position.masses, edge, step)


@dataclass(frozen=True, slots=True)
class Distance:
    """How far a score of several dimensions is from the origin: the root of chi-square, times that of information."""

    dimensions: int

    def lowest(self, information: float) -> float:  # noqa: ARG002
        """The origin."""
        return 0.0

    def density(self, position: Position, points: Numbers, step: float) -> Numbers:
        """The density of the distance: noncentral chi, in a form whose exponents cannot overflow."""
        return np.exp(self._log_density(position, points, step))

    def log_exit(self, position: Position, edge: float, step: float) -> tuple[float, float]:
        """Log of the probability to be farther than the bound, and its derivative."""
        farthest = float(position.points[-1])
        decay = min(step, step * step / max(edge - farthest, step), (position.information + step * step) / edge)
        points, weights = nodes(edge, max(edge + _FOLDS * decay, farthest + _REACH * step), decay)
        logs = self._log_density(position, points, step) + np.log(weights)
        most = float(logs.max())
        log_p = most + math.log(float(np.exp(logs - most).sum()))
        at_edge = float(self._log_density(position, np.array([edge]), step)[0])
        return log_p, -math.exp(at_edge - log_p)

    def _log_density(self, position: Position, points: Numbers, step: float) -> Numbers:
        order = self.dimensions / 2 - 1
        from_points, to_points = position.points / step, points[:, None] / step
        if position.information == 0:
            constant = order * math.log(2) + float(gammaln(order + 1)) + math.log(step)
            logs = (self.dimensions - 1) * np.log(to_points) - to_points**2 / 2 - constant
        else:
            kernel = (order + 1) * np.log(to_points) - order * np.log(from_points) - (to_points - from_points) ** 2 / 2
            with np.errstate(divide="ignore"):
                masses = np.log(position.masses)
            logs = kernel + _log_bessel(order, from_points * to_points) - math.log(step) + masses
        most = logs.max(axis=1, keepdims=True)
        return np.asarray(most[:, 0] + np.log(np.exp(logs - most).sum(axis=1)))


START: Final = Position(0.0, np.zeros(1), np.ones(1))
"""Before the first user."""


def advance(walk: Walk, position: Position, information: float, edge: float, next_information: float) -> Position:
    """Where walks are after a look at which those beyond `edge` have left, on nodes fine enough for the next look."""
    step = math.sqrt(information - position.information)
    finest = min(step, math.sqrt(next_information - information))
    points, weights = nodes(walk.lowest(information), edge, finest)
    return Position(information, points, weights * walk.density(position, points, step))


def positions(walk: Walk, looks: Iterable[tuple[float, float]], last_information: float) -> Iterator[Position]:
    """Where walks are before each of the looks (of information and edge) and before a last one."""
    position = START
    yield position
    waiting: tuple[float, float] | None = None
    for look in [*looks, (last_information, math.nan)]:
        if waiting is not None:
            position = advance(walk, position, *waiting, next_information=look[0])
            yield position
        waiting = look


def edges(walk: Walk, looks: Sequence[tuple[float, float]]) -> list[float]:
    """The edges that spend, at looks given as information and share, just these shares of all walks."""
    position = START
    found: list[float] = []
    for number, (information, share) in enumerate(looks):
        near = found[-1] if found else math.sqrt(information)
        found.append(edge_spending(walk, position, information, share, near))
        if number + 1 < len(looks):
            position = advance(walk, position, information, found[-1], looks[number + 1][0])
    return found


def edge_spending(walk: Walk, position: Position, information: float, alpha: float, near: float) -> float:
    """The edge beyond which exactly `alpha` of all walks are at this look, having been inside at all before.

    Log-concave densities stay so when they are cut and blurred (Prekopa 1973), so the log of the probability is
    concave and falls: Newton's steps lead to the edge from wherever they begin, here `near`.
    """
    step = math.sqrt(information - position.information)
    target = math.log(alpha)
    edge = near
    for _ in range(200):
        log_p, slope = walk.log_exit(position, edge, step)
        move = (target - log_p) / slope
        edge = min(max(edge + move, walk.lowest(information)), _FARTHEST * math.sqrt(information))
        if abs(move) <= 1e-11 * step:
            break
    return edge


def nodes(low: float, high: float, step: float) -> tuple[Numbers, Numbers]:
    """Points and weights of a quadrature between two ends, on panels no longer than a few steps."""
    panels = max(1, math.ceil((high - low) / (_PANEL * step)))
    points, weights = _gauss_legendre()
    half = (high - low) / panels / 2
    centres = low + half * (2 * np.arange(panels) + 1)
    return (centres[:, None] + half * points).ravel(), np.tile(half * weights, panels)


def exit_with_drift(position: Position, information: float, edge: float, drift: float) -> float:
    """The probability that a two-sided walk with `drift` per unit of information leaves at this look and not before.

    Walks with drift are walks without, reweighted by their likelihood ratio, exp(drift * S - drift ** 2 * I / 2).
    """
    step = math.sqrt(information - position.information)
    total = 0.0
    for sign in (1.0, -1.0):
        points = sign * position.points
        ratio = np.exp(drift * points - drift * drift * position.information / 2) / 2
        beyond = ndtr((points - edge) / step + drift * step) + ndtr((-points - edge) / step - drift * step)
        total += float(np.sum(position.masses * ratio * beyond))
    return total


def _log_beyond(points: Numbers, masses: Numbers, edge: float, step: float) -> tuple[float, float]:
    scaled = (points - edge) / step
    tails = log_ndtr(scaled)
    with np.errstate(divide="ignore"):
        logs = tails + np.log(masses)
    most = float(logs.max())
    shares = np.exp(logs - most)
    total = float(shares.sum())
    hazards = np.exp(-scaled * scaled / 2 - _LOG_ROOT_TAU - tails)
    return most + math.log(total), -float(shares @ hazards) / total / step


def _log_bessel(order: float, argument: Numbers) -> Numbers:
    """Log of the modified Bessel function I, scaled by exp(-argument): its first term where it is too small to hold."""
    scaled = ive(order, argument)
    with np.errstate(divide="ignore"):
        return np.where(scaled > 0, np.log(scaled), order * np.log(argument / 2) - float(gammaln(order + 1)) - argument)


@cache
def _gauss_legendre() -> tuple[Numbers, Numbers]:
    points, weights = np.polynomial.legendre.leggauss(_NODES)
    return points, weights
