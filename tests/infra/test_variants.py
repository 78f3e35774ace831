"""What a deployment may choose with `-c`, down to its templates."""

import pytest

from infra.config import OidcIssuer, configure
from tests.infra.access import FUNCTIONS
from tests.infra.synthesis import Synthesis, synthesize

API_FUNCTIONS = ["Client", "Admin", "Authorizer"]
ISSUER = OidcIssuer(
    issuer="https://login.example.com",
    audience="sextant",
    jwks_url="https://login.example.com/keys",
    roles_claim="groups",
)


@pytest.fixture(scope="session")
def variant(tmp_path_factory: pytest.TempPathFactory) -> Synthesis:
    """On x86_64, from snapshots, behind an existing issuer: everything that `-c` can ask for at once."""
    context = {
        "architecture": "x86_64",
        "snap_start": "true",
        "oidc_issuer": ISSUER.issuer,
        "oidc_audience": ISSUER.audience,
        "oidc_jwks_url": ISSUER.jwks_url,
        "oidc_roles_claim": ISSUER.roles_claim,
    }
    return synthesize(configure(context.get), tmp_path_factory.mktemp("variant"))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_x86_64_reaches_every_function(variant: Synthesis, name: str) -> None:
    """No function stays behind on arm64."""
    assert variant.function(name)["Architectures"] == ["x86_64"]


def test_x86_64_reaches_every_layer(variant: Synthesis) -> None:
    """Layers are for the functions' architecture, or compiled modules would not load."""
    layers = variant.of_kind("AWS::Lambda::LayerVersion").values()

    assert [layer["CompatibleArchitectures"] for layer in layers] == [["x86_64"]] * 3


def test_an_existing_issuer_replaces_the_user_pool(variant: Synthesis) -> None:
    """No pool, client or group is made, and the authorizer is told about the issuer."""
    variables = variant.function("Authorizer")["Environment"]["Variables"]

    assert not any(resource.kind.startswith("AWS::Cognito") for resource in variant.resources)
    assert {name: value for name, value in variables.items() if name.startswith("OIDC_")} == {
        "OIDC_ISSUER": ISSUER.issuer,
        "OIDC_AUDIENCE": ISSUER.audience,
        "OIDC_JWKS_URL": ISSUER.jwks_url,
        "OIDC_ROLES_CLAIM": ISSUER.roles_claim,
    }


def test_with_snap_start_the_gateway_calls_an_alias_of_a_snapshot(variant: Synthesis) -> None:
    """A snapshot belongs to a published version, so callers must go through the alias."""
    targets = {each["IntegrationUri"] for each in variant.of_kind("AWS::ApiGatewayV2::Integration").values()}
    (authorizer,) = variant.of_kind("AWS::ApiGatewayV2::Authorizer").values()

    assert targets == {"{Client/Live}", "{Admin/Live}"}
    assert "{Authorizer/Live}" in authorizer["AuthorizerUri"]
    assert all(variant.function(name)["SnapStart"] == {"ApplyOn": "PublishedVersions"} for name in API_FUNCTIONS)
    assert "SnapStart" not in variant.function("Aggregate")
