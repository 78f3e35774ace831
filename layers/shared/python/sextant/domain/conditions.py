"""GrowthBook's conditions, prepared: each becomes one closure over operands that are ready to be compared with.

What a condition means is worked out once, when a flag is loaded; a user then costs lookups only. An operator is one
entry of `_OPERATORS`.
"""

from collections.abc import Callable, Mapping, Sequence

Attributes = Mapping[str, object]
"""What is known of a user, by attribute name: JSON values, as an SDK would hold them."""

Condition = Mapping[str, object]
"""GrowthBook's conditions as JSON: attribute paths to literals or operators, and `$and $or $nor $not` of conditions."""

Test = Callable[[Attributes], bool]

_ValueTest = Callable[[object], bool]


class UnknownOperatorError(ValueError):
    """A condition uses an operator that this evaluator does not know; deciding without it would be a guess."""


def prepare(condition: Condition) -> Test:
    """The condition as a function of a user's attributes.

    Raises:
        UnknownOperatorError: It uses an operator that is not known here.
    """
    return every(
        [
            _on_attribute(name, _operator(operator, operand))
            for name, operators in condition.items()
            if isinstance(operators, Mapping)
            for operator, operand in operators.items()
        ]
    )


def every(tests: Sequence[Test]) -> Test:
    """Whether all tests hold; of none, yes. One and two, which is what nearly every rule has, cost no loop."""
    if len(tests) == 1:
        return tests[0]
    if len(tests) == 2:  # noqa: PLR2004 - two
        first, second = tests
        return lambda attributes: first(attributes) and second(attributes)
    return lambda attributes: all(test(attributes) for test in tests)


def _on_attribute(name: str, holds: _ValueTest) -> Test:
    return lambda attributes: holds(attributes.get(name))


def _operator(operator: str, operand: Sequence[str]) -> _ValueTest:
    if operator not in _OPERATORS:
        raise UnknownOperatorError(f"the operator {operator!r} is not known; known: {', '.join(_OPERATORS)}")
    return _OPERATORS[operator](operand)


def _one_of(operand: Sequence[str]) -> _ValueTest:
    """Whether a value is in the list; of a list, whether any element is. Types never mix: 5 is not "5"."""
    members = frozenset(operand)

    def test(value: object) -> bool:
        if isinstance(value, str):
            return value in members
        if isinstance(value, list | tuple):
            return any(isinstance(element, str) and element in members for element in value)
        return False

    return test


_OPERATORS: dict[str, Callable[[Sequence[str]], _ValueTest]] = {"$in": _one_of}
