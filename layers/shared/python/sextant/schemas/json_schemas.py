"""JSON Schema 2020-12, as admins write it for values of flags and properties of events.

The validator is imported when there is a schema, which mostly there is not. What it is given decides how long it takes
in one way only: patterns run on an engine whose time grows with the text alone. It never fetches anything.
"""

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final, NoReturn

from sextant.domain.errors import FieldError
from sextant.domain.flag_values import JsonObject

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator, ValidationError

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_LONGEST_MESSAGE: Final = 300


class UnusableSchemaError(ValueError):
    """A schema that cannot be used.

    Attributes:
        problem: What is wrong, and where.
    """

    def __init__(self, problem: FieldError) -> None:
        super().__init__(problem.message)
        self.problem = problem


class JsonSchema:
    """A schema, prepared."""

    def __init__(self, document: JsonObject, *, field: str) -> None:
        """Prepare a schema, which its writer knows as this field.

        Raises:
            UnusableSchemaError: It is not JSON Schema 2020-12, or needs what is somewhere else.
        """
        stated = document.get("$schema", DIALECT)
        if not isinstance(stated, str) or stated.removesuffix("#") != DIALECT:
            message = f"It says that it is written in {str(stated)[:100]!r}; write it in JSON Schema 2020-12."
            raise UnusableSchemaError(FieldError(f"{field}.$schema", message, DIALECT))
        try:
            self._validator = _validator(document)
        except ValueError as error:
            message = f"It cannot be used: {_first_line(error)}. Correct the schema."
            raise UnusableSchemaError(FieldError(field, message, "JSON Schema 2020-12")) from error

    def violations(self, value: object, field: str, *, most: int) -> Iterator[FieldError]:
        """Where a value, which is known as this field, breaks the schema."""
        for each in islice(self._validator.iter_errors(value), most):
            yield FieldError(_path(field, each), _first_line(each))


def _validator(document: JsonObject) -> "Draft202012Validator":
    from jsonschema_rs import Draft202012Validator, RegexOptions  # noqa: PLC0415 - see above

    return Draft202012Validator(dict(document), retriever=_refused, pattern_options=RegexOptions())


def _refused(uri: str) -> NoReturn:
    raise ValueError(f"{uri[:200]!r} is somewhere else, and nothing is fetched; put it into $defs")


def _path(field: str, error: "ValidationError") -> str:
    for part in error.instance_path:
        field += f"[{part}]" if isinstance(part, int) else f".{part}"
    return field


def _first_line(error: ValueError) -> str:
    message = str(getattr(error, "message", error)).partition("\n")[0].rstrip(".")
    return message if len(message) <= _LONGEST_MESSAGE else f"{message[:_LONGEST_MESSAGE]}…"
