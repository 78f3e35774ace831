"""Whether experiments assign users evenly and independently of each other, by the hash they use."""

import itertools
import random
from typing import Final

import numpy as np

from bench.simulations.figures import Figure
from sextant.domain.hashing import BUCKETS, bucketer
from sextant.statistics.sample_ratio import sample_ratio

EXPERIMENTS: Final = 12


def independent(users: int, seed: int = 506) -> list[Figure]:
    """Twelve experiments with seeds as the product draws them: phi of 66 pairs, and chi-square of each one's buckets.

    Half of the users have ids that count up, half random ones.
    """
    drawn = random.Random(seed)  # noqa: S311 - no secret
    ids = [f"user-{number}" for number in range(users // 2)]
    ids += [drawn.randbytes(16).hex() for _ in range(users - len(ids))]
    buckets = [list(map(bucketer(drawn.randbytes(8).hex(), 2), ids)) for _ in range(EXPERIMENTS)]
    treated = [np.array(each) < BUCKETS // 2 for each in buckets]
    phi = [abs(float(np.corrcoef(one, other)[0, 1])) for one, other in itertools.combinations(treated, 2)]
    even = [sample_ratio(np.bincount(each, minlength=BUCKETS).tolist(), [1] * BUCKETS).p or 0.0 for each in buckets]
    return [
        Figure(f"greatest |φ| of {len(phi)} pairs of experiments", max(phi), 0, 0, 0.02, users, ""),
        Figure(f"least p of even buckets in {EXPERIMENTS} experiments", min(even), 0, 1e-4, 1, users, ""),
    ]
