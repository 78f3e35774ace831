"""The HTTP API: which route leads where, who is asked who they are, how much is let through."""

import pytest
from aws_cdk.assertions import Match, Template

from infra.config import PROD
from tests.infra.synthesis import Synthesis

METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH"]
OPEN_ROUTES = [
    "GET /api/health",
    "GET /api/openapi.json",
    "GET /api/docs",
    "GET /api/features/{clientKey}",
    "$default",
]
PROTECTED_ROUTES = {
    **{f"{method} /api/admin/{{proxy+}}": "Admin" for method in METHODS},
    **{f"{method} /api/{{proxy+}}": "Client" for method in METHODS},
    **{f"{method} /ofrep/{{proxy+}}": "Client" for method in METHODS},
    **{f"{method} /v1/{{proxy+}}": "Client" for method in METHODS},
}


@pytest.fixture(scope="session")
def template(prod: Synthesis) -> Template:
    """The API stack's template, for fine-grained assertions."""
    return Template.from_json(prod.templates["api"])


def _function_behind(prod: Synthesis, route: dict[str, str]) -> str:
    integrations = prod.of_kind("AWS::ApiGatewayV2::Integration")
    name = route["Target"].removeprefix("integrations/{").removesuffix("}")
    target: str = integrations[name]["IntegrationUri"]
    return target.removeprefix("{").removesuffix("/Function.Arn}")


def test_every_route_leads_to_its_function(prod: Synthesis) -> None:
    """Admin paths go to the admin function, all else to the client function."""
    routes = prod.of_kind("AWS::ApiGatewayV2::Route").values()

    assert {route["RouteKey"]: _function_behind(prod, route) for route in routes} == (
        PROTECTED_ROUTES | dict.fromkeys(OPEN_ROUTES, "Client")
    )


def test_only_open_routes_skip_the_authorizer(prod: Synthesis) -> None:
    """Health, the contract and its page, the data file and the 404 answer anybody; all else asks the authorizer."""
    routes = prod.of_kind("AWS::ApiGatewayV2::Route").values()

    assert {route["RouteKey"] for route in routes if route["AuthorizationType"] == "NONE"} == set(OPEN_ROUTES)
    assert {
        route["RouteKey"] for route in routes if route.get("AuthorizerId") == "{Http/Api/Authorizer}"
    } == PROTECTED_ROUTES.keys()


def test_no_route_takes_preflights_from_the_gateway(prod: Synthesis) -> None:
    """No route names ANY or OPTIONS, so the gateway answers OPTIONS from its own CORS configuration."""
    keys = {route["RouteKey"].split()[0] for route in prod.of_kind("AWS::ApiGatewayV2::Route").values()}

    assert keys == {*METHODS, "$default"}


def test_the_authorizer_answers_simply_and_is_cached(template: Template) -> None:
    """Payload 2.0, simple response, one identity source, five minutes."""
    template.has_resource_properties(
        "AWS::ApiGatewayV2::Authorizer",
        {
            "AuthorizerType": "REQUEST",
            "AuthorizerPayloadFormatVersion": "2.0",
            "EnableSimpleResponses": True,
            "IdentitySource": ["$request.header.Authorization"],
            "AuthorizerResultTtlInSeconds": 300,
        },
    )


def test_functions_get_payload_2(template: Template) -> None:
    """Every integration speaks the format that the handlers parse."""
    template.all_resources_properties("AWS::ApiGatewayV2::Integration", {"PayloadFormatVersion": "2.0"})


def test_requests_are_throttled(template: Template) -> None:
    """The default stage has a rate and a burst of ours, not the account's."""
    template.has_resource_properties(
        "AWS::ApiGatewayV2::Stage",
        {
            "StageName": "$default",
            "AutoDeploy": True,
            "DefaultRouteSettings": {
                "ThrottlingRateLimit": PROD.requests_per_second,
                "ThrottlingBurstLimit": PROD.request_burst,
                "DetailedMetricsEnabled": True,
            },
        },
    )


def test_pages_may_send_and_read_the_headers_they_need(template: Template) -> None:
    """CORS allows credentials in a header and conditional requests, and shows what clients act on."""
    template.has_resource_properties(
        "AWS::ApiGatewayV2::Api",
        {
            "ProtocolType": "HTTP",
            "CorsConfiguration": {
                "AllowOrigins": list(PROD.cors_origins),
                "AllowMethods": [*METHODS, "OPTIONS"],
                "AllowHeaders": ["Authorization", "Content-Type", "If-Match", "If-None-Match"],
                "ExposeHeaders": [
                    "ETag",
                    "Link",
                    "Retry-After",
                    "X-As-Of",
                    "X-Completeness",
                    "X-Definition-Version",
                    "X-Next-Cursor",
                    "X-Row-Count",
                    "X-Time-Zone",
                    "x-request-id",
                    "x-sextant-flags",
                ],
                "AllowCredentials": Match.absent(),
                "MaxAge": 3600,
            },
        },
    )


def test_access_is_logged_without_personal_data(prod: Synthesis) -> None:
    """The access log names route, status and kind of caller: no address, no user, no token."""
    (stage,) = prod.of_kind("AWS::ApiGatewayV2::Stage").values()
    line: str = stage["AccessLogSettings"]["Format"]

    assert stage["AccessLogSettings"]["DestinationArn"] == "{Http/AccessLog.Arn}"
    assert "$context.requestId" in line
    assert not any(word in line for word in ("sourceIp", "userAgent", "authorizer.id", "path"))


def test_the_gateway_may_call_the_function_behind_the_unmatched_route(prod: Synthesis) -> None:
    """A call through `$default` has no method and path in its ARN, so one permission must do without them."""
    sources = {
        permission["SourceArn"].split("{Http/Api}")[1]
        for permission in prod.of_kind("AWS::Lambda::Permission").values()
        if permission["FunctionName"] == "{Client/Function.Arn}"
    }

    assert "/*/*" in sources


def test_the_outputs_are_what_the_local_platform_reads(prod: Synthesis) -> None:
    """Names of outputs are a contract with `local/` and the tests."""
    assert prod.templates["api"]["Outputs"].keys() == {
        "ApiId",
        "ApiUrl",
        "ClientFunction",
        "AdminFunction",
        "AuthorizerFunction",
    }
    assert {"UserPoolId", "UserPoolClientId", "AlarmTopicArn"} <= prod.templates["data"]["Outputs"].keys()
    assert prod.templates["jobs"]["Outputs"].keys() == {"AggregateFunction"}
