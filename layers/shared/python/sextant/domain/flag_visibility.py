"""What a flag may hold whose rules travel to devices."""

from collections.abc import Iterator

from sextant.domain.device_visibility import NAMING_ATTRIBUTES, named_user, plain, slow_patterns
from sextant.domain.errors import FieldError
from sextant.domain.features import Rule
from sextant.domain.flags import Flag


def problems(flag: Flag) -> Iterator[FieldError]:
    """What must not travel, if the flag's rules do."""
    if not flag.client_visible:
        return
    # What one rule hashes names somebody in all of them.
    naming = NAMING_ATTRIBUTES.union(*map(_hashed, flag.rules))
    for number, rule in enumerate(flag.rules):
        field = f"rules[{number}].condition"
        condition = rule.get("condition", {})
        if named := named_user(condition, naming):
            message = (
                f"It compares {named!r} with a value, and the rules of this flag can be read on any device. Put users "
                "into userIds or excludedUserIds, which travel as fingerprints, or use another attribute."
            )
            yield FieldError(field, message, "no user in clear")
        yield from slow_patterns(condition, field)
        for place, parent in enumerate(rule.get("parentConditions", ())):
            yield from slow_patterns(parent["condition"], f"rules[{number}].parentConditions[{place}].condition")
    for number, prerequisite in enumerate(flag.prerequisites):
        yield from slow_patterns(prerequisite.condition, f"prerequisites[{number}].condition")


def _hashed(rule: Rule) -> frozenset[str]:
    own = (rule.get("hashAttribute"), rule.get("fallbackAttribute"))
    names = (*own, *(each.get("attribute") for each in rule.get("filters", ())))
    return frozenset(plain(name) for name in names if name)
