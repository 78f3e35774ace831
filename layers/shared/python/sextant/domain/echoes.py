"""Text that a sender chose and nothing has checked, as answers repeat it."""

import re
from typing import Final

_HALF_A_PAIR: Final = re.compile("[\ud800-\udfff]")
_NO_CHARACTER: Final = "\ufffd"


def echoed(text: str) -> str:
    """The text with halves of surrogate pairs replaced: JSON can name them, and no encoding can write them."""
    return _HALF_A_PAIR.sub(_NO_CHARACTER, text)
