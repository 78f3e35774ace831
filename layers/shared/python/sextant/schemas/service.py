from typing import Literal

from sextant.schemas.base import Answer


class Health(Answer):
    """The service answers."""

    status: Literal["ok"] = "ok"
