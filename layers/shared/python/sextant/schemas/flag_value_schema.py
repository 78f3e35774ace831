"""The JSON Schema of a flag's values, at the moment somebody saves one."""

from collections.abc import Iterator
from typing import Final

from sextant.domain.errors import FieldError
from sextant.domain.flags import Flag
from sextant.schemas.json_schemas import JsonSchema, UnusableSchemaError

_FIELD: Final = "valueSchema"
_MOST_PROBLEMS: Final = 10


def problems(flag: Flag) -> Iterator[FieldError]:
    """What is wrong with the flag's schema, or where its values do not satisfy it."""
    if flag.value_schema is None:
        return
    try:
        schema = JsonSchema(flag.value_schema, field=_FIELD)
    except UnusableSchemaError as error:
        yield error.problem
        return
    for field, value in values(flag):
        for broken in schema.violations(value, field, most=_MOST_PROBLEMS):
            yield FieldError(broken.field, f"It breaks `valueSchema`: {broken.message}.")


def values(flag: Flag) -> Iterator[tuple[str, object]]:
    """Every value that the flag may be worth, with the field that holds it."""
    yield "value", flag.value
    yield "defaultValue", flag.default_value
    for number, rule in enumerate(flag.rules):
        if "force" in rule:
            yield f"rules[{number}].force", rule["force"]
        for place, value in enumerate(rule.get("variations", ())):
            yield f"rules[{number}].variations[{place}]", value
