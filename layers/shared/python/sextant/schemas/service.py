from typing import Literal

from sextant.schemas.base import Body


class Health(Body):
    """The service answers."""

    status: Literal["ok"] = "ok"
