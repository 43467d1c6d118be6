"""The line between desks and the province, with everything that can happen to what travels on it."""

from __future__ import annotations

import asyncio
import random
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple
from unittest import mock

import httpx
import msgspec
import zstandard
from anyio import to_thread
from litestar import Litestar

from zsdesk.server import identity
from zsdesk.server.database import Busy, Database
from zsdesk.server.exchange import exchange
from zsdesk.server.http import PROBLEM_TYPE, SMALLEST, decoded
from zsdesk.server.problems import Stop, busy
from zsdesk.server.speech import Speech
from zsdesk.sync import wire
from zsdesk.sync.transport import Answer, Take, Transport

FAULTS = {"lost": 5, "cut": 6, "late": 5, "twice": 5, "half": 4, "page": 2, "busy": 2}
"""What happens to a request, in a hundred of them: it is lost; its answer is; it arrives when nobody waits any
more; twice; with half of its answer; a hotel's login page answers; the province has too much to do."""

_PAGE = b"<!DOCTYPE html><html><title>Hotel</title><body>Room number?</body></html>"


class Killed(BaseException):
    """The process ended here, as by kill -9: nobody catches it but the simulation."""


class Sent(NamedTuple):
    """A request as it travelled."""

    method: str
    path: str
    headers: dict[str, str]
    content: bytes


class AtOnce(asyncio.SelectorEventLoop):
    """No threads: the province of a session does one thing after the other, and waits for nobody."""

    def run_in_executor(self, _executor: Any, work: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:
        """Do it now."""
        done = self.create_future()
        try:
            done.set_result(work(*args))
        except BaseException as error:
            done.set_exception(error)
        return done


async def _at_once(work: Callable[..., Any], *args: Any) -> Any:
    return work(*args)


class Gate:
    """The province's door: records go straight to what a round does, everything else through the application."""

    def __init__(self, app: Litestar) -> None:
        self._app = app
        self._loop = AtOnce()
        self._packer = zstandard.ZstdCompressor(level=1)

    def answer(self, sent: Sent) -> Answer:
        """What the province answers; ``Killed`` where it dies over it."""
        if sent.path == "/v1/sync":
            return self._sync(sent)
        with mock.patch.object(to_thread, "run_sync", _at_once):
            return self._loop.run_until_complete(self._asgi(sent))

    def _sync(self, sent: Sent) -> Answer:
        database: Database = self._app.state.database
        clock = self._app.state.clock
        try:
            caller = identity.authenticate(database, sent.headers.get("Authorization", ""), clock)
            asked = decoded(sent.content, wire.SyncRequest, sent.headers.get("Content-Encoding", ""))
            body = msgspec.json.encode(exchange(database, caller, asked, clock, Speech()))
        except Stop as stop:
            return _problem(stop)
        except Busy:
            return _problem(busy())
        headers = {"Content-Type": wire.MEDIA_TYPE}
        if len(body) > SMALLEST:
            body = self._packer.compress(body)
            headers["Content-Encoding"] = wire.ENCODING
        return Answer(200, httpx.Headers(headers), body)

    async def _asgi(self, sent: Sent) -> Answer:
        path, _, query = sent.path.partition("?")
        headers = {**sent.headers, "Content-Length": str(len(sent.content)), "Host": "province"}
        scope: dict[str, Any] = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": sent.method, "path": path,
            "raw_path": path.encode(), "query_string": query.encode(), "root_path": "", "scheme": "http",
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
            "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80), "state": {},
        }  # fmt: skip
        waiting = [{"type": "http.request", "body": sent.content, "more_body": False}]
        told: list[dict[str, Any]] = []
        answered = asyncio.Event()

        async def receive() -> dict[str, Any]:
            if not waiting:
                await answered.wait()  # the desk stays on the line until it has its answer
                return {"type": "http.disconnect"}
            return waiting.pop()

        async def send(message: dict[str, Any]) -> None:
            told.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                answered.set()

        await self._app(scope, receive, send)  # type: ignore[arg-type]
        start = next(message for message in told if message["type"] == "http.response.start")
        body = b"".join(message.get("body", b"") for message in told if message["type"] == "http.response.body")
        return Answer(start["status"], httpx.Headers(start["headers"]), body)


def _problem(stop: Stop) -> Answer:
    headers = httpx.Headers({"Content-Type": PROBLEM_TYPE, **stop.headers})
    return Answer(stop.status, headers, msgspec.json.encode(stop.problem(Speech())))


class Network:
    """Carries what desks send to the province's door, and what comes back."""

    def __init__(self, gate: Gate, dice: random.Random, counted: Counter[str]) -> None:
        self.gate, self.dice, self.counted = gate, dice, counted
        self.rough = True
        self.strays: list[Sent] = []
        self.delivered: list[Sent] = []

    def carry(self, sent: Sent) -> Answer:
        """One request and its answer; an ``httpx`` error where the line broke."""
        fault = self._fault()
        if fault == "lost":
            raise httpx.ConnectError("lost on the way")
        if fault == "late":
            self.strays.append(sent)
            raise httpx.ReadTimeout("nobody answered in time")
        if fault == "page":
            return Answer(200, httpx.Headers({"Content-Type": "text/html"}), _PAGE)
        if fault == "busy":
            return _problem(busy())
        if fault == "twice":
            self._deliver(sent)
        answer = self._deliver(sent)
        if fault == "cut":
            raise httpx.ReadError("cut before the answer came")
        if fault == "half" and len(answer.content) > 1:
            raise_at = self.dice.randrange(1, len(answer.content))
            return answer._replace(content=answer.content[:raise_at])
        return answer

    def stray_arrives(self) -> bool:
        """A request that somebody gave up arrives after all; its answer goes nowhere."""
        if not self.strays:
            return False
        with suppress(httpx.RemoteProtocolError):
            self._deliver(self.strays.pop(self.dice.randrange(len(self.strays))))
        return True

    def _deliver(self, sent: Sent) -> Answer:
        try:
            answer = self.gate.answer(sent)
        except Killed:
            self.counted["province killed"] += 1
            raise httpx.RemoteProtocolError("the province went away") from None
        self.delivered.append(sent)
        return answer

    def _fault(self) -> str:
        if not self.rough:
            return ""
        thrown = self.dice.randrange(100)
        for name, share in FAULTS.items():
            if thrown < share:
                self.counted[name] += 1
                return name
            thrown -= share
        return ""


class Line(Transport):
    """A desk's connection, over the simulated network instead of sockets."""

    def __init__(self, network: Network, token: str) -> None:
        self.url = "http://127.0.0.1"
        self.requests = self.bytes = 0
        self.handed_over = threading.Event()
        self._network = network
        self._headers = {"Accept": wire.MEDIA_TYPE, "Accept-Encoding": "zstd", "Authorization": f"Bearer {token}"}
        self._packer = zstandard.ZstdCompressor(level=1)
        self._waited = 0.0

    def __exit__(self, *_exc: object) -> None:
        """Nothing is open."""

    def seconds(self) -> float:
        return self._waited

    def wait(self, seconds: float) -> None:
        self._waited += seconds

    def carry(self, method: str, path: str, *, take: Take | None = None, **options: Any) -> Answer:
        headers = {**self._headers, **options.get("headers", {})}
        answer = self._network.carry(Sent(method, path, headers, options.get("content") or b""))
        if take is None or answer.status >= 400:
            return answer
        for start in range(0, len(answer.content), 700):
            take(answer._replace(content=b""), answer.content[start : start + 700])
        return answer._replace(content=b"")
