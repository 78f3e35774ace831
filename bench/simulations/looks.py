"""Experiments that are looked at once or daily: how often they err without a difference, and find a true one."""

import math
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from bench.simulations.figures import Figure, share
from sextant.statistics.confidence_sequences import always_valid
from sextant.statistics.group_sequential import StoredLook, next_look
from sextant.statistics.proportions import pooled_z, unpooled_error
from sextant.statistics.samples import Proportion

Counts = npt.NDArray[np.int64]

DAYS: Final = 28
DAILY_USERS: Final = 714
"""Of each arm: by day 28 about 20,000."""

RATE: Final = 0.05
LIFTED: Final = 0.0561
"""A rate that one look at 20,000 users an arm finds in about four of five experiments."""

ALPHA: Final = 0.05
ONE_LOOK: Final = 1.959964
"""The bound of a single look at that alpha."""


def fixed_horizon(runs: int, seed: int = 501) -> list[Figure]:
    """A/A: two arms that convert alike, tested once."""
    generator = np.random.default_rng(seed)
    found = []
    for rate in (0.01, RATE, 0.3):
        control, treatment = generator.binomial(10_000, rate, (2, runs)).tolist()
        tests = [
            pooled_z(Proportion(a, 10_000), Proportion(b, 10_000)) for a, b in zip(control, treatment, strict=True)
        ]
        down, up = (
            sum(test.p is not None and test.p < ALPHA and math.copysign(1, test.z or 0) == side for test in tests)
            for side in (-1, 1)
        )
        name = f"A/A, one look, rate {rate:.0%}"
        found += [
            share(f"{name}: false positives", down + up, 0.0457, 0.0543, runs),
            share(f"{name}: down", down, 0.022, 0.028, runs),
            share(f"{name}: up", up, 0.022, 0.028, runs),
        ]
    return found


def daily_looks(runs: int, seed: int = 502) -> list[Figure]:
    """28 looks by the default method, by |z| > 1.96 and by the confidence sequence, and the power of each."""
    generator = np.random.default_rng(seed)
    honest, lifted = _conversions(generator, runs, RATE), _conversions(generator, runs, LIFTED)
    bounds = _default_bounds()
    scheduled = [_ever(pairs, lambda day, z, _: abs(z) >= bounds[day]) for pairs in (honest, lifted)]
    peeking = _ever(honest, lambda _, z, __: abs(z) >= ONE_LOOK)
    sequence = [_ever(pairs, lambda _, __, p: p <= ALPHA, always=True) for pairs in (honest, lifted)]
    single = _ever(lifted[:, :, -1:], lambda _, z, __: abs(z) >= ONE_LOOK)
    lost = (single.astype(float) - scheduled[1]).mean()
    noise = float((single.astype(float) - scheduled[1]).std() / math.sqrt(runs))
    return [
        share("A/A, 28 daily looks, default: false positives", scheduled[0].sum(), 0, 0.055, runs),
        share("A/A, 28 daily looks at |z| > 1.96: false positives", peeking.sum(), 0.24, 0.30, runs),
        share("A/A, 28 daily looks, always-valid p: false positives", sequence[0].sum(), 0, 0.05, runs),
        share("A/B, one look: power", single.sum(), 0.75, 0.85, runs),
        share("A/B, 28 daily looks, default: power", scheduled[1].sum(), 0.72, 0.85, runs),
        Figure("A/B, 28 daily looks, default: power lost against one", float(lost), noise, -1, 0.03, runs),
        share("A/B, 28 daily looks, always-valid p: power", sequence[1].sum(), 0.3, 0.7, runs),
    ]


def uneven_traffic(runs: int, seed: int = 503) -> list[Figure]:
    """A/A with days of all sizes that over- or under-run the plan, each experiment with bounds of its own."""
    generator = np.random.default_rng(seed)
    crossed = 0
    for _ in range(runs):
        traffic = DAILY_USERS * generator.gamma(20, 1 / 20) * generator.gamma(2, 0.5, DAYS)
        users = np.cumsum(generator.poisson(traffic, (2, DAYS)), axis=1)
        daily = np.diff(users, axis=1, prepend=0)
        conversions = np.cumsum(generator.binomial(daily, RATE), axis=1)
        crossed += _crosses(users.tolist(), conversions.tolist())
    return [share("A/A, 28 uneven days, own bounds: false positives", crossed, 0, 0.055, runs)]


def _crosses(users: Sequence[Sequence[int]], conversions: Sequence[Sequence[int]]) -> bool:
    """Whether the experiment crosses at any look; the last look ends it by the calendar, and spends all."""
    looks: list[StoredLook] = []
    for day in range(DAYS):
        information = users[0][day] + users[1][day]
        fraction = 1.0 if day == DAYS - 1 else information / (2 * DAYS * DAILY_USERS)
        look = next_look(looks, float(information), fraction, ALPHA)
        if look is None:
            continue
        looks.append(look)
        arms = (Proportion(conversions[arm][day], users[arm][day]) for arm in (0, 1))
        z = pooled_z(*arms).z
        if look.bound is not None and z is not None and abs(z) >= look.bound:
            return True
    return False


def _conversions(generator: np.random.Generator, runs: int, rate: float) -> Counts:
    """Cumulative, by arm, run and day."""
    daily = [generator.binomial(DAILY_USERS, each, (runs, DAYS)) for each in (RATE, rate)]
    return np.cumsum(daily, axis=2)


def _default_bounds() -> list[float]:
    looks: list[StoredLook] = []
    for day in range(1, DAYS + 1):
        look = next_look(looks, 2.0 * DAILY_USERS * day, day / DAYS, ALPHA)
        looks += [] if look is None else [look]
    return [math.inf if look.bound is None else look.bound for look in looks]


def _ever(
    conversions: Counts, decides: Callable[[int, float, float], bool], *, always: bool = False
) -> npt.NDArray[np.bool_]:
    """Whether each run is decided at any of its looks, by day, z and (if asked for) the always-valid p."""
    days = conversions.shape[2]
    users = [DAILY_USERS * (DAYS - days + day + 1) for day in range(days)]

    def decided(control: Sequence[int], treatment: Sequence[int]) -> bool:
        for day, n in enumerate(users):
            a, b = Proportion(control[day], n), Proportion(treatment[day], n)
            test = pooled_z(a, b)
            p = 1.0
            if always:
                p = always_valid(test.difference, unpooled_error(a, b) ** 2, 2 * n, DAYS * DAILY_USERS).p
            if decides(day, test.z or 0.0, p):
                return True
        return False

    return np.array([decided(a, b) for a, b in zip(*conversions.tolist(), strict=True)])
