"""Whether a value is one of a list, as `$in` and its kin have it."""

from collections.abc import Iterable

from sextant.domain.json_values import ValueTest, is_number


def one_of(members: Iterable[object]) -> ValueTest:
    """Whether a value is in the list; of a list, whether any element is. Types never mix: 5 is not "5", nor 1 true.

    Arrays and objects are in no list, since JavaScript compares those by identity.
    """
    listed = list(members)
    texts = frozenset(member for member in listed if isinstance(member, str))
    if len(texts) == len(listed):
        return _text_in(texts)
    numbers = frozenset(filter(is_number, listed))
    booleans = [member for member in listed if isinstance(member, bool)]
    holds_null = None in listed

    def is_member(value: object) -> bool:
        if isinstance(value, str):
            return value in texts
        if value is None:
            return holds_null
        if isinstance(value, bool):
            return value in booleans
        return is_number(value) and value in numbers

    return lambda value: any(map(is_member, value)) if isinstance(value, list) else is_member(value)


def one_of_in_any_case(members: Iterable[object]) -> ValueTest:
    """Like `one_of`, with upper case as good as lower."""
    test = one_of(map(_lower, members))
    return lambda value: test([_lower(element) for element in value] if isinstance(value, list) else _lower(value))


def _text_in(texts: frozenset[str]) -> ValueTest:
    """The list holds text only, as lists of users, roles and countries do: one look-up, or one in C for a list."""
    nothing_of = texts.isdisjoint

    def is_member(value: object) -> bool:
        if isinstance(value, str):
            return value in texts
        if not isinstance(value, list):
            return False
        try:
            return not nothing_of(value)
        except TypeError:
            # The list holds arrays or objects, which have no hash.
            return any(isinstance(element, str) and element in texts for element in value)

    return is_member


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value
