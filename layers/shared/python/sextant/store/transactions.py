"""Writes that happen together or not at all."""

import random
import time
from collections.abc import Callable

from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from sextant.store.base import connection
from sextant.store.faults import CONDITION_FAILED, is_transient, translated

Part = Callable[[TransactWrite], None]
"""Adds its writes to a transaction."""

_ATTEMPTS = 4
_FIRST_PAUSE_SECONDS = 0.02


@translated()
def commit(*parts: Part) -> frozenset[int]:
    """Make all writes of the parts in one transaction, or none.

    Where two transactions meet at an item, DynamoDB refuses the later one at once: it tries again.

    Returns:
        The places of the writes whose conditions did not hold; nothing is written if there are any. DynamoDB sees
        deletions first, then puts, then updates, each in the order in which they were added.
    """
    attempt = 1
    while True:
        try:
            with TransactWrite(connection=connection()) as transaction:
                for part in parts:
                    part(transaction)
        except TransactWriteError as error:
            reasons = error.cancellation_reasons or []
            if refused := {place for place, each in enumerate(reasons) if each and each.code == CONDITION_FAILED}:
                return frozenset(refused)
            if attempt == _ATTEMPTS or not (reasons and is_transient(error)):
                raise
        else:
            return frozenset()
        time.sleep(random.uniform(0, _FIRST_PAUSE_SECONDS * 2**attempt))  # noqa: S311 - spreads, hides nothing
        attempt += 1
