"""Runs every benchmark and fails when one is over its bound."""

import importlib
import pkgutil
import sys
from pathlib import Path


def main() -> int:
    """1 when any benchmark is over its bound."""
    names = sorted(each.name for each in pkgutil.iter_modules([str(Path(__file__).parent)]) if each.name != "__main__")
    return max(importlib.import_module(f"bench.{name}").main() for name in names)


if __name__ == "__main__":
    sys.exit(main())
