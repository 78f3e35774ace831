"""A synthesized stage, read back as templates whose references say what they point at."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import aws_cdk as cdk

from infra.app import FEATURE_FLAGS, build
from infra.config import Config

STACKS = ("data", "api", "jobs")
_NO_STACK: list[str] = []


def make_app(outdir: Path, *, bundled: bool) -> cdk.App:
    """An empty app that synthesizes as under the CLI; without bundling it takes seconds less."""
    context: dict[str, Any] = {**FEATURE_FLAGS, "aws:cdk:enable-path-metadata": True}
    if not bundled:
        context["aws:cdk:bundling-stacks"] = _NO_STACK
    return cdk.App(outdir=str(outdir), context=context, analytics_reporting=False)


def synthesize(config: Config, outdir: Path, *, bundled: bool = False) -> "Synthesis":
    """The templates of a config; cdk-nag runs within, and a finding raises."""
    app = make_app(outdir, bundled=bundled)
    build(app, config)
    app.synth()
    return Synthesis(config, outdir)


@dataclass(frozen=True)
class Resource:
    """One resource of a template, named by its place in the tree of constructs."""

    name: str
    kind: str
    properties: dict[str, Any]
    whole: dict[str, Any]


@dataclass(frozen=True)
class Synthesis:
    """What one config became."""

    config: Config
    outdir: Path

    @cached_property
    def templates(self) -> dict[str, dict[str, Any]]:
        """The three templates, by the last part of their stacks' names."""
        return {stack: json.loads(self.template_path(stack).read_text()) for stack in STACKS}

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """The cloud assembly's manifest: how the stacks are to be deployed."""
        manifest: dict[str, Any] = json.loads((self.outdir / "manifest.json").read_text())
        return manifest

    @cached_property
    def validation(self) -> dict[str, Any]:
        """What cdk-nag reported during the synth."""
        report: dict[str, Any] = json.loads((self.outdir / "validation-report.json").read_text())
        return report

    def assets(self) -> dict[str, list[str]]:
        """The hashes of what each stack uploads, its template aside."""
        return {stack: sorted(self._asset_hashes(stack)) for stack in STACKS}

    def _asset_hashes(self, stack: str) -> Iterator[str]:
        files = json.loads(self.template_path(stack).with_suffix("").with_suffix(".assets.json").read_text())["files"]
        for asset_hash, file in files.items():
            if file["source"]["packaging"] == "zip":
                yield asset_hash

    def acknowledgements(self) -> Iterator[tuple[str, str]]:
        """Every cdk-nag rule that is acknowledged somewhere, with its reason."""
        for stack in STACKS:
            metadata = json.loads(self.template_path(stack).with_suffix("").with_suffix(".metadata.json").read_text())
            for entries in metadata.values():
                for entry in entries:
                    if entry["type"] == "aws:cdk:acknowledged-rules":
                        yield from entry["data"].items()

    def template_path(self, stack: str) -> Path:
        """Where a stack's template was written."""
        return self.outdir / f"Sextant-{self.config.stage}-{stack}.template.json"

    @cached_property
    def resources(self) -> list[Resource]:
        """Every resource of every stack, with references resolved to `{Name.Attribute}`."""
        return [
            Resource(
                self._names[stack][logical_id], body["Type"], self.resolved(stack, body.get("Properties", {})), body
            )
            for stack, template in self.templates.items()
            for logical_id, body in template["Resources"].items()
        ]

    def of_kind(self, kind: str) -> dict[str, dict[str, Any]]:
        """Properties of all resources of a CloudFormation type, by their names."""
        return {each.name: each.properties for each in self.resources if each.kind == kind}

    def function(self, name: str) -> dict[str, Any]:
        """Properties of the function `name`."""
        return self.of_kind("AWS::Lambda::Function")[f"{name}/Function"]

    def resolved(self, stack: str, value: Any) -> Any:  # noqa: ANN401, PLR0911 - JSON, and a return for each function
        """A value of a template with intrinsic functions made readable."""
        match value:
            case {"Fn::ImportValue": str(export)}:
                return self._exports[export.split(":")[-1]]
            case {"Ref": str(name)}:
                return f"{{{self._names[stack].get(name, name)}}}"
            case {"Fn::GetAtt": [str(name), str(attribute)]}:
                return f"{{{self._names[stack].get(name, name)}.{attribute}}}"
            case {"Fn::Join": [str(glue), list(parts)]}:
                return glue.join(self.resolved(stack, part) for part in parts)
            case {"Fn::Sub": [str(text), dict(variables)]}:
                return _substituted(text, {name: self.resolved(stack, each) for name, each in variables.items()})
            case dict():
                return {key: self.resolved(stack, each) for key, each in value.items()}
            case list():
                return [self.resolved(stack, each) for each in value]
            case _:
                return value

    @cached_property
    def _names(self) -> dict[str, dict[str, str]]:
        return {
            stack: {logical_id: _name(body) for logical_id, body in template["Resources"].items()}
            for stack, template in self.templates.items()
        }

    @cached_property
    def _exports(self) -> dict[str, str]:
        return {
            output["Export"]["Name"].split(":")[-1]: self.resolved("data", output["Value"])
            for output in self.templates["data"]["Outputs"].values()
            if "Export" in output
        }

    def statements(self, function: str) -> Iterator[dict[str, Any]]:
        """Every statement of every policy of a function's role."""
        role = f"{{{function}/Role}}"
        for policy in self.of_kind("AWS::IAM::Policy").values():
            if role in policy["Roles"]:
                yield from policy["PolicyDocument"]["Statement"]

    def permissions(self, function: str) -> set[tuple[str, str]]:
        """What a function may do, as pairs of one action and one resource."""
        return {
            (action, resource)
            for statement in self.statements(function)
            for action in _listed(statement["Action"])
            for resource in _listed(statement["Resource"])
        }


def _name(body: dict[str, Any]) -> str:
    path: str = body["Metadata"]["aws:cdk:path"]
    return path.split("/", 1)[1].removesuffix("/Resource")


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _substituted(text: str, variables: dict[str, str]) -> str:
    for name, value in variables.items():
        text = text.replace(f"${{{name}}}", value)
    return text
