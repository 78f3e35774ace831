"""What can be wrong with the variants of an experiment, and with the weights that it is to run by."""

import math
from collections.abc import Iterator, Sequence

from sextant.domain import allocations
from sextant.domain.errors import FieldError
from sextant.domain.experiments import FEWEST_VARIANTS, MOST_VARIANTS, Variant
from sextant.domain.flag_values import json_problems
from sextant.domain.hashing import BUCKETS


def problems(variants: Sequence[Variant]) -> Iterator[FieldError]:
    """What is wrong with variants, each thing with its field."""
    count = len(variants)
    if not FEWEST_VARIANTS <= count <= MOST_VARIANTS:
        has = {0: "There are no variants", 1: "There is one variant"}.get(count, f"There are {count} variants")
        message = (
            f"{has}; an experiment compares {FEWEST_VARIANTS} to {MOST_VARIANTS}, of which the first is the control."
        )
        yield FieldError("variants", message, f"{FEWEST_VARIANTS} to {MOST_VARIANTS} variants")
    seen: set[str] = set()
    for number, variant in enumerate(variants):
        field = f"variants[{number}]"
        if variant.id in seen:
            message = f"Two variants are called {variant.id!r}; users are counted under the id, so give each its own."
            yield FieldError(f"{field}.id", message, "a unique id")
        seen.add(variant.id)
        yield from json_problems(variant.value, f"{field}.value")
    yield from _of_weights(variants)


def problems_of_running(variants: Sequence[Variant]) -> Iterator[FieldError]:
    """What keeps sound variants from being compared: too few of them get users."""
    drawn = sum(variant.weight > 0 for variant in variants)
    if drawn < FEWEST_VARIANTS:
        message = f"Only {drawn} of the variants has a weight above 0; users of at least two must be compared."
        yield FieldError("variants", message, "two weights above 0")
    if not variants[0].weight > 0:
        message = f"{variants[0].id!r} is the control, which the others are compared with; give it a weight above 0."
        yield FieldError("variants[0].weight", message, "above 0")


def _of_weights(variants: Sequence[Variant]) -> Iterator[FieldError]:
    wrong = [number for number, variant in enumerate(variants) if not 0 <= variant.weight < math.inf]
    for number in wrong:
        message = (
            f"A weight of {str(variants[number].weight)[:20]} is no share of users; give 0 or any positive number."
        )
        yield FieldError(f"variants[{number}].weight", message, "a finite number from 0")
    if wrong or not variants:
        return
    if not any(variant.weight for variant in variants):
        message = "All weights are 0, so that nobody gets any variant; give at least two of them a share of the users."
        yield FieldError("variants", message, "weights above 0")
        return
    # By position, since ids may be double.
    sizes = allocations.sizes({str(number): variant.weight for number, variant in enumerate(variants)})
    for number, variant in enumerate(variants):
        if variant.weight and not sizes[str(number)]:
            message = (
                f"Its share is less than one of {BUCKETS:,} buckets, so that nobody would get it; give it more, or 0."
            )
            yield FieldError(f"variants[{number}].weight", message, f"at least 1/{BUCKETS:,} of all weights, or 0")
