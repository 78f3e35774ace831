"""Messages as Segment's clients send them."""

from typing import Any

from sextant.domain.principals import Principal
from tests.integration.conftest import CLIENT_KEY, Answer, Call
from tests.integration.test_track import ago


def message(kind: str, message_id: str | None = None, **fields: object) -> dict[str, Any]:
    """A message as Segment's clients send it, of Maya unless somebody else is named."""
    who = {} if fields.keys() & {"userId", "anonymousId"} else {"userId": "maya"}
    return {
        "type": kind,
        "messageId": message_id,
        **who,
        "timestamp": ago(seconds=0),
        "context": {"ip": "192.0.2.1", "library": {"name": "analytics-python", "version": "2.4.0"}},
        "integrations": {"All": True},
        **fields,
    }


def send(client_api: Call, *messages: object, caller: Principal = CLIENT_KEY, **batch: object) -> Answer:
    """Send a batch as a client does: with the write key in the body too."""
    body = {"batch": messages, "writeKey": "sx_client_…", "sentAt": ago(seconds=0), **batch}
    return client_api("POST", "/v1/batch", body=body, caller=caller)
