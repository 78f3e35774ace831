"""What the local platform notes about its own data.

MiniStack keeps it among what it describes, so that the two are saved, lost and emptied together.
"""

import json

import boto3
from botocore.exceptions import ClientError

_FOLDER = "/sextant/local/"


def read(name: str) -> dict[str, int]:
    """What is noted under a name; nothing if nothing was."""
    try:
        answer = boto3.client("ssm").get_parameter(Name=_FOLDER + name)
    except ClientError as error:
        if error.response["Error"]["Code"] == "ParameterNotFound":
            return {}
        raise
    noted: dict[str, int] = json.loads(answer["Parameter"]["Value"])
    return noted


def write(name: str, **noted: int) -> None:
    """Note this under a name, in the place of what was noted before."""
    boto3.client("ssm").put_parameter(Name=_FOLDER + name, Value=json.dumps(noted), Type="String", Overwrite=True)
