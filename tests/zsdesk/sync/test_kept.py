"""The connection that a sync leaves open for the next one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec
import pytest

from zsdesk.errors import Offline
from zsdesk.ids import new_id
from zsdesk.sync import wire
from zsdesk.sync.transport import Transport


class Province(ThreadingHTTPServer):
    """Answers every round the same; ``silent`` requests from now on are closed without an answer."""

    daemon_threads = True
    connections = answered = silent = 0


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Province

    def setup(self) -> None:
        super().setup()
        self.server.connections += 1

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.silent:
            self.server.silent -= 1
            self.close_connection = True
            return
        self.server.answered += 1
        body = msgspec.json.encode(wire.SyncResponse(cursor=7))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def province() -> Iterator[Province]:
    made = Province(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


def a_round(province: Province, path: str = "/v1/sync") -> int:
    """One round over a transport of its own; the cursor that came."""
    with Transport(f"http://127.0.0.1:{province.server_port}", "token") as transport:
        request = wire.SyncRequest(wire.PROTOCOL, new_id(), new_id())
        return transport.post(path, request, wire.SyncResponse).cursor


def test_the_next_sync_goes_over_the_same_connection(province: Province) -> None:
    assert [a_round(province) for _ in range(3)] == [7, 7, 7]
    assert (province.connections, province.answered) == (1, 3)


def test_a_round_over_a_connection_that_ended_meanwhile_is_tried_once_more(province: Province) -> None:
    a_round(province)
    province.silent = 1
    assert a_round(province) == 7
    assert province.connections == 2


def test_what_may_not_be_repeated_is_not(province: Province) -> None:
    a_round(province)
    province.silent = 1
    with pytest.raises(Offline):
        a_round(province, "/v1/catalogue")
    assert province.answered == 1


def test_a_broken_connection_is_not_kept(province: Province) -> None:
    province.silent = 1
    with pytest.raises(Offline):
        a_round(province)
    assert a_round(province) == 7
    assert province.connections == 2
