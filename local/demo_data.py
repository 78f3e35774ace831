"""The orders that a new platform starts with, loaded once and then left alone."""

import json
from datetime import UTC, datetime

import boto3
from botocore.exceptions import ClientError

from local.api_client import Api, UnreachableError
from local.batches import RefusedError
from local.invoices import read_invoices, weeks_to_the_past_week
from local.seed import import_invoices
from local.trouble import TroubleError

# Kept by MiniStack among what it describes, so that the two are saved, lost and emptied together.
_PARAMETER = "/sextant/local/demo-data"


def is_loaded() -> bool:
    """Whether the demo orders are there and counted."""
    return bool(_read().get("done"))


def load(api: Api) -> None:
    """Load the demo orders.

    A load that was cut short is taken up with the move it began with: what is stored already is a duplicate.

    Raises:
        TroubleError: the API does not take them all.
    """
    invoices = read_invoices()
    weeks = _read().get("weeks", weeks_to_the_past_week(invoices, datetime.now(UTC)))
    _write(weeks, done=False)
    try:
        tally = import_invoices(api, invoices, weeks)
    except (RefusedError, UnreachableError) as error:
        raise TroubleError(f"The demo orders could not be loaded. {error}") from error
    if tally.rejected:
        raise TroubleError(f"Some demo orders were rejected: {dict(tally.rejected)}, for example {tally.example}")


def remember_as_loaded() -> None:
    """Say that there is nothing left to do, this time and every time after."""
    _write(_read()["weeks"], done=True)


def _read() -> dict[str, int]:
    try:
        answer = boto3.client("ssm").get_parameter(Name=_PARAMETER)
    except ClientError as error:
        if error.response["Error"]["Code"] == "ParameterNotFound":
            return {}
        raise
    progress: dict[str, int] = json.loads(answer["Parameter"]["Value"])
    return progress


def _write(weeks: int, *, done: bool) -> None:
    value = json.dumps({"weeks": weeks, "done": int(done)})
    boto3.client("ssm").put_parameter(Name=_PARAMETER, Value=value, Type="String", Overwrite=True)
