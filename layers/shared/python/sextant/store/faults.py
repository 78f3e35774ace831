"""DynamoDB's passing faults, told apart from real errors in one place."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from pynamodb.exceptions import PynamoDBException, TransactWriteError

from sextant.domain.errors import UnavailableError

TRANSIENT_CODES = frozenset(
    {
        "InternalFailure",
        "InternalServerError",
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "ThrottlingException",
        "TransactionConflictException",
        "TransactionInProgressException",
        # An answer without DynamoDB's body: botocore then gives the status as the code.
        "500",
        "502",
        "503",
        "504",
    }
)
TRANSIENT_REASONS = frozenset({"TransactionConflict", "ProvisionedThroughputExceeded", "ThrottlingError"})
CONDITION_FAILED = "ConditionalCheckFailed"
"""How a transaction names an action whose condition did not hold."""
CONDITIONAL_CHECK_FAILED = "ConditionalCheckFailedException"
"""How a single write names it."""
_TOO_LARGE = re.compile(r"Item size (to update )?has exceeded|(Transaction request|items in the transaction) exceeds?")
"""What DynamoDB says of an item of more than 400 KB, however it is written, and of more than 4 MB in a transaction."""


class ItemTooLargeError(Exception):
    """DynamoDB takes nothing of this size: the same write will never succeed."""


def is_transient(error: PynamoDBException) -> bool:
    """Whether the same request may succeed later: throttled, in conflict with another, or not answered at all."""
    if isinstance(error, TransactWriteError) and error.cancellation_reasons:
        codes = {reason.code for reason in error.cancellation_reasons if reason}
        return bool(codes & TRANSIENT_REASONS) and CONDITION_FAILED not in codes
    code = error.cause_response_code
    # A cause without a code is a connection that broke or timed out; no cause at all is an error of ours.
    return code in TRANSIENT_CODES if code else error.cause is not None


def said_of_size(error: PynamoDBException) -> str | None:
    """What DynamoDB says of a write that it refused since an item would be too large; None if that is not why."""
    reasons = (error.cancellation_reasons or []) if isinstance(error, TransactWriteError) else []
    said = [error.cause_response_message, *(reason.message for reason in reasons if reason)]
    return next((each for each in said if each and _TOO_LARGE.search(each)), None)


@contextmanager
def translated() -> Iterator[None]:
    """Raise an error of ours instead of pynamodb's; let through what is neither of these.

    Raises:
        UnavailableError: The fault will pass.
        ItemTooLargeError: An item would be larger than DynamoDB takes.
    """
    try:
        yield
    except PynamoDBException as error:
        if said := said_of_size(error):
            raise ItemTooLargeError(said) from error
        if not is_transient(error):
            raise
        raise UnavailableError("The database does not answer just now; try again in a moment.") from error
