"""What models of repeat purchases know of customers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sextant.statistics.maxima import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Histories:
    """Customers, each from the first purchase to the end of observation; all times are in one unit.

    Attributes:
        repeats: How often each came back (x, "frequency"): purchases after the first.
        last: When, counted from the first purchase, the last one was (t_x, "recency"); 0 without repeats.
        age: How long after the first purchase observation ended (T).
        weights: For how many customers each stands.
    """

    repeats: Floats
    last: Floats
    age: Floats
    weights: Floats

    def __post_init__(self) -> None:
        if not len(self.repeats) == len(self.last) == len(self.age) == len(self.weights):
            raise ValueError("Each customer has one number of each kind")
        numbers = np.concatenate([self.repeats, self.last, self.age, self.weights])
        if not np.isfinite(numbers).all() or (numbers < 0).any():
            raise ValueError("Histories are made of finite numbers from 0 on")
        if (self.last > self.age).any():
            raise ValueError("A last purchase after the end of observation cannot be")
        if ((self.repeats == 0) & (self.last > 0)).any():
            raise ValueError("Without repeats the last purchase is the first, at 0")
        if (self.repeats != np.floor(self.repeats)).any():
            raise ValueError("Repeats are counted, so they are whole numbers")

    @classmethod
    def of(
        cls,
        repeats: Sequence[float] | Floats,
        last: Sequence[float] | Floats,
        age: Sequence[float] | Floats,
        weights: Sequence[float] | Floats | None = None,
    ) -> "Histories":
        """Histories of plain numbers; each stands for one customer unless weights are given."""
        many = np.ones(len(repeats)) if weights is None else np.asarray(weights, float)
        return cls(np.asarray(repeats, float), np.asarray(last, float), np.asarray(age, float), many)

    def __len__(self) -> int:
        return len(self.repeats)

    @property
    def customers(self) -> float:
        """How many they are."""
        return float(self.weights.sum())

    @property
    def repeating(self) -> float:
        """How many of them came back."""
        return float(self.weights[self.repeats > 0].sum())

    @property
    def mean_age(self) -> float:
        """The mean length of a history."""
        return float(np.average(self.age, weights=self.weights))

    @property
    def vary(self) -> bool:
        """Whether any two customers differ."""
        return any(bool((each != each[0]).any()) for each in (self.repeats, self.last, self.age))

    def in_units_of(self, length: float) -> "Histories":
        """The same, with times counted in units of this length."""
        return Histories(self.repeats, self.last / length, self.age / length, self.weights)

    def thinned(self, most: int) -> "Histories":
        """At most so many of the rows, evenly out of their order, with their weights."""
        some = slice(None, None, -(-len(self) // most))
        return Histories(self.repeats[some], self.last[some], self.age[some], self.weights[some])

    def united(self) -> "Histories":
        """The same customers, those who are alike as one with their weights added."""
        rows, place = np.unique(np.column_stack([self.repeats, self.last, self.age]), axis=0, return_inverse=True)
        weights: Floats = np.bincount(place.reshape(-1), weights=self.weights, minlength=len(rows)).astype(float)
        return Histories(rows[:, 0].copy(), rows[:, 1].copy(), rows[:, 2].copy(), weights)
