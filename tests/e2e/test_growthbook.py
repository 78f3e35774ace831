"""GrowthBook's own SDKs, Python and npm, load the data file over HTTP and say what the API says of everybody."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from growthbook import GrowthBook, InMemoryStickyBucketService
from growthbook.growthbook import feature_repo

from tests.e2e import npm_clients
from tests.e2e.all_sorts import JsonObject, flags, listed, users
from tests.e2e.running import Platform
from tests.e2e.wire import Wire, recorded

FLAGS = "/api/admin/feature-flags"
AT_ONCE = 8
# A warm function looks for changed flags every five seconds.
FLAGS_PATIENCE_SECONDS = 15


@dataclass(frozen=True)
class Served:
    """What the API says.

    Attributes:
        keys: of the flags.
        people: who was asked about, as SDKs know them.
        answers: for each of them, the value of each flag.
    """

    keys: list[str]
    people: list[JsonObject]
    answers: list[list[Any]]


@pytest.fixture(scope="module")
def served(platform: Platform) -> Iterator[Served]:
    """Fifty flags are made; the API is asked about a thousand users. The flags are deleted in the end."""
    admin, made = platform.admin, flags()
    newest = 0
    for flag in made:
        answer = admin.post(FLAGS, flag)
        assert answer.status == 201, (flag["key"], answer)
    keys, people = [flag["key"] for flag in made], users()
    assert (len(keys), len(people)) == (50, 1_000)
    newest = _settled_version(platform, keys)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda person: _values(platform, person, keys, newest), people))
    yield Served(keys, people, answers)
    for key in reversed(keys):
        assert admin.delete(f"{FLAGS}/{key}").status == 204


def _settled_version(platform: Platform, keys: list[str]) -> int:
    """The version of all flags, once a function has seen the last of them."""
    deadline = time.monotonic() + FLAGS_PATIENCE_SECONDS
    while keys[-1] not in (body := _asked(platform, {"id": "nobody"}))["flags"] and time.monotonic() < deadline:
        time.sleep(0.5)
    version: int = body["version"]
    return version


def _values(platform: Platform, person: JsonObject, keys: list[str], version: int) -> list[Any]:
    """What each flag is worth to somebody, from a function that has seen all flags."""
    deadline = time.monotonic() + FLAGS_PATIENCE_SECONDS
    while (body := _asked(platform, person))["version"] < version and time.monotonic() < deadline:
        time.sleep(0.5)
    assert body["version"] == version
    return [body["flags"][key]["value"] for key in keys]


def _asked(platform: Platform, person: JsonObject) -> JsonObject:
    told = {name: value for name, value in person.items() if name not in {"id", "roles", "segments"}}
    query = [("userId", person["id"]), ("attributes", json.dumps(told))]
    query += [("role", role) for role in person.get("roles", [])]
    query += [("segment", segment) for segment in person.get("segments", [])]
    answer = platform.api(platform.keys["server"]).get(f"/api/feature-flags?{urlencode(query)}")
    assert answer.status == 200, answer
    body: JsonObject = answer.body
    return body


@pytest.fixture
def wire(platform: Platform) -> Iterator[Wire]:
    """The platform, its exchanges recorded."""
    with recorded(platform.url) as wire:
        yield wire


def differences(served: Served, theirs: list[list[Any]]) -> list[str]:
    """Where an SDK says something else than the API; types count, but 1 and 1.0 are one number in JSON."""
    return [
        f"{key} for {person['id']}: the API says {ours!r}, the SDK {other!r}"
        for person, row, other_row in zip(served.people, served.answers, theirs, strict=True)
        for key, ours, other in zip(served.keys, row, other_row, strict=True)
        if ours != other or isinstance(ours, bool) != isinstance(other, bool)
    ]


def test_the_flags_tell_users_apart(served: Served) -> None:
    """So that agreeing about them says something: most flags are worth different things to different users."""
    distinct = {key: {json.dumps(row[column]) for row in served.answers} for column, key in enumerate(served.keys)}
    alike = {key for key, values in distinct.items() if len(values) == 1}
    assert alike <= {f"sorts_{key}" for key in ("share_0", "share_0_01", "share_100", "switched_off")}


def test_the_python_sdk_agrees_with_the_api(served: Served, platform: Platform, wire: Wire) -> None:
    """Fifty flags, a thousand users, loaded by the SDK itself; the second load sends the ETag and gets a 304."""
    feature_repo.clear_cache()
    growthbook = GrowthBook(
        api_host=wire.url,
        client_key=platform.keys["client"],
        # An SDK heeds a rule's `fallbackAttribute` only if it remembers buckets.
        sticky_bucket_service=InMemoryStickyBucketService(),
    )
    growthbook.load_features()
    theirs = []
    for person in served.people:
        growthbook.set_attributes(dict(person))  # It empties what it was given when it is destroyed.
        theirs.append([growthbook.eval_feature(key).value for key in served.keys])
    assert differences(served, theirs) == []

    growthbook.load_features(force_refresh=True)
    growthbook.destroy()
    first, second = wire.exchanges
    assert first.path == f"/api/features/{platform.keys['client']}"
    assert (first.status, second.status) == (200, 304)
    assert second.asked["if-none-match"] == first.answered["etag"]
    assert "max-age=" in first.answered["cache-control"]


def test_the_npm_sdk_agrees_with_the_api(served: Served, platform: Platform) -> None:
    """The same fifty flags and thousand users, in JavaScript."""
    told = npm_clients.run(
        "growthbook.mjs",
        {
            "url": platform.url,
            "clientKey": platform.keys["client"],
            "flags": served.keys,
            "users": served.people,
        },
    )
    assert (told["success"], told["source"]) == (True, "network")
    assert [exchange["status"] for exchange in told["wire"]] == [200]
    assert set(served.keys) <= set(told["features"])
    assert differences(served, told["answers"]) == []


def test_the_data_file_names_no_user_and_no_flag_that_is_not_for_devices(served: Served, platform: Platform) -> None:
    """Who is listed travels as fingerprints; what is not marked for clients does not travel."""
    hidden = platform.admin.post(FLAGS, {"key": "not_for_devices", "name": "Not for devices", "enabled": True})
    assert hidden.status == 201, hidden
    time.sleep(FLAGS_PATIENCE_SECONDS / 2)
    data_file = platform.api("").get(f"/api/features/{platform.keys['client']}")
    assert data_file.status == 200
    text = json.dumps(data_file.body)
    assert "sorts_included" in text
    assert not [user_id for user_id in listed() if user_id in text]
    assert "not_for_devices" not in text
    assert platform.api("").get("/api/features/sx_client_unknown").status == 401
