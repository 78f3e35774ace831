"""Queries of an index whose answer is taken as the JSON that it is.

What botocore makes of an answer takes eight times as long as reading the JSON, which is most of the time that it takes
to go through many small items.
"""

import json
from collections.abc import Mapping, Sequence
from threading import local
from typing import Any

from sextant.store.base import TableModel
from sextant.store.faults import translated

Item = Mapping[str, Mapping[str, str]]
"""An item in DynamoDB's own JSON: `{"userId": {"S": "maya"}}`."""

_thread = local()


@translated()
def page(
    model: type[TableModel],
    index: str,
    partition: str,
    attributes: Sequence[str],
    *,
    after: Item | None = None,
) -> tuple[list[Item], Item | None]:
    """One page of a partition of an index, and the key after which the next one begins, or None at the end.

    Raises:
        UnavailableError: DynamoDB does not answer just now.
    """
    table = model._get_connection()  # noqa: SLF001 - our own base class's
    # The same handler twice is one, and a client that is new has none.
    table.connection.client.meta.events.register("before-parse.dynamodb.Query", _as_it_is, unique_id=__name__)
    _thread.takes_json = True
    try:
        found: Mapping[str, Any] = table.connection.query(
            table.table_name,
            partition,
            index_name=index,
            attributes_to_get=list(attributes),
            exclusive_start_key=after,
        )
    finally:
        _thread.takes_json = False
    return found["Items"], found.get("LastEvaluatedKey")


def _as_it_is(response_dict: dict[str, Any], customized_response_dict: dict[str, Any], **_event: object) -> None:
    """Take the place of botocore's parser for a query of this thread; an error is left to it."""
    if getattr(_thread, "takes_json", False) and response_dict["status_code"] == 200:  # noqa: PLR2004 - OK
        customized_response_dict.update(json.loads(response_dict["body"]))
        response_dict["body"] = b"{}"
