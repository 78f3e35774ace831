"""The one place where DynamoDB's passing faults become the domain's `UnavailableError`."""

from collections.abc import Iterator
from contextlib import contextmanager

from pynamodb.exceptions import PynamoDBException

from sextant.domain.errors import UnavailableError

CONDITION_FAILED = "ConditionalCheckFailedException"
THROTTLED = frozenset({
    "ProvisionedThroughputExceeded",  # as a transaction names it among its reasons
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ThrottlingError",
    "ThrottlingException",
})
_BROKEN = frozenset({
    "InternalFailure",
    "InternalServerError",
    "ServiceUnavailable",
    "ServiceUnavailableException",
    "TransactionInProgressException",
    # A gateway in between answers without DynamoDB's body; botocore then gives the status as the code.
    "500",
    "502",
    "503",
    "504",
})
# botocore's families of "no answer came"; the store may not import botocore to name the classes.
_NO_ANSWER = frozenset({"HTTPClientError", "ConnectionError"})


def is_passing(error: PynamoDBException) -> bool:
    """Whether the same request may succeed a moment later: throttled, timed out, or broken on DynamoDB's side."""
    if code := error.cause_response_code:
        return code in THROTTLED or code in _BROKEN
    return any(family.__name__ in _NO_ANSWER for family in type(error.cause).__mro__)


def is_refused_condition(error: PynamoDBException) -> bool:
    """Whether the write was refused because its condition did not hold."""
    return error.cause_response_code == CONDITION_FAILED


@contextmanager
def translated() -> Iterator[None]:
    """Raise `UnavailableError` for every passing fault within; anything else goes on as it is."""
    try:
        yield
    except PynamoDBException as error:
        if not is_passing(error):
            raise
        raise UnavailableError("The database does not answer just now; send the same request again shortly.") from error
