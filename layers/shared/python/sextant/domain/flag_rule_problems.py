"""What can be wrong with the rules that admins write for a flag."""

from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from sextant.domain.condition_problems import condition_problems
from sextant.domain.errors import FieldError
from sextant.domain.features import Filter, Rule, Share
from sextant.domain.flag_values import ValueType, json_problems
from sextant.domain.flag_values import problems as value_problems
from sextant.domain.json_values import is_number

WEIGHT_TOLERANCE = 0.00005
"""By how much weights may miss 1: half a bucket of the hash."""
MIN_VARIATIONS, MAX_VARIATIONS = 2, 20
RESERVED_IDS = frozenset({"excluded", "included", "rollout"})
PREREQUISITE_PREFIX = "prerequisite:"

_OF_VARIATIONS = ("weights", "ranges", "meta", "key", "name", "phase", "namespace")


def problems(rules: Sequence[Rule], value_type: ValueType) -> Iterator[FieldError]:
    """What is wrong with the rules of a flag of this type; they are normalised."""
    seen: set[str] = set()
    for number, rule in enumerate(rules):
        field = f"rules[{number}]"
        yield from json_problems({**rule, "force": None, "variations": None}, field)
        yield from _of_id(rule["id"], f"{field}.id", seen)
        yield from _of_values(rule, value_type, field)
        yield from _of_draw(rule, field)
        yield from _of_conditions(rule, field)


def _of_id(rule_id: str, field: str, seen: set[str]) -> Iterator[FieldError]:
    if rule_id in RESERVED_IDS or rule_id.startswith(PREREQUISITE_PREFIX):
        yield FieldError(field, f"{rule_id!r} is how answers call what the simple controls decide; choose another id.")
    elif rule_id in seen:
        yield FieldError(field, f"Two rules are called {rule_id!r}; leave one out, and an id is made.", "a unique id")
    seen.add(rule_id)


def _of_values(rule: Rule, value_type: ValueType, field: str) -> Iterator[FieldError]:
    forces, varies = "force" in rule, "variations" in rule
    if forces == varies:
        problem = "It has both `force` and `variations`" if forces else "It has neither `force` nor `variations`"
        yield FieldError(field, f"{problem}; give the one value it forces, or those it draws from.", "one of the two")
    if forces:
        yield from value_problems(rule["force"], value_type, f"{field}.force")
        yield from _misplaced(rule, field, _OF_VARIATIONS, "variations")
    if varies:
        yield from _of_variations(rule, value_type, field)
        yield from _misplaced(rule, field, ("range",), "force")


def _misplaced(rule: Rule, field: str, names: Iterable[str], belongs_to: str) -> Iterator[FieldError]:
    for name in names:
        if name in rule:
            yield FieldError(f"{field}.{name}", f"It means something with `{belongs_to}` only; leave it out.")


def _of_variations(rule: Rule, value_type: ValueType, field: str) -> Iterator[FieldError]:
    variations = rule["variations"]
    count = len(variations)
    if not MIN_VARIATIONS <= count <= MAX_VARIATIONS:
        message = f"There are {count}; draw from {MIN_VARIATIONS} to {MAX_VARIATIONS} values."
        yield FieldError(f"{field}.variations", message, f"{MIN_VARIATIONS} to {MAX_VARIATIONS} values")
    for number, value in enumerate(variations):
        yield from value_problems(value, value_type, f"{field}.variations[{number}]")
    for name in ("weights", "meta", "ranges"):
        found = cast("Sequence[object] | None", rule.get(name))
        if found is not None and len(found) != count:
            message = f"There are {len(found)} for {count} variations; give one for each."
            yield FieldError(f"{field}.{name}", message, f"{count} of them")
    if "weights" in rule:
        yield from _of_weights(rule["weights"], f"{field}.weights")


def _of_weights(weights: Sequence[float], field: str) -> Iterator[FieldError]:
    outside = [number for number, weight in enumerate(weights) if not 0 <= weight <= 1]
    for number in outside:
        yield FieldError(f"{field}[{number}]", "A weight is a share of everybody: give 0 to 1.", "0 to 1")
    total = sum(weights)
    if not outside and abs(total - 1) > WEIGHT_TOLERANCE:
        message = f"The weights sum to {total:.5g}; make them sum to 1, or leave them out for equal shares."
        yield FieldError(field, message, "a sum of 1")


def _of_draw(rule: Rule, field: str) -> Iterator[FieldError]:
    if "coverage" in rule and not 0 <= rule["coverage"] <= 1:
        yield FieldError(f"{field}.coverage", "It is a share of those who match: give 0 to 1, not per cent.", "0 to 1")
    if "coverage" in rule and ("range" in rule or "ranges" in rule):
        yield FieldError(f"{field}.coverage", "`range` and `ranges` say already who is covered; leave one out.")
    if "range" in rule:
        yield from _of_share(rule["range"], f"{field}.range")
    yield from _of_shares(rule.get("ranges", ()), f"{field}.ranges")
    for number, each in enumerate(rule.get("filters", ())):
        yield from _of_filter(each, f"{field}.filters[{number}]")
    if "namespace" in rule:
        yield from _of_namespace(rule["namespace"], f"{field}.namespace")


def _of_filter(of: Filter, field: str) -> Iterator[FieldError]:
    if not of["ranges"]:
        yield FieldError(f"{field}.ranges", "A filter without ranges lets nobody in; give at least one.")
    yield from _of_shares(of["ranges"], f"{field}.ranges")


def _of_namespace(namespace: Sequence[object], field: str) -> Iterator[FieldError]:
    expected = "a name, from and to"
    match namespace:
        case [str(name), start, end] if name and is_number(start) and is_number(end):
            yield from _of_share((start, end), field)
        case _:
            yield FieldError(field, 'Give its name and the share of it, such as ["checkout", 0, 0.5].', expected)


def _of_shares(shares: Sequence[Share], field: str) -> Iterator[FieldError]:
    for number, share in enumerate(shares):
        yield from _of_share(share, f"{field}[{number}]")


def _of_share(share: Share, field: str) -> Iterator[FieldError]:
    start, end = share
    if not 0 <= start <= end <= 1:
        message = f"From {start:g} to {end:g} is no part of everybody; give 0 to 1, the smaller first."
        yield FieldError(field, message, "0 <= from <= to <= 1")


def _of_conditions(rule: Rule, field: str) -> Iterator[FieldError]:
    if "condition" in rule:
        yield from condition_problems(rule["condition"], f"{field}.condition")
    for number, parent in enumerate(rule.get("parentConditions", ())):
        yield from condition_problems(parent["condition"], f"{field}.parentConditions[{number}].condition")
