"""A small proxy in front of the platform that writes down what passes, for clients that cannot be looked into.

It may lose an answer: what was asked has happened, and the client is told that it has not.
"""

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import urlsplit

_OF_ONE_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "host", "content-length"}


@dataclass(frozen=True)
class Exchange:
    """A request and the platform's answer; names of headers are in lower case."""

    method: str
    path: str
    asked: dict[str, str]
    status: int
    answered: dict[str, str]
    content: bytes = b""


@dataclass(frozen=True)
class Wire:
    """The address to give to a client, and what passed so far."""

    url: str
    exchanges: list[Exchange] = field(default_factory=list)


@contextmanager
def recorded(url: str, *, lost: int | None = None) -> Iterator[Wire]:
    """The platform at `url`, at another address, its exchanges recorded.

    Args:
        url: The platform's own address.
        lost: Which exchange, from 0, is answered 500 once the platform has answered; none if not given.
    """
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    passing = Lock()
    wire = Wire(f"http://127.0.0.1:{server.server_port}")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._pass_on()

        def do_POST(self) -> None:
            self._pass_on()

        def log_message(self, *_arguments: Any) -> None:  # noqa: ANN401 - its own signature
            """Say nothing."""

        def _pass_on(self) -> None:
            asked = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(asked.get("content-length", 0))) or None
            connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
            sent = {name: value for name, value in asked.items() if name not in _OF_ONE_CONNECTION}
            connection.request(self.command, self.path, body, sent)
            answer = connection.getresponse()
            content = answer.read()
            connection.close()
            answered = {name.lower(): value for name, value in answer.getheaders()}
            with passing:
                is_lost = len(wire.exchanges) == lost
                wire.exchanges.append(Exchange(self.command, self.path, asked, answer.status, answered, content))
            if is_lost:
                self.send_response_only(http.client.INTERNAL_SERVER_ERROR)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in _OF_ONE_CONNECTION:
                    self.send_header(name, value)
            if answer.status != http.client.NOT_MODIFIED:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    server.RequestHandlerClass = Handler
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield wire
    server.shutdown()
    server.server_close()
    thread.join()
