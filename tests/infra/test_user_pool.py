"""The user pool: who may sign in, how, and as what."""

import pytest
from aws_cdk.assertions import Match, Template

from tests.infra.synthesis import Synthesis


@pytest.fixture(scope="session")
def template(prod: Synthesis) -> Template:
    """The data stack's template, for fine-grained assertions."""
    return Template.from_json(prod.templates["data"])


def test_a_group_stands_for_each_role(prod: Synthesis) -> None:
    """Groups of the pool are the roles in its tokens."""
    groups = prod.of_kind("AWS::Cognito::UserPoolGroup").values()

    assert {group["GroupName"] for group in groups} == {"ADMIN", "CLIENT", "CA"}


def test_passwords_are_long_and_mixed(template: Template) -> None:
    """Twelve characters of every kind."""
    template.has_resource_properties(
        "AWS::Cognito::UserPool",
        {
            "Policies": {
                "PasswordPolicy": {
                    "MinimumLength": 12,
                    "RequireLowercase": True,
                    "RequireUppercase": True,
                    "RequireNumbers": True,
                    "RequireSymbols": True,
                    "TemporaryPasswordValidityDays": 3,
                },
            },
        },
    )


def test_nobody_signs_themselves_up(template: Template) -> None:
    """Admins make accounts; a stranger who could would be a CLIENT of nobody."""
    template.has_resource_properties(
        "AWS::Cognito::UserPool",
        {"AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True}, "DeletionProtection": "ACTIVE"},
    )


def test_a_browser_signs_in_without_a_secret(template: Template) -> None:
    """By SRP or password, with no client secret to leak and no hint whether a user exists."""
    template.has_resource_properties(
        "AWS::Cognito::UserPoolClient",
        {
            "GenerateSecret": False,
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
            "PreventUserExistenceErrors": "ENABLED",
            "EnableTokenRevocation": True,
            "AllowedOAuthFlows": Match.absent(),
        },
    )


def test_the_authorizer_believes_the_pools_tokens(prod: Synthesis) -> None:
    """Issuer, audience and keys are those of the pool made here."""
    variables = prod.function("Authorizer")["Environment"]["Variables"]
    issuer = "https://cognito-idp.${AWS::Region}.${AWS::URLSuffix}/{Users/Pool}"

    assert variables["OIDC_ISSUER"] == issuer
    assert variables["OIDC_JWKS_URL"] == f"{issuer}/.well-known/jwks.json"
    assert variables["OIDC_AUDIENCE"] == "{Users/Pool/AdminUi}"
    assert variables["OIDC_ROLES_CLAIM"] == "cognito:groups"


def test_locally_keys_come_from_what_stands_in_for_aws(local: Synthesis) -> None:
    """MiniStack signs as the real issuer but serves its keys on its own port."""
    variables = local.function("Authorizer")["Environment"]["Variables"]

    assert variables["OIDC_JWKS_URL"] == "http://localhost:4566/{Users/Pool}/.well-known/jwks.json"
    assert variables["OIDC_ISSUER"] == "https://cognito-idp.${AWS::Region}.${AWS::URLSuffix}/{Users/Pool}"
