"""Where in the repository the parts of an asset are."""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
FUNCTIONS: Final = ROOT / "functions"
SHARED_LAYER: Final = ROOT / "layers" / "shared"
OPENAPI_DOCUMENT: Final = ROOT / "docs" / "openapi.json"
CORE_REQUIREMENTS: Final = ROOT / "requirements" / "core.txt"
STATS_REQUIREMENTS: Final = ROOT / "requirements" / "stats.txt"
LAYER_CACHE: Final = ROOT / ".cache" / "layers"
