"""A short way to the routes that are called most: past the framework, whose parsing costs more than 200 flags do.

A shortcut takes plain requests only, and calls the very function that the route is. Whatever it does not take goes the
long way, which validates, and says what is wrong.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from aws_lambda_powertools.event_handler import Response

from sextant.domain.principals import Principal


class PlainRequest(NamedTuple):
    """A request whose caller is known and whose body, if it has one, is text of the right type and size.

    Attributes:
        caller: Who asks.
        query: The query string as it came.
        headers: By lower-case names.
        body: The body as text, or None.
    """

    caller: Principal
    query: str
    headers: Mapping[str, str]
    body: str | None


Shortcut = Callable[[PlainRequest], Response[str] | None]
"""The answer to a request, or None if it has to go the long way. What it raises is told like a route's own errors."""

Shortcuts = Mapping[tuple[str, str], Shortcut]
"""By method and path."""
