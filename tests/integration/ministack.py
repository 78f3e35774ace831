"""Our tables on MiniStack, for what moto cannot carry: many items, and many threads at once.

A module that imports `ministack` and `ministack_tables` and has a fixture `tables` that asks for the latter runs on
MiniStack; with `any_tables` instead, each of its tests runs on moto and again on MiniStack.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from sextant.aws.settings import settings
from sextant.store.base import TableModel, forget_connection
from sextant.store.cursors import signing_key
from sextant.usecases.client_keys import client_keys
from sextant.usecases.data_files import data_files
from sextant.usecases.evaluation_counts import evaluation_counts
from sextant.usecases.flag_cache import flag_cache
from sextant.usecases.known_users import known_users
from tests.integration.conftest import models

REGION = "eu-west-2"
_PATIENCE_SECONDS = 60.0


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/_ministack/ready")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


@contextmanager
def started(folder: Path) -> Iterator[str]:
    """The address of a MiniStack, empty and in memory, that keeps what it must in a folder."""
    port = _free_port()
    settings_of_its_own = {
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",
        "LAMBDA_EXECUTOR": "local",
        "LOG_LEVEL": "ERROR",
        "MINISTACK_REGION": REGION,
        "SFTP_ENABLED": "0",
        "STATE_DIR": str(folder),
        "TMPDIR": str(folder),
    }
    with (folder / "ministack.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "ministack"],
            cwd=folder,
            env=os.environ | settings_of_its_own,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not _answers(port):
            assert process.poll() is None, (folder / "ministack.log").read_text()
            assert time.monotonic() < deadline, "MiniStack does not answer"
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def ministack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a MiniStack of this test run's own."""
    with started(tmp_path_factory.mktemp("ministack")) as address:
        yield address


@contextmanager
def made_on(ministack: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, type[TableModel]]]:
    """All tables, empty, on MiniStack; the environment names them as the CDK app would."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": ministack,
        "AWS_SECRET_ACCESS_KEY": "test",
        "BUSINESS_TIME_ZONE": "Europe/London",
    }.items():
        monkeypatch.setenv(name, value)
    by_setting = models()
    mark = f"{time.time_ns():x}"
    for setting in by_setting:
        monkeypatch.setenv(setting.upper(), f"{setting.replace('_', '-')}-{mark}")
    settings.forget()
    forget_connection()
    signing_key.cache_clear()
    for cached in (flag_cache, known_users, client_keys, data_files, evaluation_counts):
        cached.cache_clear()
    for model in by_setting.values():
        model.create_table(billing_mode="PAY_PER_REQUEST", wait=True)
    yield by_setting
    for model in by_setting.values():
        model.delete_table()
    forget_connection()
    signing_key.cache_clear()
    settings.forget()


@pytest.fixture
def ministack_tables(ministack: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, type[TableModel]]]:
    """All tables, empty, on MiniStack, for one test."""
    with made_on(ministack, monkeypatch) as by_setting:
        yield by_setting


@pytest.fixture(params=["moto_tables", "ministack_tables"])
def any_tables(request: pytest.FixtureRequest) -> dict[str, type[TableModel]]:
    """All tables, empty: once in moto, once on MiniStack."""
    made: dict[str, type[TableModel]] = request.getfixturevalue(request.param)
    return made
