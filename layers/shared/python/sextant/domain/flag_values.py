"""What a flag can be worth."""

from collections.abc import Mapping
from enum import StrEnum

JsonObject = Mapping[str, object]
"""A JSON object."""


class ValueType(StrEnum):
    """Of which type all values of a flag are; null is of none."""

    BOOLEAN = "boolean"
    STRING = "string"
    NUMBER = "number"
    JSON = "json"
