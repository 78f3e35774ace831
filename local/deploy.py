"""Puts the CDK app onto MiniStack, as `cdk deploy` puts it onto AWS."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import boto3
from botocore.exceptions import ClientError

from local.processes import Child, Program
from local.site import ACCOUNT, BUSINESS_TIME_ZONE, REGION, ROOT, Site
from local.trouble import TroubleError

if TYPE_CHECKING:
    from mypy_boto3_apigatewayv2.type_defs import CorsTypeDef

CDK: Final = str(ROOT / "node_modules" / ".bin" / "cdk")
DATA, API, JOBS = "Sextant-local-data", "Sextant-local-api", "Sextant-local-jobs"

Run = Callable[[Program], Child]


@dataclass(frozen=True)
class Deployment:
    """What was deployed, by the names that CloudFormation gave it."""

    api_id: str
    user_pool_id: str
    user_pool_client_id: str
    client_function: str
    admin_function: str
    aggregate_function: str

    @classmethod
    def read(cls, outputs: Path) -> "Deployment":
        """From the file that `cdk deploy --outputs-file` wrote."""
        stacks = json.loads(outputs.read_text(encoding="utf-8"))
        return cls(
            api_id=stacks[API]["ApiId"],
            user_pool_id=stacks[DATA]["UserPoolId"],
            user_pool_client_id=stacks[DATA]["UserPoolClientId"],
            client_function=stacks[API]["ClientFunction"],
            admin_function=stacks[API]["AdminFunction"],
            aggregate_function=stacks[JOBS]["AggregateFunction"],
        )


def api_url(site: Site, deployment: Deployment) -> str:
    """Where the HTTP API answers without the front door."""
    return f"{site.aws_endpoint}/_aws/execute-api/{deployment.api_id}"


def deploy(site: Site, run: Run) -> Deployment:
    """Bring MiniStack to what the code says now; what has not changed is left alone.

    Raises:
        TroubleError: the CDK refused, and the end of its log is in the message; or an earlier run was killed within a
            deployment.
    """
    _refuse_half_deployed()
    if not _is_bootstrapped():
        _cdk(site, run, "bootstrap", ("bootstrap", f"aws://{ACCOUNT}/{REGION}"))
    options = ("--all", "--require-approval", "never", "--outputs-file", str(site.outputs), "--concurrency", "2")
    _cdk(site, run, "deploy", ("deploy", *options))
    deployment = Deployment.read(site.outputs)
    _restore_cors(site, deployment)
    _restore_dead_letters(site)
    return deployment


def _refuse_half_deployed() -> None:
    """Nobody deploys to this site now, so a stack that says it is being deployed will say so for ever."""
    for name in (DATA, API, JOBS):
        status = _status(name)
        if status.endswith("_IN_PROGRESS") and status != "REVIEW_IN_PROGRESS":  # the CDK takes up one under review
            raise TroubleError(
                f"An earlier run ended while it deployed the stack {name} ({status}), which cannot be taken up. Empty "
                "the platform with `make dev-reset` and start again."
            )


def is_deployed() -> bool:
    """Whether there are tables here, with or without data in them."""
    return bool(_status(DATA))


def _is_bootstrapped() -> bool:
    return _status("CDKToolkit") in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}


def _status(stack: str) -> str:
    """What CloudFormation says of a stack; empty if there is none."""
    try:
        (described,) = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    except ClientError:
        return ""
    return described["StackStatus"]


def _cdk(site: Site, run: Run, what: str, arguments: Sequence[str]) -> None:
    context = {
        "stage": "local",
        "aws_endpoint": site.aws_endpoint,
        "business_time_zone": BUSINESS_TIME_ZONE,
    }
    told = [part for name, value in context.items() for part in ("-c", f"{name}={value}")]
    quiet = {"JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "20", "NO_COLOR": "1", "CI": "1"}
    child = run(
        Program(
            name=f"cdk {what}",
            command=(CDK, *arguments, "--output", str(site.assembly), *told),
            environment=site.environment() | quiet,
            folder=ROOT,
            log=site.logs / f"cdk-{what}.log",
        )
    )
    if child.finish():
        raise child.trouble(f"`cdk {what}` failed. If the code is not to blame, `make dev-reset` helps.")


def _restore_cors(site: Site, deployment: Deployment) -> None:
    """Give the API the CORS configuration of its template, which MiniStack's CloudFormation drops."""
    for resource in _resources(site, API).values():
        if resource["Type"] == "AWS::ApiGatewayV2::Api" and "CorsConfiguration" in resource["Properties"]:
            cors: CorsTypeDef = resource["Properties"]["CorsConfiguration"]
            boto3.client("apigatewayv2").update_api(ApiId=deployment.api_id, CorsConfiguration=cors)


def _restore_dead_letters(site: Site) -> None:
    """Give functions the dead-letter queue of their template, which MiniStack's CloudFormation drops as well."""
    for name, resource in _resources(site, JOBS).items():
        if resource["Type"] == "AWS::Lambda::Function" and "DeadLetterConfig" in resource["Properties"]:
            (queue, _) = resource["Properties"]["DeadLetterConfig"]["TargetArn"]["Fn::GetAtt"]
            queue_name = _deployed_as(queue).rsplit("/", 1)[-1]
            boto3.client("lambda").update_function_configuration(
                FunctionName=_deployed_as(name),
                DeadLetterConfig={"TargetArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue_name}"},
            )


def _deployed_as(name: str) -> str:
    """What a resource of the jobs stack was called when it was made."""
    found = boto3.client("cloudformation").describe_stack_resource(StackName=JOBS, LogicalResourceId=name)
    return found["StackResourceDetail"]["PhysicalResourceId"]


def _resources(site: Site, stack: str) -> dict[str, Any]:
    """The resources of a stack, as it was synthesized."""
    template = json.loads((site.assembly / f"{stack}.template.json").read_text(encoding="utf-8"))
    resources: dict[str, Any] = template["Resources"]
    return resources
