"""Customers to fit models to: CDNOW's, and such as the model itself would make."""

import csv
from pathlib import Path

import numpy as np

from sextant.statistics.bg_nbd import BgNbd
from sextant.statistics.gamma_gamma import Spending
from sextant.statistics.histories import Histories

DATA = Path(__file__).parents[2] / "data" / "cdnow"


def cdnow(unit: float = 1.0) -> Histories:
    """CDNOW's customers, in weeks; or in days, for a unit of a seventh."""
    with (DATA / "summary.csv").open() as file:
        rows = list(csv.DictReader(file))
    repeats, last, age = ([float(row[name]) for row in rows] for name in ("frequency", "recency", "T"))
    return Histories.of(repeats, np.array(last) / unit, np.array(age) / unit)


def cdnow_spending() -> Spending:
    """What those of them spent who came back, in dollars."""
    with (DATA / "spending.csv").open() as file:
        rows = list(csv.DictReader(file))
    return Spending.of([float(row["x"]) for row in rows], [float(row["zbar"]) for row in rows])


def drawn(model: BgNbd, customers: int, longest: float, seed: int, beyond: float = 0.0) -> tuple[Histories, np.ndarray]:
    """Customers that behave by the model, observed for up to so long; and how often each came in the time beyond."""
    chance = np.random.default_rng(seed)
    repeats, last, ages, later = [], [], [], []
    for _ in range(customers):
        rate, leaving = chance.gamma(model.r, 1 / model.alpha), chance.beta(model.a, model.b)
        age = chance.uniform(0.2, 1.0) * longest
        times = _purchases(rate, leaving, age + beyond, chance)
        seen = [time for time in times if time <= age]
        repeats.append(len(seen))
        last.append(seen[-1] if seen else 0.0)
        ages.append(age)
        later.append(len(times) - len(seen))
    return Histories.of(repeats, last, ages), np.array(later)


def _purchases(rate: float, leaving: float, until: float, chance: np.random.Generator) -> list[float]:
    times: list[float] = []
    now = 0.0
    while True:
        now += chance.exponential(1 / max(rate, 1e-300))
        if now > until:
            return times
        times.append(now)
        if chance.random() < leaving:
            return times
