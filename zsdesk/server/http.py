"""What every request and answer goes through: bounded bodies, zstd, problems instead of pages."""

from __future__ import annotations

import io
import logging
import threading
from typing import Any

import msgspec
import zstandard
from anyio import to_thread
from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.exceptions import HTTPException, InternalServerException
from litestar.handlers.base import BaseRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from sqlalchemy.exc import TimeoutError as PoolTimeout

from zsdesk.clock import Clock
from zsdesk.server.database import Busy, Database
from zsdesk.server.identity import Caller, authenticate
from zsdesk.server.problems import Code, Stop, busy
from zsdesk.server.speech import Speech, speech_of
from zsdesk.sync.wire import ENCODING, LARGEST_REQUEST, MEDIA_TYPE, Problem

PROBLEM_TYPE = "application/problem+json"
LEVEL = 3
SMALLEST = 500
"""Bytes; shorter answers are not worth compressing."""
INLINE = 64 * 1024
"""Bytes of a body that are decoded without going to another thread."""

PROBLEMS = {
    status: ResponseSpec(Problem, generate_examples=False, description=said, media_type=PROBLEM_TYPE)
    for status, said in (
        (400, "The request has not the form that is described here."),
        (401, "No token, or one that is no longer accepted."),
        (503, "Busy: the same request may be sent again after Retry-After seconds."),
    )
}  # fmt: skip
"""What every route may answer; which routes answer more is in their descriptions."""

log = logging.getLogger("zsdesk.server")
_local = threading.local()
_CODES: dict[int, Code] = {401: "unauthorized", 403: "forbidden", 404: "not_found", 405: "not_found",
                           413: "too_large", 429: "busy", 503: "busy"}  # fmt: skip


class WireRequest(Request[Caller, None, Any]):
    """A request whose body is bounded, decompressed, and decoded straight into its struct."""

    @property
    def speech(self) -> Speech:
        """The language of the answer."""
        return speech_of(self.headers.get("accept-language", ""))

    async def body(self) -> bytes:
        """The body as it came; ``Stop`` where it is too large."""
        if not hasattr(self, "_raw"):
            length = self.headers.get("content-length", "")
            if length.isdigit() and int(length) > LARGEST_REQUEST:
                raise _too_large(LARGEST_REQUEST)
            received = bytearray()
            async for chunk in self.stream():
                received += chunk
                if len(received) > LARGEST_REQUEST:
                    raise _too_large(LARGEST_REQUEST)
            self._raw = bytes(received)
        return self._raw

    async def piece(self, largest: int) -> bytes:
        """A body as it came; where the connection was cut, what came until then.  ``Stop`` beyond ``largest``."""
        received = bytearray()
        try:
            async for chunk in self.stream():
                received += chunk
                if len(received) > largest:
                    raise _too_large(largest)
        except InternalServerException:  # how the framework tells of a cut
            pass
        return bytes(received)

    async def json(self) -> Any:
        """The body as the handler's ``data`` declares it; ``Stop`` where it is something else."""
        raw = await self.body()
        wanted = self.route_handler.parsed_data_field
        assert wanted is not None
        encoding = self.headers.get("content-encoding", "identity").strip().lower()
        if len(raw) < INLINE and encoding == "identity":
            return decoded(raw, wanted.annotation, encoding)
        return await to_thread.run_sync(decoded, raw, wanted.annotation, encoding)


def decoded(raw: bytes, wanted: type[Any], encoding: str) -> Any:
    """A body decompressed and decoded."""
    if encoding == ENCODING:
        raw = _decompressed(raw)
    elif encoding not in ("", "identity"):
        raise Stop("invalid", "The body's encoding {encoding} is not understood here.", status=415,
                   encoding=encoding[:40])  # fmt: skip
    try:
        return msgspec.json.decode(raw, type=wanted)
    except msgspec.ValidationError as error:
        raise Stop("invalid", "The request does not have the form it should: {why}", why=str(error)[:300]) from None
    except (msgspec.DecodeError, RecursionError):
        raise Stop("invalid", "The request is no JSON.") from None


def _decompressed(raw: bytes) -> bytes:
    """At most ``LARGEST_REQUEST`` bytes come out, however much goes in."""
    reader = zstandard.ZstdDecompressor(max_window_size=1 << 24).stream_reader(io.BytesIO(raw), read_across_frames=True)
    try:
        plain = reader.read(LARGEST_REQUEST + 1)
    except zstandard.ZstdError:
        raise Stop("invalid", "The body is not compressed the way it says.") from None
    if len(plain) > LARGEST_REQUEST:
        raise _too_large(LARGEST_REQUEST)
    return plain


def _too_large(largest: int) -> Stop:
    return Stop("too_large", "The request is larger than {mib} MiB; send less at a time.", mib=largest >> 20)


async def authenticated(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """A guard: the caller of the token goes into ``request.user``."""
    database: Database = connection.app.state.database
    clock: Clock = connection.app.state.clock
    header = connection.headers.get("authorization", "")
    connection.scope["user"] = await to_thread.run_sync(authenticate, database, header, clock)


FOR_DESKS: dict[str, Any] = {"guards": [authenticated], "security": [{"token": []}], "responses": PROBLEMS}
"""What is the same for every route that an enrolled desk calls with its token."""


def answer(request: Request[Any, Any, Any], body: object, status: int = 200) -> Response[Any]:
    """A struct as JSON, compressed where the desk takes it.  Called in the handler's thread."""
    raw = msgspec.json.encode(body)
    headers = {"Vary": "Accept-Encoding, Accept-Language", "Cache-Control": "no-store"}
    if len(raw) > SMALLEST and ENCODING in request.headers.get("accept-encoding", ""):
        raw = _compressor().compress(raw)
        headers["Content-Encoding"] = ENCODING
    return Response(raw, status_code=status, media_type=MEDIA_TYPE, headers=headers)


def _compressor() -> zstandard.ZstdCompressor:
    if not hasattr(_local, "compressor"):
        _local.compressor = zstandard.ZstdCompressor(level=LEVEL)
    found: zstandard.ZstdCompressor = _local.compressor
    return found


# -- problems ----------------------------------------------------------------------------------


def on_error(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Any error as a problem; what is no fault of the request goes into the log."""
    stop = _as_stop(error)
    if stop.status >= 500:
        log.error("failed", exc_info=error if stop.code == "internal" else None, extra={"code": stop.code})
    problem = stop.problem(speech_of(request.headers.get("accept-language", "")))
    return Response(
        msgspec.json.encode(problem), status_code=stop.status, media_type=PROBLEM_TYPE, headers=stop.headers
    )


def _as_stop(error: Exception) -> Stop:
    if isinstance(error, Stop):
        return error
    if isinstance(error, Busy | PoolTimeout):
        return busy()
    if isinstance(error, HTTPException):
        code = _CODES.get(error.status_code, "invalid" if error.status_code < 500 else "internal")
        if error.status_code < 500:
            return Stop(code, "The province has no answer to this request.", status=error.status_code,
                        headers=error.headers)  # fmt: skip
    return Stop("internal", "The province could not answer because of an error of its own; it was noted.")
