"""The HTTP API and its three functions: client, admin, authorizer."""

import aws_cdk as cdk
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from constructs import Construct

from infra.config import Config
from infra.constructs.alarms import PERIOD, Alarms
from infra.constructs.assets import api_code
from infra.constructs.function import FunctionSpec, Layers, PythonFunction
from infra.constructs.http_api import HttpApi
from infra.functions import admin_function, authorizer_function, client_function
from infra.stacks.data import DataStack
from infra.stacks.stage_stack import StageStack

OPEN_ROUTES = {
    "/api/health": "Load balancers and people ask whether the service answers; it tells nothing else.",
    "/api/openapi.json": "The contract is public, like the source it is made from.",
    "/api/docs": "Renders the public contract.",
    "/api/features/{clientKey}": "SDKs of others send no header here; the function checks the key in the path itself.",
}


class ApiStack(StageStack):
    """Everything that answers HTTP."""

    def __init__(self, scope: Construct, config: Config, data: DataStack) -> None:
        """Make the functions from one asset, then the API that calls them."""
        super().__init__(scope, config, "api", holds="HTTP API and its functions")
        self._config = config
        self._code = api_code()
        self._layers = Layers(self, "Layers", config)
        self._alarms = Alarms(self, "Watch", data.alarm_topic)
        self._client = self._make_function("Client", client_function(config, data))
        self._admin = self._make_function("Admin", admin_function(config, data))
        self._authorizer = self._make_function("Authorizer", authorizer_function(config, data))
        self._make_api()

    def _make_function(self, name: str, spec: FunctionSpec) -> PythonFunction:
        function = PythonFunction(self, name, self._config, spec, code=self._code, layers=self._layers)
        self._alarms.watch_function(function)
        cdk.CfnOutput(self, f"{name}Function", value=function.function.function_name)
        return function

    def _make_api(self) -> None:
        http = HttpApi(self, "Http", self._config, authorizer=self._authorizer)
        client = _integration("ClientIntegration", self._client)
        http.protect("/api/admin/{proxy+}", _integration("AdminIntegration", self._admin))
        http.protect("/api/{proxy+}", client)
        http.protect("/ofrep/{proxy+}", client)
        http.protect("/v1/{proxy+}", client)
        for path, because in OPEN_ROUTES.items():
            http.open(path, client, because=because)
        # Of its own, for the permission that the others share covers no call whose route is `$default`.
        unmatched = HttpLambdaIntegration("UnmatchedIntegration", self._client.target)
        http.open("$default", unmatched, because="Answers 404 to whatever no route matches, and reads nothing.")
        self._alarms.alarm("ServerErrors", http.api.metric_server_error(period=PERIOD, statistic="Sum"))
        cdk.CfnOutput(self, "ApiId", value=http.api.api_id)
        cdk.CfnOutput(self, "ApiUrl", value=http.api.api_endpoint)


def _integration(construct_id: str, function: PythonFunction) -> HttpLambdaIntegration:
    # One permission for the API rather than one for each route: a function's policy has room for 20 KB only.
    return HttpLambdaIntegration(construct_id, function.target, scope_permission_to_route=False)
