"""How large flags and experiments may be: every warm function holds all of them, and one item of a table each."""

import json
from typing import Final

MAX_COMPILED_BYTES: Final = 100_000
"""Of a compiled flag or experiment as JSON, without its lists of users; every device may hold all of them as well."""
MAX_STORED_BYTES: Final = 190_000
"""Of a flag or experiment as JSON. DynamoDB takes 400 KB an item, and one of the audit holds it before and after."""


def json_bytes(value: object) -> int:
    """The size of a JSON value in UTF-8, written without spaces."""
    return len(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode(errors="surrogatepass"))
