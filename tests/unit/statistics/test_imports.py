"""What the statistics load."""

import pkgutil
import subprocess
import sys

import sextant.statistics

SLOW = ("scipy.stats", "scipy.optimize", "scipy.integrate", "statsmodels")


def test_no_module_loads_the_slow_parts_of_scipy() -> None:
    """Loading them takes a second that each cold start would pay; a fresh interpreter imports every module there is."""
    modules = [f"sextant.statistics.{each.name}" for each in pkgutil.iter_modules(sextant.statistics.__path__)]
    program = f"import sys, {', '.join(modules)}; print([each for each in {SLOW!r} if each in sys.modules])"
    ran = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", program],
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == "[]"
