"""Flags of every type that OpenFeature knows, for the real OFREP clients, and what they are worth to whom."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.e2e.running import Platform

FLAGS = "/api/admin/feature-flags"
PRO = {"targetingKey": "ofrep-user", "plan": "pro"}
FREE = {"targetingKey": "ofrep-user", "plan": "free"}
SETTLING_SECONDS = 6
"""A warm function looks for changed flags every five seconds."""

Json = dict[str, Any]


def typed(key: str, kind: str, value: object, default: object) -> Json:
    """A flag worth `value` to the plan `pro`, and `default` to others."""
    return {
        "key": f"ofrep_{key}",
        "name": key,
        "enabled": True,
        "valueType": kind,
        "value": value,
        "defaultValue": default,
        "rolloutPercentage": 0,
        "rules": [{"id": "professionals", "condition": {"plan": "pro"}, "force": value}],
    }


MADE: list[Json] = [
    typed("boolean", "boolean", True, False),
    typed("string", "string", "blue", "red"),
    typed("integer", "number", 42, 7),
    typed("float", "number", 10.0, 0.5),
    typed("object", "json", {"limit": 5, "colours": ["é", "☕"]}, {"limit": 0}),
    {"key": "ofrep_half", "name": "Half of the users", "enabled": True, "rolloutPercentage": 50},
]
QUESTIONS: list[Json] = [
    {"type": "boolean", "key": "ofrep_boolean", "default": False},
    {"type": "string", "key": "ofrep_string", "default": "fallback"},
    {"type": "number", "key": "ofrep_integer", "default": -1},
    {"type": "number", "key": "ofrep_float", "default": -1.5},
    {"type": "object", "key": "ofrep_object", "default": {}},
]
ANSWERS: dict[str, tuple[Any, Any]] = {
    "ofrep_boolean": (True, False),
    "ofrep_string": ("blue", "red"),
    "ofrep_integer": (42, 7),
    "ofrep_float": (10.0, 0.5),
    "ofrep_object": ({"limit": 5, "colours": ["é", "☕"]}, {"limit": 0}),
}
"""What each is worth to the plan `pro`, and to others."""


@contextmanager
def there(platform: Platform, *made: Json) -> Iterator[None]:
    """These flags, known to every function; deleted in the end."""
    for flag in made:
        answer = platform.admin.post(FLAGS, flag)
        assert answer.status == 201, (flag["key"], answer)
    time.sleep(SETTLING_SECONDS)
    yield
    for flag in made:
        assert platform.admin.delete(f"{FLAGS}/{flag['key']}").status == 204
