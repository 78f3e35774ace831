"""DynamoDB's passing faults, told apart from real errors in one place."""

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


def is_transient(error: PynamoDBException) -> bool:
    """Whether the same request may succeed later: throttled, in conflict with another, or not answered at all."""
    if isinstance(error, TransactWriteError) and error.cancellation_reasons:
        codes = {reason.code for reason in error.cancellation_reasons if reason}
        return bool(codes & TRANSIENT_REASONS) and CONDITION_FAILED not in codes
    code = error.cause_response_code
    # A cause without a code is a connection that broke or timed out; no cause at all is an error of ours.
    return code in TRANSIENT_CODES if code else error.cause is not None


@contextmanager
def translated() -> Iterator[None]:
    """Raise UnavailableError instead of pynamodb's exception when the fault will pass; let others through."""
    try:
        yield
    except PynamoDBException as error:
        if not is_transient(error):
            raise
        raise UnavailableError("The database does not answer just now; try again in a moment.") from error
