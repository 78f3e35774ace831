"""What the tests of the local platform share."""

import socket
from contextlib import closing

import pytest


@pytest.fixture
def unused_port() -> int:
    """A port of the loopback that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
