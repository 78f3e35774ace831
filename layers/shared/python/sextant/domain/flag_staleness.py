"""Flags that may be ready to be removed."""

from enum import StrEnum


class Staleness(StrEnum):
    """Why a flag may be ready to be removed."""

    EXPIRED = "expired"
    FULLY_ON = "fully_on"
    FULLY_OFF = "fully_off"
    NOT_EVALUATED = "not_evaluated"
