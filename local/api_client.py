"""Sextant's HTTP API, as a script calls it."""

import json
import ssl
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit


class UnreachableError(Exception):
    """No answer came: the API is down, or the connection broke."""


@dataclass(frozen=True)
class Answer:
    """What the API said; `body` is its JSON, None if there was none."""

    status: int
    body: Any


@dataclass(frozen=True)
class Api:
    """The API at a URL, called with one credential (a token or an SDK key)."""

    url: str
    credential: str
    timeout: float = 35.0

    def get(self, path: str) -> Answer:
        """Read `path`, which begins with a slash."""
        return self._call("GET", path, None)

    def post(self, path: str, body: object) -> Answer:
        """Send `body` as JSON."""
        return self._call("POST", path, json.dumps(body).encode())

    def put(self, path: str, body: object) -> Answer:
        """Send `body` as JSON in the place of what is there."""
        return self._call("PUT", path, json.dumps(body).encode())

    def delete(self, path: str) -> Answer:
        """Delete what is there."""
        return self._call("DELETE", path, None)

    def _call(self, method: str, path: str, body: bytes | None) -> Answer:
        headers = {"Authorization": f"Bearer {self.credential}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        connection = self._connect()
        try:
            connection.request(method, urlsplit(self.url).path.rstrip("/") + path, body, headers)
            answer = connection.getresponse()
            return Answer(answer.status, _parsed(answer.read()))
        except (OSError, HTTPException) as error:
            raise UnreachableError(f"{self.url} does not answer: {error}") from error
        finally:
            connection.close()

    def _connect(self) -> HTTPConnection:
        parts = urlsplit(self.url)
        if parts.hostname is None:
            raise UnreachableError(f"{self.url!r} is no URL; give one such as http://localhost:5000")
        if parts.scheme == "https":
            context = ssl.create_default_context()
            return HTTPSConnection(parts.hostname, parts.port, timeout=self.timeout, context=context)
        return HTTPConnection(parts.hostname, parts.port, timeout=self.timeout)


def _parsed(text: bytes) -> object:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text.decode(errors="replace")
