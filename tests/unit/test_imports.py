"""What a cold start has to import, and what it must not."""

import subprocess
import sys

import pytest

HEAVY = ("numpy", "scipy", "jinja2")
# What checks flags when an admin saves one, and the engine that only flags with patterns need.
OF_ADMINS = ("jsonschema_rs", "re2", "sextant.schemas.flags", "sextant.domain.flag_problems", "sextant.usecases.flags")


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("aggregate.handler", (*HEAVY, "api", "aws_lambda_powertools.event_handler", "pydantic")),
        ("api.admin", (*HEAVY, "api.client", "aggregate")),
        ("api.client", (*HEAVY, *OF_ADMINS, "pyroaring", "api.admin", "aggregate")),
    ],
)
def test_a_function_imports_only_what_it_needs(module: str, unwanted: tuple[str, ...]) -> None:
    """Checked in a process of its own."""
    code = f"import sys, {module}; print(*(name for name in {unwanted!r} if name in sys.modules))"
    paths = [sys.executable, "-c", code]
    found = subprocess.run(  # noqa: S603 - our own interpreter on our own modules
        paths, capture_output=True, text=True, check=True, env={"PYTHONPATH": "functions:layers/shared/python"}
    )
    assert found.stdout.split() == []
