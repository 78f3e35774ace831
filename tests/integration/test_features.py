"""GrowthBook's data file: who may read it, what it shows, how long it may be kept, and that SDKs agree with us."""

import base64
import gzip
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from growthbook import GrowthBook, InMemoryStickyBucketService

from sextant.domain import flags, sdk_keys
from sextant.domain.flags import FlagEdit
from sextant.domain.principals import Role, SdkKeyKind
from sextant.store import sdk_keys as key_store
from sextant.store.base import connection
from sextant.store.flag_items import item_of
from sextant.usecases.client_keys import ClientKeys, client_keys
from sextant.usecases.flag_cache import flag_cache
from tests.integration.conftest import ADMIN, CONTEXT, SERVER_KEY, Answer, Call, gateway_event
from tests.integration.dynamodb_faults import counted, refusing

ADMIN_FLAGS = "/api/admin/feature-flags"
NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def read(client_api: Call) -> Callable[..., Answer]:
    """Reads the data file with a client key that is good, without any credential, as SDKs do."""
    secret = made()

    def call(headers: dict[str, str] | None = None) -> Answer:
        return client_api("GET", f"/api/features/{secret}", headers=headers)

    return call


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    """Nobody looks at a clock that runs."""
    yield
    flag_cache.cache_clear()


def made(kind: SdkKeyKind = SdkKeyKind.CLIENT) -> str:
    """The secret of a new key."""
    key, secret = sdk_keys.make(name="app", kind=kind, created_by="admin", now=NOW)
    key_store.SdkKeyItem(
        "keys",
        key.key_id,
        name=key.name,
        kind=key.kind.value,
        sha256=key.sha256,
        created_at=key.created_at,
        created_by=key.created_by,
    ).save()
    return secret


def make(admin_api: Call, key: str, **fields: object) -> None:
    """A flag that is on and shown to devices unless said otherwise."""
    body = {"key": key, "name": key, "enabled": True, "clientVisible": True, **fields}
    answer = admin_api("POST", ADMIN_FLAGS, body=body, caller=ADMIN)
    assert answer.status == 201, answer.body
    flag_cache.cache_clear()


def at(moment: datetime) -> None:
    """Let it be another time."""
    flag_cache().clock = moment.timestamp


def test_the_file_is_what_sdks_read(admin_api: Call, read: Callable[..., Answer]) -> None:
    """By anybody who has the key, without a credential; nothing advertises a stream that there is not."""
    make(admin_api, "shown", rolloutPercentage=30)
    make(admin_api, "off", enabled=False)
    make(admin_api, "hidden", clientVisible=False)
    seed = admin_api("GET", f"{ADMIN_FLAGS}/shown", caller=ADMIN).json["seed"]
    answer = read()

    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert answer.headers["cache-control"] == "public, max-age=5"
    assert "x-sse-support" not in answer.headers
    assert answer.json.keys() == {"status", "features", "dateUpdated", "savedGroups", "experiments"}
    assert answer.json["features"] == {
        "off": {"defaultValue": False, "rules": []},
        "shown": {
            "defaultValue": False,
            "rules": [
                {
                    "id": "rollout",
                    "force": True,
                    "range": [0.0, 0.3],
                    "seed": seed,
                    "hashAttribute": "id",
                    "hashVersion": 2,
                }
            ],
        },
    }


def test_no_key_that_is_bad_opens_it(client_api: Call) -> None:
    """401 as a problem: no key, a made-up one, a wrong secret, a revoked one, and a server key, which is a secret."""
    good = made()
    revoked = made()
    key_store.SdkKeyItem("keys", sdk_keys.key_id_in(revoked) or "").update(
        actions=[key_store.SdkKeyItem.revoked_at.set(NOW)]
    )
    made_up = "sx_client_0123456789ab_" + "x" * 43
    for secret in ("nonsense", made_up, good[:-1] + "!", good[:-4] + "AAAA", revoked, made(SdkKeyKind.SERVER)):
        answer = client_api("GET", f"/api/features/{secret}")
        assert (answer.status, answer.headers["content-type"]) == (401, "application/problem+json"), secret
    assert client_api("GET", f"/api/features/{good}").status == 200


def test_another_method_is_refused(client_api: Call) -> None:
    """405, with or without a credential."""
    answer = client_api("POST", f"/api/features/{made()}", caller=SERVER_KEY)
    assert (answer.status, answer.headers["allow"]) == (405, "GET")


def test_a_key_is_looked_up_once_a_minute(tables: object) -> None:
    """A good one; a bad one for five seconds; and a good one stays good while the database does not answer."""
    clock = [1_000.0]
    keys = ClientKeys(clock=lambda: clock[0])
    good, bad = made(), "sx_client_0123456789ab_" + "x" * 43

    def is_admitted(secret: str) -> bool:
        try:
            keys.admit(secret)
        except Exception:  # noqa: BLE001 - whatever it is
            return False
        return True

    with counted(connection().client) as seen:
        for clock[0] in (1_000.0, 1_030.0, 1_059.9):
            assert is_admitted(good)
        assert len(seen) == 1
        for clock[0] in (1_000.0, 1_004.9):
            assert not is_admitted(bad)
        assert len(seen) == 2
        clock[0] = 1_060.0
        assert is_admitted(good)
        assert not is_admitted(bad)
        assert len(seen) == 4
    key_store.SdkKeyItem("keys", sdk_keys.key_id_in(good) or "").update(
        actions=[key_store.SdkKeyItem.revoked_at.set(NOW)]
    )
    clock[0] = 1_121.0
    with refusing(connection().client, "GetItem", code="ThrottlingException"):
        assert is_admitted(good)
        assert not is_admitted(made_elsewhere())
    assert not is_admitted(good)


def made_elsewhere() -> str:
    """A key of another deployment."""
    return sdk_keys.make(name="k", kind=SdkKeyKind.CLIENT, created_by="a", now=NOW)[1]


def test_what_is_held_is_not_sent_again(admin_api: Call, read: Callable[..., Answer]) -> None:
    """304 until a flag that is shown changes."""
    make(admin_api, "f")
    etag = read().headers["etag"]
    held = read({"if-none-match": etag})

    assert (held.status, held.body, held.headers["etag"]) == (304, "", etag)
    assert held.headers["cache-control"] == "public, max-age=5"
    assert admin_api("PUT", f"{ADMIN_FLAGS}/f/disable", caller=ADMIN).status == 200
    flag_cache.cache_clear()
    again = read({"if-none-match": etag})
    assert (again.status, again.json["features"]["f"]["rules"]) == (200, [])


def test_a_file_is_kept_no_longer_than_until_the_next_scheduled_change(
    admin_api: Call, read: Callable[..., Answer]
) -> None:
    """Then it is another one, with another tag and another date, since SDKs ignore a file of the date they have."""
    flip = NOW + timedelta(hours=1)
    make(admin_api, "f", schedule=[{"at": flip.isoformat(), "rolloutPercentage": 0}])

    at(flip - timedelta(seconds=60))
    before = read()
    at(flip - timedelta(seconds=3))
    assert read().headers["cache-control"] == "public, max-age=3"
    at(flip - timedelta(milliseconds=1))
    last = read()
    assert (last.headers["cache-control"], last.body) == ("public, max-age=0", before.body)
    at(flip)
    after = read()
    assert after.headers["cache-control"] == "public, max-age=5"
    assert after.headers["etag"] != before.headers["etag"]
    assert after.json["dateUpdated"] == flip.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert after.json["dateUpdated"] > before.json["dateUpdated"]
    assert after.json["features"]["f"]["rules"] == []


def test_a_file_from_flags_that_may_miss_a_change_has_another_date(
    admin_api: Call, read: Callable[..., Answer]
) -> None:
    """Or an SDK that read it in the middle of a commit would take the file with the change for the one it has."""
    make(admin_api, "f")
    young = read()
    at(datetime.now(UTC) + timedelta(seconds=20))

    assert young.json["features"] == read().json["features"]
    assert young.json["dateUpdated"] < read().json["dateUpdated"]


def test_no_user_is_named(admin_api: Call, read: Callable[..., Answer]) -> None:
    """Neither on the list of the included nor on that of the excluded."""
    listed = [f"somebody-{number}@example.com" for number in range(300)]
    make(admin_api, "f", userIds=listed[:200], excludedUserIds=listed[200:], rolloutPercentage=50)
    body = read().body

    assert "somebody" not in body
    assert "example.com" not in body
    features = json.loads(body)["features"]
    values = [
        GrowthBook(attributes={"id": user_id}, features=features).get_feature_value("f", None) for user_id in listed
    ]
    assert values == [True] * 200 + [False] * 100


def test_what_admins_note_down_does_not_travel(admin_api: Call, read: Callable[..., Answer]) -> None:
    """A name, an owner, a tag and a description, of the flag or of a rule, may tell whom it is for."""
    note = "for maya@example.com"
    rule = {"description": note, "condition": {"plan": "pro"}, "force": True}
    make(admin_api, "f", name=note, description=note, owner=note, tags=[note], rules=[rule])

    assert "maya" not in read().body


def test_a_large_file_is_compressed_for_those_who_take_it(admin_api: Call, client_api: Call) -> None:
    """The same content under the same tag; whoever takes no gzip gets it plain."""
    from api import client

    make(admin_api, "f", userIds=[f"u{number}" for number in range(200)])
    url = f"/api/features/{made()}"
    plain = client_api("GET", url, headers={"accept-encoding": "br, gzip;q=0"})
    event = gateway_event("GET", url, body=None, caller=None, headers={"accept-encoding": "br, gzip;q=0.5"})
    answer = client.handler(event, CONTEXT)  # type: ignore[arg-type]

    assert "content-encoding" not in plain.headers
    assert answer["isBase64Encoded"] is True
    assert answer["headers"]["Content-Encoding"] == "gzip"
    assert gzip.decompress(base64.b64decode(answer["body"])).decode() == plain.body
    assert answer["headers"]["ETag"] == plain.headers["etag"]
    assert "Accept-Encoding" in plain.headers["vary"]
    assert len(answer["body"]) < len(plain.body) * 0.7


def test_a_file_that_no_answer_holds_is_said_to_be_too_large(
    admin_api: Call, read: Callable[..., Answer], tables: object
) -> None:
    """As a problem that says what to do, where Lambda would only fail; compressed it still fits."""
    make(admin_api, "f")
    for number in range(40):
        made_flag = flags.make(
            f"large-{number}",
            FlagEdit(enabled=True, client_visible=True, value={"text": f"{number:>4} " * 30_000}, default_value={}),
            by="admin",
            now=NOW,
            value_type=flags.ValueType.JSON,
        )
        item_of(made_flag).save()
    flag_cache.cache_clear()
    answer = read()

    assert (answer.status, answer.json["type"].rpartition("/")[2]) == (500, "answer-too-large")
    assert "gzip" in answer.json["detail"]
    assert read({"accept-encoding": "gzip"}).status == 200


def test_the_file_comes_from_memory_while_the_database_fails(admin_api: Call, read: Callable[..., Answer]) -> None:
    """And says so."""
    make(admin_api, "f")
    fresh = read()
    with refusing(connection().client):
        at(datetime.now(UTC) + timedelta(seconds=20))
        stale = read()

    assert (stale.status, stale.headers["x-sextant-flags"]) == (200, "stale")
    assert stale.json["features"] == fresh.json["features"]


COUNTRIES = ("GB", "IN", "FR", "DE")
VARIED: list[dict[str, Any]] = [
    {"rolloutPercentage": 100},
    {"rolloutPercentage": 33.33},
    {"rolloutPercentage": 50, "roles": ["CA"]},
    {"rolloutPercentage": 0, "userIds": [f"user-{number}" for number in range(0, 1_000, 7)]},
    {"excludedUserIds": [f"user-{number}" for number in range(0, 1_000, 3)], "rolloutPercentage": 80},
    {"segments": ["vip"], "rolloutPercentage": 60},
    {"enabled": False},
    {
        "valueType": "string",
        "value": "on",
        "defaultValue": "off",
        "rolloutPercentage": 20,
        "rules": [
            {"condition": {"country": {"$in": ["GB", "FR"]}}, "force": "west", "coverage": 0.4},
            {"condition": {"age": {"$gte": 18, "$lt": 65}}, "variations": ["a", "b", "c"], "weights": [0.2, 0.3, 0.5]},
        ],
    },
    {
        "valueType": "number",
        "value": 1.5,
        "defaultValue": 0,
        "rules": [
            {"condition": {"device.os": {"$regex": "^i"}}, "force": 2, "hashAttribute": "company", "coverage": 0.5}
        ],
    },
    {
        "valueType": "json",
        "value": {"limit": 10},
        "defaultValue": {},
        "rolloutPercentage": 0,
        "prerequisites": [{"flag": "flag-01"}],
        "rules": [
            {"variations": [{"limit": 1}, {"limit": 2}], "fallbackAttribute": "company", "hashAttribute": "team"}
        ],
    },
]


def test_an_sdk_agrees_with_us_for_a_thousand_users_and_fifty_flags(
    admin_api: Call, client_api: Call, read: Callable[..., Answer]
) -> None:
    """The `growthbook` package, given nothing but the file, and our own evaluation of the same attributes."""
    for number in range(50):
        make(admin_api, f"flag-{number:02}", **VARIED[number % len(VARIED)])
    features = read().json["features"]
    assert len(features) == 50
    # With what SDKs need to honour `fallbackAttribute`.
    sdk = GrowthBook(features=features, sticky_bucket_service=InMemoryStickyBucketService())
    on = 0
    for number in range(1_000):
        attributes: dict[str, Any] = {
            "country": COUNTRIES[number % 4],
            "age": number % 90,
            "company": f"company-{number % 50}",
            "device": {"os": ("ios", "android")[number % 2]},
            "roles": [(Role.CA, Role.CLIENT)[number % 2].value],
            "segments": ["vip"] if number % 5 == 0 else [],
        } | ({} if number % 20 == 19 else {"id": f"user-{number}"})
        body = {"context": attributes}
        answer = client_api("POST", "/ofrep/v1/evaluate/flags", body=body, caller=SERVER_KEY).json["flags"]
        sdk.set_attributes(attributes)
        for flag in answer:
            if "errorCode" in flag:
                assert "id" not in attributes
                continue
            assert flag["value"] == sdk.get_feature_value(flag["key"], None), (flag, attributes)
            on += bool(flag["value"])
    assert 15_000 < on < 40_000


def test_nothing_is_left_of_a_key_but_its_digest(client_api: Call) -> None:
    """What a process remembers of keys would open nothing."""
    secret = made()
    client_api("GET", f"/api/features/{secret}")

    assert secret not in repr(vars(client_keys()))
