"""Everything that can be wrong with a flag on its own, told at once and by field."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from sextant.domain import flag_rule_problems, flag_visibility
from sextant.domain.condition_problems import condition_problems
from sextant.domain.document_sizes import MAX_COMPILED_BYTES, MAX_STORED_BYTES, json_bytes
from sextant.domain.errors import FieldError
from sextant.domain.flag_requirements import MAX_REQUIRED, required
from sextant.domain.flag_values import ValueType, json_problems
from sextant.domain.flag_values import problems as value_problems
from sextant.domain.flags import FULL_ROLLOUT, Flag, Lifetime
from sextant.domain.targeting import compiled

RESERVED_KEYS = frozenset({"import", "export"})
"""Names of routes beside those of flags."""
MAX_SCHEMA_BYTES = 20_000


def problems(flag: Flag) -> list[FieldError]:
    """What is wrong with a flag, other flags and its JSON Schema apart."""
    found = list(_of_parts(flag))
    # What comes next takes every part for what it should be.
    return found or [*flag_visibility.problems(flag), *_of_size(flag)]


def _of_parts(flag: Flag) -> Iterator[FieldError]:
    if flag.key in RESERVED_KEYS:
        yield FieldError("key", f"{flag.key!r} is the name of a route; choose another key.")
    yield from _of_values(flag)
    yield from flag_rule_problems.problems(flag.rules, flag.value_type)
    yield from _of_prerequisites(flag)
    yield from _of_timetable(flag)
    if flag.expected_end is not None and flag.lifetime is Lifetime.PERMANENT:
        message = "A permanent flag has no end; clear it with null, or make the flag temporary."
        yield FieldError("expectedEnd", message, "null for a permanent flag")


def _of_values(flag: Flag) -> Iterator[FieldError]:
    yield from value_problems(flag.value, flag.value_type, "value")
    yield from value_problems(flag.default_value, flag.value_type, "defaultValue")
    if flag.value_schema is not None:
        if flag.value_type is not ValueType.JSON:
            message = f"Values of type {flag.value_type.value} have no schema; leave it out, or set it to null."
            yield FieldError("valueSchema", message, "only for valueType json")
        yield from json_problems(flag.value_schema, "valueSchema")
        if json_bytes(flag.value_schema) > MAX_SCHEMA_BYTES:
            message = f"The schema is too long; at most {MAX_SCHEMA_BYTES:,} bytes are taken. Describe less."
            yield FieldError("valueSchema", message, f"at most {MAX_SCHEMA_BYTES:,} bytes")


def _of_prerequisites(flag: Flag) -> Iterator[FieldError]:
    seen: set[str] = set()
    for number, prerequisite in enumerate(flag.prerequisites):
        field = f"prerequisites[{number}]"
        if prerequisite.flag in seen:
            message = f"{prerequisite.flag!r} is required already; name it once, and join its conditions with $and."
            yield FieldError(f"{field}.flag", message)
        seen.add(prerequisite.flag)
        yield from condition_problems(prerequisite.condition, f"{field}.condition")
    if len(required(flag)) > MAX_REQUIRED:
        message = f"The flag requires {len(required(flag))} others; at most {MAX_REQUIRED} are taken."
        yield FieldError("rules", message, f"at most {MAX_REQUIRED} flags")


def _of_timetable(flag: Flag) -> Iterator[FieldError]:
    for number, change in enumerate(flag.schedule):
        if change.enabled is None and change.rollout is None:
            message = "It changes nothing; say `enabled`, `rolloutPercentage` or both."
            yield FieldError(f"schedule[{number}]", message, "at least one of the two")
    steps = flag.progressive_rollout.steps if flag.progressive_rollout else ()
    for number, (before, step) in enumerate(pairwise(steps), start=1):
        field = f"progressiveRollout.steps[{number}]"
        if step.at <= before.at:
            message = "It is not later than the step before; give the steps in the order of time."
            yield FieldError(f"{field}.at", message, "later than the step before")
        if step.rollout < before.rollout:
            message = "It is less than in the step before, which would take the flag from users; let it grow."
            yield FieldError(f"{field}.percentage", message, "no less than in the step before")


def _of_size(flag: Flag) -> Iterator[FieldError]:
    size = compiled_bytes(flag)
    if size > MAX_COMPILED_BYTES:
        message = (
            f"Compiled the flag has {size:,} bytes besides its users; at most {MAX_COMPILED_BYTES:,} are taken. Put "
            "long lists into segments, and large values elsewhere."
        )
        yield FieldError("rules", message, f"at most {MAX_COMPILED_BYTES:,} bytes")
    size = stored_bytes(flag)
    if size > MAX_STORED_BYTES:
        message = f"The flag would take {size:,} bytes; at most {MAX_STORED_BYTES:,} can be stored. Name fewer users."
        for field in ("userIds", "excludedUserIds"):
            yield FieldError(field, message, f"at most {MAX_STORED_BYTES:,} bytes together")


def compiled_bytes(flag: Flag) -> int:
    """The size of the compiled flag as JSON in UTF-8, its lists of users left out."""
    whole = replace(
        flag,
        enabled=True,
        rollout=FULL_ROLLOUT,
        schedule=(),
        progressive_rollout=None,
        user_ids=(),
        excluded_user_ids=(),
    )
    return json_bytes(compiled(whole, flag.updated_at))


def stored_bytes(flag: Flag) -> int:
    """About the size of the flag as JSON in UTF-8, as the audit remembers it."""
    nested = {
        "rules": flag.rules,
        "prerequisites": [[each.flag, each.condition] for each in flag.prerequisites],
        "changes": [each.at.isoformat() for each in flag.schedule],
    }
    texts = (flag.name, flag.description, flag.owner, flag.tags, flag.segments, flag.user_ids, flag.excluded_user_ids)
    return json_bytes([texts, flag.value, flag.default_value, flag.value_schema, nested])
