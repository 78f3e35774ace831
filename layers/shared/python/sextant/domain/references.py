"""What a feature has to be told of a user before it can be decided."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from sextant.domain.features import Feature, Rule

_DEFAULT_HASH_ATTRIBUTE = "id"
_PATH_SEPARATOR = "."


def attributes_of(features: Mapping[str, Feature]) -> dict[str, frozenset[str]]:
    """By feature the names of all attributes that it, or a feature that it requires, looks at."""
    own = {key: frozenset(_of_feature(feature)) for key, feature in features.items()}
    parents = {key: frozenset(_parents(feature)) & own.keys() for key, feature in features.items()}

    @cache
    def with_parents(key: str) -> frozenset[str]:
        return own[key].union(*(own[each] for each in _reached(key, parents)))

    return {key: with_parents(key) if parents[key] else own[key] for key in own}


def needed_for(key: str, features: Mapping[str, Feature]) -> frozenset[str]:
    """The feature and everything among the features that it requires, directly or not."""
    parents = {each: frozenset(_parents(feature)) & features.keys() for each, feature in features.items()}
    return frozenset({key, *_reached(key, parents)})


def hashed_attributes(rule: Rule) -> Iterator[str]:
    """The attributes that a rule hashes of whoever meets its condition; none if it draws no lots."""
    if draws_lots(rule):
        yield rule.get("hashAttribute") or _DEFAULT_HASH_ATTRIBUTE
    yield from filtered_attributes(rule)


def draws_lots(rule: Rule) -> bool:
    """Whether a rule draws by `hashAttribute` who gets what; filters are apart from that."""
    if rule.get("force") is None:
        return bool(rule.get("variations"))
    return "coverage" in rule or "range" in rule


def filtered_attributes(rule: Rule) -> Iterator[str]:
    """The attributes that a rule's filters hash."""
    return (each.get("attribute") or _DEFAULT_HASH_ATTRIBUTE for each in rule.get("filters", ()))


def _of_feature(feature: Feature) -> Iterator[str]:
    for rule in feature.get("rules", ()):
        yield from _of_condition(rule.get("condition"))
        yield from hashed_attributes(rule)
        if fallback := rule.get("fallbackAttribute"):
            yield fallback


def _of_condition(condition: object) -> Iterator[str]:
    """The first parts of all paths; `$and` and its like hold conditions, anything else tests one attribute."""
    if not isinstance(condition, Mapping):
        return
    for name, operand in condition.items():
        if not name.startswith("$"):
            yield name.partition(_PATH_SEPARATOR)[0]
        elif isinstance(operand, Mapping):
            yield from _of_condition(operand)
        elif isinstance(operand, list | tuple):
            for each in operand:
                yield from _of_condition(each)


def _parents(feature: Feature) -> Iterator[str]:
    for rule in feature.get("rules", ()):
        for parent in rule.get("parentConditions", ()):
            yield parent["id"]


def _reached(key: str, parents: Mapping[str, Iterable[str]]) -> set[str]:
    """Everything that a feature requires, directly or not; a cycle ends where it began."""
    reached: set[str] = set()
    coming = list(parents[key])
    while coming:
        each = coming.pop()
        if each not in reached:
            reached.add(each)
            coming.extend(parents[each])
    return reached
