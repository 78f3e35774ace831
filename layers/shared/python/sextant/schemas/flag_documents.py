"""Whole flags as JSON: as exports hold them, and as the audit remembers them."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, StrictBool, StrictStr, ValidationError

from sextant.domain.errors import FieldError, InvalidError
from sextant.domain.flag_values import ValueType
from sextant.domain.flags import KEY_PATTERN
from sextant.schemas.flags import FlagSettings

# What an answer says of a flag beside what can be set; it is no news to whoever takes the flag in.
_SAID = Field(default=None, description="Not read")


class FlagDocument(FlagSettings):
    """A flag with its seed; what is said of it beyond what can be set is taken and not read."""

    key: Annotated[str, Field(pattern=KEY_PATTERN, description="Names it in code, for ever", examples=["new_checkout"])]
    value_type: ValueType = ValueType.BOOLEAN
    archived: StrictBool = False
    seed: Annotated[
        StrictStr | None,
        Field(min_length=1, max_length=200, description="Salts the hash that draws the roll-out; made if left out"),
    ] = None
    version: Any = _SAID
    created_at: Any = _SAID
    created_by: Any = _SAID
    updated_at: Any = _SAID
    updated_by: Any = _SAID
    effective: Any = _SAID
    stale: Any = _SAID


def read(document: Mapping[str, object], at: str = "") -> FlagDocument:
    """The flag that a JSON object is.

    Args:
        document: The object.
        at: Path of the object in the request, such as `flags[3]`.

    Raises:
        InvalidError: It is none; what is wrong, by field.
    """
    try:
        return FlagDocument.model_validate(document)
    except ValidationError as error:
        fields = [FieldError(joined(at, *each["loc"]), each["msg"]) for each in error.errors(include_url=False)]
        raise InvalidError(f"{fields[0].field}: {fields[0].message}", fields) from error


def joined(path: str, *parts: str | int) -> str:
    """A path in a request, continued: `("flags[3]", "rules", 0)` as `flags[3].rules[0]`."""
    for part in parts:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path
