"""What evaluation reads. Whatever fails here, evaluation goes on from memory, so every fault is one and the same."""

from collections.abc import Iterator
from contextlib import contextmanager

from pynamodb.exceptions import PynamoDBException

from sextant.aws.observability import logger
from sextant.domain.errors import UnavailableError
from sextant.domain.experiments import Experiment
from sextant.domain.flags import Flag
from sextant.store import experiments, flags, flags_version
from sextant.store.flags_version import FlagsVersion


@contextmanager
def _any_fault() -> Iterator[None]:
    """Raise UnavailableError for a passing fault and for one that stays, such as a role that lost its right to read."""
    try:
        yield
    except (PynamoDBException, UnavailableError) as error:
        fault = error if isinstance(error, PynamoDBException) else error.__cause__
        logger.warning(
            "flags cannot be read", fault=type(fault).__name__, code=getattr(fault, "cause_response_code", None)
        )
        raise UnavailableError("The flags cannot be read just now; try again in a moment.") from error


@_any_fault()
def version() -> FlagsVersion:
    """The version of all flags together, read with eventual consistency.

    Raises:
        UnavailableError: It cannot be read.
    """
    return flags_version.read()


@_any_fault()
def all_flags() -> list[Flag]:
    """Every flag, read consistently.

    Raises:
        UnavailableError: They cannot be read.
    """
    return list(flags.listed())


@_any_fault()
def all_experiments() -> list[Experiment]:
    """Every experiment, read consistently.

    Raises:
        UnavailableError: They cannot be read.
    """
    return experiments.all_experiments()
