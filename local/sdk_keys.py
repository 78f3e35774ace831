"""The demo SDK keys, made as an admin makes them."""

from collections.abc import Mapping
from typing import Final

from local.api_client import Api
from local.trouble import TroubleError

KINDS: Final = ("server", "client")

_CREATED = 201
_OK = 200


def ensure_keys(admin: Api, known: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """A key of each kind, `{kind: {keyId, secret}}`: the known one while it is good, otherwise a new one.

    Raises:
        TroubleError: the API does not make keys.
    """
    good = _good_key_ids(admin)
    return {
        kind: dict(known[kind]) if kind in known and known[kind]["keyId"] in good else _make(admin, kind)
        for kind in KINDS
    }


def _good_key_ids(admin: Api) -> set[str]:
    good: set[str] = set()
    path = "/api/admin/sdk-keys"
    while True:
        answer = admin.get(path)
        if answer.status != _OK:
            raise TroubleError(f"SDK keys cannot be listed: the API answered {answer.status} {answer.body}")
        good |= {key["keyId"] for key in answer.body["items"] if not key["revokedAt"]}
        if not answer.body["nextCursor"]:
            return good
        path = f"/api/admin/sdk-keys?cursor={answer.body['nextCursor']}"


def _make(admin: Api, kind: str) -> dict[str, str]:
    answer = admin.post("/api/admin/sdk-keys", {"name": f"Demo {kind} key", "kind": kind})
    if answer.status != _CREATED:
        raise TroubleError(f"A {kind} SDK key cannot be made: the API answered {answer.status} {answer.body}")
    return {"keyId": answer.body["keyId"], "secret": answer.body["secret"]}
