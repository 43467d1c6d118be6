"""The floor of a sync: the same records posted in batches, inserted with executemany, read back in pages.

Nobody with this stack can undercut it: no merge, no history, no rights, no index, nothing sealed.  What it has in
common with ours: every column of the records, arrays by msgspec, zstd level 3, uvicorn, httpx, and on both sides
SQLite that keeps what it was told through a power cut (WAL, ``synchronous = FULL``, one commit for each batch).
"""

from __future__ import annotations

import os
import sqlite3
import sys
from typing import Any

import msgspec
import zstandard

Scope = dict[str, Any]


Cell = str | int | float | None


class Batch(msgspec.Struct, array_like=True):
    """Rows as they lie in a table, the id first."""

    rows: list[tuple[Cell, ...]]


def database(path: str, width: int) -> sqlite3.Connection:
    """A durable SQLite file with one table of ``width`` columns."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    columns = ", ".join(f"c{number}" for number in range(1, width))
    connection.execute(f"CREATE TABLE IF NOT EXISTS row (id TEXT PRIMARY KEY, {columns})")
    return connection


def store(connection: sqlite3.Connection, rows: list[tuple[Cell, ...]]) -> None:
    """Insert rows in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(f"INSERT OR REPLACE INTO row VALUES ({', '.join('?' * len(rows[0]))})", rows)
    connection.execute("COMMIT")


def pack(rows: list[tuple[Cell, ...]]) -> bytes:
    """Rows as they travel."""
    return zstandard.ZstdCompressor(level=3).compress(msgspec.json.encode(Batch(rows)))


def unpack(raw: bytes) -> list[tuple[Cell, ...]]:
    """Rows as they arrive."""
    return msgspec.json.decode(zstandard.ZstdDecompressor().decompress(raw, 1 << 26), type=Batch).rows


class App:
    """POST a batch, GET a page of ``size`` rows after an id."""

    def __init__(self, path: str, width: int) -> None:
        self.connection = database(path, width)

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """ASGI 3."""
        if scope["type"] != "http":
            return
        body = b""
        while True:
            event = await receive()
            body += event.get("body", b"")
            if not event.get("more_body"):
                break
        answer = b""
        if scope["method"] == "POST":
            if body:
                store(self.connection, unpack(body))
        else:
            after, size = scope["query_string"].decode().split(",")
            found = self.connection.execute(
                "SELECT * FROM row WHERE id > ? ORDER BY id LIMIT ?", (after, int(size))
            ).fetchall()
            answer = pack(found)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": answer})


if __name__ == "__main__":
    import uvicorn

    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    uvicorn.run(App(sys.argv[1], int(sys.argv[3])), host="127.0.0.1", port=int(sys.argv[2]), log_level="error")
