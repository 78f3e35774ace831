"""Keeps Python's garbage collector out of a cold start: nothing that imports make is garbage.

A handler imports this first and calls `over` last. The collector would otherwise walk all of the frameworks several
times while they load, and again with each full collection later.
"""

import gc

gc.disable()


def over() -> None:
    """Turn the collector on again, for what is made from now on."""
    gc.freeze()
    gc.enable()
