"""What importing the client function costs, against the floor that its frameworks alone would cost.

The floor is bare boto3, pydantic and Powertools' validating resolver with one route. Each import is a fresh process;
the two alternate, so that a machine that slows down slows both; the ratio is of medians.
"""

import statistics
import subprocess
import sys
from pathlib import Path

BOUND = 1.3
RUNS = 15
ROOT = Path(__file__).parent.parent
FLOOR = """
import boto3
import pydantic
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
app = APIGatewayHttpResolver(enable_validation=True)
class Answer(pydantic.BaseModel):
    status: str
@app.get("/api/health")
def health() -> Answer:
    return Answer(status="ok")
"""
OURS = "import api.client"
TIMED = "import time\nbegan = time.perf_counter()\n{code}\nprint(time.perf_counter() - began)"
PATHS = (ROOT / "functions", ROOT / "layers" / "shared" / "python")


def seconds(code: str) -> float:
    """How long `code` takes in a fresh interpreter, its start-up not counted."""
    environment = {"PYTHONPATH": ":".join(map(str, PATHS)), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-c", TIMED.format(code=code)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)  # noqa: S603 - our code
    return float(done.stdout)


def main() -> int:
    """Print the two medians and their ratio; 1 when it is over the bound."""
    for code in (FLOOR, OURS):
        seconds(code)  # Writes the bytecode caches.
    pairs = [(seconds(OURS), seconds(FLOOR)) for _ in range(RUNS)]
    ours, floor = (statistics.median(each) for each in zip(*pairs, strict=True))
    ratio = ours / floor
    print(f"import api.client: {ours * 1000:.0f} ms; floor {floor * 1000:.0f} ms; ratio {ratio:.2f} (at most {BOUND})")
    return int(ratio > BOUND)


if __name__ == "__main__":
    sys.exit(main())
