"""The authorizer, with tokens signed by a real RSA key and the issuer's keys fetched over real HTTP."""

import base64
import hmac
import io
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from api import authorizer
from api.callers import principal_of
from sextant.aws.settings import settings
from sextant.domain.errors import UnauthenticatedError, UnavailableError
from sextant.domain.principals import Principal, PrincipalKind
from sextant.usecases import authentication
from tests.integration.conftest import ADMIN, CONTEXT, Call

ISSUER = "https://issuer.test/pool"
AUDIENCE = "web-client"


class _Jwks(BaseHTTPRequestHandler):
    """Publishes the keys it was given, and counts how often it was asked."""

    keys: ClassVar[dict[str, RSAPrivateKey]] = {}
    asked: ClassVar[int] = 0

    def do_GET(self) -> None:
        """Answer with the key set."""
        type(self).asked += 1
        published = [
            {**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key())), "kid": kid, "use": "sig"}
            for kid, key in self.keys.items()
        ]
        body = json.dumps({"keys": published}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def key() -> RSAPrivateKey:
    """The issuer's signing key."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def issuer(key: RSAPrivateKey, tables: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[_Jwks]]:
    """An issuer whose keys are served on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Jwks)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    _Jwks.keys, _Jwks.asked = {"key-1": key}, 0
    monkeypatch.setenv("OIDC_ISSUER", ISSUER)
    monkeypatch.setenv("OIDC_AUDIENCE", f"other-client, {AUDIENCE}")
    monkeypatch.setenv("OIDC_JWKS_URL", f"http://127.0.0.1:{server.server_port}/jwks.json")
    settings.forget()
    authentication._verifier.cache_clear()
    yield _Jwks
    server.shutdown()
    server.server_close()


def claims(**changes: object) -> dict[str, object]:
    """The claims of a good ID token, with changes; a None removes the claim."""
    now = int(time.time())
    good = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "user-1",
        "exp": now + 3600,
        "iat": now,
        "cognito:groups": ["CLIENT"],
    }
    return {name: value for name, value in (good | changes).items() if value is not None}


def token(key: RSAPrivateKey, *, kid: str = "key-1", **changes: object) -> str:
    """A token signed with RS256."""
    return jwt.encode(claims(**changes), key, algorithm="RS256", headers={"kid": kid})


def authorize(header: str | None, *, name: str = "authorization") -> dict[str, Any]:
    """What the authorizer tells the gateway about an Authorization header."""
    headers = {} if header is None else {name: header}
    answer = authorizer.handler({"version": "2.0", "headers": headers, "requestContext": {"requestId": "r"}}, CONTEXT)
    assert answer["isAuthorized"] is True
    found: dict[str, Any] = answer["context"]
    return found


def principal(found: dict[str, Any]) -> Principal:
    """The caller that a handler sees behind this authorizer context."""
    return principal_of({"requestContext": {"authorizer": {"lambda": found}}})


@pytest.mark.parametrize("name", ["authorization", "Authorization"])
def test_a_good_token_is_its_user(issuer: object, key: RSAPrivateKey, name: str) -> None:
    """Subject and groups become the principal, whatever the case of the header's name."""
    found = authorize(f"Bearer {token(key)}", name=name)
    assert principal(found) == Principal(PrincipalKind.USER, "user-1", frozenset({"CLIENT"}))


def test_an_access_token_names_its_client_otherwise(issuer: object, key: RSAPrivateKey) -> None:
    """Cognito's access tokens have no `aud` but a `client_id`."""
    found = authorize(f"Bearer {token(key, aud=None, client_id=AUDIENCE)}")
    assert principal(found).id == "user-1"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"exp": int(time.time()) - 60}, "expired"),
        ({"nbf": int(time.time()) + 86_400}, "not valid yet"),
        ({"iss": "https://issuer.test/other"}, "another issuer"),
        ({"aud": "someone-else"}, "another audience"),
        ({"aud": None}, "another audience"),
        ({"exp": None}, "not one"),
        ({"sub": None}, "not one"),
    ],
)
def test_a_token_that_is_no_good_is_refused(
    issuer: object, key: RSAPrivateKey, changes: dict[str, object], reason: str
) -> None:
    """Expired, not yet valid, of another issuer or audience, or lacking what it must hold."""
    found = authorize(f"Bearer {token(key, **changes)}")
    assert found["kind"] == "rejected"
    assert reason in found["reason"]
    with pytest.raises(UnauthenticatedError):
        principal(found)


@pytest.mark.parametrize("groups", [["team,ADMIN"], "team,ADMIN", ["admin"], ["ADMIN "]])
def test_no_other_group_can_spell_a_role(issuer: object, key: RSAPrivateKey, groups: object) -> None:
    """Only groups that are roles to the letter count, whatever another application calls its own."""
    found = principal(authorize(f"Bearer {token(key, **{'cognito:groups': groups})}"))
    assert (found.roles, found.is_admin) == (frozenset(), False)


@pytest.mark.parametrize("subject", ["", "   ", "x" * 129, "anonymous#device-1"])
def test_a_subject_that_no_user_can_have_is_refused(issuer: object, key: RSAPrivateKey, subject: str) -> None:
    """Nobody can act for everybody, for a guest, or under a name that cannot be stored."""
    assert authorize(f"Bearer {token(key, sub=subject)}")["kind"] == "rejected"


def test_a_failed_fetch_of_the_keys_condemns_nobody(
    issuer: type[_Jwks], key: RSAPrivateKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the issuer is down the authorizer fails, which no gateway remembers; afterwards the same token is good."""
    port = settings.oidc_jwks_url
    monkeypatch.setenv("OIDC_JWKS_URL", "http://127.0.0.1:9/jwks.json")
    settings.__dict__.pop("oidc_jwks_url")
    authentication._verifier.cache_clear()
    with pytest.raises(UnavailableError):
        authorize(f"Bearer {token(key)}")
    monkeypatch.setenv("OIDC_JWKS_URL", port)
    settings.__dict__.pop("oidc_jwks_url", None)
    authentication._verifier.cache_clear()
    assert authorize(f"Bearer {token(key)}")["kind"] == "user"


@pytest.mark.parametrize("found", [{"kind": "robot", "id": "x"}, {"kind": "user"}, {"kind": ""}, {}])
def test_an_authorizer_context_that_makes_no_sense_is_nobody(found: dict[str, str]) -> None:
    """The handlers fail closed."""
    with pytest.raises(UnauthenticatedError):
        principal(found)


def test_a_forged_signature_is_refused(issuer: object) -> None:
    """A stranger's key under the issuer's key id."""
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert authorize(f"Bearer {token(stranger)}")["kind"] == "rejected"


def test_an_unsigned_token_is_refused(issuer: object) -> None:
    """`alg: none` proves nothing."""
    unsigned = jwt.encode(claims(), None, algorithm="none", headers={"kid": "key-1"})
    assert "RS256" in authorize(f"Bearer {unsigned}")["reason"]


def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(issuer: object, key: RSAPrivateKey) -> None:
    """The algorithm is pinned: HS256 with what everybody knows is no signature."""
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    unsigned = b".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=")
        for part in ({"alg": "HS256", "typ": "JWT", "kid": "key-1"}, claims())
    )
    signature = base64.urlsafe_b64encode(hmac.digest(pem, unsigned, "sha256")).rstrip(b"=")
    forged = (unsigned + b"." + signature).decode()
    assert authorize(f"Bearer {forged}")["kind"] == "rejected"


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer x.y.z", "Basic !!!", "Digest abc", "Bearer sx_server_000000000000_x", "Basic Og=="],
)
def test_what_is_no_credential_is_refused(issuer: object, header: str | None) -> None:
    """Anything else is nobody, and gets a reason."""
    found = authorize(header)
    assert found["kind"] == "rejected"
    assert found["reason"]


def test_the_keys_are_fetched_once_and_again_for_a_new_key(issuer: type[_Jwks], key: RSAPrivateKey) -> None:
    """Ten tokens cost one fetch; a rotated key costs one more; forged key ids cannot make us hammer the issuer."""
    for _ in range(10):
        authorize(f"Bearer {token(key)}")
    assert issuer.asked == 1
    rotated = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    issuer.keys["key-2"] = rotated
    assert authorize(f"Bearer {token(rotated, kid='key-2')}")["kind"] == "user"
    assert issuer.asked == 2
    for number in range(10):
        assert authorize(f"Bearer {token(key, kid=f'forged-{number}')}")["kind"] == "rejected"
    assert issuer.asked == 2


def test_a_token_that_expires_while_the_gateway_remembers_it_is_refused(issuer: object, key: RSAPrivateKey) -> None:
    """The gateway caches the authorizer for five minutes; the handler looks at the clock itself."""
    found = authorize(f"Bearer {token(key)}")
    with pytest.raises(UnauthenticatedError, match="expired"):
        principal({**found, "expiresAt": str(int(time.time()) - 1)})


def test_a_rejected_caller_gets_401_as_a_problem(client_api: Call, admin_api: Call) -> None:
    """Without a principal both functions answer 401, with the reason and how to authenticate."""
    for call, url in ((client_api, "/api/feature-flags"), (admin_api, "/api/admin/sdk-keys")):
        answer = call("GET", url)
        assert answer.status == 401
        assert answer.json["type"].endswith("/unauthenticated")
        assert answer.headers["www-authenticate"].startswith("Bearer")


def test_secrets_never_reach_the_log(issuer: object, key: RSAPrivateKey, admin_api: Call, log: io.StringIO) -> None:
    """Neither a good nor a bad token or key stands in any line."""
    made = admin_api("POST", "/api/admin/sdk-keys", body={"name": "x", "kind": "server"}, caller=ADMIN).json
    shown = [token(key), token(key, aud="x"), made["secret"], "sx_server_000000000000_" + "A" * 43]
    for credential in shown:
        authorize(f"Bearer {credential}")
    assert "credential rejected" in log.getvalue()
    assert not [credential for credential in shown if credential in log.getvalue()]
