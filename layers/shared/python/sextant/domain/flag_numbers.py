"""Whether a flag of numbers is one of whole numbers: JSON has one kind of number, and typed clients have two."""

from collections.abc import Iterator
from typing import cast

from sextant.domain.features import Feature, Rule
from sextant.domain.flag_values import ValueType
from sextant.domain.flags import Flag


def of_one_kind(feature: Feature, flag: Flag) -> Feature:
    """A flag's feature with all numbers floats if any of the flag's is, so that one travels as `10.0` beside `10.5`.

    A client that asks for a float refuses `10`, and one that asks for a whole number refuses `10.0`; neither may depend
    on who asks, or on whether the flag is on.
    """
    if flag.value_type is not ValueType.NUMBER or not any(isinstance(value, float) for value in _values(flag)):
        return feature
    rules = [_of_floats(rule) for rule in feature.get("rules", ())]
    return {"defaultValue": _float(feature.get("defaultValue")), "rules": rules}


def _values(flag: Flag) -> Iterator[object]:
    yield flag.value
    yield flag.default_value
    for rule in flag.rules:
        yield rule.get("force")
        yield from rule.get("variations", ())


def _of_floats(rule: Rule) -> Rule:
    changed: dict[str, object] = dict(rule)
    if "force" in rule:
        changed["force"] = _float(rule["force"])
    if "variations" in rule:
        changed["variations"] = [_float(each) for each in rule["variations"]]
    return cast("Rule", changed)


def _float(value: object) -> object:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
