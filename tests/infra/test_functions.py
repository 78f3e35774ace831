"""Functions: their runtime, their code, and what they are told."""

import inspect

import pytest

from infra.config import PROD
from sextant.aws import settings
from tests.infra.access import FUNCTIONS, settings_of
from tests.infra.synthesis import Synthesis

API_FUNCTIONS = ["Client", "Admin", "Authorizer"]

# Powertools reads these by itself.
TOLD_TO_ALL = {"POWERTOOLS_SERVICE_NAME", "POWERTOOLS_LOG_LEVEL"}


def test_the_functions_are_these(prod: Synthesis) -> None:
    """Nothing else is deployed: no custom resource brings a function of its own."""
    assert prod.of_kind("AWS::Lambda::Function").keys() == {f"{name}/Function" for name in FUNCTIONS}


@pytest.mark.parametrize(
    ("name", "handler"),
    [
        ("Client", "api.client.handler"),
        ("Admin", "api.admin.handler"),
        ("Authorizer", "api.authorizer.handler"),
        ("Aggregate", "aggregate.handler.handler"),
    ],
)
def test_a_function_runs_its_handler(prod: Synthesis, name: str, handler: str) -> None:
    """Python 3.13 on arm64, with tracing, and the handler of its package."""
    function = prod.function(name)

    assert function["Handler"] == handler
    assert function["Runtime"] == "python3.13"
    assert function["Architectures"] == ["arm64"]
    assert function["TracingConfig"] == {"Mode": "Active"}


def test_the_api_functions_share_one_asset(prod: Synthesis) -> None:
    """Client, admin and authorizer are three doors to the same code."""
    assert len({prod.function(name)["Code"]["S3Key"] for name in API_FUNCTIONS}) == 1


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_told_what_it_needs_and_no_more(prod: Synthesis, name: str) -> None:
    """The names of its environment variables are exactly the agreed ones."""
    assert prod.function(name)["Environment"]["Variables"].keys() == TOLD_TO_ALL | settings_of(name)


def test_every_variable_is_a_setting() -> None:
    """What the CDK app writes, the settings read under the same name; Powertools reads its own."""
    written = {setting for name in FUNCTIONS for setting in settings_of(name)}

    source = inspect.getsource(settings)

    assert {name for name in written if f'"{name}"' not in source} == set()


def test_numbers_in_the_environment_are_the_stages(prod: Synthesis) -> None:
    """Retention, shards, settling and the time zone come from the stage's config."""
    client, aggregate = (prod.function(name)["Environment"]["Variables"] for name in ("Client", "Aggregate"))

    assert client["RETENTION_DAYS"] == str(PROD.retention_days)
    assert client["EVENT_SHARDS"] == str(PROD.event_shards)
    assert aggregate["SETTLE_SECONDS"] == str(PROD.settle_seconds)
    assert client["BUSINESS_TIME_ZONE"] == aggregate["BUSINESS_TIME_ZONE"] == PROD.business_time_zone


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_new_account_has_room_for_a_function(prod: Synthesis, name: str) -> None:
    """An account that may run ten functions at once can reserve none of them."""
    assert "ReservedConcurrentExecutions" not in prod.function(name)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_functions_log_is_kept_for_a_set_time(prod: Synthesis, name: str) -> None:
    """It writes to a log group of ours, for the one Lambda makes by itself keeps everything for ever."""
    assert prod.function(name)["LoggingConfig"] == {"LogGroup": f"{{{name}/Logs}}"}
    assert prod.of_kind("AWS::Logs::LogGroup")[f"{name}/Logs"]["RetentionInDays"] == PROD.log_retention_days


def test_layers_carry_packages_and_ours(prod: Synthesis) -> None:
    """Ours everywhere, with third-party packages; those of statistics only where results are computed."""
    layers = prod.of_kind("AWS::Lambda::LayerVersion")

    assert {name: layer["CompatibleArchitectures"] for name, layer in layers.items()} == {
        "Layers/Core": ["arm64"],
        "Layers/Stats": ["arm64"],
        "Layers/Shared": ["arm64"],
    }
    everywhere = {"{Layers/Core}", "{Layers/Shared}"}
    assert {name: set(prod.function(name)["Layers"]) for name in FUNCTIONS} == {
        "Client": everywhere,
        "Admin": everywhere | {"{Layers/Stats}"},
        "Authorizer": everywhere,
        "Aggregate": everywhere | {"{Layers/Stats}"},
    }
