"""What every route refuses, whatever it is for."""

import base64
import gzip
import io
import json
from typing import Any

import pytest

from tests.integration.conftest import ADMIN, CLIENT, CONTEXT, SERVER_KEY, Call, gateway_event

URL = "/api/admin/sdk-keys"
MADE = {"name": "backend", "kind": "server"}


def test_health_needs_no_credential_and_no_database(client_api: Call) -> None:
    """The health route answers anybody."""
    answer = client_api("GET", "/api/health")
    assert (answer.status, answer.json) == (200, {"status": "ok"})


def test_an_unknown_path_is_not_found(client_api: Call, admin_api: Call) -> None:
    """404 in both functions, as a problem that names the path and the request."""
    for call, path in ((client_api, "/api/nothing"), (admin_api, "/api/admin/nothing")):
        answer = call("GET", path, caller=ADMIN)
        assert answer.status == 404
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json["instance"] == path
        assert answer.json["requestId"] == answer.headers["x-request-id"] == "request-1"


def test_half_a_character_is_told_back_as_the_character_for_what_is_none(client_api: Call, admin_api: Call) -> None:
    """In paths, in names of parameters and in every shape of error: strict clients cannot read the half."""
    wrong = [
        client_api("GET", "/api/\ud800", caller=ADMIN),
        client_api("POST", "/ofrep/v1/evaluate/flags/\ud800", body={}, caller=SERVER_KEY),
        admin_api("GET", f"{URL}?\ud800=1", caller=ADMIN),
    ]
    assert [answer.status for answer in wrong] == [404, 404, 422]
    for answer in wrong:
        assert "\ufffd" in answer.body
        assert "ud800" not in answer.body


def test_a_wrong_method_is_told_the_right_ones(admin_api: Call) -> None:
    """405 with Allow."""
    answer = admin_api("PUT", URL, body=MADE, caller=ADMIN)
    assert (answer.status, answer.headers["allow"]) == (405, "GET, POST")


@pytest.mark.parametrize(
    "body", ["{", "", "[1,", '{"name": "x"} trailing', "\ud800".encode("utf-8", "replace").decode()]
)
def test_a_body_that_is_not_json_is_refused(admin_api: Call, body: str) -> None:
    """400 malformed-json; an empty body where one is needed is named as missing."""
    answer = admin_api("POST", URL, body=body, caller=ADMIN)
    assert answer.status == (400 if body else 422)


@pytest.mark.parametrize(
    "body", ["[" * 100_000, '{"name": ' + "9" * 5_000 + "}", '{"name": NaN}', '{"name": -Infinity}'], ids=range(4)
)
def test_json_that_no_parser_should_take_is_refused(admin_api: Call, body: str) -> None:
    """400: nested without end, a number without end, and constants that JSON does not have."""
    answer = admin_api("POST", URL, body=body, caller=ADMIN)
    assert (answer.status, answer.json["type"].rpartition("/")[2]) == (400, "malformed-json")


def test_a_body_in_another_encoding_is_refused(admin_api: Call) -> None:
    """400: base64 of bytes that are not UTF-8."""
    from api import admin

    event = gateway_event("POST", URL, body=MADE, caller=ADMIN, headers=None)
    event |= {"body": base64.b64encode(b'{"name": "\xff"}').decode(), "isBase64Encoded": True}
    assert admin.handler(event, CONTEXT)["statusCode"] == 400


def test_half_a_character_is_refused(admin_api: Call, client_api: Call) -> None:
    """A lone surrogate is no text that could be stored: 422 or a rejected event, never a 500."""
    assert admin_api("POST", URL, body=r'{"name": "\ud800", "kind": "server"}', caller=ADMIN).status == 422
    event = r'{"name": "tapped", "userId": "u", "properties": {"a": "\ud800"}}'
    assert client_api("POST", "/api/analytics/track", body=event, caller=SERVER_KEY).status == 422
    assert admin_api("POST", URL, body="\ud800", caller=ADMIN).status == 400


@pytest.mark.parametrize("body", ["null", "[]", '"text"', "17"])
def test_a_body_of_another_type_is_refused(admin_api: Call, body: str) -> None:
    """422: JSON, but no object."""
    assert admin_api("POST", URL, body=body, caller=ADMIN).status == 422


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_another_content_type_is_refused(admin_api: Call, media_type: str) -> None:
    """415, naming what is taken."""
    answer = admin_api("POST", URL, body=MADE, caller=ADMIN, headers={"content-type": media_type})
    assert answer.status == 415
    assert "application/json" in answer.json["detail"]


def test_a_content_type_with_a_charset_is_taken(admin_api: Call) -> None:
    """Parameters of the media type do not matter, nor does the case of the header's name."""
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    event = gateway_event("POST", URL, body=MADE, caller=ADMIN, headers=None) | {"headers": headers}
    from api import admin

    assert admin.handler(event, CONTEXT)["statusCode"] == 201


@pytest.mark.parametrize("path", [URL, "/api/admin/feature-flags"])
def test_a_packed_body_is_taken(tables: object, path: str) -> None:
    """As a type of its own, which the gateway hands over in base64; JSON it would take for text, packed or not."""
    sent = MADE if path == URL else {"key": "packed", "name": "Packed"}
    answer = _packed(path, gzip.compress(json.dumps(sent).encode()))
    assert answer["statusCode"] == 201, answer["body"]


def test_a_packed_body_that_is_broken_or_unpacks_to_too_much_is_refused(tables: object) -> None:
    """400 for what is not packed or breaks off, 413 beyond 1 MB unpacked."""
    packed = gzip.compress(json.dumps(MADE).encode())
    assert _packed(URL, json.dumps(MADE).encode())["statusCode"] == 400
    assert _packed(URL, packed[:-4])["statusCode"] == 400
    assert _packed(URL, gzip.compress(b" " * 50_000_000))["statusCode"] == 413


def _packed(path: str, body: bytes) -> dict[str, Any]:
    """What the admin function answers to a body of packed JSON."""
    from api import admin

    event = gateway_event("POST", path, body="", caller=ADMIN, headers={"content-type": "application/gzip"})
    event |= {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}
    return admin.handler(event, CONTEXT)  # type: ignore[arg-type] # all that is asked of it


def test_a_body_over_the_limit_is_refused(admin_api: Call) -> None:
    """413 beyond 1 MB, plain or base64."""
    big = json.dumps({"name": "x" * 1_100_000, "kind": "server"})
    assert admin_api("POST", URL, body=big, caller=ADMIN).status == 413
    from api import admin

    event = gateway_event("POST", URL, body=big, caller=ADMIN, headers=None)
    event |= {"body": base64.b64encode(big.encode()).decode(), "isBase64Encoded": True}
    assert admin.handler(event, CONTEXT)["statusCode"] == 413


@pytest.mark.parametrize("caller", [CLIENT, SERVER_KEY])
def test_only_admins_reach_the_admin_function(admin_api: Call, caller: object) -> None:
    """403 before the body is looked at, on every path."""
    for path in (URL, "/api/admin/nothing"):
        assert admin_api("POST", path, body="{", caller=caller).status == 403  # type: ignore[arg-type]


def test_the_admin_function_has_no_way_around_its_guard(admin_api: Call) -> None:
    """A request that the gateway sent past the authorizer is nobody's there, whatever its route is called."""
    from api import admin

    event = gateway_event("GET", URL, body=None, caller=None, headers=None) | {"routeKey": "$default"}
    assert admin.handler(event, CONTEXT)["statusCode"] == 401


def test_python_names_are_unknown_on_the_wire(admin_api: Call, client_api: Call) -> None:
    """Fields have one spelling: camelCase."""
    flag = {"key": "x", "name": "x", "rollout_percentage": 5}
    assert admin_api("POST", "/api/admin/feature-flags", body=flag, caller=ADMIN).status == 422
    event = {"event_id": "1", "name": "tapped", "user_id": "u"}
    assert client_api("POST", "/api/analytics/track", body=event, caller=SERVER_KEY).status == 422


def test_a_body_full_of_mistakes_gets_a_short_answer(admin_api: Call) -> None:
    """The first fifty are told and the rest counted, so that an answer never outgrows what Lambda may give."""
    body = {f"{'x' * 300}{number}": 1 for number in range(2_000)} | MADE
    answer = admin_api("POST", URL, body=body, caller=ADMIN)
    assert answer.status == 422
    assert (len(answer.json["errors"]), answer.json["moreErrors"]) == (50, 1_950)
    assert len(answer.body) < 30_000


@pytest.mark.parametrize("cursor", ["", "x", "AAAA", "%20", "eyJhIjoxfQ", "é", "A" * 999])
def test_a_cursor_of_somebody_elses_making_is_refused(admin_api: Call, cursor: str) -> None:
    """400 bad-cursor."""
    answer = admin_api("GET", f"{URL}?cursor={cursor}", caller=ADMIN)
    assert (answer.status, answer.json["type"].rpartition("/")[2]) == (400, "bad-cursor")


@pytest.mark.parametrize("limit", ["0", "101", "x", "-1", "1.5"])
def test_a_limit_out_of_range_is_refused(admin_api: Call, limit: str) -> None:
    """422 naming `limit`."""
    answer = admin_api("GET", f"{URL}?limit={limit}", caller=ADMIN)
    assert answer.status == 422
    assert [error["field"] for error in answer.json["errors"]] == ["limit"]


def test_an_unforeseen_error_tells_nothing(admin_api: Call, tables: dict[str, type], log: io.StringIO) -> None:
    """500 without a stack trace or an internal name; the log has the request id and the kind of error."""
    tables["sdk_keys_table"].delete_table()
    answer = admin_api("GET", URL, caller=ADMIN)
    assert answer.status == 500
    assert answer.json["type"].endswith("/internal")
    for name in ("Traceback", "pynamodb", "sextant-sdk-keys", "ResourceNotFound", "QueryError"):
        assert name not in answer.body
    logged = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [line["requestId"] for line in logged if line.get("message") == "unforeseen error"] == ["request-1"]


def test_the_description_and_its_page_are_served(client_api: Call) -> None:
    """Swagger UI shows the same document that `/api/openapi.json` and docs/openapi.json hold."""
    document = client_api("GET", "/api/openapi.json")
    assert document.json["openapi"].startswith("3.1")
    page = client_api("GET", "/api/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "SwaggerUIBundle" in page.body
