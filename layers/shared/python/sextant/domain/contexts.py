"""What callers tell of a user: attributes as JSON, within bounds that keep every evaluation short."""

from collections.abc import Mapping

from sextant.domain.errors import FieldError, InvalidError

MOST_ATTRIBUTES = 1_000
DEEPEST = 20
"""How many levels of lists and objects an attribute may have, as a condition may."""
LONGEST_TARGETING_KEY = 1_024

_USER_ATTRIBUTE = "id"
_TARGETING_KEY = "targetingKey"


def checked(attributes: object, *, field: str) -> Mapping[str, object]:
    """A user's attributes, if they are an object within the bounds.

    Args:
        attributes: A JSON value.
        field: What the caller knows them as.

    Raises:
        InvalidError: They are not.
    """
    if not isinstance(attributes, Mapping):
        raise _invalid(field, "Send a JSON object of attributes.", "an object")
    if len(attributes) > MOST_ATTRIBUTES:
        message = f"There are {len(attributes):,} attributes; at most {MOST_ATTRIBUTES:,} are taken. Send those in use."
        raise _invalid(field, message, f"at most {MOST_ATTRIBUTES} attributes")
    for name, value in attributes.items():
        if _is_deeper(value, DEEPEST):
            message = f"An attribute is nested more than {DEEPEST} levels deep; send it flatter."
            raise _invalid(f"{field}.{name}", message, f"at most {DEEPEST} levels")
    return attributes


def of_openfeature(context: object) -> Mapping[str, object]:
    """The attributes that an OpenFeature context stands for: `targetingKey` is what rules know as `id`.

    Raises:
        InvalidError: It is no context, or out of bounds.
    """
    attributes = checked(context, field="context")
    if _TARGETING_KEY not in attributes:
        return attributes
    key = attributes[_TARGETING_KEY]
    if not isinstance(key, str) or not 0 < len(key.strip()) <= len(key) <= LONGEST_TARGETING_KEY:
        message = f"targetingKey must be a text of 1 to {LONGEST_TARGETING_KEY:,} characters, not all of them spaces."
        raise _invalid(f"context.{_TARGETING_KEY}", message, "a text that is not empty")
    return {**attributes, _USER_ATTRIBUTE: key}


def _is_deeper(value: object, levels: int) -> bool:
    """Whether a JSON value has more levels of lists and objects than that."""
    if not isinstance(value, Mapping | list):
        return False
    inside = value.values() if isinstance(value, Mapping) else value
    return levels == 0 or any(_is_deeper(each, levels - 1) for each in inside)


def _invalid(field: str, message: str, expected: str) -> InvalidError:
    return InvalidError(message, [FieldError(field, message, expected)])
