"""Lets the aggregate function work off what is pending, without waiting for its schedule."""

import json
import time
from typing import Final

import boto3
from botocore.config import Config

from local.deploy import Deployment
from local.trouble import TroubleError

_PATIENCE_SECONDS: Final = 300.0
_PAUSE_SECONDS: Final = 1.0


def settle(deployment: Deployment) -> None:
    """Return once no bucket is pending.

    Raises:
        TroubleError: the function fails, or something is still pending after five minutes.
    """
    # A tick that is cut off by the client's own time limit must not be sent again while it runs.
    functions = boto3.client("lambda", config=Config(read_timeout=310, retries={"total_max_attempts": 1}))
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        # The schedule's own tick may be at work too; ticks may overlap.
        answer = functions.invoke(
            FunctionName=deployment.aggregate_function, Payload=json.dumps({"action": "tick"}).encode()
        )
        told = json.loads(answer["Payload"].read())
        if answer.get("FunctionError"):
            raise TroubleError(f"The aggregate function failed: {told.get('errorMessage', told)}")
        if not told["pending"]:
            return
        time.sleep(_PAUSE_SECONDS)
    raise TroubleError(f"The aggregate function was not done after {_PATIENCE_SECONDS:.0f} s.")
