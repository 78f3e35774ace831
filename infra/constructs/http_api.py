"""The HTTP API: its stage with throttling and an access log, its CORS, its routes."""

import json

import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_logs as logs
from aws_cdk.aws_apigatewayv2_authorizers import HttpLambdaAuthorizer, HttpLambdaResponseType
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from constructs import Construct

from infra.config import Config
from infra.constructs.acknowledge import acknowledge
from infra.constructs.function import PythonFunction, log_retention
from infra.constructs.table import removal_policy

# Named one by one, never ANY: a route for ANY takes OPTIONS too, and the gateway would not answer preflights itself.
METHODS = [
    apigatewayv2.HttpMethod.GET,
    apigatewayv2.HttpMethod.POST,
    apigatewayv2.HttpMethod.PUT,
    apigatewayv2.HttpMethod.DELETE,
    apigatewayv2.HttpMethod.PATCH,
]

EXPOSED_HEADERS = [
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
]
"""What pages of other origins may read of an answer."""

ACCESS_LOG = {
    "requestId": "$context.requestId",
    "time": "$context.requestTime",
    "route": "$context.routeKey",
    "status": "$context.status",
    "bytes": "$context.responseLength",
    "milliseconds": "$context.responseLatency",
    "principal": "$context.authorizer.kind",
    "gatewayError": "$context.error.message",
    "integrationError": "$context.integrationErrorMessage",
    "authorizerError": "$context.authorizer.error",
}


class HttpApi(Construct):
    """An HTTP API whose routes are open or behind the Lambda authorizer."""

    def __init__(self, scope: Construct, construct_id: str, config: Config, *, authorizer: PythonFunction) -> None:
        """Make the API with its one stage and no routes yet."""
        super().__init__(scope, construct_id)
        self._authorizer = HttpLambdaAuthorizer(
            "Authorizer",
            authorizer.target,
            identity_source=["$request.header.Authorization"],
            response_types=[HttpLambdaResponseType.SIMPLE],
            results_cache_ttl=cdk.Duration.minutes(5),
        )
        self.api = apigatewayv2.HttpApi(
            self,
            "Api",
            api_name=cdk.Stack.of(self).stack_name,
            create_default_stage=False,
            cors_preflight=_cors(config),
        )
        self._make_stage(config)

    def protect(self, path: str, integration: HttpLambdaIntegration) -> None:
        """Route a path, by every method, through the authorizer."""
        self.api.add_routes(path=path, methods=METHODS, integration=integration, authorizer=self._authorizer)

    def open(self, path: str, integration: HttpLambdaIntegration, *, because: str) -> None:
        """Route `GET path`, or `$default`, to anybody.

        Args:
            path: the path, or `$default` for whatever no route matches.
            integration: what answers.
            because: why nobody is asked who they are.
        """
        route_key = apigatewayv2.HttpRouteKey
        route = apigatewayv2.HttpRoute(
            self,
            f"GET {path}",
            http_api=self.api,
            integration=integration,
            route_key=route_key.DEFAULT if path == "$default" else route_key.with_(path, apigatewayv2.HttpMethod.GET),
        )
        acknowledge(route, {"AwsSolutions-APIG4": because})

    def _make_stage(self, config: Config) -> None:
        access_log = logs.LogGroup(
            self,
            "AccessLog",
            retention=log_retention(config),
            removal_policy=removal_policy(config),
        )
        apigatewayv2.CfnStage(
            self,
            "Stage",
            api_id=self.api.api_id,
            stage_name="$default",
            auto_deploy=True,
            default_route_settings=apigatewayv2.CfnStage.RouteSettingsProperty(
                throttling_rate_limit=config.requests_per_second,
                throttling_burst_limit=config.request_burst,
                detailed_metrics_enabled=True,
            ),
            access_log_settings=apigatewayv2.CfnStage.AccessLogSettingsProperty(
                destination_arn=access_log.log_group_arn,
                format=json.dumps(ACCESS_LOG),
            ),
        )


def _cors(config: Config) -> apigatewayv2.CorsPreflightOptions:
    return apigatewayv2.CorsPreflightOptions(
        allow_origins=list(config.cors_origins),
        allow_methods=[
            *(apigatewayv2.CorsHttpMethod(method.value) for method in METHODS),
            apigatewayv2.CorsHttpMethod.OPTIONS,
        ],
        allow_headers=["Authorization", "Content-Type", "If-Match", "If-None-Match"],
        expose_headers=EXPOSED_HEADERS,
        max_age=cdk.Duration.hours(1),
    )
