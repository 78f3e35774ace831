"""What counts as true in JavaScript, so that a flag is on here when it is on in an SDK."""

from sextant.domain.json_values import is_number


def is_truthy(value: object) -> bool:
    """Whether a JSON value counts as true: all but null, false, 0 and the empty text do, even an empty list."""
    return not (value is None or value is False or value == "" or (is_number(value) and value == 0))
