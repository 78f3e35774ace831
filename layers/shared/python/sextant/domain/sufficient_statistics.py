"""What a result was computed from, in a form that hashes alike in every language."""

import hashlib
import json
from collections.abc import Mapping

Canonical = Mapping[str, object]
"""JSON of texts, small whole numbers, lists and objects: no fractions, which every language writes its own way."""


def statistics_hash(statistics: Canonical) -> str:
    """SHA-256, in hexadecimal, of the JSON with sorted keys, without white space and in ASCII."""
    text = json.dumps(statistics, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
