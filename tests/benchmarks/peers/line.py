"""A line on loopback that takes its time, and counts what passes: requests, and bytes in both directions."""

from __future__ import annotations

import asyncio
import re
import threading
from contextlib import suppress

_REQUEST = re.compile(rb"(?:GET|POST|PUT|HEAD|PATCH|DELETE) \S+ HTTP/1\.[01]\r\n")


class Line:
    """Carries connections to ``to``; every byte arrives half of ``delay`` seconds later, and a connection is made
    after one ``delay``, as a handshake is."""

    def __init__(self, to: int, delay: float) -> None:
        self.to, self.delay = to, delay
        self.requests = self.bytes = 0
        self.port = 0
        ready = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self._serve(ready)), daemon=True).start()
        ready.wait(10)
        self.url = f"http://127.0.0.1:{self.port}"

    def reset(self) -> None:
        """Count from nothing."""
        self.requests = self.bytes = 0

    async def _serve(self, ready: threading.Event) -> None:
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await server.serve_forever()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(self.delay)
        with suppress(OSError):
            there, back = await asyncio.open_connection("127.0.0.1", self.to)
            await asyncio.gather(self._carry(reader, back, asks=True), self._carry(there, writer, asks=False))

    async def _carry(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, asks: bool) -> None:
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        arriving = asyncio.create_task(self._arrive(under_way, target))
        loop = asyncio.get_running_loop()
        part = b"-"
        while part:
            try:
                part = await source.read(65_536)
            except OSError:
                part = b""
            self.bytes += len(part)
            self.requests += len(_REQUEST.findall(part)) if asks else 0
            await under_way.put((loop.time() + self.delay / 2, part))
        await arriving

    async def _arrive(self, under_way: asyncio.Queue[tuple[float, bytes]], target: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        with suppress(OSError):
            while True:
                due, part = await under_way.get()
                await asyncio.sleep(max(0.0, due - loop.time()))
                if not part:
                    break
                target.write(part)
                await target.drain()
        target.close()
