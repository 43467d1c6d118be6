"""Timestamps (RFC 3161) by the desk's own connection: asked for where the province names a place, and it answers."""

from __future__ import annotations

import asyncio

import httpx
from asn1crypto import tsp
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError

SECONDS = 6.0
"""Nobody waits longer for a timestamp: a signature without one holds too."""


class Stamper(TimeStamper):
    """Asks one place for timestamps."""

    def __init__(self, url: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """The answer; ``TimestampRequestError`` where there is none."""
        headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
        try:
            answer = await asyncio.to_thread(
                httpx.post, self._url, content=req.dump(), headers=headers, timeout=SECONDS
            )  # fmt: skip
            answer.raise_for_status()
            return tsp.TimeStampResp.load(answer.content)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError) as error:
            raise TimestampRequestError(str(error)) from None
