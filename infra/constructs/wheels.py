"""Third-party packages for Lambda, unpacked from wheels: no Docker, and the same files whoever unpacks them."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.config import Architecture
from infra.paths import LAYER_CACHE

PYTHON_VERSION: Final = "3.13"

# 2_28, because what Lambda's python3.13 runs on has a newer glibc, and `manylinux2014` quietly resolves to old wheels.
PLATFORMS: Final[dict[Architecture, str]] = {
    "arm64": "aarch64-manylinux_2_28",
    "x86_64": "x86_64-manylinux_2_28",
}

# Never needed on Lambda, or different from one machine to the next: console scripts carry the path of the interpreter
# that installed them, and RECORD carries the scripts' hashes.
LEFT_OUT: Final = ("bin", "**/__pycache__", "**/tests", "*.dist-info/RECORD", ".lock")


class WheelError(RuntimeError):
    """The wheels could not be installed; the message is uv's own."""


@dataclass(frozen=True, slots=True)
class Wheels:
    """The packages of one compiled requirements file, for one architecture.

    Attributes:
        requirements: compiled, with hashes.
        architecture: what they will run on.
        cache: where unpacked packages are kept from one synth to the next.
    """

    requirements: Path
    architecture: Architecture
    cache: Path = LAYER_CACHE

    def copy_to(self, layer: Path) -> None:
        """Put the packages into `layer`/python, which is on a function's path.

        Raises:
            WheelError: uv did not find, trust or unpack them.
        """
        shutil.copytree(self._unpacked(), layer / "python", copy_function=_link, dirs_exist_ok=True)

    def unpack_to(self, target: Path) -> None:
        """Install into `target` with uv, past the cache, and leave out what Lambda does not need."""
        done = subprocess.run(  # noqa: S603 - every argument is ours
            [
                *(sys.executable, "-m", "uv", "pip", "install", "--quiet"),
                *("--target", str(target), "--link-mode", "copy", "--no-compile-bytecode"),
                *("--python-version", PYTHON_VERSION, "--python-platform", PLATFORMS[self.architecture]),
                *("--only-binary", ":all:", "--require-hashes", "-r", str(self.requirements)),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise WheelError(f"uv could not install {self.requirements.name} for {self.architecture}:\n{done.stderr}")
        for pattern in LEFT_OUT:
            for path in list(target.glob(pattern)):
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def _unpacked(self) -> Path:
        kept = self.cache / self._key()
        if not kept.exists():
            self.cache.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=self.cache) as scratch:
                fresh = Path(scratch) / "python"
                self.unpack_to(fresh)
                _publish(fresh, kept)
        return kept

    def _key(self) -> str:
        recipe = repr((PYTHON_VERSION, PLATFORMS[self.architecture], LEFT_OUT)).encode()
        digest = hashlib.sha256(recipe + self.requirements.read_bytes()).hexdigest()
        return f"{self.architecture}-{digest[:16]}"


def _publish(fresh: Path, kept: Path) -> None:
    """Rename, so that a synth which stops half-way, or two at once, never leave half a layer in the cache."""
    try:
        fresh.rename(kept)
    except OSError:
        if not kept.exists():
            raise


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
