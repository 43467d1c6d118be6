"""How much is answered at once, and how often to the same: what is over it is told when to come again.

Each worker process counts for itself: behind several, a desk may do as many times as much, which is meant to stop a
desk that runs wild and not to be exact.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPReceiveMessage, Receive, Scope, Send

from zsdesk.server import metrics
from zsdesk.server.problems import Stop, busy

_FREE = {"/v1/health", "/v1/live", "/metrics"}
"""What keeps the server alive is always answered."""


@dataclass(frozen=True)
class Limits:
    """``at_once`` requests and ``bytes`` of their bodies in memory; ``burst`` requests of one token, then ``rate`` a
    second; the same of one address for requests without a token."""

    at_once: int = 64
    bytes: int = 256 * 1024 * 1024
    burst: int = 600
    rate: float = 60.0
    strangers_burst: int = 120
    strangers_rate: float = 5.0


class Buckets:
    """How many requests each caller may still send; only so many callers are remembered."""

    def __init__(self, now: Callable[[], float] = time.monotonic, largest: int = 50_000) -> None:
        self._now, self._largest = now, largest
        self._left: OrderedDict[bytes, tuple[float, float]] = OrderedDict()

    def wait(self, who: bytes, burst: int, rate: float) -> float:
        """Take one; 0 where it was there, else the seconds until it will be."""
        now = self._now()
        left, at = self._left.pop(who, (float(burst), now))
        left = min(float(burst), left + (now - at) * rate)
        enough = left >= 1
        self._left[who] = (left - 1 if enough else left, now)
        while len(self._left) > self._largest:
            self._left.popitem(last=False)
        return 0.0 if enough else (1 - left) / rate


def limited(app: ASGIApp, limits: Limits | None = None, buckets: Buckets | None = None) -> ASGIApp:
    """A middleware that holds the limits."""
    allowed, waiting = limits or Limits(), buckets or Buckets()
    held = _Held()

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["path"] in _FREE:
            await app(scope, receive, send)
            return
        _refuse_too_often(scope, allowed, waiting)
        if held.requests >= allowed.at_once:
            raise _over("requests")
        mine = 0

        async def counted() -> HTTPReceiveMessage:
            nonlocal mine
            message = await receive()
            if message["type"] == "http.request" and (size := len(message["body"])):
                if held.bytes + size > allowed.bytes:
                    raise _over("bytes")
                held.bytes += size
                mine += size
                metrics.received.inc(size)
            return message  # type: ignore[return-value]

        held.requests += 1
        metrics.under_way.inc()
        try:
            await app(scope, counted, send)
        finally:
            held.requests -= 1
            held.bytes -= mine
            metrics.under_way.dec()

    return middleware


@dataclass
class _Held:
    """What is being answered."""

    requests: int = 0
    bytes: int = 0


def _refuse_too_often(scope: Scope, limits: Limits, buckets: Buckets) -> None:
    token = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
    if token:
        wait = buckets.wait(hashlib.blake2b(token, digest_size=16).digest(), limits.burst, limits.rate)
    else:
        client = scope.get("client")
        address = (client[0] if client else "").encode()
        wait = buckets.wait(address, limits.strangers_burst, limits.strangers_rate)
    if wait:
        metrics.refused.labels("rate").inc()
        raise Stop("busy", "Too many requests at once; the desk tries again by itself.", status=429,
                   retry_after=math.ceil(wait))  # fmt: skip


def _over(limit: str) -> Stop:
    metrics.refused.labels(limit).inc()
    return busy()
