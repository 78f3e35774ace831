"""Real GrowthBook SDKs take part in experiments: the variant is the server's, and what they track counts."""

import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from growthbook import InMemoryStickyBucketService

from tests.e2e import device_experiments
from tests.e2e.all_sorts import listed, users
from tests.e2e.device_experiments import Json, Outcome
from tests.e2e.ofrep_flags import SETTLING_SECONDS
from tests.e2e.running import Platform

EXPERIMENTS = "/api/admin/experiments"
TRACK = "/api/analytics/track"
AT_ONCE = 4
PATIENCE_SECONDS = 20

KEY = "sdk_checkout"
VALUES: Json = {"plain": {"steps": 3}, "short": {"steps": 1}, "guided": "guided"}
TESTERS = listed()
EVERYTHING: Json = {
    "key": KEY,
    "name": "Everything that decides who gets what",
    "variants": [
        {"id": "plain", "weight": 50, "value": VALUES["plain"]},
        {"id": "short", "weight": 30, "value": VALUES["short"]},
        {"id": "guided", "weight": 20},
    ],
    "trafficPercentage": 60,
    "condition": {"country": {"$in": ["GB", "FR", "DE", "IN"]}, "age": {"$gte": 18}},
    "roles": ["CLIENT", "CA"],
    "namespace": {"name": "sdk", "from": 0.05, "to": 0.95},
    "overrides": [{"userId": each, "variant": list(VALUES)[at % 3]} for at, each in enumerate(TESTERS)],
    "metrics": [{"id": "paid", "event": "sdk_paid"}],
}
OTHER_WEIGHTS: Json = {
    "variants": [{"id": "plain", "weight": 20}, {"id": "short", "weight": 30}, {"id": "guided", "weight": 50}],
    "reason": "To see whether devices follow.",
}

DEVICES_KEY = "sdk_devices"
DEVICES: Json = {
    "key": DEVICES_KEY,
    "name": "Only devices ask",
    "variants": [{"id": "old", "weight": 1}, {"id": "new", "weight": 1}],
    "metrics": [{"id": "signed_up", "event": "sdk_signed_up"}],
}
DEVICE_USERS: list[Json] = [{"id": f"device-user-{number}"} for number in range(200)]


def done(answer: Any, status: int = 200) -> Any:  # noqa: ANN401 - any JSON
    """What an answer says, if all went well."""
    assert answer.status == status, answer
    return answer.body


@dataclass(frozen=True)
class Served:
    """What the server says of everybody: the variant and its value, and why."""

    people: list[Json]
    answers: list[Json]

    @property
    def expected(self) -> list[Outcome]:
        """What a device has to make of it."""
        return [_on_a_device(answer) for answer in self.answers]


def _on_a_device(answer: Json) -> Outcome:
    variant, reason = answer["variant"], answer["reason"]
    if variant is None:
        return Outcome(VALUES["plain"], "defaultValue", None)
    if reason == "override":
        return Outcome(variant["value"], "force", None)
    return Outcome(variant["value"], "experiment", variant["id"])


@pytest.fixture(scope="module")
def served(platform: Platform) -> Iterator[Served]:
    """An experiment with all that decides, in its second phase; the server is asked about a thousand users."""
    admin, people = platform.admin, users()
    done(admin.post(EXPERIMENTS, EVERYTHING), 201)
    done(admin.put(f"{EXPERIMENTS}/{KEY}/start", {}))
    moved = done(admin.post(f"{EXPERIMENTS}/{KEY}/phases", OTHER_WEIGHTS))
    assert len(moved["phases"][-1]["ranges"]) > len(VALUES)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda person: _asked(platform, KEY, person, moved["version"]), people))
    yield Served(people, answers)
    admin.put(f"{EXPERIMENTS}/{KEY}/pause", {})
    done(admin.delete(f"{EXPERIMENTS}/{KEY}"), 204)


@pytest.fixture(scope="module")
def devices(platform: Platform) -> Iterator[str]:
    """The key of an experiment that half of everybody gets, known to every function."""
    done(platform.admin.post(EXPERIMENTS, DEVICES), 201)
    done(platform.admin.put(f"{EXPERIMENTS}/{DEVICES_KEY}/start", {}))
    time.sleep(SETTLING_SECONDS)
    yield DEVICES_KEY
    platform.admin.put(f"{EXPERIMENTS}/{DEVICES_KEY}/pause", {})
    done(platform.admin.delete(f"{EXPERIMENTS}/{DEVICES_KEY}"), 204)


def _asked(platform: Platform, key: str, person: Json, version: int = 1) -> Json:
    """What the server gives somebody, from a function that knows the experiment as it is now."""
    told = {name: value for name, value in person.items() if name not in {"id", "roles", "segments"}}
    query = [("userId", person["id"]), ("attributes", json.dumps(told))]
    query += [("role", role) for role in person.get("roles", [])]
    query += [("segment", segment) for segment in person.get("segments", [])]
    server, path = platform.api(platform.keys["server"]), f"/api/experiments/{key}/variant?{urlencode(query)}"
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (answer := server.get(path)).status == 404 or answer.body["version"] < version:
        assert time.monotonic() < deadline, answer
        time.sleep(0.5)
    body: Json = done(answer)
    return body


def differences(served: Served, theirs: Sequence[Outcome]) -> list[str]:
    """Where an SDK says something else than the server."""
    return [
        f"{person['id']}: the server says {answer['variant']} since {answer['reason']}, the SDK {found}"
        for person, answer, expected, found in zip(served.people, served.answers, served.expected, theirs, strict=True)
        if expected != found
    ]


def test_the_experiment_tells_users_apart(served: Served) -> None:
    """So that agreeing about them says something: every variant is given, and every reason to get none is there."""
    reasons = Counter(answer["reason"] for answer in served.answers)
    assert reasons["override"] == len(TESTERS)
    assert min(reasons[each] for each in ("enrolled", "not_targeted", "not_in_traffic", "other_experiment")) >= 20
    given = Counter(answer["variant"]["id"] for answer in served.answers if answer["enrolled"])
    assert min(given[each] for each in VALUES) >= 20


def test_the_python_sdk_gives_everybody_the_variant_of_the_server(served: Served, platform: Platform) -> None:
    """A thousand users, each with the same variant and value, or none for the same reason."""
    device = device_experiments.python(platform, KEY, served.people)
    assert differences(served, device.outcomes) == []
    assert len(device.viewed) == sum(answer["enrolled"] for answer in served.answers)


def test_the_npm_sdk_gives_everybody_the_variant_of_the_server(served: Served, platform: Platform) -> None:
    """The same thousand, in JavaScript."""
    device = device_experiments.npm(platform, KEY, served.people)
    assert differences(served, device.outcomes) == []
    assert len(device.viewed) == sum(answer["enrolled"] for answer in served.answers)


def test_the_data_file_names_no_tester(served: Served, platform: Platform) -> None:
    """Who they are travels as fingerprints."""
    text = json.dumps(_data_file(platform))
    assert KEY in text
    assert not [person["id"] for person in served.people if person["id"] in text]


def test_what_devices_track_enrols_and_then_counts(devices: str, platform: Platform) -> None:
    """Half of the users have an app in Python, half one in JavaScript; the result has everybody and what they did."""
    some, others = DEVICE_USERS[:100], DEVICE_USERS[100:]
    seen = [device_experiments.python(platform, devices, some), device_experiments.npm(platform, devices, others)]
    variants = [outcome.variant for device in seen for outcome in device.outcomes]
    signed_up = [at for at in range(len(DEVICE_USERS)) if at % 3 == 0]
    views = [view for device in seen for view in device.viewed]
    events = [
        *({"name": "experiment_viewed", "eventId": f"view-{at}", **view} for at, view in enumerate(views)),
        *({"name": "sdk_signed_up", "eventId": f"up-{at}", "userId": DEVICE_USERS[at]["id"]} for at in signed_up),
        {"name": "sdk_signed_up", "eventId": "up-stranger", "userId": "never-saw-a-variant"},
    ]
    app = platform.api(platform.keys["client"])
    assert done(app.post(TRACK, {"events": events}), 202)["accepted"] == len(events)
    again = done(app.post(TRACK, {"events": events}), 202)
    assert (again["accepted"], again["duplicates"], again["rejected"]) == (0, len(events), [])

    result = done(platform.admin.get(f"{EXPERIMENTS}/{devices}/metrics"))
    counted = {each["variant"]: (each["users"], each["conversions"]) for each in result["metrics"][0]["variants"]}
    enrolled, converted = Counter(variants), Counter(variants[at] for at in signed_up)
    assert counted == {each: (enrolled[each], converted[each]) for each in ("old", "new")}
    assert result["crossovers"]["users"] == 0
    for at in (0, 1, 100, 101):
        answer = _asked(platform, devices, DEVICE_USERS[at])
        assert (answer["enrolled"], answer["variant"]["id"]) == (True, variants[at])


def test_a_device_that_remembers_stays_with_the_server_through_a_new_phase(devices: str, platform: Platform) -> None:
    """Who is enrolled keeps the variant on the server; an SDK needs to remember it, since its file has moved on."""
    memory, people = InMemoryStickyBucketService(), [{"id": f"remembered-{number}"} for number in range(100)]
    before = [_asked(platform, devices, person)["variant"]["id"] for person in people]
    first = device_experiments.python(platform, devices, people, memory)
    assert [outcome.variant for outcome in first.outcomes] == before
    weights = {"variants": [{"id": "old", "weight": 1}, {"id": "new", "weight": 9}], "reason": "Most get the new one."}
    moved = done(platform.admin.post(f"{EXPERIMENTS}/{devices}/phases", weights))
    after = [_asked(platform, devices, person, moved["version"])["variant"]["id"] for person in people]
    time.sleep(SETTLING_SECONDS)
    assert after == before
    remembering = device_experiments.python(platform, devices, people, memory)
    assert [outcome.variant for outcome in remembering.outcomes] == before
    forgetful = device_experiments.python(platform, devices, people)
    assert [outcome.variant for outcome in forgetful.outcomes] != before


def test_a_paused_experiment_is_gone_from_devices(devices: str, platform: Platform) -> None:
    """The server still gives enrolled users their variant; a device knows nothing of it any more."""
    person = {"id": "enrolled-before-the-pause"}
    before = _asked(platform, devices, person)
    assert devices in _data_file(platform)["features"]
    paused = done(platform.admin.put(f"{EXPERIMENTS}/{devices}/pause", {}))
    after = _asked(platform, devices, person, paused["version"])
    assert (after["status"], after["variant"]) == ("PAUSED", before["variant"])
    assert _asked(platform, devices, {"id": "comes-too-late"}, paused["version"])["reason"] == "paused"
    time.sleep(SETTLING_SECONDS)
    assert devices not in _data_file(platform)["features"]
    unknown = Outcome(None, "unknownFeature", None)
    assert device_experiments.python(platform, devices, [person]).outcomes == [unknown]
    assert device_experiments.npm(platform, devices, [person]).outcomes == [unknown]


def _data_file(platform: Platform) -> Json:
    body: Json = done(platform.api("").get(f"/api/features/{platform.keys['client']}"))
    return body
