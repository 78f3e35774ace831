"""The data file of GrowthBook's SDKs, which then evaluate on the device."""

import re
from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Header, Path
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from api import sources
from sextant.domain import etags
from sextant.schemas.features import FeatureFile
from sextant.usecases.client_keys import client_keys
from sextant.usecases.data_files import DataFile, data_files

router = APIGatewayHttpRouter()
TAGS = ["GrowthBook"]
JSON = "application/json"
PUBLIC_PREFIX = "/api/features/"
"""Paths that ask for no credential, for the path itself holds the key."""
SMALL = 1_024
"""Characters that are not worth compressing."""

_GZIP = re.compile(r"gzip(?!\s*;\s*q=0(\.0*)?$).*", re.IGNORECASE)

ClientKey = Annotated[
    str, Path(max_length=200, description="A client SDK key. Never a server key: an address is no place for a secret")
]
IfNoneMatch = Annotated[
    str | None,
    Header(alias="If-None-Match", max_length=8_000, description="ETags that are held; if one is right still, 304"),
]
AcceptEncoding = Annotated[
    str, Header(alias="Accept-Encoding", max_length=1_000, description="gzip, if that is understood")
]


@router.get(
    "/api/features/<clientKey>",
    tags=TAGS,
    summary="The flags as a data file for GrowthBook's SDKs",
    responses={
        HTTPStatus.OK: {
            "description": "Every flag that is marked for clients; users on lists travel as fingerprints",
            "content": {JSON: {"model": FeatureFile}},
        },
        HTTPStatus.NOT_MODIFIED: {"description": "What is held is right still"},
    },
)
def read_features(
    clientKey: ClientKey,  # noqa: N803 - the name of the path's parameter, as the contract has it
    if_none_match: IfNoneMatch = None,
    accept_encoding: AcceptEncoding = "",
) -> Response[str]:
    """Give an SDK this API's address as `apiHost` and a client key as `clientKey`.

    It may be kept for as long as `Cache-Control` says, which is never past the next scheduled change.
    """
    client_keys().admit(clientKey)
    offered = data_files().current()
    headers = {
        **sources.headers(fresh=offered.fresh, cache_control=f"public, max-age={offered.max_age}"),
        "ETag": offered.file.etag,
        "Vary": "Accept-Encoding",
    }
    if etags.is_held(offered.file.etag, if_none_match):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers, body="")
    return _whole(offered.file, headers, zipped=_takes_gzip(accept_encoding))


def _whole(file: DataFile, headers: dict[str, str | list[str]], *, zipped: bool) -> Response[str]:
    if not zipped or len(file.text) < SMALL:
        return Response(status_code=HTTPStatus.OK, content_type=JSON, headers=headers, body=file.text)
    response = Response(
        status_code=HTTPStatus.OK,
        content_type=JSON,
        headers={**headers, "Content-Encoding": "gzip"},
        body=file.zipped,
    )
    response.base64_encoded = True
    return response


def _takes_gzip(accept_encoding: str) -> bool:
    return any(_GZIP.fullmatch(each.strip()) for each in accept_encoding.split(","))
