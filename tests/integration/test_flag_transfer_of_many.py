"""Sets of flags too large for a plain body."""

import base64
import gzip
import json
from datetime import UTC, datetime
from typing import Any

from sextant.store.flag_items import item_of
from tests.integration.conftest import ADMIN, CONTEXT, Call, gateway_event
from tests.integration.transfers import (
    EXPORT,
    IMPORT,
    document,
    taken_out,
)

NOW = datetime(2026, 1, 17, 10, 15, tzinfo=UTC)


def fill(count: int, **more: object) -> None:
    """Store flags without going through the API."""
    from sextant.domain import flags
    from sextant.domain.flags import FlagEdit
    from sextant.store.flag_items import FlagItem

    with FlagItem.batch_write() as batch:
        for number in range(count):
            flag = flags.make(f"flag-{number:05}", FlagEdit(**more), by="admin", now=NOW)  # type: ignore[arg-type]
            item = item_of(flag)
            item.version = 1
            batch.save(item)


def packed(url: str) -> dict[str, Any]:
    """What the admin function answers to whoever takes gzip."""
    from api import admin

    event = gateway_event("GET", url, body=None, caller=ADMIN, headers={"Accept-Encoding": "gzip, br"})
    answer: dict[str, Any] = admin.handler(event, CONTEXT)  # type: ignore[arg-type] # all that is asked of it
    return answer


def test_a_set_too_large_for_an_answer_is_packed_or_paged(admin_api: Call) -> None:
    """422 names both ways out, and both work."""
    fill(320, description="x" * 20_000)
    plain = admin_api("GET", EXPORT, caller=ADMIN)
    assert (plain.status, plain.json["errors"][0]["field"]) == (422, "limit")
    assert "Accept-Encoding: gzip" in plain.json["detail"]
    answer = packed(EXPORT)
    headers = {name.lower(): value for name, value in answer["headers"].items()}
    assert (answer["statusCode"], headers["content-encoding"], answer["isBase64Encoded"]) == (200, "gzip", True)
    assert len(answer["body"]) < 6_000_000
    found = json.loads(gzip.decompress(base64.b64decode(answer["body"])))
    assert (len(found["flags"]), found["complete"]) == (320, True)
    page = taken_out(admin_api, "?limit=100")
    assert (len(page["flags"]), page["complete"]) == (100, False)


def test_a_packed_document_is_taken_in(tables: object) -> None:
    """Far more flags than a plain body could hold, as an export with gzip hands them out."""
    from api import admin

    wanted = document(*({"key": f"f{number}", "description": "x" * 2_000} for number in range(700)))
    event = gateway_event("POST", f"{IMPORT}?dryRun=true", body=json.dumps(wanted), caller=ADMIN, headers=None)
    event["headers"]["content-type"] = "application/gzip"
    event["body"] = base64.b64encode(gzip.compress(event["body"].encode())).decode()
    event["isBase64Encoded"] = True
    answer = admin.handler(event, CONTEXT)  # type: ignore[arg-type] # all that is asked of it
    assert answer["statusCode"] == 200, answer["body"]
    assert len(json.loads(answer["body"])["created"]) == 700
