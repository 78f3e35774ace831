"""Refuses query parameters that a route does not know: a figure of other days than were meant is a wrong figure."""

from difflib import get_close_matches
from typing import TYPE_CHECKING

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware
from aws_lambda_powertools.event_handler.openapi.params import get_flat_dependant

from sextant.domain.errors import FieldError, InvalidError

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler.api_gateway import Route

_LONGEST_TOLD = 100


def refuse(app: APIGatewayHttpResolver, next_middleware: NextMiddleware) -> Response[str]:
    """A middleware: answer only what asks for nothing that the route does not know.

    Raises:
        InvalidError: Something else is asked for.
    """
    asked = app.current_event.query_string_parameters
    route: Route | None = app.context.get("_route")
    if asked and route is not None:
        known = sorted(field.alias for field in get_flat_dependant(route.dependant).query_params)
        if strange := [name for name in asked if name not in known]:
            raise InvalidError(
                "The query asks for something that there is not; see errors.",
                [_error(name, known) for name in sorted(strange)],
            )
    return next_middleware(app)


def _error(name: str, known: list[str]) -> FieldError:
    expected = f"one of {', '.join(known)}" if known else "no query"
    meant = get_close_matches(name.lower(), [each.lower() for each in known], n=1)
    hint = next((f"; did you mean {each}?" for each in known if meant and each.lower() == meant[0]), "")
    return FieldError(name[:_LONGEST_TOLD], f"is no parameter of this route{hint or '; leave it out'}", expected)
