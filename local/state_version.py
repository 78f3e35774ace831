"""Which version of the code made the data that is here: what is stored may lack what later code reads."""

from typing import Final

from local import notes
from local.trouble import TroubleError

CURRENT: Final = 3
"""Raise it when data of the version before would be read wrongly. 2: profiles are indexed by shard.
3: events come with the rows that several of them are about, and roll-ups count those."""

_NOTE = "state-version"


def hold(*, fresh: bool) -> None:
    """Go on with data of this version, or begin it.

    Args:
        fresh: nothing was deployed here yet.

    Raises:
        TroubleError: the data is of another version.
    """
    if fresh:
        notes.write(_NOTE, version=CURRENT)
    elif notes.read(_NOTE).get("version") != CURRENT:
        raise TroubleError(
            "The data of this local platform was made by another version of Sextant, and figures of the two would not "
            "fit together. Empty it with `make dev-reset` and start again; the demo data is loaded anew."
        )
