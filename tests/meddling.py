"""A proxy on loopback that delays, cuts, repeats and truncates what passes, as a bad line does."""

from __future__ import annotations

import http.client
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

FAULTS = {"delay": 20, "lost": 8, "half sent": 6, "twice": 12, "answer lost": 8, "half answered": 8}
"""What happens to a request, in a hundred of them."""

_OWN = {"connection", "transfer-encoding", "keep-alive", "host", "content-length"}


class _Answer(NamedTuple):
    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Meddling:
    """Carries http requests to ``port``; ``done`` counts what was done to them."""

    def __init__(self, port: int, seed: int = 1) -> None:
        self.to, self.dice, self.done = port, random.Random(seed), Counter[str]()
        self.honest = False
        self.strike: Callable[[str, str], None] = lambda _command, _path: None
        """Told of each request that the server has and has not answered yet."""
        self._lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one(self) -> None:
                with suppress(OSError, http.client.HTTPException):
                    outer._handle(self)

            do_GET = do_POST = do_PUT = do_PATCH = do_HEAD = handle_one  # noqa: N815  so the library asks for it

            def log_message(self, format: str, *args: object) -> None:
                """Nobody reads it."""

        class Server(ThreadingHTTPServer):
            def handle_error(self, request: object, client_address: object) -> None:
                """A desk that was killed went away: nobody needs to read it."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._server.shutdown()
        self._server.server_close()

    def _fault(self) -> str:
        with self._lock:
            thrown = 100 if self.honest else self.dice.randrange(100)
            for name, share in FAULTS.items():
                if thrown < share:
                    self.done[name] += 1
                    return name
                thrown -= share
        return ""

    def _handle(self, asked: BaseHTTPRequestHandler) -> None:
        body = asked.rfile.read(int(asked.headers.get("Content-Length", 0)))
        fault = self._fault()
        if fault == "delay":
            time.sleep(self.dice.uniform(0.01, 0.15))
        if fault == "lost":
            return self._drop(asked)
        if fault == "half sent":
            self._half_sent(asked, body)
            return self._drop(asked)
        if fault == "twice":
            self._forward(asked, body)
        answer = self._forward(asked, body)
        if answer is None or fault == "answer lost":
            return self._drop(asked)
        asked.send_response_only(answer.status)
        for name, value in answer.headers:
            if name.lower() not in _OWN:
                asked.send_header(name, value)
        length = next((v for n, v in answer.headers if n.lower() == "content-length"), str(len(answer.body)))
        asked.send_header("Content-Length", length if asked.command == "HEAD" else str(len(answer.body)))
        asked.end_headers()
        if fault == "half answered":
            asked.wfile.write(answer.body[: len(answer.body) // 2])
            return self._drop(asked)
        asked.wfile.write(answer.body)
        return None

    def _forward(self, asked: BaseHTTPRequestHandler, body: bytes) -> _Answer | None:
        line = http.client.HTTPConnection("127.0.0.1", self.to, timeout=60)
        try:
            line.request(asked.command, asked.path, body or None, dict(asked.headers.items()))
            self.strike(asked.command, asked.path)
            got = line.getresponse()
            return _Answer(got.status, got.getheaders(), got.read())
        except (OSError, http.client.HTTPException):  # the server went away in the middle
            return None
        finally:
            line.close()

    def _half_sent(self, asked: BaseHTTPRequestHandler, body: bytes) -> None:
        head = f"{asked.command} {asked.path} HTTP/1.1\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in asked.headers.items()) + "\r\n"
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.to), timeout=10) as line:
            line.sendall(head.encode() + body[: len(body) // 2])

    @staticmethod
    def _drop(asked: BaseHTTPRequestHandler) -> None:
        asked.close_connection = True
        with suppress(OSError):
            asked.connection.shutdown(socket.SHUT_RDWR)
