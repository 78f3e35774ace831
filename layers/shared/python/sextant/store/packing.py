"""JSON packed into a binary attribute, for what is long and says the same names again and again.

By LZMA, which finds what repeats however far apart: figures of CAs, whose ids come back with every quarter of an hour,
take half of what DEFLATE makes of them. A date of 20,000 CAs who all have work on it takes 600 to 800 KB: two or three
items, see `long_items`.
"""

import json
import lzma
from typing import Any, Final

_PRESET: Final = 3


def packed(value: object) -> bytes:
    """A value as compressed JSON."""
    said = json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
    return lzma.compress(said, format=lzma.FORMAT_ALONE, preset=_PRESET)


def unpacked(stored: bytes) -> Any:  # noqa: ANN401 - JSON may hold anything
    """The value that was packed."""
    return json.loads(lzma.decompress(stored, format=lzma.FORMAT_ALONE))
