"""SDK keys over HTTP-shaped calls and a real table."""

import base64

import pytest

from sextant.domain.errors import UnauthenticatedError
from sextant.domain.principals import PrincipalKind
from sextant.usecases.authentication import identify
from tests.integration.conftest import ADMIN, CLIENT, Call

URL = "/api/admin/sdk-keys"


def make(admin_api: Call, kind: str = "server", name: str = "backend") -> dict[str, str]:
    """A new key, as the API shows it once."""
    answer = admin_api("POST", URL, body={"name": name, "kind": kind}, caller=ADMIN)
    assert answer.status == 201, answer.body
    made: dict[str, str] = answer.json
    return made


@pytest.mark.parametrize(
    ("kind", "expected"), [("server", PrincipalKind.SERVER_KEY), ("client", PrincipalKind.CLIENT_KEY)]
)
def test_a_new_key_identifies_its_bearer(admin_api: Call, kind: str, expected: PrincipalKind) -> None:
    """The secret shown once is accepted as Bearer and as the user name of Basic."""
    made = make(admin_api, kind)
    basic = base64.b64encode(f"{made['secret']}:".encode()).decode()
    for header in (f"Bearer {made['secret']}", f"bearer  {made['secret']}", f"Basic {basic}"):
        identity = identify(header)
        assert (identity.principal.kind, identity.principal.id) == (expected, made["keyId"])


def test_only_the_digest_is_stored(admin_api: Call, tables: dict[str, type]) -> None:
    """Nothing in the table would let its reader call as the key."""
    made = make(admin_api)
    stored = [item.to_simple_dict() for item in tables["sdk_keys_table"].query("keys")]
    assert len(stored) == 1
    assert made["secret"] not in str(stored)


def test_a_revoked_key_is_refused_and_stays_listed(admin_api: Call) -> None:
    """After DELETE, twice even, the key opens nothing and the list says since when."""
    made = make(admin_api)
    for _ in range(2):
        assert admin_api("DELETE", f"{URL}/{made['keyId']}", caller=ADMIN).status == 204
    with pytest.raises(UnauthenticatedError):
        identify(f"Bearer {made['secret']}")
    (listed,) = admin_api("GET", URL, caller=ADMIN).json["items"]
    assert listed["revokedAt"] is not None
    assert "secret" not in listed


def test_a_key_with_another_secret_is_refused(admin_api: Call) -> None:
    """The key id alone opens nothing."""
    made = make(admin_api)
    with pytest.raises(UnauthenticatedError):
        identify("Bearer " + made["secret"][:-4] + ("AAAA" if made["secret"][-4:] != "AAAA" else "BBBB"))


def test_the_list_is_paged(admin_api: Call) -> None:
    """Pages of two show each key once."""
    made = {make(admin_api, name=f"key {number}")["keyId"] for number in range(5)}
    seen: list[str] = []
    url = f"{URL}?limit=2"
    while url:
        page = admin_api("GET", url, caller=ADMIN).json
        seen += [item["keyId"] for item in page["items"]]
        url = f"{URL}?limit=2&cursor={page['nextCursor']}" if page["nextCursor"] else ""
    assert len(seen) == 5
    assert set(seen) == made


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "server"}, "name"),
        ({"name": "x", "kind": "robot"}, "kind"),
        ({"name": "x" * 101, "kind": "server"}, "name"),
        ({"name": "   ", "kind": "server"}, "name"),
        ({"name": "x", "kind": "server", "extra": 1}, "extra"),
    ],
)
def test_a_bad_key_is_refused_by_field(admin_api: Call, body: dict[str, object], field: str) -> None:
    """The problem names the field."""
    answer = admin_api("POST", URL, body=body, caller=ADMIN)
    assert answer.status == 422
    assert [error["field"] for error in answer.json["errors"]] == [field]


def test_revoking_an_unknown_key_is_not_found(admin_api: Call) -> None:
    """404, as a problem document."""
    answer = admin_api("DELETE", f"{URL}/nothing", caller=ADMIN)
    assert (answer.status, answer.headers["content-type"]) == (404, "application/problem+json")


def test_a_client_may_not_make_keys(admin_api: Call) -> None:
    """Only admins pass."""
    assert admin_api("POST", URL, body={"name": "x", "kind": "server"}, caller=CLIENT).status == 403
