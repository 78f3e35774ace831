"""Exact tests of two rates, for counts too small for a z test.

Fisher's conditions on how many converted in all, and so is conservative. Barnard's and Boschloo's do not: their p is
the largest that any common rate gives the tables at least as extreme, by the pooled z or by Fisher's p. They walk all
tables, so beyond a few hundred users in each arm they answer TOO_MANY_USERS; Fisher's has no such limit.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sextant.statistics.samples import Proportion
from sextant.statistics.status import Status

Table = NDArray[np.float64]

_TIES: Final = 1 + 1e-7
"""Tables whose probability or p is the observed one's but for rounding are as extreme as it."""
_LARGEST: Final = 400_000
"""Tables that an unconditional test walks at most: 631 users in each arm."""
_SMALL_EXPECTATION: Final = 5
_GRID: Final = 128
_NARROWINGS: Final = 4
_LN_10: Final = math.log(10)


@dataclass(frozen=True, slots=True)
class ExactTest:
    """What an exact test found: two-sided p, its logarithm to base 10, or why there is none."""

    status: Status
    p: float | None
    log10_p: float | None


def is_needed(control: Proportion, treatment: Proportion) -> bool:
    """Whether an expected count of the table is below 5, so that the z test is not to be relied on (Cochran, 1954)."""
    n = control.n + treatment.n
    hits = control.conversions + treatment.conversions
    return min(hits, n - hits) * min(control.n, treatment.n) < _SMALL_EXPECTATION * n


def fisher(control: Proportion, treatment: Proportion) -> ExactTest:
    """The probability of all tables with these margins that are no likelier than this one."""
    if not (control.n and treatment.n):
        return ExactTest(Status.NO_USERS, None, None)
    logs, least = _hypergeometric(control, treatment)
    observed = logs[treatment.conversions - least]
    log_p = min(float(np.logaddexp.reduce(logs[logs <= observed + math.log(_TIES)])), 0.0)
    return ExactTest(Status.OK, math.exp(log_p), log_p / _LN_10)


def barnard(control: Proportion, treatment: Proportion) -> ExactTest:
    """Barnard's test (Biometrika 34, 1947) with the pooled z as what is extreme."""

    def extreme() -> Table:
        z = np.abs(_pooled_z(control.n, treatment.n))
        return np.asarray(z * _TIES >= z[control.conversions, treatment.conversions], dtype=np.float64)

    return _unconditional(control, treatment, extreme, 1)


def boschloo(control: Proportion, treatment: Proportion) -> ExactTest:
    """Boschloo's test (Stat. Neerl. 24, 1970): twice the smaller one-sided p, with Fisher's p as what is extreme.

    It rejects whatever Fisher's one-sided tests reject, and more.
    """
    smaller: ExactTest | None = None
    for one, other in ((control, treatment), (_failures(control), _failures(treatment))):

        def extreme(one: Proportion = one, other: Proportion = other) -> Table:
            p = _fisher_above(one.n, other.n)
            return np.asarray(p <= p[one.conversions, other.conversions] * _TIES, dtype=np.float64)

        found = _unconditional(one, other, extreme, 2)
        if smaller is None or smaller.p is None or (found.p is not None and found.p < smaller.p):
            smaller = found
    return smaller or ExactTest(Status.NO_USERS, None, None)


def _unconditional(control: Proportion, treatment: Proportion, extreme: Callable[[], Table], times: int) -> ExactTest:
    if not (control.n and treatment.n):
        return ExactTest(Status.NO_USERS, None, None)
    if (control.n + 1) * (treatment.n + 1) > _LARGEST:
        return ExactTest(Status.TOO_MANY_USERS, None, None)
    if control.conversions + treatment.conversions in {0, control.n + treatment.n}:
        return ExactTest(Status.OK, 1.0, 0.0)
    log_p = min(math.log(times) + _largest(extreme(), control.n, treatment.n), 0.0)
    return ExactTest(Status.OK, math.exp(log_p), log_p / _LN_10)


def _largest(tables: Table, base_n: int, n: int) -> float:
    """The logarithm of the largest probability of the tables marked with 1, over all common rates.

    Rates are searched on a grid that is even after the arcsine transform, then ever finer around the best three.
    """
    edge = 1e-6
    angles = np.linspace(edge, math.pi / 2 - edge, _GRID)
    values = _probabilities(tables, base_n, n, angles)
    best = float(values.max())
    step = float(angles[1] - angles[0])
    for peak in angles[np.argsort(values)[-3:]]:
        middle, reach = float(peak), step
        for _ in range(_NARROWINGS):
            near = np.clip(np.linspace(middle - reach, middle + reach, 17), edge, math.pi / 2 - edge)
            found = _probabilities(tables, base_n, n, near)
            middle, reach = float(near[found.argmax()]), reach / 8
            best = max(best, float(found.max()))
    return best


def _probabilities(tables: Table, base_n: int, n: int, angles: Table) -> Table:
    """The logarithm of the probability of the tables for each rate sin²(angle)."""
    base, rate = _binomials(base_n, angles), _binomials(n, angles)
    total = np.einsum("ai,ai->a", base @ tables, rate)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(total), dtype=np.float64)


def _binomials(n: int, angles: Table) -> Table:
    hits = np.arange(n + 1)
    choices = _log_choices(n)
    with np.errstate(under="ignore"):
        return np.asarray(
            np.exp(
                choices + 2 * np.outer(np.log(np.sin(angles)), hits) + 2 * np.outer(np.log(np.cos(angles)), n - hits)
            ),
            dtype=np.float64,
        )


def _log_choices(n: int) -> Table:
    """The logarithm of n over k for every k."""
    factorials = np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, n + 1)))))
    return np.asarray(factorials[-1] - factorials - factorials[::-1], dtype=np.float64)


def _pooled_z(base_n: int, n: int) -> Table:
    base, hits = np.arange(base_n + 1)[:, None], np.arange(n + 1)[None, :]
    whole = base + hits
    spread = whole * (base_n + n - whole)
    distance = hits / n - base / base_n
    return np.asarray(np.where(spread > 0, distance / np.sqrt(np.maximum(spread, 1)), 0.0), dtype=np.float64)


def _fisher_above(base_n: int, n: int) -> Table:
    """Fisher's one-sided p of every table, that treatment has as many conversions or more."""
    p = np.empty((base_n + 1, n + 1))
    base_choices, choices = _log_choices(base_n), _log_choices(n)
    for whole in range(base_n + n + 1):
        hits = np.arange(max(0, whole - base_n), min(n, whole) + 1)
        logs = choices[hits] + base_choices[whole - hits]
        weights = np.exp(logs - logs.max())
        above = np.cumsum(weights[::-1])[::-1]
        p[whole - hits, hits] = above / above[0]
    return p


def _hypergeometric(control: Proportion, treatment: Proportion) -> tuple[Table, int]:
    """The log probability of each possible count of treatment's conversions, given the sum, from the least on.

    It comes from the ratios of neighbours alone, so that no factorials of many users cancel.
    """
    whole = control.conversions + treatment.conversions
    least, most = max(0, whole - control.n), min(treatment.n, whole)
    k = np.arange(least, most, dtype=np.float64)
    up = np.log(treatment.n - k) + np.log(whole - k) - np.log(k + 1) - np.log(control.n - whole + k + 1)
    logs = np.concatenate(([0.0], np.cumsum(up)))
    return np.asarray(logs - np.logaddexp.reduce(logs), dtype=np.float64), least


def _failures(sample: Proportion) -> Proportion:
    return Proportion(sample.n - sample.conversions, sample.n)
