"""The JSON Schema of a flag's values, at the moment somebody saves one.

The validator is imported when a flag has a schema, which most have not. What it is given decides how long it takes in
one way only: patterns run on an engine whose time grows with the text alone. It never fetches anything.
"""

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final, NoReturn

from sextant.domain.errors import FieldError
from sextant.domain.flag_values import JsonObject
from sextant.domain.flags import Flag

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator, ValidationError

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_FIELD: Final = "valueSchema"
_MOST_PROBLEMS, _LONGEST_MESSAGE = 10, 300


def problems(flag: Flag) -> Iterator[FieldError]:
    """What is wrong with the flag's schema, or where its values do not satisfy it."""
    if flag.value_schema is None:
        return
    stated = flag.value_schema.get("$schema", DIALECT)
    if not isinstance(stated, str) or stated.removesuffix("#") != DIALECT:
        message = f"It says that it is written in {str(stated)[:100]!r}; write it in JSON Schema 2020-12."
        yield FieldError(f"{_FIELD}.$schema", message, DIALECT)
        return
    try:
        validator = _validator(flag.value_schema)
    except ValueError as error:
        yield FieldError(_FIELD, f"It cannot be used: {_first_line(error)}. Correct the schema.", "JSON Schema 2020-12")
        return
    for field, value in values(flag):
        yield from (
            FieldError(_path(field, each), f"It breaks `valueSchema`: {_first_line(each)}.")
            for each in islice(validator.iter_errors(value), _MOST_PROBLEMS)
        )


def values(flag: Flag) -> Iterator[tuple[str, object]]:
    """Every value that the flag may be worth, with the field that holds it."""
    yield "value", flag.value
    yield "defaultValue", flag.default_value
    for number, rule in enumerate(flag.rules):
        if "force" in rule:
            yield f"rules[{number}].force", rule["force"]
        for place, value in enumerate(rule.get("variations", ())):
            yield f"rules[{number}].variations[{place}]", value


def _validator(schema: JsonObject) -> "Draft202012Validator":
    from jsonschema_rs import Draft202012Validator, RegexOptions  # noqa: PLC0415 - see above

    return Draft202012Validator(dict(schema), retriever=_refused, pattern_options=RegexOptions())


def _refused(uri: str) -> NoReturn:
    raise ValueError(f"{uri[:200]!r} is somewhere else, and nothing is fetched; put it into $defs")


def _path(field: str, error: "ValidationError") -> str:
    for part in error.instance_path:
        field += f"[{part}]" if isinstance(part, int) else f".{part}"
    return field


def _first_line(error: ValueError) -> str:
    message = str(getattr(error, "message", error)).partition("\n")[0].rstrip(".")
    return message if len(message) <= _LONGEST_MESSAGE else f"{message[:_LONGEST_MESSAGE]}…"
