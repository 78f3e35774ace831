"""The real OFREP providers of OpenFeature's npm SDKs, the server's and the web's, against the running platform."""

from collections.abc import Iterator

import pytest

from tests.e2e import npm_clients
from tests.e2e.ofrep_flags import ANSWERS, FREE, MADE, PRO, QUESTIONS, Json, there
from tests.e2e.running import Platform


@pytest.fixture(scope="module")
def flags(platform: Platform) -> Iterator[None]:
    """The flags are there for every function."""
    with there(platform, *MADE):
        yield


def values(answers: Json) -> Json:
    """The value of each answer, which is no error."""
    assert not {key: answer for key, answer in answers.items() if answer.get("errorCode")}
    return {key: answer["value"] for key, answer in answers.items()}


def told(platform: Platform, **more: object) -> Json:
    """What every script is told, and more."""
    return {"url": platform.url, "key": platform.keys["client"], "questions": QUESTIONS} | more


@pytest.mark.parametrize(("known", "place"), [(PRO, 0), (FREE, 1)])
def test_the_npm_server_client_gets_values_of_every_type(
    platform: Platform, flags: None, known: Json, place: int
) -> None:
    """One request a flag; reason, variant and rule come along."""
    said = npm_clients.run("ofrep-server.mjs", told(platform, context=known))
    assert values(said["answers"]) == {key: pair[place] for key, pair in ANSWERS.items()}
    assert {each["reason"] for each in said["answers"].values()} == {("TARGETING_MATCH", "DEFAULT")[place]}
    assert [each["path"] for each in said["wire"]] == [f"/ofrep/v1/evaluate/flags/{each['key']}" for each in QUESTIONS]


def test_the_npm_server_client_falls_back_to_defaults(platform: Platform, flags: None) -> None:
    """An unknown flag, another type, a missing targeting key and a wrong key."""
    questions = [
        {"type": "string", "key": "ofrep_nothing", "default": "fallback"},
        {"type": "boolean", "key": "ofrep_string", "default": True},
        {"type": "boolean", "key": "ofrep_half", "default": True},
    ]
    said = npm_clients.run("ofrep-server.mjs", told(platform, context={"plan": "pro"}, questions=questions))
    assert {key: (each["value"], each["errorCode"]) for key, each in said["answers"].items()} == {
        "ofrep_nothing": ("fallback", "FLAG_NOT_FOUND"),
        "ofrep_string": (True, "TYPE_MISMATCH"),
        "ofrep_half": (True, "TARGETING_KEY_MISSING"),
    }
    stranger = npm_clients.run("ofrep-server.mjs", told(platform, context=PRO) | {"key": "sx_client_wrong"})
    assert [each["value"] for each in stranger["answers"].values()] == [each["default"] for each in QUESTIONS]
    assert {each["errorCode"] for each in stranger["answers"].values()} == {"GENERAL"}
    assert {each["status"] for each in stranger["wire"]} <= {401, 403}


def test_the_web_client_gets_everything_in_bulk_and_then_304(platform: Platform, flags: None) -> None:
    """One request for all flags; a poll that finds nothing new is a 304; another context is evaluated anew.

    The second context has the same targeting key, so the client goes on sending the first one's ETag: it must not be
    taken for the answer to the second.
    """
    said = npm_clients.run("ofrep-web.mjs", told(platform, contexts=[PRO, FREE, PRO]))
    assert said["trouble"] is None
    for visit, place in zip(said["visits"], (0, 1, 0), strict=True):
        assert values(visit["answers"]) == {key: pair[place] for key, pair in ANSWERS.items()}
        assert {flag["key"] for flag in MADE} <= set(visit["flags"])
        assert visit["polled"]["status"] == 304
    wire = said["wire"]
    assert {(each["method"], each["path"]) for each in wire} == {("POST", "/ofrep/v1/evaluate/flags")}
    first = wire[0]
    assert (first["status"], first["ifNoneMatch"]) == (200, None)
    assert first["etag"]
    fresh = [each for each in wire if each["status"] == 200]
    assert len(fresh) == 3
    assert [each["ifNoneMatch"] for each in fresh[1:]] == [each["etag"] for each in fresh[:2]]
    assert all(each["ifNoneMatch"] for each in wire if each["status"] == 304)


def test_the_web_client_falls_back_to_defaults(platform: Platform, flags: None) -> None:
    """An unknown flag, another type, no targeting key where one is needed; a wrong key is fatal."""
    questions = [
        {"type": "string", "key": "ofrep_nothing", "default": "fallback"},
        {"type": "boolean", "key": "ofrep_string", "default": True},
        {"type": "boolean", "key": "ofrep_half", "default": True},
        {"type": "string", "key": "ofrep_string", "default": "fallback"},
    ]
    said = npm_clients.run("ofrep-web.mjs", told(platform, contexts=[{"plan": "pro"}], questions=questions[:3]))
    assert said["trouble"] is None
    assert {key: (each["value"], each["errorCode"]) for key, each in said["visits"][0]["answers"].items()} == {
        "ofrep_nothing": ("fallback", "FLAG_NOT_FOUND"),
        "ofrep_string": (True, "TYPE_MISMATCH"),
        "ofrep_half": (True, "TARGETING_KEY_MISSING"),
    }
    stranger = npm_clients.run("ofrep-web.mjs", told(platform, contexts=[PRO]) | {"key": "sx_client_wrong"})
    assert stranger["trouble"] == "PROVIDER_FATAL"
    answers = stranger["visits"][0]["answers"]
    assert [each["value"] for each in answers.values()] == [each["default"] for each in QUESTIONS]
    assert stranger["wire"][0]["status"] in {401, 403}
