"""The real OFREP provider of OpenFeature's Python SDK, against the running platform."""

from collections.abc import Iterator
from typing import Any

import pytest
from openfeature import api as openfeature
from openfeature.client import OpenFeatureClient
from openfeature.contrib.provider.ofrep import OFREPProvider
from openfeature.evaluation_context import EvaluationContext
from openfeature.flag_evaluation import FlagEvaluationDetails

from tests.e2e.ofrep_flags import ANSWERS, FREE, MADE, PRO, Json, there
from tests.e2e.running import Platform
from tests.e2e.wire import recorded


@pytest.fixture(scope="module")
def flags(platform: Platform) -> Iterator[None]:
    """The flags are there for every function."""
    with there(platform, *MADE):
        yield


def python_client(url: str, key: str) -> OpenFeatureClient:
    """OpenFeature's Python SDK with the OFREP provider."""
    provider = OFREPProvider(url, headers_factory=lambda: {"Authorization": f"Bearer {key}"})
    openfeature.set_provider(provider, domain=key)
    return openfeature.get_client(domain=key)


def context(attributes: Json) -> EvaluationContext:
    """A context with the targeting key in its place."""
    return EvaluationContext(
        attributes.get("targetingKey"), {name: each for name, each in attributes.items() if name != "targetingKey"}
    )


def details_of_all(client: OpenFeatureClient, known: Json) -> dict[str, FlagEvaluationDetails[Any]]:
    """Each flag asked for as its type."""
    where = context(known)
    return {
        "ofrep_boolean": client.get_boolean_details("ofrep_boolean", False, where),
        "ofrep_string": client.get_string_details("ofrep_string", "fallback", where),
        "ofrep_integer": client.get_integer_details("ofrep_integer", -1, where),
        "ofrep_float": client.get_float_details("ofrep_float", -1.5, where),
        "ofrep_object": client.get_object_details("ofrep_object", {}, where),
    }


@pytest.mark.parametrize(("known", "place"), [(PRO, 0), (FREE, 1)])
def test_the_python_client_gets_values_of_every_type(platform: Platform, flags: None, known: Json, place: int) -> None:
    """An integer comes as an int and 10.0 as a float; reason, variant and rule come along."""
    details = details_of_all(python_client(platform.url, platform.keys["client"]), known)
    assert {key: each.error_message for key, each in details.items() if each.error_code} == {}
    assert {key: each.value for key, each in details.items()} == {key: pair[place] for key, pair in ANSWERS.items()}
    assert {key: type(each.value) for key, each in details.items()} == {
        key: type(pair[place]) for key, pair in ANSWERS.items()
    }
    assert {each.reason for each in details.values()} == {("TARGETING_MATCH", "DEFAULT")[place]}
    assert all(isinstance(each.variant, str) and each.variant for each in details.values())
    assert details["ofrep_boolean"].variant == ("on", "off")[place]
    if known is PRO:
        assert {each.flag_metadata["rule"] for each in details.values()} == {"professionals"}


def test_the_python_client_falls_back_to_defaults(platform: Platform, flags: None) -> None:
    """An unknown flag, another type, a missing targeting key and a wrong key: the default, and why."""
    client = python_client(platform.url, platform.keys["client"])
    unknown = client.get_string_details("ofrep_nothing", "fallback", context(PRO))
    mistyped = client.get_boolean_details("ofrep_string", True, context(PRO))
    whole = client.get_float_details("ofrep_integer", 1.5, context(PRO))
    anonymous = client.get_boolean_details("ofrep_half", True, context({"plan": "pro"}))
    stranger = python_client(platform.url, "sx_client_wrong").get_integer_details("ofrep_integer", 3, context(PRO))
    assert [(each.value, each.error_code) for each in (unknown, mistyped, whole, anonymous, stranger)] == [
        ("fallback", "FLAG_NOT_FOUND"),
        (True, "TYPE_MISMATCH"),
        (1.5, "TYPE_MISMATCH"),
        (True, "TARGETING_KEY_MISSING"),
        (3, "GENERAL"),
    ]
    assert stranger.error_message in {"unauthorized", "forbidden"}


def test_the_python_client_speaks_plain_ofrep(platform: Platform, flags: None) -> None:
    """What passes over the wire: one POST a question to the protocol's own path."""
    with recorded(platform.url) as wire:
        client = python_client(wire.url, platform.keys["client"])
        assert client.get_string_value("ofrep_string", "fallback", context(PRO)) == "blue"
    assert [(each.method, each.path, each.status) for each in wire.exchanges] == [
        ("POST", "/ofrep/v1/evaluate/flags/ofrep_string", 200)
    ]
