"""The server's log: one JSON object a line, without names, fields or addresses of anyone."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime

import msgspec
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from zsdesk.server import metrics

_KEPT = ("code", "method", "route", "status", "ms", "sent")
log = logging.getLogger("zsdesk.server")


class JsonLines(logging.Formatter):
    """A log record as a line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "of": record.name,
            "what": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in _KEPT if hasattr(record, name)}
        if record.exc_info and record.exc_info[1] is not None:
            # The place only: a database's message may quote the row.
            error, trace = record.exc_info[1], record.exc_info[2]
            line["error"] = type(error).__name__
            while trace is not None:
                line["line"] = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
                trace = trace.tb_next
        return msgspec.json.encode(line).decode()


def logged(app: ASGIApp) -> ASGIApp:
    """A middleware: a line for every request, with the route's template instead of its path."""

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        began, status, sent = time.perf_counter(), 0, 0

        async def counted(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "http.response.body":
                sent += len(message.get("body", b""))
            await send(message)

        try:
            await app(scope, receive, counted)
        finally:
            took = time.perf_counter() - began
            route = str(scope.get("path_template") or "other")
            metrics.answered(route, scope["method"], status, took, sent)
            log.info("request", extra={"method": scope["method"], "route": route, "status": status,
                                       "ms": round(took * 1000, 1), "sent": sent})  # fmt: skip

    return middleware
