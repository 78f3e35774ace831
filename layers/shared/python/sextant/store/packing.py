"""JSON packed into a binary attribute, for what is long and says the same names again and again."""

import json
import zlib
from typing import Any


def packed(value: object) -> bytes:
    """A value as compressed JSON."""
    return zlib.compress(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())


def unpacked(stored: bytes) -> Any:  # noqa: ANN401 - JSON may hold anything
    """The value that was packed."""
    return json.loads(zlib.decompress(stored))
